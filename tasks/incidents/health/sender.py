"""What receiving servers find of the domains that letters leave from: who may send for them, and what else becomes of a
mail."""

import re
from collections.abc import Iterator

from tasks.incidents.health.installation import Installation
from tasks.incidents.health.look import Found, Verdict
from tasks.incidents.health.published import Published, Unresolved, read_published

_ANYBODY = re.compile(r"(?:^|\s)\+?all\b", re.IGNORECASE)
_POLICY = re.compile(r";\s*p\s*=\s*(\w+)", re.IGNORECASE)


def senders(case: Installation) -> Iterator[Found]:
    """Judge what the domain of each address that letters leave with publishes."""
    domains = dict.fromkeys(address.rpartition("@")[2].lower() for address in case.senders)
    if not domains:
        yield Found(Verdict.unasked, "aucune session n'est ouverte : l'adresse d'envoi n'est pas connue")
    for domain in domains:
        try:
            published = read_published(domain)
        except Unresolved:
            yield Found(Verdict.unasked, "aucun serveur de noms ne répond", domain)
        else:
            yield from judge(domain, published)


def judge(domain: str, published: Published | None) -> Iterator[Found]:
    """Judge what a domain publishes, None where there is no such domain."""
    if published is None:
        mend = "Indiquez l'adresse véritable de la boîte de dépôt dans le fichier de région."
        yield Found(Verdict.warning, "ce domaine n'existe pas", domain, mend)
        return
    wrong = [*_spf(published.spf), *_keys(has_some=published.has_keys), *_dmarc(published.dmarc)]
    for said, mend in wrong:
        yield Found(Verdict.warning, said, domain, mend)
    if not wrong:
        policy = _POLICY.search(published.dmarc[0])
        yield Found(Verdict.well, f"SPF, DKIM et DMARC (p={policy[1].lower() if policy else '?'})", domain)


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
