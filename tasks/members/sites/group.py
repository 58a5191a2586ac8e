"""One head for many: which group or federation a structure is of."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.dossiers.actor import Person
from models.dossiers.application import Application, Organisation
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.membership.sites import GroupForm
from models.vocabulary import Event
from tasks.members.sites.owners import Owner, find_owner

FIELD = "Tête du groupement"


def join_group(session: Session, form: GroupForm, *, at: datetime) -> list[Application]:
    """Note of which group a structure is, or that it is of none. Said again, nothing changes. Raises Refusal for a head
    that is the structure itself, or of a group in its turn, and for a head that would be of one."""
    owner = find_owner(session, form.dossiers[0])
    head = find_owner(session, form.head.upper()) if form.head else None
    if head:
        _must_be_a_head(session, owner, head)
    wanted = head.organisation.id if head else None
    if owner.organisation.head_id != wanted:
        owner.organisation.head_id = wanted
        session.add(owner.organisation)
        session.flush()
        _tell(session, owner, head, by=form.by, at=at)
    return [owner.application] if owner.application else []


def _must_be_a_head(session: Session, owner: Owner, head: Owner) -> None:
    name = head.organisation.name
    if head.organisation.id == owner.organisation.id:
        raise Refusal(
            FIELD, name, "une structure n'est pas la tête d'elle-même ; videz ce champ, ou nommez-en une autre."
        )
    if head.organisation.head_id:
        raise Refusal(FIELD, name, "elle est elle-même d'un groupement ; nommez la tête de celui-ci.")
    if group := members_of(session, owner.organisation):
        heads = ", ".join(one.name for one in group)
        raise Refusal(FIELD, name, f"cette structure est la tête d'un groupement ({heads}) ; détachez-les d'abord.")


def _tell(session: Session, owner: Owner, head: Owner | None, *, by: str, at: datetime) -> None:
    if owner.application:
        said = f"rattaché à {head.organisation.name}" if head else "rattaché à aucun groupement"
        note(session, owner.application, Event.group, at=at, by=Person(by), reason=said)
    if head and head.application:
        note(session, head.application, Event.group, at=at, by=Person(by), reason=f"tête de {owner.organisation.name}")


def members_of(session: Session, head: Organisation) -> list[Organisation]:
    """Return the structures of the group of a head, by name."""
    own = select(Organisation).where(Organisation.head_id == head.id)
    return list(session.exec(own.order_by(col(Organisation.name), col(Organisation.id))))
