"""What a scenario expects, held against what its rehearsal came to."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from flows.rehearsal.scenario.scenario import Expectation
from notifications.writing.typography import typed


def unmet(expectations: Sequence[Expectation], result: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Return one French line for each expectation that does not hold. `names` maps what the scenario calls an
    application to its reference: two names may turn out to be one application."""
    first = {reference: name for name, reference in reversed(list(names.items()))}
    return [line for expected in expectations for line in _unmet(_by_first_name(expected, names, first), result)]


def _by_first_name(expected: Expectation, names: Mapping[str, str], first: Mapping[str, str]) -> Expectation:
    name = first.get(names.get(expected.application or "", ""), expected.application)
    return expected.model_copy(update={"application": name})


def _unmet(expected: Expectation, result: Mapping[str, Any]) -> Iterator[str]:
    if expected.notice:
        yield from _of_notices(expected, result["notices"])
    elif expected.arrival:
        yield from _of_arrival(expected, result)
    elif expected.stage:
        yield from _of_stage(expected, result["campaigns"])
    else:
        yield from _of_application(expected, result["applications"])


def _of_notices(expected: Expectation, notices: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    found = sum(_is_meant(expected, notice) for notice in notices)
    if found != expected.count:
        yield f"notification {_meant(expected)} : {expected.count} attendue(s), {found} trouvée(s)."


def _is_meant(expected: Expectation, notice: Mapping[str, Any]) -> bool:
    """Return True if a notice is one of those that an expectation counts; lines of its text are broken anywhere."""
    return (
        notice["kind"] == expected.notice
        and expected.application in (None, notice["application"])
        and expected.status in (None, notice["status"])
        and (expected.to is None or expected.to in notice["to"])
        and (expected.says is None or _typed(expected.says) in _typed(notice["text"]))
    )


def _typed(text: str) -> str:
    """Return a text as somebody types it, on one line."""
    return " ".join(typed(text).split())


def _meant(expected: Expectation) -> str:
    to, says = expected.application or expected.to, expected.says
    return f"« {expected.notice} »" + (f" à « {to} »" if to else "") + (f" qui dit « {says} »" if says else "")


def _of_arrival(expected: Expectation, result: Mapping[str, Any]) -> Iterator[str]:
    found = _arrival(expected.arrival, result["arrivals"])
    if found is None:
        yield f"envoi « {expected.arrival} » : il n'est pas arrivé, ou n'était pas nouveau."
        return
    waits = found["number"] in {line["arrival"] for line in result["waiting"]}
    facts: dict[str, tuple[object, object]] = {
        "nature": (expected.nature, found["nature"]),
        "à traiter": (expected.waiting, waits),
        "réponses": (expected.answered, found["answered"]),
        "candidature": (expected.application, found["application"]),
    }
    yield from _misses(f"envoi « {expected.arrival} »", facts)


def _arrival(asked: int | str | None, arrivals: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return an arrival by the name that the scenario gave it, or by its place among all, from 1 on."""
    return next((one for place, one in enumerate(arrivals, 1) if asked in (place, one["name"])), None)


def _misses(what: str, facts: Mapping[str, tuple[object, object]]) -> Iterator[str]:
    """Yield what is not as it was expected; what is expected as None may be anything."""
    for name, (wanted, held) in facts.items():
        if wanted is not None and wanted != held:
            yield f"{what}, {name} : « {_shown(wanted)} » attendu, « {_shown(held)} » trouvé."


def _shown(fact: object) -> object:
    if isinstance(fact, bool):
        return "oui" if fact else "non"
    return (", ".join(fact) or "aucune") if isinstance(fact, list) else fact


def _of_stage(expected: Expectation, campaigns: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what no session holds; where the expectation names none, one that holds it is enough."""
    asked = [campaign for campaign in campaigns if expected.campaign in (None, campaign["code"])]
    misses = [list(_of_stage_in(expected, campaign)) for campaign in asked]
    if not asked:
        yield f"session « {expected.campaign} » : elle n'est pas ouverte."
    elif all(misses):
        yield from chain.from_iterable(misses)


def _of_stage_in(expected: Expectation, campaign: Mapping[str, Any]) -> Iterator[str]:
    stage = next(stage for stage in campaign["stages"] if stage["stage"] == expected.stage)
    for name in ("done_at", "due_at"):
        wanted: datetime | None = getattr(expected, name)
        found = stage[name] and datetime.fromisoformat(stage[name])
        if wanted is not None and wanted != found:
            yield f"étape « {expected.stage} », {name} : {wanted.isoformat()} attendu, {stage[name]} trouvé."


def _of_application(expected: Expectation, applications: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    found = next((row for row in applications if row["as"] == expected.application), None)
    if found is None:
        yield f"« {expected.application} » : aucune candidature n'a été enregistrée sous ce nom."
        return
    latest = found["completion_requests"][-1]["outcome"] if found["completion_requests"] else "aucune"
    facts: dict[str, tuple[object, object]] = {
        "status": (expected.status, found["status"]),
        "organisation": (expected.organisation, found["organisation"]),
        "campaign": (expected.campaign, found["campaign"]),
        "request": (expected.request, latest),
    }
    facts |= {f"pièce {p}": (state, found["pieces"].get(p)) for p, state in (expected.pieces or {}).items()}
    yield from _misses(f"« {expected.application} »", facts)
    if expected.flag and expected.flag not in found["flags"]:
        yield f"« {expected.application} » : le signalement « {expected.flag} » manque ; trouvés : {found['flags']}."
