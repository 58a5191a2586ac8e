"""What the rows know already of what a form asks: nobody types what the dossier says."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import REASON_LABELS, UNNAMED, Application, Organisation
from models.dossiers.requests import Wish, wishes
from models.forms.appeals import AppealForm
from models.forms.arrivals import ReclassificationForm
from models.forms.dossiers import ExaminationForm
from models.forms.intake import IdentificationForm, MergerForm
from models.forms.parts import SEPARATOR, Form
from models.forms.requests import CompletionForm
from models.intake.deposit import Deposit, File
from models.intake.words import ARRIVAL_NUMBER
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.isolation.isolate import goes_on
from models.storage.settings import Settings
from models.vocabulary import Flag, RequestReason
from notifications.documents.application_form import filename
from notifications.loading.commitments import load_commitments
from notifications.writing.wording import enumeration
from tasks.acts.table import ACTS
from tasks.dossiers.merge import KEPT
from tasks.intake.replies.pieces import files_of

Known = dict[str, Any]
"""Values of the fields of a form, by name."""


@goes_on
def read_known(name: str, reference: str, arrival: str = "") -> Known:
    """Return what is known of a dossier, or of an arrival, that the form of an act asks; nothing of another form, or of
    none."""
    if name == ACTS[ReclassificationForm].name:
        return _loose(arrival)
    if name == ACTS[AppealForm].name:
        return _received(arrival)
    read = _READERS.get(name)
    if read is None or not reference:
        return {}
    with reading(Settings().database) as session:
        application = session.exec(select(Application).where(Application.reference == reference.upper())).first()
        return read(session, application) if application else {}


def _received(number: str) -> Known:
    """Return the day on which an arrival came, where the Région is."""
    with reading(Settings().database) as session:
        deposit = _numbered(session, number)
        if deposit is None:
            return {}
        rules = session.get_one(Campaign, deposit.campaign_id).rules
        return {"received_on": business_days(rules).local(deposit.received_at).isoformat()}


def _numbered(session: Session, number: str) -> Deposit | None:
    numbered = ARRIVAL_NUMBER.fullmatch(f"[{number}]")
    return session.get(Deposit, int(numbered["id"])) if numbered else None


def _loose(number: str) -> Known:
    """Return a line for each file of an arrival that is no piece yet, by its place on the page of the arrival: its name
    may be somebody's. What it seems to hold is chosen already."""
    with reading(Settings().database) as session:
        deposit = _numbered(session, number)
        if deposit is None:
            return {}
        rules = session.get_one(Campaign, deposit.campaign_id).rules
        lines = [
            {"name": str(rank), **piece}
            for rank, file in enumerate(files_of(session, deposit), start=1)
            if file.is_loose
            for piece in _seeming(rules, file)
        ]
    return {"pieces": lines} if lines else {}


def _seeming(rules: Region, file: File) -> list[Known]:
    seen = [name for name in file.proposed or () if name in rules.pieces]
    return [{"piece": f"{name}{SEPARATOR}{rules.pieces[name].label}"} for name in seen] or [{}]


def _lacking(session: Session, application: Application) -> Known:
    """Return what the dossier lacks, each piece with its reason; for an old form, that reason alone: a person says of
    which piece."""
    rules, i = session.get_one(Campaign, application.campaign_id).rules, application.id or 0
    wish = wishes(session, rules, [i]).get(i, Wish({}, {}))
    labels = {name: piece.label for name, piece in rules.pieces.items()}
    pieces = [
        _line(f"{name}{SEPARATOR}{labels[name]}", why, wish.expected.get(name)) for name, why in wish.pieces.items()
    ]
    if not pieces and (unanswered := _unanswered(session, application)):
        pieces = [unanswered]
    if not pieces and Flag.old_form in application.flags:
        pieces = [{"reason": REASON_LABELS[RequestReason.wrong_form]}]
    return {"pieces": pieces} if pieces else {}


def _unanswered(session: Session, application: Application) -> Known | None:
    """Return what asks again for the form of a dossier whose other commitments were answered; None where all were, or
    none was: its applicant may have had no line to answer on."""
    campaign, i = session.get_one(Campaign, application.campaign_id), application.id or 0
    rules, said = campaign.rules, load_commitments(session, campaign.rules, [i])[i]
    own, codes = rules.recognise(filename(campaign.year)), said.unanswered
    if own is None or not codes or len(codes) == len(said.commitments):
        return None
    expected = f"dites comment vous tenez {enumeration(codes)} (engagements du cahier des charges)"
    return _line(f"{own}{SEPARATOR}{rules.pieces[own].label}", RequestReason.other, expected)


def _grid(session: Session, application: Application) -> Known:
    """Return a line for each commitment, with what was found of it: whoever examines fills in the rest."""
    rules, i = session.get_one(Campaign, application.campaign_id).rules, application.id or 0
    said = load_commitments(session, rules, [i])[i].commitments
    lines = (f"{one.code} : {', '.join(filter(None, (one.met, one.comment)))}".rstrip() for one in said)
    return {"grid": "\n".join(lines)} if said else {}


def _line(piece: str, why: str, expected: str | None) -> Known:
    said = {"piece": piece, "reason": REASON_LABELS[RequestReason(why)]}
    return {**said, "expected": expected} if expected else said


def _twin(session: Session, application: Application) -> Known:
    """Return the other dossier of the same organisation, where there is one alone."""
    beside = select(Application.reference).where(
        Application.organisation_id == application.organisation_id,
        col(Application.status).in_(KEPT),
        Application.id != application.id,
    )
    found = session.exec(beside).all()
    return {"other_reference": found[0]} if len(found) == 1 else {}


def _identity(session: Session, application: Application) -> Known:
    """Return who the dossier says that it is from; no address: what a form holds is kept by Prefect."""
    organisation = session.get_one(Organisation, application.organisation_id)
    identifier = organisation.siret or organisation.rna or organisation.uai
    name = organisation.name if organisation.name != UNNAMED else None
    return {field: said for field, said in (("organisation", name), ("identifier", identifier)) if said}


_FORMS: Mapping[type[Form], Callable[[Session, Application], Known]] = {
    CompletionForm: _lacking,
    MergerForm: _twin,
    IdentificationForm: _identity,
    ExaminationForm: _grid,
}
_READERS = {ACTS[form].name: read for form, read in _FORMS.items()}
