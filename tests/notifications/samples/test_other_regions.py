"""The letters of regions that are entered otherwise than by a yearly call: those that they can send, and no other."""

import re
from functools import cache
from pathlib import Path

import pytest

from models.region.file import load_region
from models.region.model import Region
from models.vocabulary import NoticeKind as K
from notifications.catalogue import KINDS
from notifications.samples.preview import Sample, render_samples, write_preview
from notifications.writing.render import Rendered
from tasks.meetings.sheet.sample import sample_sheets
from tests.factories import typed
from tests.support import for_each

REGIONS = {name: load_region(name) for name in ("centre-val-de-loire", "hauts-de-france", "label-national")}
AGREEMENT, REGISTER, LABEL = REGIONS
EACH = for_each(REGIONS)
ELSEWHERE = re.compile(r"hors délai|prochaine session|session suivante|reporté à|reprise? à la|\bNone\b", re.IGNORECASE)
"""What is said of a session that ends, and of those who come after it."""
OF_BODIES = {K.convening, K.minutes, K.meeting_date, K.meeting_called_off, K.member_answer, K.empty_agenda, K.gate_open}
OF_DECISIONS = {K.accepted, K.refused, K.adjourned, K.appeal_received}
OF_DEADLINES = {K.deposit_reminder, K.late, K.carried_over, K.next_session, K.session_cancelled}
OF_DOSSIERS = {K.acknowledgement, K.completion_request, K.opening, K.not_required, K.withdrawn, K.in_hand}


@cache
def rendered(name: str) -> list[tuple[Sample, Rendered]]:
    """Return the letters that a preview shows of a region."""
    return render_samples(REGIONS[name])


def kinds(name: str) -> set[K]:
    """Return their kinds."""
    return {sample.kind for sample, _ in rendered(name)}


@EACH
def test_no_letter_speaks_of_the_end_of_a_session(name: str) -> None:
    """Where one comes in all year nobody is late, nothing is carried over, and no letter tells anybody to wait for a
    session."""
    told = {sample.name: typed(f"{one.subject} {one.text}") for sample, one in rendered(name)}

    assert {letter: ELSEWHERE.findall(text) for letter, text in told.items() if ELSEWHERE.search(text)} == {}


@pytest.mark.parametrize(
    ("name", "absent"),
    [
        (AGREEMENT, OF_BODIES | OF_DECISIONS | OF_DEADLINES),
        (REGISTER, OF_BODIES | OF_DECISIONS | OF_DEADLINES | OF_DOSSIERS),
        (LABEL, OF_DEADLINES | {K.not_required}),
    ],
    ids=REGIONS,
)
def test_a_letter_without_occasion_is_left_out(name: str, absent: set[K]) -> None:
    """Letters of bodies are left out where none meets, of dossiers where none is deposited, of decisions where nobody
    decides, of a deadline where there is none: those, and no others of these."""
    looked_at = OF_BODIES | OF_DECISIONS | OF_DEADLINES | OF_DOSSIERS

    assert looked_at - kinds(name) == absent


@EACH
def test_what_every_region_sends_is_there(name: str) -> None:
    """Whoever writes is told that the mail came, members are welcomed and told of their end, and the service of what
    waits."""
    assert kinds(name) >= {
        K.registration,
        K.letter,
        K.effective,
        K.ending,
        K.ended,
        K.terminated,
        K.digest,
        K.to_read,
    }


@EACH
def test_only_bodies_of_the_region_are_named(name: str) -> None:
    """A letter that tells whom its act consulted names the bodies of the region file."""
    told = " ".join(typed(one.text) for sample, one in rendered(name) if KINDS[sample.kind].room != "reports")

    assert "groupe de travail" not in told


@pytest.mark.parametrize("region", REGIONS.values(), ids=REGIONS)
def test_the_preview_is_written(region: Region, tmp_path: Path) -> None:
    """`spro preview` of each region is written whole, whatever it lacks, with references of its own."""
    index = write_preview(tmp_path, region, sheet=sample_sheets(region))

    links = re.findall(r'href="([^"]+)"', index.read_text(encoding="utf-8"))
    assert sorted(links) == sorted(path.name for path in tmp_path.iterdir() if path != index)
    read = [page.read_text(encoding="utf-8") for page in tmp_path.iterdir() if page.suffix in {".html", ".txt", ".ics"}]
    assert [found for told in (*links, *read) for found in re.findall(r"ara-\d{4}", told, re.IGNORECASE)] == []


def test_a_sheet_is_filled_in_where_somebody_decides() -> None:
    """The secretary of a body that decides has a sheet to fill in; where there is no body, nobody has."""
    assert [len(sample_sheets(region)) for region in REGIONS.values()] == [0, 0, 1]


def test_who_joins_a_convention_is_no_candidate() -> None:
    """Nobody calls for candidacies there: what comes is asked for, answered and told as a request to join."""
    told = {sample.name: one for sample, one in rendered(AGREEMENT)}

    assert typed(told["opening"].subject) == "SPRO Centre-Val de Loire : demandes d'adhésion reçues toute l'année"
    assert typed(told["acknowledgement-complete"].subject).endswith("Accusé de réception de votre demande d'adhésion")
    assert {name: one.text for name, one in told.items() if "candidatures" in one.text} == {}
