"""A body deliberates in a room, at a distance, or in writing (ordonnance n° 2014-1329 of 6 November 2014)."""

from datetime import date

import pytest

from models.errors import Refusal
from models.vocabulary import MeetingMode, Status
from tasks.meetings.calendar.papers import meeting_view, minutes_document
from tests.factories import paris
from tests.support.bodies import GROUP, MET, SET, send_convening, set_day, shown, sit, waits
from tests.support.letters import text
from tests.support.mails import Desk
from tests.support.sittings import met

WRITTEN = "procédure écrite, par échange d'écrits par voie électronique (ordonnance n° 2014-1329 du 6 novembre 2014)"


def test_an_opinion_in_writing_is_recorded_and_told_as_such(desk: Desk) -> None:
    """On the meeting, in the convening, on its page and in its minutes; there is no place."""
    dossier = waits(desk)
    set_day(desk, mode="written", hour="12:00", place="Salle 3")
    send_convening(desk)
    sit(desk, {dossier.reference: "favourable"})

    told, meeting = " ".join(text(desk.notices(kind="convening")[0]).split()), met(desk)
    minutes = minutes_document(desk.session, desk.campaign, meeting, by="X", at=MET[GROUP])
    page = shown(desk, at=MET[GROUP]).meeting
    assert page is not None
    assert (meeting.mode, dossier.status) == (MeetingMode.written, Status.studied)
    assert (minutes.meeting.form, minutes.meeting.place) == (WRITTEN, None)
    assert page.mode == "par écrit, par voie électronique"
    assert "consulter par écrit les membres" in told
    assert "Clôture des réponses : jeudi 18 juin 2026 à 12 h 00" in told
    assert f"Forme : {WRITTEN}" in told
    assert "Lieu" not in told


@pytest.mark.parametrize(("mode", "form"), [("remote", "délibération à distance"), ("sitting", None), (None, None)])
def test_a_meeting_says_how_it_deliberates_where_it_is_not_in_a_room(
    desk: Desk, mode: str | None, form: str | None
) -> None:
    """By telephone or video, with its place: the address of a room, or of a call."""
    set_day(desk, mode=mode, place="visioconférence")

    view = meeting_view(desk.campaign, met(desk))
    assert (view.place, (view.form or "").partition(",")[0]) == ("visioconférence", form or "")


def test_a_form_that_changes_is_told_again(desk: Desk) -> None:
    """On the same day; left empty, it stays, and the same again changes nothing."""
    waits(desk)
    set_day(desk)
    send_convening(desk)
    for mode in ("remote", "remote", None):
        set_day(desk, mode=mode, at=paris("2026-06-12 15:00"))

    assert (met(desk).mode, met(desk).revision) == (MeetingMode.remote, 1)


def test_a_second_meeting_without_a_quorum_is_not_in_writing(desk: Desk) -> None:
    """Half of the members take part in what is written, or nothing is decided."""
    waits(desk)
    set_day(desk)
    sit(desk, present=("rectorat",))

    with pytest.raises(Refusal, match="par écrit, la moitié au moins des membres participe"):
        set_day(desk, on=date(2026, 6, 30), mode="written", at=paris("2026-06-19 10:00"))
    assert SET[GROUP] < MET[GROUP]
