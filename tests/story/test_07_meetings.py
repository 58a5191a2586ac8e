"""The bodies of 2026 meet: convened in time, without those who keep out, again where too few came, later where a date
moves; and people decide, whatever the opinion was."""

from typing import Any

import pytest
from icalendar import Calendar

from models.errors import Refusal
from models.forms.meetings import SittingForm
from tests.notifications.documents.papers import read
from tests.support.year import Play, Year, day_of

OPENING = "region: auvergne-rhone-alpes\nyear: 2026\nopens: 2026-04-27\n"

STORY = """until: 2026-09-02
events:
  - at: 2026-04-27 10:00
    deposit: {as: cidff, organisation: CIDFF de l'Ain, siret: "99900001100018", from: a@cidff01.example, pieces: all}
  - at: 2026-04-27 11:00
    deposit: {as: mife, organisation: MIFE de Savoie, siret: "99900004500016", from: a@mife73.example, pieces: all}
  - at: 2026-04-28 10:00
    deposit: {as: plie, organisation: PLIE du Puy-de-Dôme, siret: "99900003700013", from: a@plie63.example, pieces: all}
  - {at: 2026-05-11 10:00, examine: {application: cidff, finding: favourable, by: DFOR}}
  - {at: 2026-05-11 10:00, examine: {application: mife, finding: favourable, by: DFOR}}
  - {at: 2026-05-12 10:00, examine: {application: plie, finding: unfavourable, by: DFOR}}

  # The working group: a seat keeps out of one dossier, and somebody who has none of another.
  - at: 2026-06-02 10:00
    meeting:
      stage: working_group
      on: 2026-06-18
      by: Secrétariat
      present: [Région Auvergne-Rhône-Alpes, Préfecture de région, rectorat]
      recused: {Préfecture de région: [plie], Mme Exemple: [mife]}
  - {at: 2026-06-18 14:00, opinion: {application: cidff, opinion: favourable, by: Secrétariat}}
  - {at: 2026-06-18 14:00, opinion: {application: mife, opinion: favourable, by: Secrétariat}}
  - at: 2026-06-18 14:00
    opinion: {application: plie, opinion: unfavourable, reasons: L'accueil du public n'est pas assuré., by: Secrétariat}

  # Its commission: one member of four comes, then a second convening, which the Région puts off.
  - at: 2026-06-22 10:00
    meeting: {stage: commission, on: 2026-07-09, by: Secrétariat, present: [draaf]}
  - at: 2026-07-10 10:00
    meeting: {stage: commission, on: 2026-07-16, by: Secrétariat, present: [Région Auvergne-Rhône-Alpes]}
  - {at: 2026-07-13 10:00, postpone: {stage: commission, to: 2026-07-20, reason: Salle fermée, by: Région}}
  - at: 2026-07-20 14:00
    decision:
      application: cidff
      decision: accepted
      signatory: &signed {name: Camille Exemple, capacity: Directrice}
      by: Secrétariat
  - {at: 2026-07-20 14:00, decision: {application: plie, decision: accepted, signatory: *signed, by: Secrétariat}}
  - at: 2026-07-20 14:00
    decision: {application: mife, decision: refused, reasons: Aucun accueil, signatory: *signed, by: Secrétariat}
"""

SEATS = ["siege-region", "siege-prefecture", "siege-rectorat", "siege-draaf"]
SECRETARY = "instruction-spro"


@pytest.fixture(scope="module")
def year(play: Play) -> Year:
    """The year of the bodies."""
    return play(STORY, opening=OPENING)


def test_members_are_convened_on_the_last_business_day_five_days_before(year: Year) -> None:
    """Five days before Thursday 18 June is a Saturday: the seats and the secretary are convened on Friday at nine."""
    letters = _convening(year)[:5]

    assert [_desk(letter) for letter in letters] == [*SEATS, SECRETARY]
    assert {day_of(letter["sent_at"]) for letter in letters} == {"2026-06-12 09:00"}
    assert year.stage("working_group")["meeting_on"] == "2026-06-18"


def test_the_agenda_is_in_order_of_receipt_with_a_date_for_the_diary(year: Year) -> None:
    """Attached to each convening: the list of the dossiers with a page each, and the meeting at 14:00 in Paris."""
    files = year.files(_convening(year)[0])

    agenda = read(files["ordre-du-jour.pdf"])
    assert [title for title, _ in agenda.bookmarks[-3:]] == [
        "1. CIDFF de l'Ain",
        "2. MIFE de Savoie",
        "3. PLIE du Puy-de-Dôme",
    ]
    assert _diary(files)["dtstart"].dt.isoformat() == "2026-06-18T12:00:00+00:00"


def test_what_applicants_read_holds_nobody_elses_data(year: Year) -> None:
    """Decided together, each has its own letter."""
    for name, others in (("cidff", ("MIFE", "PLIE")), ("mife", ("CIDFF", "PLIE")), ("plie", ("CIDFF", "MIFE"))):
        kinds = set(year.received(name))
        said = " ".join(text for kind in kinds for text in year.texts(kind, name))

        assert [other for other in others if other in said] == []


def test_a_member_who_keeps_out_of_a_dossier_does_not_get_its_papers(year: Year) -> None:
    """The prefecture keeps out of the third: its agenda says so, where the others' have the dossier's page."""
    pages = {_desk(letter): read(year.files(letter)["ordre-du-jour.pdf"]).pages[-1] for letter in _convening(year)[:5]}

    assert [desk for desk, page in pages.items() if "Identifiant SIRET 999 000 037 00013" in page] == [
        "siege-region",
        "siege-rectorat",
        "siege-draaf",
        SECRETARY,
    ]
    assert "Déport : les pièces de ce dossier ne vous sont pas communiquées." in pages["siege-prefecture"]


