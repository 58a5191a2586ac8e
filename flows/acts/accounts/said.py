"""What a run says of what its act did besides moving dossiers: one sentence a fact, for the person who did it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flows.acts.accounts.members import said_of_member
from flows.acts.accounts.reports import said_of_entry, said_of_report, said_of_set
from flows.acts.accounts.territories import said_of_attachment, said_of_committee, said_of_territory
from flows.boards.markdown import NAME, plain
from models.storage.pages import batch_path
from models.vocabulary import Fate, NoticeStatus
from notifications.catalogue import KINDS
from notifications.writing.wording import count, instant, long_date
from tasks.acts.act import Account
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
from tasks.sessions.account import (
    CancelledAccount,
    CorrectionAccount,
    MeetingAccount,
    OpeningAccount,
    ProxiesAccount,
    SentAccount,
    StageAccount,
    UndoneAccount,
)
from tasks.sessions.reports.account import EntryAccount, ReportAccount, SetAccount

_VALUE = 200
"""How many characters of a value of the region file an account shows."""

SENT: dict[NoticeStatus, str] = {
    NoticeStatus.queued: "en attente d'envoi ; le système l'enverra seul",
    NoticeStatus.sent: "partie",
    NoticeStatus.failed: "en échec : joindre le candidat par une autre voie",
    NoticeStatus.bounced: "revenue en erreur : joindre le candidat par une autre voie",
    NoticeStatus.held: "retenue",
}
"""How far a notice is on its way."""

_SENTENCE = 300  # characters: the name of a desk, and until when its link lasts

_MANY: dict[NoticeStatus, str] = {
    NoticeStatus.queued: "en attente d'envoi",
    NoticeStatus.sent: "envoyées",
    NoticeStatus.failed: "en échec",
    NoticeStatus.bounced: "revenues en erreur",
    NoticeStatus.held: "retenues",
}
"""The same of several."""


def said_of(account: Account | None) -> list[str]:
    """Return what an act did, as sentences."""
    if account is None:
        return []
    return list(_SAYING.get(type(account), said_of_member)(account))


def _examination(account: ExaminationAccount) -> Iterator[str]:
    """Warn of a finding without a whole grid, which is possible: the bodies then read the finding alone."""
    if account.dossiers == 1:
        yield f"Grille d'examen : {count(account.appraised, 'engagement')} sur {account.total}."
    if account.is_concluded and account.without:
        whose = "Ce dossier n'a pas de" if account.dossiers == 1 else f"{count(account.without, 'dossier')} sans"
        yield f"{whose} grille complète : les instances liront la conclusion, et ce qui est apprécié."


def _identity(account: IdentityAccount) -> Iterator[str]:
    if not account.has_changed:
        yield "Rien n'a changé : tout était déjà enregistré ainsi."
    yield f"Organisme : {plain(account.organisation, longest=NAME)}, {account.identifier}."
    yield f"Réseau : {account.network or 'aucun'} ; cercle {account.circle}."
    if account.contact_said:
        yield "Courriel du candidat : celui que vous avez saisi."


def _opening(account: OpeningAccount) -> Iterator[str]:
    if not account.is_new:
        yield f"{account.label} : elle était déjà ouverte ; son calendrier n'a pas changé."
    for name, last_day in account.last_days:
        yield f"{name} : {long_date(last_day)}."
    yield from _sent(account.sent)


def _undone(account: UndoneAccount) -> Iterator[str]:
    came_back = count(account.came_back, "dossier est revenu", "dossiers sont revenus")
    yield f"L'ouverture de {plain(account.session, longest=NAME)} est annulée : cette session n'existe plus."
    yield (
        f"{came_back} à sa place dans la session précédente." if account.came_back else "Aucun dossier n'y était passé."
    )
    yield "Aucune notification n'est partie."


def _cancelled(account: CancelledAccount) -> Iterator[str]:
    yield f"{account.label} : elle ne prend plus de dépôt, et rien n'y est plus préparé."
    yield f"{count(account.kept, 'dossier attend', 'dossiers attendent')} la session suivante, sans nouveau dépôt."
    yield from _sent(account.sent)


def _stage(account: StageAccount) -> Iterator[str]:
    label = account.stage
    if account.former:
        yield f"{label} : {long_date(account.former)} → {long_date(account.last_day)}."
    else:
        yield f"Rien n'a changé : cette échéance était déjà au {long_date(account.last_day)}."
    yield from _sent(account.sent)


def _correction(account: CorrectionAccount) -> Iterator[str]:
    value = plain(account.value, longest=_VALUE)
    if account.former is None:
        yield f"Rien n'a changé : {account.key} était déjà ainsi ({value})."
        return
    yield f"{account.key} : {plain(account.former, longest=_VALUE)} → {value}."
    yield "Les courriels écrits désormais le disent ; une date déjà annoncée reste."


def _meeting(account: MeetingAccount) -> Iterator[str]:
    body = account.stage
    when = instant(account.starts_at, account.zone) if account.starts_at else "jour à fixer"
    where = f", {plain(account.place, longest=NAME)}" if account.place else ""
    yield f"{body} : séance du {when}{where}."
    if account.convene_on:
        yield f"Les membres seront convoqués le {long_date(account.convene_on)}."
    yield from _sent(account.sent)


def _proxies(account: ProxiesAccount) -> Iterator[str]:
    held = [
        f"{plain(giver, longest=NAME)} à {plain(holder, longest=NAME)}" for giver, holder in account.proxies.items()
    ]
    yield f"{account.stage}, procurations notées : {' ; '.join(held) or 'aucune'}."
    if account.quorate is not None:
        yield f"Quorum {'atteint' if account.quorate else 'non atteint'}, procurations comprises."


def _handling(account: HandlingAccount) -> Iterator[str]:
    if account.given_to:
        yield f"Confié à : {plain(account.given_to, longest=NAME)}."
    elif account.is_taken_back:
        yield "Confié à personne."
    if account.is_noted:
        yield "Note interne enregistrée ; aucun candidat ne la lit."
    if account.read:
        yield f"{count(account.read, 'élément lu', 'éléments lus')} : « À traiter » ne le montre plus."
    yield from _labels("posées", account.put)
    yield from _labels("retirées", account.removed)


def _handed(account: HandedAccount) -> Iterator[str]:
    how = f"Remis {plain(account.how, longest=_SENTENCE)}." if account.how else None
    yield how or "Rien n'a changé : il lui a déjà été remis aujourd'hui."


def _written(account: LetterAccount) -> Iterator[str]:
    if account.status is None:
        yield "Rien n'a changé : cette lettre a déjà été écrite, dans les mêmes mots."
    elif account.arrival:
        yield f"Réponse à l'envoi {account.arrival} : {SENT[account.status]}."


def _settled(account: SettledAccount) -> Iterator[str]:
    letters = count(account.total, "lettre")
    if account.fate is Fate.leave:
        yield f"{letters} : l'envoi n'attend plus."
        return
    yield f"{letters} : l'envoi est arrêté ; rien n'est parti."
    yield "Une décision dont la lettre est arrêtée reste à notifier : « À traiter » la montre."


def _printed(account: PrintedAccount) -> Iterator[str]:
    if account.batch is None:
        yield "Rien à imprimer : aucune lettre n'attend, ou celle-ci est déjà partie ainsi."
        return
    letters = count(account.total, "lettre")
    document = batch_path(account.batch)
    yield f"Envoi n° {account.batch}, {letters} : [ouvrir le document]({document}), l'imprimer, le poster."


def _posted(account: PostingAccount) -> Iterator[str]:
    if account.arrived_on:
        yield f"Notifiée le {long_date(account.arrived_on)} : les délais de recours en courent."
    else:
        yield "Rien n'atteste encore qu'elle est arrivée : aucun délai de recours n'en court."


def _labels(said: str, labels: Sequence[str]) -> Iterator[str]:
    if labels:
        yield f"Étiquettes {said} : {', '.join(plain(label, longest=NAME) for label in labels)}."


def _sent(sent: Sequence[SentAccount]) -> Iterator[str]:
    """Yield to how many something left, one sentence a kind; or that nothing did."""
    for one in sent:
        yield f"« {KINDS[one.kind].title} » : {count(one.total, 'notification')}, {_told(one)}."
    if not sent:
        yield "Aucune notification n'est partie."


def _told(one: SentAccount) -> str:
    return SENT[one.status] if one.total == 1 else _MANY[one.status]


_SAYING: Mapping[type[object], Callable[[Any], Iterator[str]]] = {
    IdentityAccount: _identity,
    ExaminationAccount: _examination,
    HandlingAccount: _handling,
    HandedAccount: _handed,
    LetterAccount: _written,
    SettledAccount: _settled,
    PrintedAccount: _printed,
    PostingAccount: _posted,
    OpeningAccount: _opening,
    StageAccount: _stage,
    MeetingAccount: _meeting,
    ProxiesAccount: _proxies,
    UndoneAccount: _undone,
    CancelledAccount: _cancelled,
    CorrectionAccount: _correction,
    AttachmentAccount: said_of_attachment,
    TerritoryAccount: said_of_territory,
    CommitteeAccount: said_of_committee,
    SetAccount: said_of_set,
    ReportAccount: said_of_report,
    EntryAccount: said_of_entry,
}
"""How each account is said; those about members have a module of their own."""
