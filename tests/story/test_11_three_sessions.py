"""Three sessions in a row, 2021 to 2023: what becomes of a dossier that its own year leaves incomplete or undecided."""

from collections import Counter

import pytest

from flows.rehearsal.scenario.expectations import unmet
from flows.rehearsal.scenario.file import load_scenario
from tests.story.conftest import EVERY_ACT, THREE_SESSIONS
from tests.support.year import Year, day_of

pytestmark = pytest.mark.timeout(900)


def test_a_person_asks_for_a_piece_that_is_not_signed(sessions: Year) -> None:
    """The dossier waits, incomplete, for what only a person can see; once it came, it takes its place again."""
    request = sessions.read("completion_request", "cidff")

    assert "Annexe 3 : pièce non signée" in request
    assert "La dernière page attend une signature." in request
    assert sessions.path("cidff")[1:4] == ["under_examination", "incomplete", "under_examination"]
    assert sessions.requests("cidff") == ["answered"]


def test_the_journal_says_who_asked_and_why(sessions: Year) -> None:
    """The act is a line like the others: its author, the piece and the reason."""
    line = sessions.line("cidff", "request_completion")

    assert (line["by"], line["reason"]) == ("Instruction DFOR", "annexe-3 (non signée)")


def test_a_last_day_on_a_saturday_becomes_the_monday(sessions: Year) -> None:
    """Asked for until Saturday 27 March, the applicant has the Monday too, to its last minute."""
    assert "au plus tard le lundi 29 mars 2021 à 23 h 59 (heure de Paris)" in sessions.read("completion_request", "mde")
    assert day_of(sessions.dossier("mde")["completion_requests"][0]["due_at"]) == "2021-03-30 00:00"
    assert sessions.requests("mde") == ["answered"]
    assert sessions.dossier("mde")["flags"] == []


def test_reminders_leave_seven_and_two_days_before(sessions: Year) -> None:
    """At nine in Paris, on a Saturday as on another day, even where the clocks change before the last day."""
    assert sessions.left_at("completion_reminder", "mde") == ["2021-03-22 09:00", "2021-03-27 09:00"]


def test_an_answer_that_comes_late_counts_and_is_flagged(sessions: Year) -> None:
    """The request had expired, and stays so in the record; the piece is taken all the same, and the dossier goes on."""
    assert sessions.received("plie")[2:7] == [
        "completion_request",
        "completion_reminder",
        "completion_reminder",
        "completion_expired",
        "completion_received",
    ]
    assert sessions.requests("plie") == ["expired"]
    assert sessions.dossier("plie")["flags"] == ["late_answer"]
    assert sessions.status("plie") == "member"


def test_a_delay_that_is_extended_moves_its_reminders(sessions: Year) -> None:
    """Reminded once, the applicant is told the new last day, a Monday again, and reminded of that one."""
    assert "lundi 12 avril 2021" in sessions.read("postponed", "mife")
    assert sessions.left_at("completion_reminder", "mife") == ["2021-03-15 09:00", "2021-04-05 09:00"]
    assert sessions.requests("mife") == ["answered"]


def test_a_request_made_by_mistake_is_cancelled_and_told_so(sessions: Year) -> None:
    """The piece counts again, the dossier takes its place again, and nobody is reminded of anything."""
    assert "L'attestation est valable jusqu'en décembre" in sessions.read("rectified", "ecole")
    assert sessions.path("ecole")[:4] == ["registered", "under_examination", "incomplete", "under_examination"]
    assert sessions.dossier("ecole")["pieces"]["annexe-5"] == "received"
    assert sessions.notices("completion_reminder", "ecole") == []


def test_a_second_request_takes_over_the_first(sessions: Year) -> None:
    """One request at a time: the second asks for both pieces, and one answer serves."""
    first, second = sessions.dossier("geiq")["completion_requests"]

    assert (first["pieces"], first["outcome"]) == (["annexe-3"], "cancelled")
    assert (second["pieces"], second["outcome"]) == (["annexe-3", "annexe-7"], "answered")
    assert ["Annexe 3" in text for text in sessions.texts("completion_request", "geiq")] == [True, True]


def test_an_incomplete_dossier_comes_back_in_the_next_session(sessions: Year) -> None:
    """Asked, reminded, carried over; contacted on the day the next session opens, completed by mail, accepted."""
    assert sessions.received("cite") == [
        "registration",
        "acknowledgement",
        "completion_reminder",
        "completion_reminder",
        "completion_expired",
        "carried_over",
        "next_session",
        "completion_received",
        "accepted",
        "effective",
    ]
    assert sessions.left_at("next_session", "cite") == ["2022-01-31 09:00"]


