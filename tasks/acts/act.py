"""What there is to say of an act of a person: the columns of the table of acts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Literal, Protocol, TypeVar

from sqlmodel import Session

from models.dossiers.application import Application
from models.forms.parts import Form
from models.sessions.campaign import Campaign
from tasks.acts.offered import Dossier
from tasks.dossiers.account import (
    ExaminationAccount,
    HandedAccount,
    HandlingAccount,
    IdentityAccount,
    LetterAccount,
    PostingAccount,
    PrintedAccount,
    SettledAccount,
)
from tasks.meetings.territories.account import AttachmentAccount, CommitteeAccount, TerritoryAccount
from tasks.members.account import Account as MemberAccounts
from tasks.members.choices import Choice
from tasks.members.lasting.account import AgreementAccount, SupportAccount
from tasks.sessions.account import SessionAccount
from tasks.sessions.reports.account import EntryAccount, ReportAccount, SetAccount

F = TypeVar("F", bound=Form)
F_contra = TypeVar("F_contra", bound=Form, contravariant=True)

Topic = Literal["session", "dossier", "instances", "membres"]
"""What an act is about: a tag of its deployment."""

MembersAccount = MemberAccounts | AgreementAccount | SupportAccount
"""What an act about members, or about what engages them, did."""

Account = (
    MembersAccount
    | SessionAccount
    | IdentityAccount
    | ExaminationAccount
    | HandlingAccount
    | HandedAccount
    | LetterAccount
    | SettledAccount
    | PrintedAccount
    | PostingAccount
    | AttachmentAccount
    | TerritoryAccount
    | CommitteeAccount
    | SetAccount
    | ReportAccount
    | EntryAccount
)
"""What an act did besides moving dossiers."""


class Rule(Protocol[F_contra]):
    """Records what a form says in the transaction of a session, and returns the applications that it was about."""

    __name__: str

    def __call__(self, session: Session, form: F_contra, /, *, at: datetime) -> list[Application]:
        """Record a form at an instant; raises Refusal for what the rules refuse."""


class Reader(Protocol[F_contra]):
    """Reads back what an act did besides moving dossiers."""

    def __call__(self, form: F_contra, /, *, at: datetime) -> Account | None:
        """Return what the act of a form did; None where there is nothing to tell."""


@dataclass(frozen=True, kw_only=True)
class Act(Generic[F]):
    """What a person does by sending a form.

    `name` is that of its deployment, `title` the pattern of what its runs are called (or what gives it, from a form),
    `asks` what stands above its form, `event` what its runs leave once it is recorded. Without a `rule`, the flow has a
    body of its own; without a `topic`, only programs send the form, and nothing is deployed. What the form offers to
    choose from: the dossiers for which `offered` is true, or the members that `members` returns. `account` reads what
    the run tells besides where its dossiers stand.
    """

    name: str
    topic: Topic | None
    form: type[F]
    event: str
    title: str | Callable[[F], str]
    description: str
    asks: str
    rule: Rule[F] | None = None
    offered: Callable[[Dossier], bool] | None = None
    members: Callable[[Session, Campaign], list[Choice]] | None = None
    account: Reader[F] | None = None
