"""Who holds whose proxy at a meeting, and what it counts for (CRPA R133-9 to R133-11)."""

from typing import Any

import pytest

from models.errors import Refusal
from models.forms.meetings import ProxyForm
from models.forms.mending import Entry
from models.meetings.agenda import fix_agenda
from models.region.model import Region
from models.vocabulary import Event, StageName, Status
from tasks.acts.entries import correct_entry
from tasks.meetings.calendar.papers import minutes_document
from tasks.meetings.recording.proxies import record_proxy
from tests.support.bodies import COMMISSION, GROUP, MET, SEATS, SET, keep_out, set_day, sit, waits
from tests.support.forms import correction
from tests.support.incomplete import lines
from tests.support.mails import Desk
from tests.support.sittings import met, refused, said_line

REGION, PREFECTURE, RECTORAT = *SEATS, "Région académique (rectorat)"


def gives(desk: Desk, giver: str, holder: str | None, stage: StageName = GROUP) -> None:
    """Record that a member gives its proxy, or takes it back."""
    form = ProxyForm(
        session=desk.campaign.code, stage=stage, giver=giver, holder=holder, removed=holder is None, by="Mme Essai"
    )
    record_proxy(desk.session, form, at=SET[stage])


def must_not_give(desk: Desk, giver: str, holder: str, told: str) -> None:
    """Hold that a proxy is refused, and why."""
    with pytest.raises(Refusal) as refusal:
        gives(desk, giver, holder)
    assert told in str(refusal.value)


def rules(desk: Desk, **changes: Any) -> None:  # noqa: ANN401
    """Change what the region file says of the bodies."""
    region = desk.campaign.rules.model_dump(mode="json")
    region["bodies"] = {key: body | changes for key, body in region["bodies"].items()}
    desk.campaign.region = Region.model_validate(region).model_dump_json()


def test_a_proxy_counts_for_the_quorum_beside_who_is_there(desk: Desk) -> None:
    """One of four is there, and holds the mandate of another: two count, and the minutes tell them apart."""
    dossier = waits(desk)
    set_day(desk)
    gives(desk, "rectorat", "region")

    sit(desk, {dossier.reference: "favourable"}, present=("region",))

    document = minutes_document(desk.session, desk.campaign, met(desk), by="X", at=MET[GROUP])
    assert (met(desk).quorate, dossier.status) == (True, Status.studied)
    assert document.present == (REGION,)
    assert [(one.giver, one.holder) for one in document.proxies] == [(RECTORAT, REGION)]
    assert RECTORAT not in document.absent


@pytest.mark.parametrize("present", [("prefecture",), ("rectorat",)])
def test_without_its_holder_or_with_its_giver_it_counts_for_nothing(desk: Desk, present: tuple[str, ...]) -> None:
    """Nobody votes by it: one of four is no quorum."""
    waits(desk)
    set_day(desk)
    gives(desk, "rectorat", "region")

    sit(desk, present=present)

    assert met(desk).quorate is False


def test_a_member_holds_one(desk: Desk) -> None:
    """CRPA R133-9; the holder of one may give none, its giver hold none, and it goes to a member."""
    set_day(desk)
    gives(desk, "rectorat", "region")

    must_not_give(desk, "draaf", "region", "un membre en détient 1 au plus (article R. 133-9 du CRPA)")
    must_not_give(desk, "draaf", "rectorat", "il a lui-même donné procuration")
    must_not_give(desk, "region", "prefecture", "il détient lui-même une procuration")
    must_not_give(desk, "draaf", "draaf", "une procuration se donne à un autre membre")
    must_not_give(desk, "draaf", "M. Essai", "ce n'est pas un siège de cette instance")


def test_the_region_file_says_how_many(desk: Desk) -> None:
    """Two, or none."""
    set_day(desk)
    rules(desk, proxies=2)
    gives(desk, "rectorat", "region")
    gives(desk, "draaf", "region")
    rules(desk, proxies=0)

    assert met(desk).proxies == {
        RECTORAT: REGION,
        "Direction régionale de l'alimentation, de l'agriculture et de la forêt": REGION,
    }
    must_not_give(desk, "prefecture", "rectorat", "cette instance n'en admet aucune")


def test_it_is_taken_back_or_given_to_another(desk: Desk) -> None:
    """The latest word counts, and the same again changes nothing."""
    set_day(desk)
    for holder in ("region", "prefecture", "prefecture"):
        gives(desk, "rectorat", holder)
    given = met(desk).proxies
    gives(desk, "rectorat", None)

    assert (given, met(desk).proxies) == ({RECTORAT: PREFECTURE}, {})


def test_who_keeps_out_of_all_gives_and_holds_none(desk: Desk) -> None:
    """A mandate to vote on nothing is none (CRPA R133-12)."""
    dossier = waits(desk)
    set_day(desk)
    fix_agenda(desk.session, desk.campaign, met(desk))
    keep_out(desk, dossier, member="rectorat")

    must_not_give(desk, "rectorat", "region", "il s'est déporté de tout l'ordre du jour (1 dossier)")
    must_not_give(desk, "draaf", "rectorat", "il s'est déporté de tout l'ordre du jour (1 dossier)")


