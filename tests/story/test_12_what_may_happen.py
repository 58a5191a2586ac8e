"""What does not happen every year, and must go right all the same."""

import pytest

from tests.support.year import Play, Year, day_of

CIDFF = 'as: cidff, organisation: CIDFF de l\'Ain, siret: "99900001100018", from: direction@cidff01.example'

APRIL = "region: auvergne-rhone-alpes\nyear: 2021\nopens: 2021-04-28\n"
"""Two days before the end of the deposit: nothing is due before."""

LATE = f"""until: 2021-05-07
events:
  - at: 2021-04-30 12:00
    deposit: {{as: trente, organisation: MIFE de l'Ain, siret: "99900002900010", from: a@mife01.example, pieces: all}}

  # Read four days after it was received.
  - at: 2021-05-03 08:00
    deposit: {{as: minuit, organisation: PLIE du Rhône, siret: "99900003700013", from: a@plie69.example, pieces: all,
              received_at: 2021-04-29 23:59}}

  - {{at: 2021-05-03 08:00, deposit: {{{CIDFF}, pieces: all}}}}
  - {{at: 2021-05-04 15:00, admit_late: {{application: cidff, by: Coordination, reason: Panne de messagerie établie}}}}
"""

SPRING = f"""until: 2021-03-15
events:
  # The same mail, twice.
  - at: 2021-02-10 09:12
    deposit: &twice {{as: deux-fois, organisation: GEIQ de l'Isère, siret: "99900006000015", from: a@geiq38.example,
                     pieces: all, message_id: "<1@geiq38.example>"}}
  - {{at: 2021-02-10 17:00, deposit: *twice}}

  # A dossier in two mails.
  - at: 2021-02-10 09:12
    deposit: &halves {{as: en-deux, organisation: Maison de l'emploi, siret: "99900002900010", from: a@mde42.example,
                      pieces: [dossier, annexe-1, annexe-2, annexe-3]}}
  - {{at: 2021-02-10 17:00, deposit: {{<<: *halves, pieces: [annexe-4, annexe-5, annexe-6, annexe-7]}}}}

  # Two sites of one legal entity.
  - {{at: 2021-02-10 09:12, deposit: {{{CIDFF}, pieces: all}}}}
  - at: 2021-02-10 17:00
    deposit: {{as: site, organisation: CIDFF d'Oyonnax, siret: "99900001100026", from: b@cidff01.example, pieces: all}}

  # It withdraws while a piece is asked of it.
  - at: 2021-02-10 09:12
    deposit: {{as: part, organisation: PLIE du Puy-de-Dôme, siret: "99900003700013", from: a@plie63.example,
              pieces: [dossier]}}
  - {{at: 2021-02-15 11:00, withdraw: {{application: part, by: Coordination}}}}

  # Its number does not pass the checksum.
  - at: 2021-02-10 09:12
    deposit: {{as: x, organisation: Maison de l'orientation, siret: "73282932000075", from: a@mdo.example, pieces: all}}

  # It withdraws, then deposits anew in the same minute.
  - at: 2021-02-10 09:12
    deposit: &former {{as: former, organisation: MIFE de Savoie, siret: "99900004500016", from: a@mife73.example,
                      pieces: all}}
  - {{at: 2021-02-15 11:00, withdraw: {{application: former, by: Coordination}}}}
  - {{at: 2021-02-15 11:00, deposit: {{<<: *former, as: again}}}}

  # Its answer was received on the evening of its last day, and is read a week later.
  - at: 2021-02-10 09:12
    deposit: {{as: temps, organisation: École du Rhône, siret: "99900005200012", from: a@e2c69.example,
              pieces: [dossier]}}
  - at: 2021-03-10 10:00
    complement:
      application: temps
      pieces: [annexe-1, annexe-2, annexe-3, annexe-4, annexe-5, annexe-6, annexe-7]
      from: a@e2c69.example
      received_at: 2021-03-04 23:30

  # It writes again a month later.
  - at: 2021-02-10 09:12
    deposit: &again {{as: suite, organisation: Cité du Cantal, siret: "99900007800017", from: a@cdm15.example,
                     pieces: all}}
  - {{at: 2021-03-12 10:30, deposit: {{<<: *again, pieces: [annexe-1]}}}}
"""

