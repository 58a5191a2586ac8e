"""What receiving servers find of the domains that letters leave from: who may send for them, and what else becomes of a
mail."""

import re
from collections.abc import Callable, Iterator, Sequence

from dns.resolver import Resolver

from models.region.model import Region
from models.storage.settings import Settings
from tasks.incidents.health.installation import Installation
from tasks.incidents.health.look import Found, Verdict
from tasks.incidents.health.published import Published, Unresolved, read_published

_ANYBODY = re.compile(r"(?:^|\s)\+?all\b", re.IGNORECASE)
_STRICT = re.compile(r";\s*aspf\s*=\s*s\b", re.IGNORECASE)
_ALIGN = "Donnez à SPRO_RETURN_ADDRESS une adresse du domaine de l'expéditeur, ou faites signer les courriels (DKIM)."
_POLICY = re.compile(r";\s*p\s*=\s*(\w+)", re.IGNORECASE)


def senders(case: Installation) -> Iterator[Found]:
    """Judge what the domain of each address that letters leave with publishes."""
    if not case.senders:
        yield Found(Verdict.unasked, "aucune session n'est ouverte : l'adresse d'envoi n'est pas connue")
    yield from of_addresses(case.senders)


def senders_of(region: Region, settings: Settings) -> tuple[str, ...]:
    """Return the addresses that the letters of a region leave with: who they are from, then where they come back to."""
    returns = (settings.return_address,) if settings.return_address else ()
    return (region.roles.deposit_mailbox.email, *returns)


def of_addresses(addresses: Sequence[str], resolver: Callable[[], Resolver] = Resolver) -> Iterator[Found]:
    """Judge what the domains of some addresses publish: that of the sender first, then that of returns, which a
    receiving server holds to be the same, or not."""
    domains = list(dict.fromkeys(address.rpartition("@")[2].lower() for address in addresses))
    for domain in domains:
        try:
            published = read_published(domain, resolver)
        except Unresolved:
            yield Found(Verdict.unasked, "aucun serveur de noms ne répond", domain)
        else:
            yield from judge(domain, published)
            if domain == domains[0] and published:
                yield from _apart(domains, published)


def _apart(domains: Sequence[str], published: Published) -> Iterator[Found]:
    """Judge whether the domain of returns is aligned with that of the sender (RFC 7489, 3.1)."""
    sender, *others = domains
    is_strict = any(_STRICT.search(policy) for policy in published.dmarc)
    for other in others:
        if not _is_aligned(sender, other, is_strict=is_strict):
            said = f"SPF y est celui de {other}, d'où les lettres reviennent : DMARC ne le compte pas"
            yield Found(Verdict.warning, said, sender, _ALIGN)


def _is_aligned(sender: str, other: str, *, is_strict: bool) -> bool:
    """Return True if two domains are one for DMARC: the same or, unless it asks for that, of one organisation, held to
    be what their names have in common from two labels on."""
    if is_strict:
        return sender == other
    return sender.split(".")[-2:] == other.split(".")[-2:]


def judge(domain: str, published: Published | None) -> Iterator[Found]:
    """Judge what a domain publishes, None where there is no such domain."""
    if published is None:
        mend = "Indiquez l'adresse véritable de la boîte de dépôt dans le fichier de région."
        yield Found(Verdict.warning, "ce domaine n'existe pas", domain, mend)
        return
    wrong = [
        *_receiving(is_so=published.receives),
        *_spf(published.spf),
        *_keys(has_some=published.has_keys),
        *_dmarc(published.dmarc),
    ]
    for said, mend in wrong:
        yield Found(Verdict.warning, said, domain, mend)
    if not wrong:
        policy = _POLICY.search(published.dmarc[0])
        yield Found(Verdict.well, f"SPF, DKIM et DMARC (p={policy[1].lower() if policy else '?'})", domain)


def _receiving(*, is_so: bool) -> Iterator[tuple[str, str]]:
    if not is_so:
        yield (
            "aucun serveur n'y reçoit le courriel (MX)",
            "Publiez son MX : les réponses et les retours s'y perdraient.",
        )


def _spf(records: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not records:
        yield "SPF absent", "Publiez un enregistrement TXT « v=spf1 … -all » qui nomme votre serveur d'envoi."
    elif len(records) > 1:
        yield "deux SPF : les serveurs n'en lisent aucun", "Réunissez-les en un seul enregistrement « v=spf1 … »."
    elif _ANYBODY.search(records[0]):
        yield "SPF autorise tout le monde", "Terminez-le par « -all » ou « ~all », jamais par « +all »."


def _keys(*, has_some: bool) -> Iterator[tuple[str, str]]:
    if not has_some:
        yield "aucune clé DKIM", "Faites signer les courriels par votre serveur d'envoi, et publiez sa clé DKIM."


def _dmarc(records: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not records:
        yield "DMARC absent", "Publiez un enregistrement TXT « v=DMARC1; p=… » à _dmarc, sous ce domaine."
    elif len(records) > 1:
        yield "plusieurs DMARC : les serveurs n'en lisent aucun", "Gardez un seul enregistrement « v=DMARC1 »."
