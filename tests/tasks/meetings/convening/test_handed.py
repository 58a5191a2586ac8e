"""What members are handed with their convening: files where a mail carries them, else a link of their own, and never
what they keep out of."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import select

from models.dossiers.application import Application
from models.dossiers.handling import DossierLink
from models.forms.dossiers import WithdrawalForm
from models.meetings.agenda import latest_meeting
from models.region.policies.procedure import InHand
from tasks.dossiers.in_hand.bundle import make_bundle
from tasks.dossiers.in_hand.contents import read_contents
from tasks.dossiers.in_hand.links import find
from tasks.dossiers.withdraw import withdraw
from tasks.meetings.convening import handed
from tasks.meetings.convening.convening import convene
from tasks.meetings.convening.handed import Hands, open_to
from tests.factories import paris
from tests.support.bodies import CONVENED, GROUP, MET, keep_out, put_off, set_day, sit, waits
from tests.support.letters import SEATS, SECRETARY, files, letters, text
from tests.support.mails import Desk
from tests.tasks.dossiers.in_hand.pieces import came
from tests.tasks.reading.files.samples import pdf

AT = CONVENED[GROUP]
LINKS = "https://spro.region.example/spro/remise"
ASKED_FOR = "communiquées par le secrétariat, à votre demande"


def hands_of(desk: Desk, *dossiers: Application, links: str | None = None) -> Hands:
    """Return these dossiers in hand, each of one piece."""
    for dossier in dossiers:
        came(desk.session, desk.store, dossier, "dossier", pdf(dossier.reference))
    found = {one.id or 0: make_bundle(read_contents(desk.session, one), desk.store, at=AT) for one in dossiers}
    return Hands(found, links)


def convened(desk: Desk, hands: Hands, *, at: datetime = AT) -> None:
    """Convene those whose time has come."""
    convene(desk.session, desk.campaign, at=at, hands=hands)


def carried(desk: Desk) -> dict[str, list[str]]:
    """Return the files of dossiers that each letter carries, by its reader."""
    found = {name: files(desk, letter) for name, [letter] in letters(desk).items()}
    return {name: [one for one in those if one.startswith("ARA-")] for name, those in found.items()}


def link_of(desk: Desk, seat: str) -> DossierLink:
    """Return the link that a member's latest letter leads to."""
    secret = letters(desk)[seat][-1].text.partition(f"{LINKS}/")[2].split()[0]
    link = find(desk.session, secret)
    assert link is not None
    return link


def opened(desk: Desk, seat: str) -> set[int]:
    """Return what that link opens now."""
    return set(open_to(desk.session, link_of(desk, seat), at=AT))


def test_each_member_gets_the_dossiers_and_the_secretary_none(desk: Desk) -> None:
    """As one PDF and one archive each, and the letter says so."""
    dossiers = [waits(desk), waits(desk)]
    set_day(desk)
    convened(desk, hands_of(desk, *dossiers))

    of_each = [f"{one.reference}.{suffix}" for one in dossiers for suffix in ("pdf", "zip")]
    assert carried(desk) == dict.fromkeys(SEATS, of_each) | {SECRETARY: []}
    assert "- Chaque dossier : un document avec son bordereau" in text(letters(desk)["siege-region"][0])
    assert desk.session.exec(select(DossierLink)).all() == []


def test_a_member_who_keeps_out_gets_nothing_of_that_dossier(desk: Desk) -> None:
    """Neither in the letter, nor by a link."""
    kept_out, other = waits(desk), waits(desk)
    keep_out(desk, kept_out, member="rectorat")
    set_day(desk)
    convened(desk, hands_of(desk, kept_out, other))

    assert carried(desk)["siege-rectorat"] == [f"{other.reference}.pdf", f"{other.reference}.zip"]
    assert len(carried(desk)["siege-region"]) == 4


def test_a_member_who_keeps_out_of_all_is_offered_nothing(desk: Desk) -> None:
    """Not even to ask."""
    dossier = waits(desk)
    keep_out(desk, dossier, member="rectorat")
    set_day(desk)
    convened(desk, hands_of(desk, dossier, links=LINKS))

    said = text(letters(desk)["siege-rectorat"][0])
    assert (carried(desk)["siege-rectorat"], LINKS in said, ASKED_FOR in said) == ([], False, False)