OUTAGE = """until: 2021-03-20
events:
  - at: 2021-02-15 10:00
    deposit: {as: muet, organisation: MIFE de l'Ain, siret: "99900002900010", from: a@mife01.example, pieces: all}
  - at: 2021-02-15 10:00
    deposit: {as: prompt, organisation: CIDFF du Rhône, siret: "99900003700013", from: a@cidff69.example, pieces: all}
  - at: 2021-02-22 10:00
    request_completion: {application: muet, pieces: {annexe-1: illisible}, due: 2021-03-16, by: DFOR}
  - at: 2021-02-22 10:10
    request_completion: {application: prompt, pieces: {annexe-1: illisible}, due: 2021-03-16, by: DFOR}
  - {at: 2021-03-08 08:00, mail_server: {state: down}}
  - at: 2021-03-12 10:00
    complement: {application: prompt, pieces: [annexe-1], from: a@cidff69.example}
  - {at: 2021-03-15 08:00, mail_server: {state: up}}
"""


@pytest.fixture(scope="module")
def spring(play: Play) -> Year:
    """A spring in which each organisation does something of its own."""
    return play(SPRING)


def test_the_same_mail_twice_is_one_dossier(spring: Year) -> None:
    """A mail that arrives twice is registered once and answered once."""
    assert spring.of("GEIQ de l'Isère") == ["deux-fois"]
    assert spring.received("deux-fois") == ["registration", "acknowledgement"]


def test_a_second_mail_completes_the_dossier(spring: Year) -> None:
    """What one organisation sends in two mails is one dossier; both mails are acknowledged as received."""
    assert spring.path("en-deux") == ["registered", "under_examination"]
    assert spring.received("en-deux") == ["registration", "registration", "acknowledgement"]


def test_two_sites_of_one_legal_entity_are_two_dossiers(spring: Year) -> None:
    """The same SIREN with another NIC is another application; both are flagged for a person to see."""
    assert [spring.dossier(name)["flags"] for name in ("cidff", "site")] == [["same_legal_entity"]] * 2


@pytest.fixture(scope="module")
def late(play: Play) -> Year:
    """The last days of a deposit, and those that follow."""
    return play(LATE, opening=APRIL)


def test_a_deposit_on_the_30th_is_late(late: Year) -> None:
    """The Région reads « avant le 30 avril » so; a deposit on that day is flagged."""
    assert late.status("trente") == "late"
    assert late.dossier("trente")["flags"] == ["deadline_day"]


def test_a_deposit_on_the_30th_is_in_time_where_that_day_counts(play: Play) -> None:
    """The Région may read its words the other way; a deposit on that day is flagged either way."""
    year = play(
        f"""until: 2021-05-05
set: {{stages.deposit.inclusive: true}}
events:
  - {{at: 2021-04-30 12:00, deposit: {{{CIDFF}, pieces: all}}}}
""",
        opening=APRIL,
    )

    assert year.status("cidff") == "under_examination"
    assert year.dossier("cidff")["flags"] == ["deadline_day"]


def test_a_dossier_received_in_time_and_read_late_is_in_time(late: Year) -> None:
    """The mailbox could not be read for four days: deadlines are judged on the receiving server's stamp."""
    assert late.path("minuit") == ["registered", "under_examination"]


def test_a_late_dossier_is_admitted_by_a_person(late: Year) -> None:
    """With a reason that the journal keeps; its acknowledgement follows like any other's."""
    assert late.path("cidff") == ["late", "registered", "under_examination"]
    assert late.dossier("cidff")["history"][1]["reason"] == "Panne de messagerie établie"
    assert day_of(late.notices("acknowledgement", "cidff")[0]["sent_at"]) == "2021-05-05 09:00"


def test_the_deadline_moves_and_everybody_is_told(play: Play) -> None:
    """Those whom it still concerns learn the new date; who was late and is now in time is registered."""
    year = play(
        f"""until: 2021-05-15 00:01
prospects: [silence@structure.example]
events:
  - {{at: 2021-05-03 08:00, deposit: {{{CIDFF}, pieces: all}}}}
  - {{at: 2021-05-03 14:00, postpone: {{stage: deposit, to: 2021-05-14, reason: Grève postale, by: Région}}}}
""",
        opening=APRIL,
    )

    assert year.path("cidff") == ["late", "registered", "under_examination"]
    assert [notice["to"] for notice in year.notices("postponed")] == [
        ["direction@cidff01.example"],
        ["silence@structure.example"],
    ]
    assert day_of(year.stage("deposit")["due_at"]) == "2021-05-15 00:00"
    assert day_of(year.stage("deposit")["done_at"]) == "2021-05-15 00:00"


def test_an_applicant_withdraws(spring: Year) -> None:
    """At any time before the decision, and it is confirmed; nothing is asked of it any more."""
    assert spring.received("part") == ["registration", "acknowledgement", "withdrawn"]
    assert spring.dossier("part")["completion_requests"][0]["outcome"] == "cancelled"


