"""The desks of a session, by role: a region file holds no person's own name or mailbox."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from models.region.parts import Email, RoleName, Section, Text, refusal, shape

Phone = Annotated[
    str, shape(r"\+?[0-9][0-9 .]{5,}", "ce n'est pas un numéro de téléphone", "Écrivez par exemple 04 65 71 00 00.")
]


def _needed(what: str, law: str) -> BeforeValidator:
    def check(value: object) -> object:
        if value is None or (isinstance(value, str) and not value.strip()):
            raise refusal(f"{what} manque", f"Indiquez-le : {law} l'exige.")
        return value

    return BeforeValidator(check)


class Role(Section):
    """Who does something, by role: never a person's own name or mailbox."""

    label: Text | None = None
    email: Email | None = None
    phone: Phone | None = None
    postal: Text | None = None


class DepositMailbox(Role):
    """Where dossiers are sent. Without an address nobody can apply."""

    email: Annotated[Email, _needed("l'adresse de dépôt", "l'appel à candidature (article R. 112-9-2 du CRPA)")] = (
        Field(default="", validate_default=True)
    )


class ExaminingService(Role):
    """The service that each acknowledgement names, with its telephone (CRPA R112-11-1) and address (R112-5);
    `capacity` is that of those who examine, which letters say beside their name (L111-2)."""

    label: Annotated[Text, _needed("le nom du service instructeur", "l'article R. 112-11-1 du CRPA")] = Field(
        default="", validate_default=True
    )
    email: Annotated[Email, _needed("le courriel du service instructeur", "l'article R. 112-11-1 du CRPA")] = Field(
        default="", validate_default=True
    )
    phone: Annotated[Phone, _needed("le téléphone du service instructeur", "l'article R. 112-11-1 du CRPA")] = Field(
        default="", validate_default=True
    )
    postal: Annotated[Text, _needed("l'adresse postale du service instructeur", "l'article R. 112-5 du CRPA")] = Field(
        default="", validate_default=True
    )
    capacity: Text = "instruction des candidatures"


class Agent(Section):
    """A desk to which dossiers are given to examine: a service, never a person's own name or mailbox."""

    label: Text
    email: Email


class Roles(Section):
    """The desks of a session."""

    deposit_mailbox: DepositMailbox
    technical_contact: Role
    content_contact: Role
    examining_service: ExaminingService
    decision_authority: Role

    def mailbox_of(self, role: RoleName) -> str:
        """Return where a desk reads its mail; where the region file does not say, those who examine do."""
        desk: Role = getattr(self, role)
        return desk.email or self.examining_service.email

    @property
    def readers(self) -> dict[str, Agent]:
        """The desks that a dossier may be mailed to, by key: those with a name and an address, but for the mailbox
        where dossiers come in."""
        desks = {name: getattr(self, name) for name in type(self).model_fields if name != "deposit_mailbox"}
        return {
            name: Agent(label=desk.label, email=desk.email) for name, desk in desks.items() if desk.label and desk.email
        }
