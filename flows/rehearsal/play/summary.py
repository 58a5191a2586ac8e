"""The end of a rehearsal, as a person reads it: each session with its dossiers, the notices, and where to look."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.rehearsal.play.run import Rehearsed
from models.dossiers.workflow import LABELS
from models.region.model import Region
from models.vocabulary import NoticeStatus, StageKind, Status
from notifications.catalogue import KINDS
from notifications.writing.wording import long_date

_NAMED = 3  # organisations named for each status
_OVER = ("COMPLETED", "CANCELLED")  # a gate that is left for another sitting is cancelled


def show(console: Console, rehearsed: Rehearsed) -> None:
    """Print the summary of a rehearsal."""
    result = rehearsed.result
    for campaign in result["campaigns"]:
        here = [dossier for dossier in result["applications"] if dossier["campaign"] == campaign["code"]]
        for table in (_calendar(campaign, rehearsed.region), _dossiers(campaign["code"], here)):
            console.print(_or_its_title(table))
    console.print(_or_its_title(_notices(result["notices"])))
    console.print("Où regarder", style="bold")
    for name, where in _places(rehearsed, result).items():
        # A line each, never cut: people copy them.
        console.print(f"  {name:18}  {where}", soft_wrap=True, markup=False, highlight=False)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", min_width=72)
    for column in columns:
        table.add_column(column, justify="right" if column == "Nombre" else "left")
    return table


def _or_its_title(table: Table) -> Table | Text:
    """Return a table; its title alone where it has no row."""
    return table if table.row_count else Text(str(table.title), "bold")


def _calendar(campaign: Mapping[str, Any], region: Region) -> Table:
    dates = "" if campaign["stages"] else " : aucune étape n'a de date"
    table = _table(f"Session {campaign['code']}{dates}", "Étape", "Dernier jour", "Constatée")
    for stage in campaign["stages"]:
        name, rules = stage["stage"], region.stages
        is_open = rules.meets_all_year(name)
        last_day = "toute l'année" if is_open else _last_day(rules.kind_of(name), stage["due_at"])
        table.add_row(region.words(name).label, last_day, _instant(stage["done_at"]))
    return table


def _last_day(kind: StageKind, due_at: str) -> str:
    """Say the last day of a stage, whose end is the instant after; the effect is a day itself."""
    end = datetime.fromisoformat(due_at)
    return long_date(end.date() if kind is StageKind.effect else (end - timedelta(seconds=1)).date())


def _instant(text: str | None) -> str:
    if text is None:
        return "à venir"
    at = datetime.fromisoformat(text)
    return f"le {at:%d/%m/%Y à %H h %M}"


def _dossiers(code: str, applications: list[Mapping[str, Any]]) -> Table:
    """Tell where the dossiers stand that are in a session at the end: those it passed on are told with the next."""
    table = _table(f"Dossiers de la session {code} : {len(applications)}", "Statut", "Nombre", "Dossiers")
    counted = Counter(application["status"] for application in applications)
    for status in Status:
        if counted[status]:
            names = [application["organisation"] for application in applications if application["status"] == status]
            table.add_row(LABELS[status], str(counted[status]), _some(names))
    return table


def _some(names: list[str]) -> str:
    """Name the first few, and count the others."""
    others = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" et {others} autre{'s' * (others > 1)}" if others > 0 else "")


def _notices(notices: list[Mapping[str, Any]]) -> Table:
    table = _table(f"{len(notices)} notifications", "Notification", "Nombre", "Envoi")
    counted = Counter(notice["kind"] for notice in notices)
    for kind, count in ((kind, counted[name]) for name, kind in KINDS.items() if counted[name]):
        waiting = sum(n["kind"] == kind.name and n["status"] != NoticeStatus.sent for n in notices)
        table.add_row(
            kind.title, str(count), Text(f"{waiting} en attente ou en échec", "red") if waiting else "parties"
        )
    return table


def _places(rehearsed: Rehearsed, result: Mapping[str, Any]) -> dict[str, str]:
    failed = sum(run["state"] not in _OVER for run in result["flow_runs"])
    state = f"{failed} en échec" if failed else "toutes terminées"
    return {
        "Courriels": rehearsed.gallery.as_uri(),
        "Dossier": str(rehearsed.folder),
        "Exécutions Prefect": f"{len(result['flow_runs'])}, {state}",
        "Console Prefect": "spro look rouvre cette répétition dans la console de Prefect",
    }
