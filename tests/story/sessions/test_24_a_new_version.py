"""A new version of the cahier des charges: proposed, advised upon, adopted; accepted by its members, but for one.

Case 59, from the draft to the last member.
"""

from datetime import date
from email.message import EmailMessage

import pytest

from models.errors import Refusal
from tasks.console.texts.accepted import read_acceptances
from tasks.console.waiting.reasons import Reason
from tests.conftest import Installation
from tests.factories import paris
from tests.story.sessions.happening import happen
from tests.story.test_10_membership import (
    ATELIER,
    CITE,
    ECOLE,
    SEPTEMBER,
    act,
    due,
    names,
    office,
    text,
    to_do,
    told,
)
from tests.support.members import adopting, adoption, draft, proposal, signature, text_opinion

__all__ = ["office"]

JULY, MARCH = paris("2026-07-20 10:00"), paris("2027-03-01 10:00")
SECOND = {"text": "cahier des charges : 2"}
ADOPTED = adoption(**SECOND, adopted_on=date(2027, 3, 1), confirmed=True)


@pytest.fixture
def signed(office: Installation) -> Installation:
    """Give an installation whose three members have signed the first version."""
    happen(
        *(act(form, at=JULY) for form in adopting()),
        *(act(signature(name), at=JULY) for name in (ECOLE, CITE, ATELIER)),
        due(at=SEPTEMBER),
        due(at=paris("2026-09-01 09:00")),
    )
    return office


def test_case_59_a_draft_is_neither_signed_nor_adopted_before_its_opinion(signed: Installation) -> None:
    """Nor is what was proposed: the version that is adopted is the one that is signed."""
    second = signature(ECOLE, version="2", signed_on=date(2027, 3, 1))
    happen(act(draft(version="2"), at=MARCH))
    with pytest.raises(Refusal, match="« projet » : elle ne se signe pas ; la version adoptée est la version 1"):
        happen(act(second, at=MARCH))
    happen(act(proposal(**SECOND, proposed_on=date(2027, 2, 1)), at=MARCH))
    with pytest.raises(Refusal, match="« proposé » : elle ne se signe pas"):
        happen(act(second, at=MARCH))
    with pytest.raises(Refusal, match="l'avis de cette instance est demandé avant l'adoption"):
        happen(act(ADOPTED, at=MARCH))
    happen(act(text_opinion(**SECOND, given_on=date(2027, 2, 24)), at=MARCH), act(ADOPTED, at=MARCH))

    happen(act(second, at=MARCH))

    assert to_do(signed, "2027-03-01 11:00")[Reason.signature_again] == 2


def test_case_59_members_are_asked_reminded_and_the_late_one_is_listed(signed: Installation) -> None:
    """Of three, one signs at once, one after its first reminder, one never: it stays a member, and people are told."""
    happen(
        *(act(form, at=MARCH) for form in adopting("2", on=date(2027, 3, 1), in_force_from=date(2027, 4, 1))),
        act(signature(ECOLE, version="2", signed_on=date(2027, 3, 10)), at=paris("2027-03-12 10:00")),
        due(at=paris("2027-04-15 09:00")),
        act(signature(CITE, signed_on=date(2027, 4, 20)), at=paris("2027-04-21 10:00")),
        due(at=paris("2027-04-27 09:00")),
        due(at=paris("2027-05-01 09:00")),
    )

    asked = told(signed, "Nouvelle version à signer")
    assert sorted(named(mail) for mail in asked) == [ECOLE, CITE, ATELIER]
    assert "s'applique à partir du jeudi 1er avril 2027" in text(asked[0])
    reminded = told(signed, "à signer au plus tard le vendredi")
    assert sorted(named(mail) for mail in reminded) == [CITE, ATELIER, ATELIER]
    waiting = to_do(signed, "2027-05-03 10:00")
    assert (waiting[Reason.acceptance_late], Reason.signature_again in waiting) == (1, False)
    shown = read_acceptances(2, at=paris("2027-05-03 10:00"))
    assert shown is not None
    assert shown.counted() == (2, 1, 1)
    assert len(names(signed, date(2027, 5, 3))) == 3


def named(mail: EmailMessage) -> str:
    """Return the dossier that the subject of a mail names."""
    return str(mail["Subject"]).partition("]")[0].lstrip("[")
