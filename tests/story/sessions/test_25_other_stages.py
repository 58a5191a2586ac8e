"""The stages of a session are lines of its region file: one taken out, or one more, is another session."""

from pathlib import Path
from typing import Protocol

import pytest

from models.forms.meetings import SittingForm
from models.region.file import REGIONS
from tests.support.year import Play, Year

ARA = (REGIONS / "auvergne-rhone-alpes.yaml").read_text(encoding="utf-8")
GROUP = "  working_group: {body: gt_orientation, window: {month: 6}}\n"
COMMISSION = "  commission: {body: commission_omspp, window: {month: 7}}\n"
SECOND = (
    "  second_commission: {kind: decision, body: commission_omspp, window: {month: 8}, label: Seconde commission}\n"
)
OPINION = "  second_opinion: {kind: opinion, body: gt_orientation, window: {month: 6}, label: Second avis}\n"

SIGNED = "signatory: {name: Camille Exemple, capacity: Directrice}, by: CREFOP"
REASONS = "Le premier accueil du public n'est pas assuré"
CAME = """events:
  - at: 2021-04-28 09:12
    deposit: {as: cidff, organisation: CIDFF de l'Ain, siret: "99900001100018", from: d@cidff01.example, pieces: all}
  - at: 2021-04-28 10:12
    deposit: {as: mde, organisation: Maison de l'emploi, siret: "99900002900010", from: a@mde42.example, pieces: all}
  - {at: 2021-05-10 10:00, examine: {application: cidff, finding: favourable, by: DFOR}}
  - {at: 2021-05-11 10:00, examine: {application: mde, finding: favourable, by: DFOR}}
"""
STUDIED = """  - {at: 2021-06-10 14:00, opinion: {application: cidff, opinion: favourable, by: CREFOP}}
  - {at: 2021-06-10 14:10, opinion: {application: mde, opinion: favourable, by: CREFOP}}
"""


class YearOf(Protocol):
    """Who plays a year by another line."""

    def __call__(self, former: str, latter: str, story: str) -> Year:
        """Play a story by the shipped file, once a line of it is another."""


@pytest.fixture
def year_of(play: Play, tmp_path: Path) -> YearOf:
    """Play a year by the shipped region file, once a line of it is another."""

    def play_it(former: str, latter: str, story: str) -> Year:
        assert ARA.count(former) == 1
        path = tmp_path / "region.yaml"
        path.write_text(ARA.replace(former, latter), encoding="utf-8")
        return play(story, opening=f"region: {path}\nyear: 2021\nopens: 2021-04-28\nuntil: 2021-09-02\n")

    return play_it


def test_without_a_working_group_the_commission_goes_by_the_finding(year_of: YearOf) -> None:
    """One line less: what was examined waits for the commission, and nobody for an opinion."""
    year = year_of(
        GROUP,
        "",
        f"""{CAME}
  - {{at: 2021-07-08 14:00, decision: {{application: cidff, decision: accepted, {SIGNED}}}}}
  - {{at: 2021-07-08 14:10, decision: {{application: mde, decision: refused, reasons: {REASONS}, {SIGNED}}}}}
""",
    )

    begins = ["registered", "under_examination", "studied"]
    assert year.path("cidff") == [*begins, "accepted", "member"]
    assert year.path("mde") == [*begins, "refused"]
    assert [stage["stage"] for stage in year.rehearsed.result["campaigns"][0]["stages"]] == [
        "deposit",
        "examination",
        "commission",
        "effect",
    ]


def test_a_second_commission_decides_what_the_first_left(year_of: YearOf) -> None:
    """One line more: what the first did not speak of comes before the second, and what it adjourned once presented
    again."""
    year = year_of(
        COMMISSION,
        COMMISSION + SECOND,
        f"""{CAME}{STUDIED}
  - {{at: 2021-06-20 10:00, meeting: {{stage: commission, on: 2021-07-08, by: CREFOP}}}}
  - {{at: 2021-07-08 14:00, decision: {{application: cidff, decision: adjourned, reasons: {REASONS}, {SIGNED}}}}}
  - {{at: 2021-07-12 10:00, resubmit: {{application: cidff, by: DFOR}}}}
  - {{at: 2021-07-13 10:00, examine: {{application: cidff, finding: favourable, by: DFOR}}}}
  - {{at: 2021-07-14 14:00, opinion: {{application: cidff, opinion: favourable, by: CREFOP}}}}
  - {{at: 2021-07-20 10:00, meeting: {{stage: second_commission, on: 2021-08-19, by: CREFOP}}}}
  - {{at: 2021-08-19 14:00, decision: {{application: cidff, decision: accepted, {SIGNED}}}}}
  - {{at: 2021-08-19 14:10, decision: {{application: mde, decision: accepted, {SIGNED}}}}}
""",
    )

    assert (year.status("cidff"), year.status("mde")) == ("member", "member")
    assert year.path("mde") == ["registered", "under_examination", "examined", "studied", "accepted", "member"]
    assert [form.stage for form in year.forms if isinstance(form, SittingForm) and form.signatory] == [
        "commission",
        "second_commission",
        "second_commission",
    ]


def test_a_second_opinion_follows_the_first(year_of: YearOf) -> None:
    """One line more: a dossier stays examined after the first opinion, and is studied after the second."""
    year = year_of(
        GROUP,
        GROUP + OPINION,
        f"""{CAME}{STUDIED}
  - {{at: 2021-06-24 14:00, opinion: {{application: cidff, opinion: unfavourable, reasons: {REASONS}, by: CREFOP}}}}
  - {{at: 2021-06-24 14:10, opinion: {{application: mde, opinion: favourable, by: CREFOP}}}}
  - {{at: 2021-07-08 14:00, decision: {{application: cidff, decision: accepted, {SIGNED}}}}}
  - {{at: 2021-07-08 14:10, decision: {{application: mde, decision: accepted, {SIGNED}}}}}
""",
    )

    assert year.path("cidff") == [
        "registered",
        "under_examination",
        "examined",
        "examined",
        "studied",
        "accepted",
        "member",
    ]
    assert [one["opinion"] for one in year.dossier("cidff")["opinions"]] == ["favourable", "unfavourable"]