def test_what_no_mail_carries_is_behind_a_link_of_each_members_own(any_desk: Desk) -> None:
    """It opens what is on the agenda, except what that member keeps out of."""
    kept_out, other = waits(any_desk), waits(any_desk)
    keep_out(any_desk, kept_out, member="rectorat")
    set_day(any_desk)
    convened(any_desk, Hands(links=LINKS))

    assert opened(any_desk, "siege-rectorat") == {other.id}
    assert opened(any_desk, "siege-region") == {kept_out.id, other.id}
    assert [len(those) for those in carried(any_desk).values()] == [0] * 5
    holders = [(link.holder, link.seat) for link in any_desk.session.exec(select(DossierLink))]
    assert holders[:2] == [("Région Auvergne-Rhône-Alpes", "region"), ("Préfecture de région", "prefecture")]
    assert LINKS not in text(letters(any_desk)[SECRETARY][0])


def test_without_a_link_either_the_secretary_is_asked(desk: Desk) -> None:
    """And is told so; members never get an address that opens nothing."""
    waits(desk)
    set_day(desk)
    convened(desk, Hands())

    assert ASKED_FOR in text(letters(desk)["siege-region"][0])
    assert "Les membres sont invités à vous les demander" in text(letters(desk)[SECRETARY][0])


def test_a_later_recusal_or_withdrawal_closes_a_dossier_at_once(desk: Desk) -> None:
    """The link says what is true when it is used."""
    recused, withdrawn, left = (waits(desk) for _ in range(3))
    set_day(desk)
    convened(desk, Hands(links=LINKS))
    assert opened(desk, "siege-rectorat") == {recused.id, withdrawn.id, left.id}

    keep_out(desk, recused, member="rectorat")
    withdraw(desk.session, WithdrawalForm(reference=withdrawn.reference, by="Mme Essai"), at=AT)

    assert opened(desk, "siege-rectorat") == {left.id}
    assert opened(desk, "siege-region") == {recused.id, left.id}


def test_the_link_ends_with_the_meeting(desk: Desk) -> None:
    """While it lasts, what the body has spoken of stays open; once its minutes are closed, nothing is."""
    said, last = waits(desk), waits(desk)
    set_day(desk)
    convened(desk, Hands(links=LINKS))
    sit(desk, {said.reference: "favourable"}, at=MET[GROUP])
    assert opened(desk, "siege-region") == {said.id, last.id}

    sit(desk, {last.reference: "favourable"}, at=MET[GROUP])

    meeting = latest_meeting(desk.session, desk.campaign, GROUP)
    assert meeting is not None
    assert meeting.closed_at is not None
    assert opened(desk, "siege-region") == set()


def test_a_meeting_that_moves_keeps_the_former_link(desk: Desk) -> None:
    """The new letter has one of its own; both end with the meeting."""
    dossier = waits(desk)
    set_day(desk)
    convened(desk, Hands(links=LINKS))
    former = link_of(desk, "siege-region")
    put_off(desk, paris("2026-06-25 00:00").date(), at=paris("2026-06-15 10:00"))
    convened(desk, Hands(links=LINKS), at=paris("2026-06-15 10:00"))

    assert link_of(desk, "siege-region").id != former.id
    assert open_to(desk.session, former, at=AT) == [dossier.id]


def test_a_store_that_does_not_answer_delays_no_convening(
    desk: Desk, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is made beforehand then; the link leads there once it answers."""

    def silent(*_args: object, **_said: object) -> None:
        raise ConnectionError

    came(desk.session, desk.store, waits(desk), "dossier", pdf("Contenu"))
    set_day(desk)
    desk.session.commit()
    monkeypatch.setattr(handed, "make_bundle", silent)

    assert handed.prepare(database, desk.store, None, links=LINKS, at=AT) == Hands(links=LINKS)


@pytest.mark.parametrize(
    ("change", "made"),
    [
        (lambda _patch: None, 1),
        (lambda patch: patch.setattr(handed, "MOST", 0), 0),
        (lambda patch: patch.setattr(InHand, "fits", lambda _policy, _sizes: False), 0),
    ],
    ids=["light", "many", "heavy"],
)
def test_only_what_a_mail_carries_is_made_beforehand(
    desk: Desk, database: str, monkeypatch: pytest.MonkeyPatch, change: Callable[[pytest.MonkeyPatch], None], made: int
) -> None:
    """Of the meetings whose members are to be convened now, and no sooner."""
    came(desk.session, desk.store, waits(desk), "dossier", pdf("Contenu"))
    set_day(desk)
    desk.session.commit()
    change(monkeypatch)

    before = handed.prepare(database, desk.store, None, links=None, at=paris("2026-06-12 08:59"))
    found = handed.prepare(database, desk.store, "ara-2026", links=LINKS, at=AT)

    assert (len(before.bundles), len(found.bundles), found.links) == (0, made, LINKS)
