"""The life of members: they sign, join on 1 September, are in the register, sign anew, and may leave or be ended.

No event of the scenarios tells it: it goes on for years after a session. The units of work of the console's flows are
called.
"""

from collections.abc import Awaitable
from datetime import date, datetime
from email.message import EmailMessage

import pytest
from sqlmodel import select

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.dossiers import WithdrawalForm
from models.forms.parts import Form
from models.members.membership import Membership
from models.sessions.campaign import Campaign
from models.storage.database import reading, transaction
from models.vocabulary import Status
from tasks.console.boards.board import read_waiting
from tasks.console.waiting.reasons import Reason
from tasks.members.register.lines import Register, read_register
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris, typed
from tests.flows.rehearsal.direct import Direct, Twice
from tests.notifications.documents.papers import read
from tests.story.sessions.happening import happen
from tests.support.members import adopting, cured, draft, entry, formal, signature, termination

SEPTEMBER, NEW_YEAR = paris("2026-09-01 00:00"), paris("2026-12-31 10:00")
ECOLE, CITE, ATELIER = "ARA-2026-0001", "ARA-2026-0002", "ARA-2026-0003"


@pytest.fixture
def office(spro: Installation) -> Installation:
    """Give an installation whose commission of July 2026 has accepted three organisations."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session)
        for name in ("École de la deuxième chance", "Cité des métiers", "L'Atelier"):
            application(session, campaign, Status.accepted, name=name, status_at=paris("2026-07-09 14:00"))
    return spro


def act(form: Form, *, at: datetime) -> Awaitable[object]:
    """Let a form be sent."""
    return Twice().record(form, at=at)


def due(*, at: datetime) -> Awaitable[object]:
    """Let be done whatever is due."""
    return Direct().run(None, at=at)


def told(office: Installation, title: str) -> list[EmailMessage]:
    """Return the mails whose subject has these words."""
    return [mail for mail in office.mails() if title in mail["Subject"]]


def text(mail: EmailMessage) -> str:
    """Return what a mail says, on one line."""
    body = mail.get_body(("plain",))
    assert body is not None
    return typed(body.get_content())


def register(office: Installation, day: date) -> Register:
    """Return the register of a day."""
    with reading(office.database) as session:
        return read_register(session, session.exec(select(Campaign)).one().rules, on=day)


def names(office: Installation, day: date) -> list[str]:
    """Return who is a member on a day, in order."""
    return [line.organisation for line in register(office, day).members]


def statuses(office: Installation) -> dict[str, Status]:
    """Return where each dossier stands."""
    with reading(office.database) as session:
        return {one.reference: one.status for one in session.exec(select(Application))}


def to_do(office: Installation, at: str) -> dict[str, int]:
    """Return how many wait for a person, by reason."""
    return {one.reason: one.total for one in read_waiting("ara-2026", at=paris(at)).pending}


def test_on_1_september_those_accepted_are_members(office: Installation) -> None:
    """At midnight: active, with the logo, told once, and in the register by alphabetical order."""
    happen(due(at=SEPTEMBER), due(at=paris("2026-09-01 09:00")))

    assert set(statuses(office).values()) == {Status.member}
    assert names(office, date(2026, 8, 31)) == []
    assert names(office, date(2026, 9, 1)) == ["Cité des métiers", "École de la deuxième chance", "L'Atelier"]
    assert len(told(office, "Votre adhésion au SPRO prend effet")) == 3
    with reading(office.database) as session:
        assert {one.logo_granted_on for one in session.exec(select(Membership))} == {date(2026, 9, 1)}


def test_each_member_gets_its_certificate(office: Installation) -> None:
    """As a PDF that goes with the notice, with its name and nobody else's."""
    happen(due(at=SEPTEMBER), due(at=paris("2026-09-01 09:00")))

    mail = next(mail for mail in told(office, "prend effet") if ECOLE in mail["Subject"])
    [certificate] = mail.iter_attachments()
    content = certificate.get_payload(decode=True)
    assert certificate.get_filename() == "certificat-ADH-2026-0001.pdf"
    assert isinstance(content, bytes)
    said = read(content).text
    assert ("École de la deuxième chance" in said, "Cité des métiers" in said) == (True, False)
    assert "Le logo du SPRO" in text(mail)
    assert "pouvoir en percevoir une partie est une possibilité" in text(mail)


def test_who_withdraws_before_the_effect_is_no_member(office: Installation) -> None:
    """Accepted in July, withdrawn in August: confirmed, and nothing takes effect."""
    withdrawal = WithdrawalForm(reference=CITE, by="Coordination")

    happen(act(withdrawal, at=paris("2026-08-25 10:00")), due(at=SEPTEMBER))

    assert statuses(office)[CITE] is Status.withdrawn
    assert names(office, date(2026, 9, 1)) == ["École de la deuxième chance", "L'Atelier"]
    assert [CITE in mail["Subject"] for mail in told(office, "retrait")] == [True]


def test_a_draft_cannot_be_signed(office: Installation) -> None:
    """It can once it is adopted: the signature is recorded with its author, and the register shows it."""
    by_july = paris("2026-07-20 10:00")
    happen(act(draft(), at=by_july))

    with pytest.raises(Refusal, match="« projet » : elle ne se signe pas"):
        happen(act(signature(ECOLE, version="1"), at=by_july))
    happen(
        *(act(form, at=by_july) for form in adopting()),
        act(signature(ECOLE), at=by_july),
        due(at=SEPTEMBER),
    )

    signed = {line.reference: (line.text, line.signed_on) for line in register(office, date(2026, 9, 1)).members}
    assert signed[ECOLE] == ("cahier des charges, version 1", date(2026, 7, 18))
    assert signed[CITE] == ("cahier des charges", None)


