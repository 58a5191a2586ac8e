"""What belongs to a unit that is forgotten: the rows of each table that are of it, and of nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, col

from models.dossiers.advice import Advice, AdviceRequest
from models.dossiers.application import Application, Organisation
from models.dossiers.forgetting import Key, is_forgotten
from models.intake.deposit import Deposit, File
from models.intake.words import FILED, Nature
from models.members.agreement import Agreement, Amendment
from models.members.membership import Membership, MembershipCorrection, Signature
from models.members.territories import CommitteeRecord
from models.members.texts.text import ReferenceDocument, TextSignatory
from models.notices import ActFile, Document, Notice, NoticeFile
from models.sessions.campaign import Prospect
from models.sessions.published import PublishedFile
from models.storage.aside.hidden import tables
from models.vocabulary import NoticeKind

Rows = Mapping[str, Sequence[int]]
"""Numbers of rows by the name of their table."""

INVITATIONS = frozenset({NoticeKind.opening, NoticeKind.deposit_reminder})
"""The letters to those who are told of a session, and have no dossier."""

_DOSSIER = ("application_id", "application")
BELONGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "deposit": (_DOSSIER,),
    "advice_request": (_DOSSIER,),
    **dict.fromkeys(("commitment_answer", "service_answer"), (_DOSSIER, ("deposit_id", "deposit"))),
    "notice": (_DOSSIER, ("deposit_id", "deposit"), ("advice_id", "advice_request")),
    "notice_file": (("notice_id", "notice"),),
    "sent_mail": (("notice_id", "notice"),),
    "posting": (("notice_id", "notice"),),
    "file": (("deposit_id", "deposit"),),
    "reclassification": (("deposit_id", "deposit"),),
    "advice": (("request_id", "advice_request"),),
    "decision": (_DOSSIER,),
    "handover": (("decision_id", "decision"),),
    "membership": (_DOSSIER,),
    "formal_notice": (("membership_id", "membership"),),
    "attendance": (("organisation_id", "organisation"),),
    "tax_request": (("organisation_id", "organisation"),),
    "renewal": (("membership_id", "membership"),),
    "dossier_link": (_DOSSIER, ("advice_id", "advice_request")),
    "signature": (_DOSSIER, ("organisation_id", "organisation")),
    "site": (_DOSSIER, ("organisation_id", "organisation")),
    "coordination": (("organisation_id", "organisation"),),
    "territory_link": (("organisation_id", "organisation"),),
    "report_request": (_DOSSIER, ("organisation_id", "organisation")),
    "report_answer": (("request_id", "report_request"), ("deposit_id", "deposit")),
    **dict.fromkeys(
        (
            "act_file",
            "agenda_item",
            "appeal",
            "assignment",
            "completion_request",
            "dossier_text",
            "examination",
            "grid_line",
            "hold",
            "internal_note",
            "journal",
            "label",
            "opinion",
            "passage",
            "piece",
            "recusal",
            "validation",
        ),
        (_DOSSIER,),
    ),
}
"""The tables whose rows belong to those of others, by which column: what each names stands before it."""


def reach(session: Session, unit: Key) -> Rows:
    """Return the rows that belong to a unit, its own first; a table of which none does is not named."""
    found = dict(_own(session, *unit))
    for table, pointing in BELONGS.items():
        own = [_column(table, name).in_(found[of]) for name, of in pointing if found.get(of)]
        if own:
            found[table] = sorted({*found.get(table, ()), *_ids(session, tables()[table], or_(*own))})
    numbers = [session.get_one(Membership, i).number for i in found.get("membership", ())]
    of_register = col(MembershipCorrection.number).in_(numbers)
    found["membership_correction"] = _ids(session, MembershipCorrection, of_register) if numbers else []
    return {table: ids for table, ids in found.items() if ids}


def _own(session: Session, of: str, row: int) -> Iterator[tuple[str, list[int]]]:
    """Yield the rows that a unit begins with: a dossier with those joined to it, or a membership without one, and its
    organisation where nothing else is of it; an arrival; those who were told of a session, or its letters to desks and
    bodies."""
    if of == "application":
        dossiers = _ids(session, Application, (col(Application.id) == row) | (col(Application.joined_to_id) == row))
        theirs = columns(col(Application.organisation_id)).where(col(Application.id).in_(dossiers))
        yield of, dossiers
        yield "organisation", _alone(session, theirs, dossiers=dossiers)
        yield "deposit", _ids(session, Deposit, _is_filed_with(dossiers))
    elif of == "membership":
        yield of, [row]
        its = columns(col(Membership.organisation_id)).where(col(Membership.id) == row)
        yield "organisation", _alone(session, its, membership=row)
    elif of == "deposit":
        yield of, [row]
    else:
        if of == "prospect":
            yield of, _ids(session, Prospect, col(Prospect.campaign_id) == row)
        else:
            is_answer = (col(Deposit.campaign_id) == row) & (col(Deposit.nature) == Nature.member)
            yield "deposit", _ids(session, Deposit, is_answer & col(Deposit.application_id).is_(None))
        yield "notice", _ids(session, Notice, is_of_session(row, are_invitations=of == "prospect"))


def _is_filed_with(dossiers: Sequence[int]) -> ColumnElement[bool]:
    """SQL condition: an arrival that brought an advice about some dossiers, or attests that a letter of one came."""
    asked = columns(col(AdviceRequest.id)).where(col(AdviceRequest.application_id).in_(dossiers))
    brought = columns(col(Advice.deposit_id)).where(col(Advice.request_id).in_(asked))
    attested = columns(col(Notice.attested_by)).where(col(Notice.application_id).in_(dossiers))
    return col(Deposit.application_id).is_(None) & or_(col(Deposit.id).in_(brought), col(Deposit.id).in_(attested))


def is_of_no_dossier() -> ColumnElement[bool]:
    """SQL condition: an arrival that is of no dossier, nor filed with a letter of ours that it answers or attests."""
    attests = exists().where(col(Notice.attested_by) == col(Deposit.id))
    is_alone = col(Deposit.application_id).is_(None) & col(Deposit.nature).not_in(FILED)
    return is_alone & ~attests


def is_of_session(campaign_id: int, *, are_invitations: bool) -> ColumnElement[bool]:
    """SQL condition: a letter of a session that is about no dossier and answers no mail."""
    is_of_none = col(Notice.application_id).is_(None) & col(Notice.deposit_id).is_(None)
    is_invitation = col(Notice.kind).in_(INVITATIONS)
    is_asked = is_invitation if are_invitations else ~is_invitation
    return (col(Notice.campaign_id) == campaign_id) & is_of_none & is_asked


def _alone(session: Session, theirs: Any, *, dossiers: Sequence[int] = (), membership: int = 0) -> list[int]:  # noqa: ANN401
    """Return which of some organisations have no other dossier or membership, but those, that is still remembered."""
    is_other = col(Application.id).not_in(dossiers) & ~is_forgotten("application", col(Application.id))
    other = exists().where(col(Application.organisation_id) == col(Organisation.id), is_other)
    is_of_none = col(Membership.application_id).is_(None) & (col(Membership.id) != membership)
    has_other = col(Membership.application_id).is_not(None) & col(Membership.application_id).not_in(dossiers)
    is_kept = (is_of_none & ~is_forgotten("membership", col(Membership.id))) | (
        has_other & ~is_forgotten("application", col(Membership.application_id))
    )
    member = exists().where(col(Membership.organisation_id) == col(Organisation.id), is_kept)
    return _ids(session, Organisation, col(Organisation.id).in_(theirs) & ~other & ~member)


def _ids(session: Session, model: type[SQLModel], condition: ColumnElement[bool]) -> list[int]:
    number = col(model.id)  # type: ignore[attr-defined]
    return list(session.execute(columns(number).where(condition).order_by(number)).scalars())


def _column(table: str, name: str) -> Any:  # noqa: ANN401
    return getattr(tables()[table], name)


_CONTENTS: tuple[tuple[type[SQLModel], Any], ...] = (
    (Deposit, Deposit.raw_digest),
    (File, File.digest),
    (Signature, Signature.sha256),
)
"""The columns that name a content of the store, which goes with the last row that does."""

_KEPT: tuple[Any, ...] = (
    ReferenceDocument.sha256,
    TextSignatory.sha256,
    Agreement.sha256,
    Amendment.sha256,
    CommitteeRecord.sha256,
    CommitteeRecord.convening_sha256,
)
"""Those of the rows that are of nobody, and are never forgotten."""


def contents_of(session: Session, rows: Rows) -> list[str]:
    """Return the digests of the contents that some rows name, each once."""
    named: set[str] = set()
    for model, digest in _CONTENTS:
        ids = rows.get(str(model.__tablename__), ())
        found = columns(digest).where(col(model.id).in_(ids))  # type: ignore[attr-defined]
        named.update(session.execute(found).scalars())
    return sorted(one for one in named if one)


def still_named(session: Session, digests: Sequence[str]) -> set[str]:
    """Return which of some contents a row still names."""
    columns_of: list[Any] = [*(digest for _, digest in _CONTENTS), *_KEPT]
    return {
        one
        for column in columns_of
        for one in session.execute(columns(column).where(col(column).in_(digests)).distinct()).scalars()
    }


def documents_of(session: Session, rows: Rows) -> list[int]:
    """Return the documents that letters and acts to be signed among some rows have, and that nothing else has."""
    own = or_(*(col(Document.id).in_(_named(rows, *one)) for one in _DOCUMENTS))
    others = (exists().where(_is_other(rows, *one)) for one in _DOCUMENTS)
    published = exists().where(col(PublishedFile.document_id) == col(Document.id))
    return _ids(session, Document, own & ~or_(*others) & ~published)


_DOCUMENTS: tuple[tuple[type[SQLModel], Any], ...] = (
    (NoticeFile, NoticeFile.document_id),
    (ActFile, ActFile.document_id),
    (ActFile, ActFile.signed_document_id),
)
"""The columns that name a document, but those of what is published."""


def _named(rows: Rows, model: type[SQLModel], document: Any) -> Any:  # noqa: ANN401
    own = _column(str(model.__tablename__), "id").in_(rows.get(str(model.__tablename__), ()))
    return columns(document).where(own, col(document).is_not(None))


def _is_other(rows: Rows, model: type[SQLModel], document: Any) -> ColumnElement[bool]:  # noqa: ANN401
    own: ColumnElement[bool] = _column(str(model.__tablename__), "id").in_(rows.get(str(model.__tablename__), ()))
    return (col(document) == col(Document.id)) & ~own