@pytest.mark.parametrize("kept_out", ["rectorat", "region"])
def test_on_a_dossier_from_which_its_giver_or_holder_keeps_out_it_is_not_used(desk: Desk, kept_out: str) -> None:
    """Two of four are left without the recusal; the mandate counts on the others only."""
    dossier, other = waits(desk), waits(desk)
    set_day(desk)
    gives(desk, "rectorat", "region")
    keep_out(desk, dossier, member=kept_out)

    told = refused(desk, {dossier.reference: "favourable"}, present=("region",))
    sit(desk, {other.reference: "favourable"}, present=("region",))

    votes = 1 if kept_out == "rectorat" else 0
    assert f"en délibérer : {votes} sur 2" in told
    assert other.status is Status.studied


def test_the_minutes_say_that_a_mandate_was_not_used(desk: Desk) -> None:
    """Its holder kept out; its giver did not."""
    dossier = waits(desk)
    set_day(desk)
    gives(desk, "rectorat", "region")
    keep_out(desk, dossier, member="region")
    sit(desk, {dossier.reference: "favourable"}, present=(*SEATS, "draaf"))

    [entry] = minutes_document(desk.session, desk.campaign, met(desk), by="X", at=MET[GROUP]).items
    assert (entry.recused, entry.unused) == ((REGION,), (RECTORAT,))


def test_noted_after_the_meeting_it_finds_a_missing_quorum(any_desk: Desk) -> None:
    """The meeting opens again, the journal of its dossiers says why."""
    dossier = waits(any_desk)
    set_day(any_desk)
    sit(any_desk, present=("region",))
    gives(any_desk, "rectorat", "region")

    meeting, said = met(any_desk), lines(any_desk, dossier)[-1]
    assert (meeting.quorate, meeting.closed_at) == (True, None)
    assert (said.event, said.reason) == (Event.correct, f"séance n° 1 : procuration de {RECTORAT} à {REGION}")


def test_it_is_not_taken_from_under_what_was_said(desk: Desk) -> None:
    """The quorum of what was deliberated on rests on it."""
    dossier = waits(desk)
    set_day(desk)
    gives(desk, "rectorat", "region")
    sit(desk, {dossier.reference: "favourable"}, present=("region",))

    with pytest.raises(Refusal, match="le quorum n'y serait plus"):
        gives(desk, "rectorat", None)
    must_not_give(desk, "draaf", "prefecture", "il n'était pas présent")


def test_minutes_that_left_are_sent_again_with_it(desk: Desk) -> None:
    """Marked as corrected, once."""
    dossier = waits(desk)
    set_day(desk)
    sit(desk, {dossier.reference: "favourable"})

    for _ in range(2):
        gives(desk, "rectorat", "region")

    assert len(desk.notices(kind="minutes")) == 2


def test_corrected_attendance_counts_proxies(desk: Desk) -> None:
    """Two were held to be there: one was, with the mandate of the other's neighbour."""
    dossier = waits(desk)
    set_day(desk)
    gives(desk, "rectorat", "region")
    sit(desk, {dossier.reference: "favourable"})

    correct_entry(desk.session, correction(dossier, Entry.attendance, present=["region"]), at=MET[GROUP])

    assert (met(desk).present, met(desk).quorate) == ([REGION], True)


def test_a_tie_is_settled_by_a_casting_vote(desk: Desk) -> None:
    """CRPA R133-11: kept on the agenda, told in the minutes."""
    dossier = waits(desk, COMMISSION)
    set_day(desk, COMMISSION)

    sit(desk, stage=COMMISSION, lines=[said_line(dossier, "accepted", tied=True)])

    meeting = met(desk, COMMISSION)
    [entry] = minutes_document(desk.session, desk.campaign, meeting, by="X", at=MET[COMMISSION]).items
    assert (dossier.status, entry.tied) == (Status.accepted, True)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"casting_vote": False}, "aucune voix n'est prépondérante : à égalité des voix, rien n'est adopté."),
        ({"chair": "draaf"}, "absent ou en déport sur ce dossier."),
    ],
)
def test_a_tie_that_nobody_settles_carries_nothing(desk: Desk, said: dict[str, object], told: str) -> None:
    """No casting vote in the region file, or its chair is away."""
    dossier = waits(desk)
    set_day(desk)
    rules(desk, **said)

    assert told in refused(desk, lines=[said_line(dossier, "favourable", tied=True)])


def test_the_chair_may_be_there(desk: Desk) -> None:
    """It votes, and the tie is settled."""
    dossier = waits(desk)
    set_day(desk)
    rules(desk, chair="region")

    sit(desk, lines=[said_line(dossier, "favourable", tied=True)])

    assert dossier.status is Status.studied