def test_members_are_asked_to_sign_a_new_version(office: Installation) -> None:
    """Adopted after they joined: they stay members, and wait in « À traiter » until they have signed it."""
    happen(
        *(act(form, at=paris("2026-07-20 10:00")) for form in adopting()),
        *(act(signature(name), at=paris("2026-07-20 10:00")) for name in (ECOLE, CITE, ATELIER)),
        due(at=SEPTEMBER),
        *(act(form, at=paris("2027-01-20 10:00")) for form in adopting("2", on=date(2027, 1, 15))),
    )
    assert to_do(office, "2027-01-20 11:00")[Reason.signature_again] == 3

    happen(act(signature(ECOLE, signed_on=date(2027, 1, 25)), at=paris("2027-01-26 10:00")))

    assert to_do(office, "2027-01-26 11:00")[Reason.signature_again] == 2
    assert len(names(office, date(2027, 1, 26))) == 3


def test_a_region_may_want_the_signature_first(spro: Installation) -> None:
    """Who has not signed stays accepted and is shown; its signature in September makes it a member, and it is told."""
    with transaction(spro.database) as session:
        campaign = campaign_with(session, {"membership.signature_first": True})
        for name in ("École de la deuxième chance", "Cité des métiers"):
            application(session, campaign, Status.accepted, name=name)
    july, late = paris("2026-07-20 10:00"), paris("2026-09-14 10:00")
    happen(
        *(act(form, at=july) for form in adopting()),
        act(signature(ECOLE), at=july),
        due(at=SEPTEMBER),
    )
    assert statuses(spro) == {ECOLE: Status.member, CITE: Status.accepted}
    assert to_do(spro, "2026-09-02 10:00")[Reason.signature] == 1

    happen(act(signature(CITE, signed_on=date(2026, 9, 11)), at=late))

    assert [line.since for line in register(spro, date(2026, 9, 14)).members] == [date(2026, 9, 11), date(2026, 9, 1)]
    assert "membre du Service public régional de l'orientation" in text(told(spro, f"[{CITE}] Votre adhésion")[0])


def test_a_mission_locale_is_a_member_without_a_candidacy(office: Installation) -> None:
    """Second circle: in the register by its text, with its dates, beside those of the third."""
    happen(act(entry(), at=paris("2026-07-20 10:00")), due(at=SEPTEMBER))

    by_circle = {
        line.organisation: (line.circle, line.reference) for line in register(office, date(2026, 9, 1)).members
    }
    assert by_circle["Mission locale de l'Ain"] == (2, "ADH-2026-0001")
    assert by_circle["L'Atelier"] == (3, ATELIER)
    assert names(office, date(2026, 1, 1)) == ["Mission locale de l'Ain"]


def test_a_breach_ends_a_membership_two_months_after_the_formal_notice(office: Installation) -> None:
    """Sent on 31 December, it may be ended on 28 February: the member is heard, told why, and loses the logo."""
    happen(due(at=SEPTEMBER), act(formal(CITE), at=NEW_YEAR))
    assert "présenter des observations jusqu'au mercredi 20 janvier 2027" in text(told(office, "Mise en demeure")[0])

    ended = termination(CITE, on=date(2027, 2, 28))
    with pytest.raises(Refusal, match="qu'à partir du 28/02/2027"):
        happen(act(ended, at=paris("2027-02-27 18:00")))
    happen(act(ended, at=paris("2027-02-28 10:00")), due(at=paris("2027-02-28 10:10")))

    [decision] = told(office, "résiliation")
    assert "Tribunal administratif de Lyon" in text(decision)
    assert "cessez d'utiliser le logo" in text(decision)
    assert "Cité des métiers" in names(office, date(2027, 2, 28))
    assert names(office, date(2027, 3, 1)) == ["École de la deuxième chance", "L'Atelier"]
    assert statuses(office)[CITE] is Status.member


def test_a_breach_that_is_mended_in_time_has_no_effect(office: Installation) -> None:
    """The member is told, and nothing can be ended any more."""
    happen(
        due(at=SEPTEMBER),
        act(formal(CITE), at=NEW_YEAR),
        act(cured(CITE), at=paris("2027-01-15 10:00")),
    )

    assert "est close sans effet" in text(told(office, "close sans effet")[0])
    with pytest.raises(Refusal, match="aucune mise en demeure n'est en cours"):
        happen(act(termination(CITE), at=paris("2027-03-01 10:00")))
    assert "Cité des métiers" in names(office, date(2027, 3, 1))


def test_a_formal_notice_counts_from_the_day_it_leaves(office: Installation) -> None:
    """The mail server is out over the new year: two months run from 4 January, when it is back."""
    happen(due(at=SEPTEMBER))
    office.sink.state("down")
    happen(act(formal(CITE), at=NEW_YEAR))
    office.sink.state("up")
    happen(due(at=paris("2027-01-04 09:00")))

    with pytest.raises(Refusal, match=r"mis en demeure le 04/01/2027, .* qu'à partir du 04/03/2027"):
        happen(act(termination(CITE), at=paris("2027-03-03 10:00")))
