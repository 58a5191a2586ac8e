"""The session of 2021 in Auvergne-Rhône-Alpes, from its opening in January to its effect in September."""

from flows.rehearsal.scenario.expectations import unmet
from flows.rehearsal.scenario.file import SHIPPED, load_scenario
from tests.factories import typed
from tests.support.year import Year, day_of


def test_january_the_session_opens(ara: Year) -> None:
    """Each structure known to the Région is told that the session opens, and until when it may apply."""
    [first, second] = ara.notices("opening")

    assert (first["to"], second["to"]) == (["contact@cidff01.example"], ["accueil@mde-loire.example"])
    assert day_of(first["sent_at"]) == "2021-01-18 09:00"
    until = "au plus tard le jeudi 29 avril 2021 à 23 h 59 (heure de Paris), déposez votre dossier"
    assert any(until in _text(mail) for mail in ara.mails() if mail["To"] == first["to"][0])


def test_february_a_complete_dossier_arrives(ara: Year) -> None:
    """It is registered within the minute, acknowledged the next business morning, and enters the queue."""
    [registration], [acknowledgement] = ara.notices("registration", "cidff"), ara.notices("acknowledgement", "cidff")

    assert day_of(registration["sent_at"]) == "2021-02-10 09:12"
    assert day_of(acknowledgement["sent_at"]) == "2021-02-11 09:00"
    assert ara.path("cidff")[:2] == ["registered", "under_examination"]


def test_march_an_incomplete_dossier_is_completed(ara: Year) -> None:
    """The acknowledgement asks for the two annexes that are missing; once they are there, nobody is reminded."""
    [acknowledgement] = ara.texts("acknowledgement", "mde")

    assert "Annexe 6" in acknowledgement
    assert "Annexe 7" in acknowledgement
    assert ara.path("mde")[:3] == ["registered", "incomplete", "under_examination"]
    assert ara.notices("completion_reminder", "mde") == []
    assert [request["outcome"] for request in ara.dossier("mde")["completion_requests"]] == ["answered"]


def test_april_those_who_have_not_deposited_are_reminded(ara: Year) -> None:
    """Thirty, fifteen, seven and two days before the last day, at nine; never those who have deposited."""
    reminders = ara.notices("deposit_reminder")

    assert {tuple(reminder["to"]) for reminder in reminders} == {("contact@cidff01.example",)}
    assert [day_of(reminder["sent_at"]) for reminder in reminders] == [
        "2021-03-30 09:00",
        "2021-04-14 09:00",
        "2021-04-22 09:00",
        "2021-04-27 09:00",
    ]


def test_april_a_guidance_centre_needs_no_dossier(ara: Year) -> None:
    """A structure of the first circle belongs by the convention: it is told so, and nothing is examined."""
    assert ara.path("cio") == ["not_required"]
    assert ara.received("cio") == ["registration", "not_required"]


def test_april_the_29th_two_minutes_before_midnight(ara: Year) -> None:
    """« Avant le 30 avril » ends on the 29th at midnight: 23:58 is in time, and the stage closes at 00:00."""
    assert ara.path("mife")[0] == "registered"
    assert day_of(ara.stage("deposit")["done_at"]) == "2021-04-30 00:00"


def test_may_a_late_dossier_waits_for_a_person(ara: Year) -> None:
    """The system refuses nobody: a late dossier is registered as such, told so, and kept for a person to decide."""
    assert ara.path("tardif") == ["late"]
    assert ara.received("tardif") == ["registration", "late"]


def test_may_a_silent_applicant_is_reminded_then_told(ara: Year) -> None:
    """Two reminders before the last day, then word that the delay is over: nothing dies silently."""
    assert ara.received("plie") == [
        "registration",
        "acknowledgement",
        "completion_reminder",
        "completion_reminder",
        "completion_expired",
        "carried_over",
    ]


def test_end_of_may_what_is_incomplete_is_carried_over(ara: Year) -> None:
    """It is no refusal: the dossier goes on into the next session with its receipt instant and its pieces."""
    [line] = [line for line in ara.dossier("plie")["history"] if line["to"] == "carried_over"]

    assert day_of(line["at"]) == "2021-06-01 00:00"
    assert line["by"] == "system"
    assert ara.dossier("plie")["pieces"]["annexe-1"] == "received"


def test_june_the_working_group_gives_its_opinions(ara: Year) -> None:
    """What the body said is recorded with its reasons; an unfavourable opinion decides nothing."""
    opinions = [(opinion["opinion"], opinion["reasons"]) for opinion in ara.dossier("mife")["opinions"]]

    assert opinions == [("unfavourable", "L'accueil du public n'est pas assuré")]
    assert "studied" in ara.path("mife")


def test_july_each_applicant_gets_its_own_decision(ara: Year) -> None:
    """A refusal says its reasons, who signed it and how to contest it; nobody reads another's."""
    [refused], [adjourned] = ara.texts("refused", "mife"), ara.texts("adjourned", "mde")

    for mention in ("premier accueil du public", "Camille Exemple, Directrice", "Tribunal administratif de Lyon"):
        assert mention in " ".join(refused.split())
    assert "Annexe 4" in adjourned
    assert "MIFE" not in adjourned


def test_september_the_accepted_are_members(ara: Year) -> None:
    """On the first of September at midnight, whatever the day of the week; they read it in the morning."""
    [effective] = ara.notices("effective", "cidff")

    assert ara.status("cidff") == "member"
    assert day_of(effective["enqueued_at"]) == "2021-09-01 00:00"
    assert day_of(effective["sent_at"]) == "2021-09-01 09:00"


def test_every_notice_was_really_delivered(ara: Year) -> None:
    """What the outbox says it sent is what the mail server received, each once."""
    sent = sorted(notice["message_id"] for notice in ara.rehearsed.result["notices"])

    assert sorted(mail["Message-ID"] for mail in ara.mails()) == sent


def test_the_journal_tells_the_whole_life(ara: Year) -> None:
    """Each line starts from where the one before ended, and the last is where the dossier stands."""
    for dossier in ara.rehearsed.result["applications"]:
        history = dossier["history"]

        assert [line["from"] for line in history] == [None, *(line["to"] for line in history[:-1])]
        assert history[-1]["to"] == dossier["status"]


def test_everything_that_the_scenario_expects_holds(ara: Year) -> None:
    """The scenario's own expectations, as `spro rehearse --check` reads them."""
    assert unmet(load_scenario(SHIPPED).expect, ara.rehearsed.result, ara.rehearsed.names) == []


def test_every_run_ended_well(gates: Year) -> None:
    """The Région sees no red in the console, and one run of each stage's end."""
    runs = gates.rehearsed.result["flow_runs"]

    assert {run["state"] for run in runs} == {"COMPLETED"}
    assert [run["name"] for run in runs].count("Session 2021 · clôture du dépôt") == 1


def _text(mail: object) -> str:
    parts = [part for part in mail.walk() if part.get_content_type() == "text/plain"]  # type: ignore[attr-defined]
    return typed(bytes(parts[0].get_payload(decode=True)).decode())
