"""How Prefect is: whether it answers and works, and whether it was told what it has to do."""

from collections.abc import Iterator, Mapping

from tasks.incidents.health.look import Case, Found, Verdict

POOL: Mapping[str, Found] = {
    "READY": Found(Verdict.well, "vivant"),
    "PAUSED": Found(Verdict.warning, "suspendu : rien ne part avant qu'il soit repris"),
}
"""How the worker is, by the status of its pool."""

_GONE = Found(Verdict.fault, "ne répond plus")
_LOCKED = (
    "Prefect répond, mais demande un mot de passe que cette commande n'a pas ; donnez-le-lui comme au système "
    "(PREFECT_SERVER_API_AUTH_STRING)"
)
_STOPPED = Found(Verdict.unasked, "le système est arrêté")


def server(case: Case) -> Iterator[Found]:
    """Judge whether Prefect answers; say its version where it was asked."""
    if not case.is_running:
        yield _STOPPED
    elif case.is_locked:
        yield Found(Verdict.warning, _LOCKED)
    elif case.conductor is None:
        yield Found(Verdict.fault, "Prefect ne répond pas")
    elif case.schedules is not None:
        yield Found(Verdict.well, f"Prefect {case.schedules.version} répond")


def worker(case: Case) -> Iterator[Found]:
    """Judge the worker, where Prefect tells of it."""
    if case.conductor is not None:
        yield POOL.get(case.conductor.status, _GONE)


def late(case: Case) -> Iterator[Found]:
    """Judge whether runs are late."""
    if case.conductor is not None:
        yield _runs(case.conductor.late)


def broken(case: Case) -> Iterator[Found]:
    """Judge whether runs broke down of late."""
    if case.conductor is not None:
        yield _runs(case.conductor.broken)


def _runs(number: int) -> Found:
    return Found(Verdict.warning, str(number)) if number else Found(Verdict.well, "aucune")


def schedules(case: Case) -> Iterator[Found]:
    """Judge whether all is deployed, and the next runs are booked."""
    if case.schedules is None:
        return
    missing, unbooked = case.schedules.missing, case.schedules.unbooked
    if missing:
        yield Found(Verdict.fault, f"déploiements absents : {', '.join(missing)}")
    if unbooked:
        yield Found(Verdict.fault, f"aucune exécution prévue pour : {', '.join(unbooked)}")
    if not missing and not unbooked:
        at = case.schedules.next_at
        said = f"la prochaine exécution le {at.astimezone(case.zone):%d/%m/%Y à %H:%M}" if at else "rien de prévu"
        yield Found(Verdict.well, f"tout est déployé ; {said}")
