"""What a form makes of an arrival: what it is from now on, and of which dossier; or why that cannot be."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.arrivals import NEW, NONE, ReclassificationForm, row_of
from models.intake.deposit import Deposit, meaning_of, number_of
from models.intake.words import MEANING_LABELS, NOBODYS, Meaning, Nature
from models.sessions.campaign import Campaign
from models.vocabulary import ENDED
from tasks.intake.replies.answers import lock_dossier
from tasks.intake.sorting.open_dossier import first_deposit

_OF_DOSSIERS = frozenset({Meaning.deposit, Meaning.answer})
_WORDS_ALONE = frozenset({Meaning.question, Meaning.appeal, Meaning.withdrawal})

_LABELS = {**MEANING_LABELS, Meaning.advice: "avis demandé", Meaning.member: "réponse d'un membre"}


class Case(NamedTuple):
    """An arrival as it stood, with its session and its dossier, if it had one; what it is from now on, and of which
    dossier: one that stands, a new one where it `opens` it, or none."""

    deposit: Deposit
    campaign: Campaign
    former: Application | None
    meaning: Meaning
    target: Application | None
    opens: bool

    @property
    def leaves(self) -> bool:
        """Whether it is taken out of the dossier that it was in."""
        return self.former is not None and self.former is not self.target


def find_arrival(session: Session, arrival: str) -> Deposit:
    """Return the arrival that a form names. Raises Refusal where there is none, and for the copy of another."""
    found = session.get(Deposit, row_of(arrival))
    campaign = session.get_one(Campaign, found.campaign_id) if found else None
    is_key = arrival.startswith("envoi-")
    if found is None or campaign is None or not (is_key or number_of(found, campaign.rules.zone) == arrival):
        raise Refusal("Envoi", arrival, "aucun envoi de ce numéro ; il se lit sur la page « Arrivées ».")
    if found.nature is Nature.again:
        raise Refusal("Envoi", arrival, "c'est le même qu'un autre, déjà reçu : choisissez le premier.")
    return found


def judge(session: Session, form: ReclassificationForm, deposit: Deposit) -> Case:
    """Return what a form makes of an arrival. Raises Refusal for what cannot be."""
    former, opened = _former(session, deposit)
    meaning = _meaning(form, deposit)
    target, opens = _target(session, form, meaning, former, opened=opened)
    campaign = session.get_one(Campaign, deposit.campaign_id)
    case = Case(deposit, campaign, former, meaning, target, opens)
    _refuse(session, form, case, opened=opened)
    return case


def _former(session: Session, deposit: Deposit) -> tuple[Application | None, bool]:
    """Return the dossier of an arrival, locked, and whether it was the first to come for it."""
    if deposit.application_id is None:
        return None, False
    former, _ = lock_dossier(session, session.get_one(Application, deposit.application_id))
    first = first_deposit(session, former)
    return former, first is not None and first.id == deposit.id


def _meaning(form: ReclassificationForm, deposit: Deposit) -> Meaning:
    """Return what an arrival is: as it is said, else as its dossier makes it, else as it was taken for."""
    held = meaning_of(deposit) or Meaning.question
    if form.nature or form.target is None:
        return form.nature or (Meaning.deposit if form.named else held)
    if form.target == NEW:
        return Meaning.deposit
    if form.target == NONE:
        return Meaning.question if held in _OF_DOSSIERS else held
    return held if held in _WORDS_ALONE else Meaning.answer


def _target(
    session: Session, form: ReclassificationForm, meaning: Meaning, former: Application | None, *, opened: bool
) -> tuple[Application | None, bool]:
    """Return the dossier of an arrival from now on, and whether it is a new one."""
    if form.target not in {None, NEW, NONE}:
        [named] = find_applications(session, [form.target or ""])
        return (former, False) if former and former.id == named.id else (named, False)
    if form.target == NONE or meaning in NOBODYS or (form.target is None and opened and meaning in _WORDS_ALONE):
        return None, False
    is_new = form.target == NEW or (meaning is Meaning.deposit and former is None)
    return (None, True) if is_new else (former, False)


def _refuse(session: Session, form: ReclassificationForm, case: Case, *, opened: bool) -> None:
    _refuse_target(session, case)
    reference = case.former.reference if case.former else ""
    if case.opens and opened:
        raise Refusal("Dossier", NEW, f"il a déjà ouvert {reference} ; son organisme se dit par identifier-dossier.")
    if form.named and not case.opens:
        raise Refusal("Organisme", form.organisation or "", f"{reference} a le sien : formulaire identifier-dossier.")
    if case.meaning is Meaning.answer:
        _refuse_answer(case, opened=opened)
    if form.pieces and case.target is None and not case.opens:
        raise Refusal("Fichiers et pièces", "", "sans dossier, aucun fichier n'est une pièce : choisissez le dossier.")
    if case.leaves and opened and _others(session, case):
        mend = f"d'autres envois complètent {reference}, que celui-ci a ouvert : reclassez d'abord ceux-là."
        raise Refusal("Envoi", number_of(case.deposit, case.campaign.rules.zone), mend)


def _refuse_answer(case: Case, *, opened: bool) -> None:
    """Raise Refusal for an answer to nothing, or to the dossier that it opened."""
    if case.target is None:
        raise Refusal("Dossier", "", "une réponse est d'un dossier : choisissez-le.")
    if opened and case.target is case.former:
        mend = "c'est cet envoi qui l'a ouvert : choisissez celui auquel il répond."
        raise Refusal("Dossier", case.target.reference, mend)


def _refuse_target(session: Session, case: Case) -> None:
    """Raise Refusal for the dossier of another region, for one that is part of another, and for one that is over, which
    words alone may still be about."""
    target = case.target
    if target is None or target is case.former:
        return
    if session.get_one(Campaign, target.campaign_id).region_id != case.campaign.region_id:
        raise Refusal("Dossier", target.reference, "il est d'une autre région.")
    if target.joined_to_id:
        into = session.get_one(Application, target.joined_to_id).reference
        raise Refusal("Dossier", target.reference, f"il est réuni à {into} : choisissez celui-ci.")
    if target.status in ENDED and case.meaning not in _WORDS_ALONE:
        raise Refusal("Dossier", target.reference, f"il est « {LABELS[target.status]} » : rien n'y est plus joint.")


def _others(session: Session, case: Case) -> bool:
    """Return True if others came for the dossier of an arrival, besides copies."""
    others = select(Deposit.id).where(
        Deposit.application_id == case.deposit.application_id,
        Deposit.id != case.deposit.id,
        col(Deposit.nature) != Nature.again,
    )
    return session.exec(others).first() is not None


def label_of(meaning: Meaning | None) -> str:
    """Return what an arrival is taken for, in French; some of that only a machine says."""
    return _LABELS.get(meaning, "indésirable, de liste ou de nous") if meaning else "pas encore classé"
