"""The stages of a session are an ordered list of its region file: what it may be, and what is said of a wrong one."""

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar.business_days import stage_dates
from models.region.file import load_region, with_values
from models.region.model import Region
from models.region.stages.spans import keep_order, spans
from models.region.stages.words import WORDS
from models.region.yaml_file import FileError
from models.vocabulary import MEETINGS, StageKind

ARA = load_region("auvergne-rhone-alpes")
LINES: dict[str, Any] = ARA.model_dump(mode="json")["stages"]
SECOND = {"kind": "decision", "body": "commission_omspp", "window": {"month": 8}, "label": "Seconde commission"}


def region(stages: dict[str, Any], **others: object) -> Region:
    """The shipped region with other stages."""
    return with_values(ARA, {"stages": stages, **others})


def faults(stages: dict[str, Any], **others: object) -> list[str]:
    """What is said of a region with these stages, but for where."""
    with pytest.raises(FileError) as refused:
        region(stages, **others)
    return [str(fault).partition(", ")[2] for fault in refused.value.faults]


def inserted(name: str, line: dict[str, Any], *, before: str) -> dict[str, Any]:
    """The stages with one more."""
    return {key: held for other, own in LINES.items() for key, held in ((name, line), (other, own))[other != before :]}


def test_a_known_name_tells_its_kind() -> None:
    """The present files go on: their five names need no kind."""
    bare = {name: {key: held for key, held in line.items() if key != "kind"} for name, line in LINES.items()}

    assert region(bare) == ARA
    assert [ARA.stages.kind_of(name) for name in ARA.stages.names] == list(StageKind)
    assert {name: ARA.words(name) for name in ARA.stages.names} == WORDS


def test_a_stage_of_another_name_has_words_of_its_own() -> None:
    """Those that are given, else those of its body: what it is called alone, in a sentence, and at its end."""
    own = region(inserted("second", SECOND | {"subject": "la seconde commission"}, before="effect")).words("second")
    told = region(inserted("second", SECOND | {"label": None}, before="effect")).words("second")

    assert (own.name, own.of, own.closing) == (
        "seconde commission",
        "de la seconde commission",
        "fin de la seconde commission",
    )
    assert told.label == "Commission Orientation, Mobilités et Sécurisation des Parcours Professionnels du CREFOP"
    assert told.of == f"de l'étape « {told.label} »"


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no kind": (
        inserted("jury", {"body": "gt_orientation", "window": {"month": 6}}, before="effect"),
        (
            "clé « stages.jury.kind » : genre d'étape inconnu (valeur : aucune). Écrivez l'un de ceux-ci : deposit, "
            "examination, opinion, decision, effect."
        ),
    ),
    "unknown kind": (
        inserted("jury", {"kind": "avis"}, before="effect"),
        (
            "clé « stages.jury.kind » : genre d'étape inconnu (valeur : avis). Écrivez l'un de ceux-ci : deposit, "
            "examination, opinion, decision, effect."
        ),
    ),
    "two effects": (
        LINES | {"encore": LINES["effect"]},
        (
            "clé « stages.encore » : une session n'a qu'une étape de ce genre (valeur : effect). Gardez-en une : "
            "« effect » est déjà de ce genre."
        ),
    ),
    "out of order": (
        {name: LINES[name] for name in ("deposit", "examination", "commission", "working_group", "effect")},
        (
            "clé « stages.working_group » : étape mal placée (valeur : opinion). Écrivez-la avant « commission » : "
            "deposit, examination, opinion, decision, effect, dans cet ordre."
        ),
    ),
    "unknown body": (
        LINES | {"commission": LINES["commission"] | {"body": "jury"}},
        (
            "clé « stages.commission.body » : instance inconnue (valeur : jury). Valeurs possibles : gt_orientation, "
            "commission_omspp."
        ),
    ),
    "a body of another kind": (
        LINES | {"commission": LINES["commission"] | {"body": "gt_orientation"}},
        (
            "clé « stages.commission.body » : cette instance est de genre opinion (valeur : gt_orientation). Nommez "
            "une instance de genre validation, ou changez le genre de l'étape."
        ),
    ),
    "no decision": (
        {name: line for name, line in LINES.items() if name != "commission"},
        (
            "clé « stages » : un appel demande une étape decision (valeur : deposit, examination, working_group, "
            "effect). Ajoutez une étape de ce genre, ou changez entry."
        ),
    ),
    "one name for two": (
        inserted("second", SECOND | {"label": "Commission"}, before="effect"),
        (
            "clé « stages.second » : deux étapes de même nom (valeur : Commission). « commission » s'appelle déjà "
            "ainsi : donnez à celle-ci un label."
        ),
    ),
    "no such key": (
        LINES | {"working_group": LINES["working_group"] | {"until": "fin juin"}},
        (
            "clé « stages.working_group.until » : clé inconnue (valeur : fin juin). Clés possibles : label, subject, "
            "body, window, within, lapse, kind."
        ),
    ),
    "no stage at all": (
        LINES | {"examination": "fin mai"},
        (
            "clé « stages.examination » : ce n'est pas une section (valeur : fin mai). "
            "Écrivez ses clés en retrait, une par ligne."
        ),
    ),
}


