"""What the run of an act about members says of it: one sentence a fact, for the person who did it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from flows.boards.markdown import NAME, plain
from models.forms.membership.texts import OUTCOMES
from notifications.writing.wording import count, long_date
from tasks.acts.act import MembersAccount as Account
from tasks.members.account import MemberAccount, NoticeAccount, RulingAccount, SignatureAccount, TextAccount
from tasks.members.lasting.account import AgreementAccount, SupportAccount

BY_POST = "Aucun courriel n'est parti : adressez-lui la décision par lettre recommandée, avec les voies de recours."

CONFIRM_BY_POST = "Aucun courriel n'est parti : confirmez-le-lui par lettre."


def said_of_member(account: Account) -> Iterator[str]:
    """Yield what an act about members did."""
    yield from _SAID[type(account)](account)


def _ruling(account: RulingAccount) -> Iterator[str]:
    waiting = count(account.waiting, "amendement")
    yield f"Amendement {OUTCOMES[account.outcome]} : {plain(account.text, longest=NAME)} ; {waiting} à trancher."


def _signature(account: SignatureAccount) -> Iterator[str]:
    yield f"Signature du {long_date(account.signed_on)} enregistrée."
    if account.member:
        yield from _member(account.member)


def _support(account: SupportAccount) -> Iterator[str]:
    yield f"Action « {plain(account.title, longest=NAME)} », le {long_date(account.held_on)}."
    found = account.figures
    yield (
        f"En {account.held_on.year} : {count(found.actions, 'action')}, {count(found.structures, 'structure')}, "
        f"{count(found.people, 'participation')}."
    )


def _agreement(account: AgreementAccount) -> Iterator[str]:
    amended = f", modifiée par {count(account.amendments, 'avenant')}" if account.amendments else ""
    name = plain(account.name, longest=NAME)
    yield f"Convention « {name} », signée le {long_date(account.signed_on)}{amended}."
    if account.denounced_by and account.denounced_on:
        yield f"Dénoncée par {account.denounced_by}, par une lettre envoyée le {long_date(account.denounced_on)}."
    yield f"Son dernier jour est le {long_date(account.ends_on)} inclus."
    if account.members:
        yield f"{count(account.members, 'membre')} au registre par la convention."


def _text(account: TextAccount) -> Iterator[str]:
    yield f"Texte enregistré : {plain(account.text, longest=NAME)}."
    if account.current is None:
        yield "Aucune version n'est adoptée : rien ne peut être signé."
        return
    since = f", en vigueur à partir du {long_date(account.from_on)}" if account.from_on else ""
    yield f"Version adoptée, la seule qui se signe : {account.current}{since}."
    if account.to_sign:
        until = f", jusqu'au {long_date(account.accept_by)} inclus" if account.accept_by else ""
        yield f"{count(account.to_sign, 'membre')} à faire signer{until} : la liste est dans « À traiter »."


def _member(member: MemberAccount) -> Iterator[str]:
    name, until = plain(member.organisation, longest=NAME), _until(member.until)
    yield f"{member.number} · {name} : membre depuis le {long_date(member.since)}{until}."
    if member.has_left:
        yield "Départ enregistré ; le droit au logo prend fin avec l'adhésion."
        if not member.has_dossier:
            yield CONFIRM_BY_POST
    elif member.is_ended:
        yield "Cette adhésion a pris fin ; le logo est retiré."
        if not member.has_dossier:
            yield BY_POST
    if member.formal:
        yield from _formal(member.formal)


def _until(day: date | None) -> str:
    return f", jusqu'au {long_date(day)} inclus" if day else ""


def _formal(formal: NoticeAccount) -> Iterator[str]:
    if formal.sent_on and formal.may_end_on:
        yield (
            f"Mise en demeure envoyée le {long_date(formal.sent_on)} : l'adhésion ne peut être résiliée qu'à partir du "
            f"{long_date(formal.may_end_on)}."
        )
    else:
        yield "La mise en demeure n'est pas encore partie : le délai court de son envoi."
    yield f"Observations attendues jusqu'au {long_date(formal.observations_until)} inclus."


_SAID: Mapping[type[Account], Callable[[Any], Iterator[str]]] = {
    AgreementAccount: _agreement,
    MemberAccount: _member,
    RulingAccount: _ruling,
    SignatureAccount: _signature,
    SupportAccount: _support,
    TextAccount: _text,
}
"""How each account is told."""
