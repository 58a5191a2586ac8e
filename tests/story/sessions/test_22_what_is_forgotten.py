"""What is held no longer than its time: a year is over, an archivist grants it, and somebody has it forgotten."""

from tests.support.year import OPENING, Play

SHORT = OPENING + "set: {data_protection.months.withdrawn: 1}\n"
DEPOSITS = """until: 2021-04-13
events:
  - at: 2021-02-10 09:12
    deposit: {as: cidff, organisation: CIDFF de l'Ain, siret: "99900001100018", from: a@cidff01.example, pieces: all}
  - at: 2021-02-10 09:20
    deposit: {as: mife, organisation: MIFE de l'Ain, siret: "99900002900010", from: a@mife01.example, pieces: all}
  - {at: 2021-02-15 10:00, withdraw: {application: cidff, by: DFOR}}
  - {at: 2021-02-15 10:05, withdraw: {application: mife, by: DFOR}}
  - at: 2021-03-01 10:00
    hold: {application: mife, ground: access, reason: Demande du 1er mars, by: Déléguée à la protection des données}
  - {at: 2021-04-01 10:00, purge: {visa: Visa du 31 mars 2021, by: DFOR}}
"""


def test_what_is_over_is_forgotten_and_what_is_kept_is_not(play: Play) -> None:
    """Of the one nothing is left but where it stood and when; the other is whole, for a request of access."""
    year = play(DEPOSITS, opening=SHORT)

    assert [year.dossier(name)["organisation"] for name in ("cidff", "mife")] == ["effacé", "MIFE de l'Ain"]
    assert [year.path(name)[-1] for name in ("cidff", "mife")] == ["withdrawn", "withdrawn"]
    assert {notice["text"] for notice in year.notices("withdrawn", "cidff")} == {"effacé"}
    assert "candidature" in year.read("withdrawn", "mife")


def test_what_is_let_go_is_forgotten_the_next_time(play: Play) -> None:
    """Once nothing keeps it any more; what was forgotten before is left alone."""
    year = play(
        DEPOSITS
        + """  - {at: 2021-04-06 10:00, lift_hold: {application: mife, reason: Demande satisfaite, by: DFOR}}
  - {at: 2021-04-12 10:00, purge: {visa: Visa du 9 avril 2021, by: DFOR}}
""",
        opening=SHORT,
    )

    assert [year.dossier(name)["organisation"] for name in ("cidff", "mife")] == ["effacé", "effacé"]
    assert year.line("mife", "forget")["reason"] == "certificat n° 2"