@pytest.mark.parametrize(("stages", "told"), FAULTS.values(), ids=FAULTS)
def test_stages_that_cannot_be_are_told(stages: dict[str, Any], told: str) -> None:
    """The key, its value, the mend."""
    assert faults(stages) == [told]


def test_a_register_needs_no_stage() -> None:
    """No deadline, no body and no piece: where its entry allows it, its file says none."""
    bare = region({}, entry="none", bodies={}, pieces={})

    assert (bare.stages.names, bare.stages.deposit, bare.effect_on(2026)) == ((), None, None)
    assert not bare.is_last_year(2028)
    bare.check_calendar(date(2026, 1, 1), 2026)


def _meeting(kind: str, month: int, place: int) -> tuple[str, dict[str, Any]]:
    body = "gt_orientation" if kind == "opinion" else "commission_omspp"
    return f"{kind}_{place}", {"kind": kind, "body": body, "window": {"month": month}, "label": f"{kind} {place}"}


@st.composite
def stages(draw: st.DrawFn) -> dict[str, Any]:
    """Any stages of a call, in order: with an instruction or not, with opinions or none, with one decision or more."""
    kinds = ["opinion"] * draw(st.integers(0, 3)) + ["decision"] * draw(st.integers(1, 3))
    months = sorted(draw(st.lists(st.integers(5, 11), min_size=len(kinds), max_size=len(kinds))))
    bodies = dict(_meeting(*row) for row in zip(kinds, months, range(len(kinds)), strict=True))
    examined = {"examination": LINES["examination"]} if draw(st.booleans()) and months[0] > 5 else {}
    effect = {"effect": {"on": {"month": 12, "day": draw(st.integers(1, 31))}}}
    return {"deposit": LINES["deposit"], **examined, **bodies, **effect}


@given(lines=stages(), year=st.integers(2021, 2027))
def test_whatever_the_stages_a_session_is_in_order(lines: dict[str, Any], year: int) -> None:
    """Each has its dates, in the order of the list; each meeting is followed by a later one, or by the effect."""
    found = region(lines)

    opens = date(year, 1, 18)
    found.check_calendar(opens, year)
    dates = stage_dates(found, year=year, opens_on=opens)
    assert list(dates) == list(found.stages.names) == list(lines)
    assert all(one.opens_at <= one.due_at for one in dates.values())
    assert [one.due_at for one in dates.values()] == sorted(one.due_at for one in dates.values())
    days = list(spans(found.stages, found.bodies, year))
    assert all(keep_order(former.first, span.last, is_effect=span.is_effect) for former, span in pairwise(days))
    assert {found.stages.kind_of(name) for name in found.stages.meetings} <= MEETINGS
    assert Region.model_validate_json(found.model_dump_json()) == found