def test_no_new_deposit_is_asked_of_it(sessions: Year) -> None:
    """One dossier for life: the same reference, receipt instant and pieces; only what is missing is asked for."""
    cite = sessions.dossier("cite")

    assert (cite["reference"], day_of(cite["received_at"])) == ("ARA-2021-0007", "2021-04-19 10:00")
    assert cite["campaigns"] == ["ara-2021", "ara-2022"]
    assert cite["completion_requests"][1]["pieces"] == ["annexe-6", "annexe-7"]
    assert "vous n'avez pas de nouveau dossier à déposer" in sessions.read("next_session", "cite")


def test_being_complete_again_presents_nobody(sessions: Year) -> None:
    """The pieces came on 7 February; it is a person who puts the dossier back before the bodies, a week later."""
    cite = sessions.dossier("cite")

    assert [line["event"] for line in cite["history"][:4]] == ["deposit", "acknowledge", "carry_over", "resubmit"]
    assert day_of(sessions.line("cite", "resubmit")["at"]) == "2022-02-14 10:00"
    assert sessions.line("cite", "resubmit")["by"] == "Coordination régionale"


def test_a_dossier_is_carried_over_by_hand_for_a_reason_it_is_told(sessions: Year) -> None:
    """It was complete: nothing is asked of it when the next session opens."""
    line = sessions.line("atelier", "carry_over")

    assert (line["from"], line["by"]) == ("under_examination", "Coordination régionale")
    assert "Le site ferme pour travaux" in sessions.read("carried_over", "atelier")
    assert "aucune pièce ne manque" in " ".join(sessions.texts("next_session", "atelier")[0].split())


def test_a_piece_that_expired_between_two_sessions_is_asked_for_alone(sessions: Year) -> None:
    """Its twelve months were over when 2023 opened, not when 2022 did; the seven others count as before."""
    [request] = sessions.dossier("atelier")["completion_requests"]

    assert (request["pieces"], day_of(request["asked_at"])) == (["annexe-2"], "2023-01-16 00:00")
    assert "Annexe 2 : pièce périmée" in sessions.texts("next_session", "atelier")[1]
    assert sessions.status("atelier") == "member"


def test_an_adjourned_dossier_is_asked_for_what_the_commission_wanted(sessions: Year) -> None:
    """For that piece alone, when the next session opens; the opinion of 2021 stays beside that of 2022."""
    ajourne = sessions.dossier("ajourne")

    assert [request["pieces"] for request in ajourne["completion_requests"]] == [["annexe-4"]]
    assert [opinion["opinion"] for opinion in ajourne["opinions"]] == ["adjourn", "favourable"]
    assert [decision["decision"] for decision in ajourne["decisions"]] == ["adjourned", "accepted"]
    assert sessions.path("ajourne")[4:7] == ["adjourned", "carried_over", "under_examination"]


def test_a_late_dossier_that_nobody_admitted_has_its_chance_in_the_next_session(sessions: Year) -> None:
    """Nobody decided on it, so nothing is refused: contacted when 2022 opens, presented by a person, accepted."""
    assert sessions.path("tardif")[:3] == ["late", "carried_over", "under_examination"]
    assert sessions.received("tardif") == ["registration", "late", "next_session", "accepted", "effective"]


def test_a_dossier_that_stays_incomplete_is_contacted_at_each_opening(sessions: Year) -> None:
    """Presented again in 2022 while incomplete, it is asked anew; three sessions later it is still not refused."""
    assert sessions.left_at("next_session", "discret") == ["2022-01-31 09:00", "2023-01-16 09:00"]
    assert sessions.path("discret") == ["registered", "incomplete", "carried_over", "incomplete", "carried_over"]
    assert sessions.dossier("discret")["campaigns"] == ["ara-2021", "ara-2022", "ara-2023"]
    assert sessions.requests("discret") == ["expired"] * 4


def test_a_new_deposit_of_a_carried_over_dossier_is_that_dossier(sessions: Year) -> None:
    """Joined and flagged for a person to see, its sender told: never a second application."""
    relais = sessions.dossier("relais")

    assert relais["flags"] == ["possible_duplicate"]
    assert sessions.rehearsed.names["relais-bis"] == relais["reference"]
    assert sessions.received("relais")[-2:] == ["registration", "duplicate"]
    assert len(sessions.rehearsed.result["applications"]) == 13


