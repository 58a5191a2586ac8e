"""The servers that mails come from and leave by: whether they have us, what they offer, how long they are certified."""

from collections.abc import Iterator
from datetime import datetime
from ipaddress import ip_address

from models.storage.addresses import DEPOSIT
from notifications.delivery.probe import ServerSeen
from notifications.writing.wording import count
from tasks.incidents.health.installation import Installation
from tasks.incidents.health.look import Found, Verdict
from tasks.mailboxes.probe import MailboxSeen

SOON = 21
"""Days before the end of a certificate at which it is said."""


def mailboxes(case: Installation) -> Iterator[Found]:
    """Judge the mailboxes that are read, each on its own."""
    for role, seen in case.mailboxes.items():
        about = "dépôt" if role == DEPOSIT else role
        if seen.trouble:
            yield Found(Verdict.fault, seen.trouble, about)
        else:
            yield Found(Verdict.well, _waiting(seen), about)


def _waiting(seen: MailboxSeen) -> str:
    waiting = count(seen.waiting, "message attend", "messages attendent") if seen.waiting else "rien n'attend"
    made = f" ; « {seen.absent} » sera créé" if seen.absent else ""
    tried = " ; un message d'essai déposé puis retiré" if seen.is_tried else ""
    return f"se lit, {waiting}{made}{tried}"


def server(case: Installation) -> Iterator[Found]:
    """Judge the server that letters leave by; nothing is sent."""
    seen = case.server
    if seen is None:
        yield Found(Verdict.unasked, "serveur fourni : aucun courriel ne quitte cette machine")
    elif seen.trouble:
        yield Found(Verdict.fault, f"{seen.host} : {seen.trouble}")
    else:
        yield from _reached(seen)


def _reached(seen: ServerSeen) -> Iterator[Found]:
    if seen.refused:
        mend = "Corrigez SPRO_RETURN_ADDRESS, ou retirez ce réglage."
        yield Found(Verdict.fault, f"{seen.host} refuse l'adresse de retour ({seen.refused})", mend=mend)
    if not seen.encryption and not _is_here(seen.host):
        mend = "Écrivez smtp+starttls:// ou smtps:// dans SPRO_SMTP_URL."
        yield Found(Verdict.warning, f"{seen.host} : les courriels y partent en clair", mend=mend)
    if not seen.refused and (seen.encryption or _is_here(seen.host)):
        yield Found(Verdict.well, f"{seen.host} répond, {_manner(seen)}")


def _manner(seen: ServerSeen) -> str:
    how = seen.encryption or "sans chiffrement sur cette machine"
    user = ", utilisateur admis" if seen.user else ""
    return f"{how}{user} ; offre {', '.join(seen.offers) or 'le minimum'}"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def certificates(case: Installation) -> Iterator[Found]:
    """Judge the certificates of the servers that are reached over TLS, by the days that are left to them."""
    ends = {
        **{"dépôt" if role == DEPOSIT else role: seen.certified_until for role, seen in case.mailboxes.items()},
        "envoi": case.server.certified_until if case.server else None,
    }
    known = {about: until for about, until in ends.items() if until is not None}
    if not known:
        yield Found(Verdict.unasked, "aucun serveur n'est joint par TLS")
    for about, until in known.items():
        yield _ending(about, until, case)


def _ending(about: str, until: datetime, case: Installation) -> Found:
    left = (until - case.at).days
    said = f"valable jusqu'au {until.astimezone(case.zone):%d/%m/%Y} ({count(left, 'jour')})"
    return Found(Verdict.well if left >= SOON else Verdict.warning, said, about)
