"""What people do about deposits, as Prefect runs it: recorded whole, told in an artifact, or refused."""

import pytest
from sqlmodel import col, select

from flows.acts import table
from flows.sessions.conduct import run_campaign
from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.intake import IdentificationForm, MergerForm, PaperForm, PostmarkForm
from models.notices import Notice
from models.storage.database import transaction
from models.vocabulary import NoticeStatus, Status
from tests.conftest import Installation
from tests.factories import campaign_with, paris
from tests.flows.boards.artifacts import account, done

BY = "Coordination"
RECEIVED, LATER = paris("2026-05-05 10:00"), paris("2026-05-07 15:00")
FIRST, SECOND = "ARA-2026-0001", "ARA-2026-0002"


@pytest.fixture
def installed(prefect: None, spro: Installation) -> Installation:
    """Give an installation whose session is open."""
    with transaction(spro.database) as session:
        campaign_with(session)
    return spro


def letter(name: str, number: str | None, **fields: object) -> PaperForm:
    """The form of a letter that an organisation posted in time."""
    row = {"way": "par la poste", "postmark": "2026-04-29", "organisation": name, "identifier": number, "by": BY}
    return PaperForm.model_validate(row | {"contact": f"a@{name}.example", "complete": True} | fields)


def standing(spro: Installation) -> tuple[list[Status], list[str]]:
    """The status of each dossier, and the notices to applicants that left."""
    with transaction(spro.database) as session:
        statuses = session.exec(select(Application.status).order_by(col(Application.id))).all()
        sent = (
            select(Notice.kind)
            .where(Notice.status == NoticeStatus.sent, col(Notice.application_id).is_not(None))
            .order_by(col(Notice.id))
        )
        return [Status(status) for status in statuses], list(session.exec(sent))


def test_a_letter_is_recorded_and_told(installed: Installation) -> None:
    """Its registration leaves at once, by mail; the account shows no address."""
    done(table.record_paper(letter("mjc", "99900001100018"), at=RECEIVED))

    assert standing(installed) == ([Status.registered], ["registration"])
    told = account()
    assert "« Accusé d'enregistrement », au candidat : partie" in told
    assert "Nouveau dossier, « enregistré »." in told
    assert "@" not in told


@pytest.mark.parametrize(
    ("verdict", "statuses", "kinds"),
    [
        ("dans les délais", [Status.under_examination], ["registration", "acknowledgement"]),
        ("hors délai", [Status.late], ["registration", "late"]),
    ],
)
def test_a_postmark_that_cannot_be_read_waits_then_is_judged(
    installed: Installation, verdict: str, statuses: list[Status], kinds: list[str]
) -> None:
    """Case 8: the day's run leaves it alone until a person has decided."""
    unreadable = letter("mjc", "99900001100018", postmark=None, unreadable=True)
    form = PostmarkForm.model_validate({"reference": FIRST, "verdict": verdict, "reason": "Daté du 27.", "by": BY})

    done(table.record_paper(unreadable, at=RECEIVED), run_campaign(at=paris("2026-05-06 09:00")))
    waited, said = standing(installed), account()
    done(table.judge_postmark(form, at=LATER), run_campaign(at=paris("2026-05-11 09:00")))

    assert waited == ([Status.registered], ["registration"])
    assert "formulaire statuer-sur-le-cachet" in said
    assert standing(installed) == (statuses, kinds)


def test_a_dossier_is_identified_then_joined(installed: Installation) -> None:
    """Naming it finds the other, and says which form makes one of them; then the applicant reads it."""
    naming = IdentificationForm(reference=SECOND, organisation="MJC", identifier="99900001100018", by=BY)
    joining = MergerForm.model_validate({"reference": FIRST, "other_reference": SECOND, "manner": "réunir", "by": BY})

    done(
        table.record_paper(letter("mjc", "99900001100018"), at=RECEIVED),
        table.record_paper(letter("antenne", None), at=RECEIVED),
        table.identify_dossier(naming, at=LATER),
    )
    named = account()
    done(table.merge(joining, at=LATER))

    assert f"Le même organisme a un autre dossier : {FIRST}." in named
    assert "rapprocher-dossiers" in named
    assert standing(installed)[0] == [Status.registered, Status.withdrawn]
    assert standing(installed)[1] == ["registration", "registration", "duplicate", "duplicate"]
    assert "« enregistré » → « retiré »" in account()


def test_a_postmark_after_the_receipt_is_refused(installed: Installation) -> None:
    """In French: the field, the value, the mend. Nothing is recorded and nothing left."""
    with pytest.raises(Refusal, match=r"Cachet de la poste « 06/05/2026 » : il est postérieur à la réception"):
        done(table.record_paper(letter("mjc", None, postmark="2026-05-06"), at=RECEIVED))

    assert standing(installed) == ([], [])