def test_a_dossier_that_the_commission_did_not_reach_goes_on_where_it_stands(sessions: Year) -> None:
    """Studied in 2021, decided in 2022 on that opinion; nothing is asked of it, and nobody presents it again."""
    assert sessions.dossier("ecole")["campaigns"] == ["ara-2021", "ara-2022"]
    assert sessions.path("ecole")[-4:] == ["examined", "studied", "accepted", "member"]
    assert len(sessions.dossier("ecole")["opinions"]) == 1
    assert sessions.notices("next_session", "ecole") == []


def test_the_queue_keeps_the_order_of_receipt_over_the_years(sessions: Year) -> None:
    """Received in 2021 and presented again since, a dossier comes before a complete one of 2023."""
    places = {name: sessions.dossier(name)["queue_position"] for name in ("relais", "nouveau")}

    assert places == {"relais": 1, "nouveau": 2}


def test_each_opening_writes_once_to_each_that_waits(sessions: Year) -> None:
    """Six dossiers in 2022, two in 2023: on that very morning, and nobody else is told that a session opens."""
    days = Counter(day_of(notice["sent_at"]) for notice in sessions.notices("next_session"))

    assert days == {"2022-01-31 09:00": 6, "2023-01-16 09:00": 2}


def test_no_request_dies_silently(sessions: Year) -> None:
    """Each that ran out without an answer was told to its applicant; none is left open behind."""
    for dossier in sessions.rehearsed.result["applications"]:
        outcomes = Counter(sessions.requests(dossier["as"]))

        assert outcomes["open"] == 0
        assert len(sessions.notices("completion_expired", dossier["as"])) == outcomes["expired"]


def test_the_journal_tells_three_years_without_a_gap(sessions: Year) -> None:
    """Each line starts from where the one before ended, and the last is where the dossier stands."""
    for dossier in sessions.rehearsed.result["applications"]:
        history = dossier["history"]

        assert [line["from"] for line in history] == [None, *(line["to"] for line in history[:-1])]
        assert history[-1]["to"] == dossier["status"]


def test_every_notice_was_delivered_once(sessions: Year) -> None:
    """What the outbox says it sent in three years is what the mail server received."""
    sent = sorted(notice["message_id"] for notice in sessions.rehearsed.result["notices"])

    assert sorted(mail["Message-ID"] for mail in sessions.mails()) == sent


def test_everything_that_the_three_sessions_expect_holds(sessions: Year) -> None:
    """The scenario's own expectations, as `spro rehearse --check` reads them."""
    assert unmet(load_scenario(THREE_SESSIONS).expect, sessions.rehearsed.result, sessions.rehearsed.names) == []


def test_what_is_due_is_done_for_all_the_sessions_at_once(runs: Year) -> None:
    """One run at an instant, however many sessions are open: of the first alone until a second opens."""
    due = [run["name"] for run in runs.rehearsed.result["flow_runs"] if "échéances du" in run["name"]]

    assert {name.partition(" · ")[0] for name in due if name.endswith("2021")} == {"Session 2021"}
    assert {name.partition(" · ")[0] for name in due if not name.endswith("2021")} == {"Toutes les sessions"}


def test_every_run_of_three_years_ended_well(runs: Year) -> None:
    """No red in the console, and one closing of each stage of each session."""
    ended = runs.rehearsed.result["flow_runs"]
    closings = [run["name"] for run in ended if run["name"].endswith("clôture du dépôt")]

    assert {run["state"] for run in ended} == {"COMPLETED"}
    assert closings == [f"Session {year} · clôture du dépôt" for year in (2021, 2022, 2023)]


def test_the_units_of_work_alone_come_to_the_same(runs: Year, units: Year) -> None:
    """Dossiers, dates and notices, word for word: the stories are played by them, without Prefect's runs."""
    for told in ("campaigns", "applications", "notices"):
        assert units.rehearsed.result[told] == runs.rehearsed.result[told]
    for kind in {notice["kind"] for notice in runs.rehearsed.result["notices"]}:
        assert units.texts(kind, None) == runs.texts(kind, None)


def test_they_are_held_against_each_other_by_every_act_of_the_three_sessions() -> None:
    """Whatever happens in these is done by a run that is known to do what its units do."""
    acts, three = ({event.kind for event in load_scenario(path).events} for path in (EVERY_ACT, THREE_SESSIONS))

    assert acts == three
