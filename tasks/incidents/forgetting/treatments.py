"""What becomes of each column that may hold something personal once what it belongs to is forgotten."""

from collections.abc import Mapping
from typing import Any, get_origin

from sqlalchemy import JSON, Text, case, cast, literal, null
from sqlmodel import SQLModel, col

from models.storage.aside.hidden import tables

ERASED = "effacé"
"""What stands for a text that was forgotten, where something must."""

DELETED = frozenset(
    {
        "act_file",
        "assignment",
        "dossier_link",
        "dossier_text",
        "internal_note",
        "label",
        "notice_file",
        "sent_mail",
        "site",
    }
)
"""The tables whose rows go whole: no figure counts them, and nothing points to them."""

EMPTIED: Mapping[str, tuple[str, ...]] = {
    "advice": ("text", "by"),
    "advice_request": ("whom", "address", "question", "pieces", "by", "shown_by"),
    "agenda_item": ("moved_reason", "draft", "dissent"),
    "attendance": ("by",),
    "appeal": ("by", "law", "reasons", "signatory_name", "signatory_capacity", "answered_by"),
    "application": ("contact", "second_contact"),
    "commitment_answer": ("how", "evidence", "by"),
    "completion_request": ("pieces", "expected", "set_aside", "message", "by"),
    "coordination": ("contact_name", "contact_email", "end_reason", "ended_by", "by"),
    "decision": ("law", "reasons", "pieces", "signatory_name", "signatory_capacity", "observations", "by"),
    "deposit": (
        "content",
        "message_id",
        "sender",
        "reply_to",
        "subject",
        "raw_digest",
        "claimed_date",
        "trouble",
        "seen_by",
    ),
    "examination": ("comment", "by"),
    "file": ("name", "digest"),
    "formal_notice": ("law", "reasons", "signatory_name", "signatory_capacity", "closed_by", "close_reason", "by"),
    "grid_line": ("comment", "by"),
    "handover": ("by",),
    "hold": ("reason", "by", "lifted_by", "lifted_for"),
    "journal": ("by", "reason"),
    "membership": ("end_law", "end_reason", "end_signatory", "ended_by", "code", "by"),
    "membership_correction": ("named", "former", "now", "reason", "by"),
    "notice": (
        "sender",
        "recipient",
        "in_reply_to",
        "reply_to",
        "thread",
        "subject",
        "text",
        "html",
        "last_error",
        "seen_by",
    ),
    "opinion": ("reasons", "by"),
    "organisation": ("name", "siret", "siren", "rna", "uai"),
    "passage": ("represented_by",),
    "piece": ("reason",),
    "posting": ("addressed_to", "number", "by", "noted_by"),
    "recusal": ("member", "by"),
    "report_answer": ("said", "faults", "reason", "by"),
    "report_request": ("recipient",),
    "reclassification": ("by", "reason", "said"),
    "renewal": ("said", "by"),
    "service_answer": ("by",),
    "signature": ("signatory_name", "signatory_capacity", "sha256", "by"),
    "territory_link": ("place", "by"),
    "tax_request": ("by",),
    "validation": ("law", "reasons", "pieces", "signatory_name", "signatory_capacity", "by"),
}
"""The columns of which nothing is left."""

MARKED: Mapping[str, tuple[str, ...]] = {
    "deposit": ("identity",),
    "notice": ("key", "message_id"),
    "prospect": ("address",),
}
"""The columns of which the number of the row is left: no two rows may hold the same there."""

LEFT: Mapping[str, tuple[str, ...]] = {
    "application": ("reference", "network", "flags"),
    "coordination": ("region_id", "territory"),
    "commitment_answer": ("commitment",),
    "deposit": ("mailbox", "papers"),
    "file": ("format", "piece_id", "proposed", "holds", "form_version"),
    "grid_line": ("commitment",),
    "membership": ("region_id", "network"),
    "membership_correction": ("number",),
    "opinion": ("body", "stage"),
    "passage": ("left_with",),
    "piece": ("piece_id",),
    "recusal": ("body", "seat"),
    "report_request": ("number", "territory", "counted_in", "network"),
    "territory_link": ("region_id", "territories"),
    "renewal": ("pieces",),
    "service_answer": ("service",),
}
"""What stays of rows that are forgotten: references, and words of the region file, of which figures are made."""

KEPT: Mapping[str, str] = {
    "agreement": "une convention entre la Région et l'État, sans candidat",
    "amendment": "un avenant à cette convention",
    "announcement_choice": "qui ne veut plus d'annonces : cela se garde pour être respecté",
    "archive_package": "l'empreinte d'un versement, et des numéros",
    "committee_record": "les travaux des comités, qui ne nomment que des organismes",
    "campaign": "la session elle-même et son fichier de région, sans candidat",
    "document": "supprimé avec la dernière lettre qui le porte ; sinon, il est publié",
    "dry_run": "supprimé au bout de sept jours, et à chaque effacement",
    "erasure": "ce que le certificat énumère : ni nom, ni adresse",
    "incident": "ce qui est arrivé à la machine",
    "mailbox_reading": "l'instant de la dernière relève",
    "meeting": "les procès-verbaux des instances se conservent sans terme",
    "notice_attempt": "quel processus a envoyé une lettre, et quand",
    "published_file": "ce qui est publié avec l'appel",
    "purge": "le certificat, et la personne qui l'a autorisé",
    "reference_document": "les textes de référence",
    "report": "la collecte d'un bilan, sans ses réponses",
    "seal_block": "des empreintes",
    "sealed_line": "des empreintes ; le sel de ce qui est effacé l'est aussi",
    "sending_pace": "le rythme d'envoi",
    "sessioncorrection": "ce que la Région a corrigé de sa session",
    "set_aside": "des lignes illisibles : leur dossier n'est pas effacé",
    "stage": "le calendrier",
    "support_action": "ce que la Région organise pour ses membres",
    "stagechange": "les dates que la Région a déplacées",
    "text_amendment": "les amendements aux textes de référence",
    "text_opinion": "les avis des instances sur les textes de référence",
    "text_signatory": "qui a signé les textes de référence, pour tous",
    "time_stamp": "des horodatages",
    "validated_set": "les jeux d'indicateurs validés",
}
"""The tables that nothing reaches, each with why."""

_UNTOLD = frozenset({("file", "digest"), ("notice", "html")})
"""Texts in whose place no word may stand: one would be looked up, or shown as a page."""


def values_of(table: str) -> dict[str, Any]:
    """Return what is written into the rows of a table that are forgotten, by column."""
    model = tables()[table]
    marked = {name: _mark(model) for name in MARKED.get(table, ())}
    return {name: _nothing(model, name) for name in EMPTIED.get(table, ())} | marked


def _mark(model: type[SQLModel]) -> Any:  # noqa: ANN401
    return literal(f"{ERASED}/") + cast(col(model.id), Text)  # type: ignore[attr-defined]


def _nothing(model: type[SQLModel], name: str) -> Any:  # noqa: ANN401
    """Return what stands for nothing in a column: null where it may, the word for it in a text, an empty list or
    object; the system stays whom it was done by."""
    column = SQLModel.metadata.tables[str(model.__tablename__)].columns[name]
    if column.nullable:
        return null()
    if isinstance(column.type, JSON):
        return [] if get_origin(model.model_fields[name].annotation) is list else {}
    if name == "by":
        return case((column == "system", column), else_=ERASED)
    return "" if (model.__tablename__, name) in _UNTOLD else ERASED