def test_the_mail_server_is_down_for_two_days(play: Play) -> None:
    """The dossier is registered all the same; its notices wait, leave once it is back, and leave once. The
    coordinators learn on the next morning that the first is about to miss its delay (CRPA R112-11-2)."""
    year = play(f"""until: 2021-02-20
events:
  - {{at: 2021-02-10 09:00, mail_server: {{state: down}}}}
  - {{at: 2021-02-10 09:12, deposit: {{{CIDFF}, pieces: all}}}}
  - {{at: 2021-02-12 09:30, mail_server: {{state: up}}}}
""")

    [registration] = year.notices("registration", "cidff")
    assert day_of(registration["enqueued_at"]) == "2021-02-10 09:12"
    assert registration["sent_at"] > "2021-02-12T09:30"
    assert registration["attempts"] == 1  # an outage is none
    assert sorted(one["kind"] for one in year.rehearsed.result["notices"]) == [
        "acknowledgement",
        "digest",
        "registration",
    ]
    assert len(year.mails()) == 3


@pytest.fixture(scope="module")
def outage(play: Play) -> Year:
    """A year whose mail server was out from 8 to 15 March."""
    return play(OUTAGE)


def test_of_two_reminders_that_waited_only_the_latest_leaves(outage: Year) -> None:
    """Seven days before and two days before, both while the server was out: nobody gets them together."""
    left = [notice for notice in outage.notices("completion_reminder", "muet") if notice["sent_at"]]

    assert len(left) == 1
    assert left[0]["enqueued_at"] == "2021-03-14T09:00:00+01:00"


def test_a_reminder_that_waited_does_not_leave_after_the_answer(outage: Year) -> None:
    """Its receipt is confirmed, and nothing is asked of it any more."""
    assert outage.received("prompt")[2:] == ["completion_request", "completion_received"]


def test_an_address_is_refused(play: Play) -> None:
    """A notice that the server refuses for good is failed, for a person to see; the others leave."""
    year = play(f"""until: 2021-02-12
prospects: [contact@ferme.example, contact@ouvert.example]
events:
  - {{at: 2021-02-10 09:00, mail_server: {{state: {{refuse: {{direction@cidff01.example: 550}}}}}}}}
  - {{at: 2021-02-10 09:12, deposit: {{{CIDFF}, pieces: all}}}}
""")

    assert year.notices("registration", "cidff")[0]["status"] == "failed"
    assert [notice["status"] for notice in year.notices("opening")] == ["sent", "sent"]


def test_an_invalid_siret_is_a_defect_to_mend_not_a_refusal(spring: Year) -> None:
    """The dossier is registered and flagged, and the applicant is asked for the right number."""
    assert spring.dossier("x")["flags"] == ["identifier_invalid"]
    assert spring.path("x") == ["registered", "under_examination"]
    assert "SIRET" in spring.texts("acknowledgement", "x")[0]


def test_two_things_at_one_instant_happen_in_the_order_of_the_file(spring: Year) -> None:
    """A withdrawal, then a new deposit of the same organisation in the same minute: two applications."""
    assert (spring.status("former"), spring.status("again")) == ("withdrawn", "under_examination")


def test_a_dossier_accepted_in_september_is_a_member_at_once(play: Play) -> None:
    """The effective date is over: the decision and the effect are told one after the other."""
    signed = "signatory: {name: Camille Exemple, capacity: Directrice}, by: Secrétariat"
    year = play(
        f"""until: 2021-09-07
events:
  - {{at: 2021-04-28 09:12, deposit: {{{CIDFF}, pieces: all}}}}
  - {{at: 2021-05-10 10:00, examine: {{application: cidff, finding: favourable, by: Instructrice}}}}
  - {{at: 2021-06-17 14:00, opinion: {{application: cidff, opinion: favourable, by: Secrétariat}}}}
  - {{at: 2021-09-06 14:00, decision: {{application: cidff, decision: accepted, {signed}}}}}
""",
        opening=APRIL,
    )

    assert year.status("cidff") == "member"
    assert year.received("cidff")[-2:] == ["accepted", "effective"]


def test_an_answer_sent_in_time_and_read_late_is_in_time(spring: Year) -> None:
    """The mailbox was not read for a while: the request is answered, not expired, and nothing is flagged."""
    assert spring.status("temps") == "under_examination"
    assert [request["outcome"] for request in spring.dossier("temps")["completion_requests"]] == ["answered"]
    assert spring.dossier("temps")["flags"] == []


def test_a_second_mail_is_acknowledged_with_its_own_hour(spring: Year) -> None:
    """What attests a receipt attests that one, and promises an acknowledgement to new candidacies only."""
    second = " ".join(spring.texts("registration", "suite")[1].split())

    assert "vendredi 12 mars 2021 à 10 h 30" in second
    assert "s'il s'agit d'une nouvelle candidature" in second
    assert len(spring.notices("acknowledgement", "suite")) == 1
