"""A certificate is ours if the register says what it says."""

from datetime import date

import pytest
from sqlmodel import Session

from models.dossiers.application import Application, Organisation
from models.errors import Refusal
from models.members.membership import Membership
from models.sessions.campaign import Campaign
from tasks.members.joining.effect import certificates
from tasks.members.register.verified import Verified, verify
from tests.factories import campaign_with, paris
from tests.notifications.documents.papers import read
from tests.support.members import member

NEXT_YEAR = date(2027, 3, 1)


@pytest.fixture
def joined(session: Session) -> Membership:
    """Give a member by its candidacy."""
    return member(session, campaign_with(session))


def printed(session: Session, joined: Membership) -> str:
    """Return the code that its certificate prints."""
    dossier = session.get_one(Application, joined.application_id)
    campaign = session.get_one(Campaign, dossier.campaign_id)
    [file] = certificates(session, campaign, [dossier.id or 0], at=paris("2026-09-01 09:00"))[dossier.id or 0]
    return read(file.content).text.partition("Code de vérification : ")[2][:19].strip()


def test_the_code_that_is_printed_says_whose_it_is(session: Session, joined: Membership) -> None:
    """And until when; however it is typed."""
    code, reference = printed(session, joined), session.get_one(Application, joined.application_id).reference
    days = (date(2026, 9, 1), date(2028, 12, 31))
    found = Verified(joined.number, "CIDFF de l'Ain", reference, *days, is_running=True, is_ended_early=False)

    for typed in (code, code.lower(), code.replace("-", " "), f" {code.replace('-', '')} "):
        assert verify(session, typed, on=NEXT_YEAR) == found


@pytest.mark.parametrize(("on", "is_running"), [(date(2026, 8, 31), False), (date(2029, 1, 1), False)])
def test_a_membership_that_does_not_run_is_said_so(
    session: Session, joined: Membership, on: date, *, is_running: bool
) -> None:
    """Authentic, and of no more use."""
    found = verify(session, printed(session, joined), on=on)

    assert found
    assert found.is_running is is_running


def test_another_code_is_nobodys(session: Session, joined: Membership) -> None:
    """One that was made up, and, printed before codes were of chance, one of what the register no longer says."""
    joined.code = None
    session.flush()
    code = printed(session, joined)[:14]
    assert verify(session, code, on=NEXT_YEAR)
    session.get_one(Organisation, joined.organisation_id).name = "Autre nom"
    session.flush()

    assert (verify(session, "0000-0000-0000", on=NEXT_YEAR), verify(session, code, on=NEXT_YEAR)) == (None, None)


@pytest.mark.parametrize("code", ["", "ADH-2026-0001", "6663-C234", "6663-C234-8AFG"])
def test_what_is_no_code_is_refused(session: Session, code: str) -> None:
    """It says where one is printed, and what it looks like."""
    with pytest.raises(Refusal, match="imprimés au bas du certificat"):
        verify(session, code, on=NEXT_YEAR)
