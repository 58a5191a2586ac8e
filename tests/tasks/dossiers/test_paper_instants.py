"""When a paper came: as the form says, never later than now, in the session that was open then."""

import pytest

from models.errors import Refusal
from models.forms.intake import PaperForm
from models.vocabulary import Status
from tests.factories import campaign_with, paris
from tests.support.arrivals import letter, paper
from tests.support.mails import Desk
from tests.tasks.dossiers.test_paper import record


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (letter("2026-05-06"), "Cachet de la poste « 06/05/2026 » : il est postérieur à la réception, le 05/05/2026"),
        (
            letter("2026-04-29", received_on="2026-04-28"),
            "Cachet de la poste « 29/04/2026 » : il est postérieur à la réception, le 28/04/2026",
        ),
        (paper(received_on="2026-05-06"), "Reçu le « 06/05/2026 12:00 » : cet instant est à venir"),
        (paper(received_on="2026-05-05", hour="10:01"), "Reçu le « 05/05/2026 10:01 » : cet instant est à venir"),
        (paper(pieces=["annexe-9"]), "Pièce « annexe-9 » : inconnue"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, form: PaperForm, said: str) -> None:
    """By name, with the mend; nothing is recorded."""
    with pytest.raises(Refusal, match=said):
        record(desk, form)

    assert desk.deposits() == []


def test_a_paper_of_today_without_an_hour_came_by_now(desk: Desk) -> None:
    """Recorded at nine for « today »: noon is to come, so it came at nine."""
    application = record(desk, paper(received_on="2026-04-15"), "2026-04-15 09:00")

    assert application.received_at == paris("2026-04-15 09:00")


def test_a_paper_belongs_to_the_session_that_was_open(desk: Desk) -> None:
    """Handed in before the next one opened, typed in after."""
    campaign_with(desk.session, year=2027)

    application = record(desk, paper(received_on="2027-01-18"), "2027-01-20 10:00")

    assert (application.reference, application.status) == ("ARA-2026-0001", Status.late)