def test_a_recusal_is_in_the_journal_and_in_the_minutes(year: Year) -> None:
    """A seat by its label in each body where it sits; who has no seat, as the scenario typed it."""
    first, *_ = year.notices("minutes")
    minutes = read(year.files(first)["proces-verbal.pdf"])

    lines = [line["reason"] for line in year.dossier("plie")["history"] if line["event"] == "recuse"]
    assert lines == ["Groupe de travail : Préfecture de région", "Commission : Préfecture de région"]
    assert "Préfecture de région" in minutes.text
    assert "Mme Exemple" in minutes.text


def test_what_a_body_said_at_once_is_one_sitting(year: Year) -> None:
    """Who was there first, then the three dossiers on one form."""
    group = [form for form in year.forms if isinstance(form, SittingForm) and form.stage == "working_group"]

    assert [(form.present is not None, len(form.lines)) for form in group] == [(True, 0), (False, 3)]
    assert [opinion["body"] for opinion in year.dossier("plie")["opinions"]] == ["gt_orientation"]


def test_without_a_quorum_nothing_is_decided(year: Year) -> None:
    """One of four came: in the evening the minutes say so, and no dossier has moved."""
    _, missed, _ = year.notices("minutes")

    assert day_of(missed["sent_at"]) == "2026-07-09 18:00"
    assert [line["at"][:10] for line in year.dossier("mife")["history"][-2:]] == ["2026-06-18", "2026-07-20"]


def test_a_second_convening_has_the_same_agenda_and_needs_no_quorum(year: Year) -> None:
    """Convened anew the day after, for the 16th; one member is enough to decide then."""
    former, second = (
        [title for title, _ in read(year.files(letter)["ordre-du-jour.pdf"]).bookmarks[-3:]]
        for letter in (_convening(year)[5], _convening(year)[10])
    )

    assert second == former
    assert "sans condition de quorum" in year.texts("convening", None)[10]
    assert {day_of(letter["sent_at"]) for letter in _convening(year)[10:15]} == {"2026-07-10 10:00"}


def test_a_meeting_that_is_put_off_convenes_its_members_anew(year: Year) -> None:
    """At once, with the day it replaces; their diaries put the new date in the place of the former one."""
    convened, moved = _convening(year)[10], _convening(year)[15]
    former, new = _diary(year.files(convened)), _diary(year.files(moved))

    assert day_of(moved["sent_at"]) == "2026-07-13 10:00"
    assert (new["uid"], new["sequence"]) == (former["uid"], former["sequence"] + 1)
    assert "La séance annoncée pour le jeudi 16 juillet 2026 à 14 h 00 (heure de Paris) est déplacée :" in (
        " ".join(year.texts("convening", None)[15].split())
    )
    assert year.stage("commission")["meeting_on"] == "2026-07-20"


def test_each_applicant_that_it_concerns_is_told_that_the_commission_is_put_off(year: Year) -> None:
    """Setting a day for the first time tells nobody: only what was announced and moves does."""
    told = [notice["application"] for notice in year.notices("postponed")]

    assert told == ["cidff", "mife", "plie"]


def test_who_was_there_is_recorded_on_the_day_on_which_it_sat(year: Year) -> None:
    """The day had moved: attendance went with it, just before the first decision."""
    minutes = year.notices("minutes")[-1]

    text = read(year.files(minutes)["proces-verbal.pdf"]).text
    assert day_of(minutes["sent_at"]) == "2026-07-20 14:00"
    assert "lundi 20 juillet 2026" in text


def test_an_unfavourable_opinion_decides_nothing(year: Year) -> None:
    """The commission accepts all the same: both stay in the record, and the dossier becomes a member."""
    plie = year.dossier("plie")

    assert [(opinion["opinion"], opinion["reasons"]) for opinion in plie["opinions"]] == [
        ("unfavourable", "L'accueil du public n'est pas assuré.")
    ]
    assert [(decision["version"], decision["decision"]) for decision in plie["decisions"]] == [(1, "accepted")]
    assert year.status("plie") == "member"


def test_letters_of_the_bodies_are_about_no_dossier(year: Year) -> None:
    """Programs find them without an application."""
    letters = [*year.notices("convening"), *year.notices("minutes")]

    assert {letter["application"] for letter in letters} == {None}


def test_an_effective_date_that_can_no_longer_be_met_is_asked_for(play: Play) -> None:
    """A commission in September would decide after the effect: the day is refused, and the mend says what to move."""
    with pytest.raises(Refusal) as refused:
        play(
            """until: 2026-04-29
events:
  - {at: 2026-04-28 10:00, meeting: {stage: commission, on: 2026-07-09, by: Secrétariat}}
  - {at: 2026-04-28 11:00, postpone: {stage: commission, to: 2026-09-03, reason: Grève, by: Région}}
""",
            opening=OPENING,
        )

    assert refused.value.value == "03/09/2026"
    assert (
        "la prise d'effet des adhésions est fixée au 01/09/2026 et doit venir après la commission" in refused.value.mend
    )


def _convening(year: Year) -> list[dict[str, Any]]:
    return year.notices("convening")


def _desk(letter: dict[str, Any]) -> str:
    [address] = letter["to"]
    return str(address).partition("@")[0]


def _diary(files: dict[str, bytes]) -> Any:  # noqa: ANN401  icalendar's own
    [content] = [content for name, content in files.items() if name.endswith(".ics")]
    [event] = Calendar.from_ical(content).walk("VEVENT")
    return event
