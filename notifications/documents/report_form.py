"""The form of a yearly report, made from its indicator set: a DOCX of content controls, as the application form is.

It bears whose report it is, so that it is known when it comes back, from whatever address.
"""

from collections.abc import Mapping

from models.region.model import Region
from models.region.policies.reports import Cell, IndicatorSet, cells
from notifications.documents.application_form import MODEL, form_of, question
from notifications.documents.wordprocessing import TEXT, choice
from notifications.views.form_fields import Field
from notifications.views.reports import ReportView

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PREFIX = "bilan"
"""How the mark of such a form begins."""

NUMBER, WORDS, CHOICE = "Écrivez un nombre", "Écrivez quelques mots", "Choisissez une réponse"
"""What stands in a control until something is written."""


def mark_of(report_id: int, number: str, territory: str) -> str:
    """Return what a form says of itself: of which collection it is, and whose."""
    return "/".join(filter(None, (PREFIX, str(report_id), number, territory)))


def filename(year: int, number: str, territory: str) -> str:
    """Return how the form of a report is called."""
    return "-".join(filter(None, (PREFIX, str(year), number, territory))) + ".docx"


def report_form(
    region: Region,
    asked: IndicatorSet,
    view: ReportView,
    *,
    mark: str,
    number: str,
    organisation: str,
    said: Mapping[str, object],
) -> bytes:
    """Return the form of a report, with what was answered before already in it."""
    groups: dict[str, list[str]] = {}
    for cell in cells(asked):
        groups.setdefault(asked.indicators[cell.indicator].label, []).append(cell.key)
    told = {
        "region": region,
        "title": f"Bilan d'activité {view.year}",
        "label": view.label,
        "subject": "Bilan d'activité d'un membre du Service public régional de l'orientation (SPRO)",
        "organisation": organisation,
        "number": number,
        "territory": view.territory,
        "version": view.version,
        "validated_on": view.validated_on,
        "by": view.body,
        "due_on": view.due_on,
        "groups": groups,
    }
    slots = {cell.key: _question(asked, cell, said.get(cell.key)) for cell in cells(asked)}
    model = question(MODEL._replace(hint=_DO_NOT_TOUCH, placeholder=mark), locked=True)
    return form_of("report_form.txt", told, slots | {"model": model})


_DO_NOT_TOUCH = "Ne modifiez pas la ligne suivante : elle dit de qui est ce bilan."


def _question(asked: IndicatorSet, cell: Cell, said: object) -> str:
    indicator = asked.indicators[cell.indicator]
    label = f"{asked.axes[cell.axis].label} : {cell.value}" if cell.axis else indicator.label
    invitation = {"count": NUMBER, "choice": CHOICE, "text": WORDS}[indicator.type]
    kind = choice(indicator.choices) if indicator.choices else TEXT
    return question(Field(cell.key, label, "", str(said) if said is not None else invitation), kind=kind)
