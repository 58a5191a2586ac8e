"""What the Région or its lawyers must still confirm of a region file: warnings that block nothing."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from models.region.model import Region, dotted


class Question(NamedTuple):
    """A point to settle: its dotted key, when it is open, and how it is put."""

    key: str
    is_open: Callable[[Region], bool]
    put: Callable[[Region], str]


def _always(_region: Region) -> bool:
    return True


def _last_day_of_deposit(region: Region) -> date | None:
    return region.stages.deposit.last_day(2021) if region.stages.deposit else None


def _decides(region: Region) -> bool:
    return region.decides


def _tax(region: Region) -> str:
    tax = region.membership.tax
    if tax is None:
        return "aucune, personne n'est prévenu"
    return f"du {tax.opens.day:02}/{tax.opens.month:02} au {tax.closes.day:02}/{tax.closes.month:02}"


def _renewal(region: Region) -> str:
    renewal = region.membership.renewal
    return f"{renewal.ask_months} mois avant" if renewal else "non, une nouvelle candidature est nécessaire"


def _after(days: int | None) -> str:
    return "sans délai" if days == 0 else f"au bout de {days} jours" if days else "à personne"


def _leaves_from_another(region: Region) -> bool:
    """Return True if decisions leave from another domain than that of who takes them: their readers see its address."""
    writes, decides = (_domain(one.email) for one in (region.roles.deposit_mailbox, region.roles.decision_authority))
    return _decides(region) and decides is not None and writes != decides


def _domain(address: str | None) -> str | None:
    return address.lower().rpartition("@")[2] if address else None


QUESTIONS = (
    Question(
        "stages.deposit.inclusive",
        lambda region: _last_day_of_deposit(region) is not None,
        lambda region: f"le dernier jour de dépôt est compris comme le {_last_day_of_deposit(region):%d/%m} inclus",
    ),
    Question(
        "pieces",
        lambda region: len(region.blocking_pieces) == len(region.pieces) > 0,
        lambda _region: "toutes les pièces sont bloquantes ; lesquelles sont indispensables (CRPA L. 114-5-1) ?",
    ),
    Question(
        "bodies",
        lambda region: bool(region.bodies),
        lambda _region: (
            "les délais de convocation, les procurations et la voix prépondérante sont ceux du CRPA ; que dit le "
            "règlement du CREFOP ?"
        ),
    ),
    Question(
        "roles.decision_authority.label",
        _decides,
        lambda region: f"qui signe les décisions (« {region.roles.decision_authority.label or 'non précisé'} ») ?",
    ),
    Question(
        "roles.deposit_mailbox.email",
        _leaves_from_another,
        lambda region: (
            f"toutes les lettres, décisions comprises, partent de {region.roles.deposit_mailbox.email}, où leurs "
            f"réponses sont lues, et non du domaine de {region.roles.decision_authority.email} ; est-ce bien ce que "
            "veut la Région ?"
        ),
    ),
    Question(
        "decision.authority",
        _decides,
        lambda region: (
            "la Région signe-t-elle chaque décision à part, après la validation de la commission "
            f"(retenu : {'oui' if region.decision.authority else 'non'}) ?"
        ),
    ),
    Question(
        "silence.effect",
        lambda region: _decides(region) and region.silence.effect is None,
        lambda _region: "l'effet du silence n'est pas indiqué : acceptation ou rejet (CRPA L. 231-1 et L. 231-4) ?",
    ),
    Question(
        "silence.basis",
        lambda region: region.silence.effect is not None and region.silence.basis is None,
        lambda _region: "sur quel texte repose l'effet donné au silence ?",
    ),
    Question(
        "remedies.court",
        _always,
        lambda region: f"le tribunal compétent est-il bien « {region.remedies.court} », à l'adresse indiquée ?",
    ),
    Question(
        "commitments",
        lambda region: bool(region.commitments),
        lambda region: (
            f"le cahier des charges demande-t-il bien ces {len(region.commitments)} engagements, en ces mots ?"
        ),
    ),
    Question(
        "membership.until",
        lambda region: region.membership.until is not None,
        lambda region: f"les adhésions prennent-elles fin le {region.membership.frame_ends:%d/%m/%Y} ?",
    ),
    Question(
        "membership.years",
        lambda region: region.membership.years is not None,
        lambda region: f"une adhésion dure-t-elle {region.membership.years} ans à compter de sa prise d'effet ?",
    ),
    Question(
        "membership.with_agreement",
        lambda region: region.membership.with_agreement,
        lambda _region: "une adhésion dure-t-elle autant que la convention, avenants compris ?",
    ),
    Question(
        "membership.announce_before",
        _always,
        lambda region: (
            "la fin d'une adhésion est-elle annoncée "
            f"{' et '.join(str(days) for days in region.membership.announce_before) or 'zéro'} jours avant ?"
        ),
    ),
    Question(
        "membership.signature_first",
        _decides,
        lambda region: (
            "faut-il avoir signé le cahier des charges pour être membre "
            f"(retenu : {'oui' if region.membership.signature_first else 'non'}) ?"
        ),
    ),
    Question(
        "texts.opinions",
        _always,
        lambda region: (
            f"l'avis préalable ({region.texts.opinion_body}) est-il demandé avant d'adopter : "
            f"{', '.join(name.replace('_', ' ') for name in region.texts.opinions) or 'aucun texte'} ?"
        ),
    ),
    Question(
        "texts.accept_days",
        lambda region: bool(region.texts.accept_again),
        lambda region: f"les membres ont-ils {region.texts.accept_days} jours pour signer une nouvelle version ?",
    ),
    Question(
        "membership.formal_notice_months",
        _always,
        lambda region: (
            f"une adhésion peut-elle être résiliée {region.membership.formal_notice_months} mois après l'envoi d'une "
            "mise en demeure ?"
        ),
    ),
    Question(
        "membership.renewal",
        _always,
        lambda region: (
            "les membres sont-ils interrogés avant le terme de leur adhésion, et que demande un renouvellement "
            f"(retenu : {_renewal(region)}) ?"
        ),
    ),
    Question(
        "membership.tax",
        _always,
        lambda region: f"à quelles dates les membres demandent-ils la taxe d'apprentissage (retenu : {_tax(region)}) ?",
    ),
    Question(
        "agreement.signatories",
        _always,
        lambda region: (
            "la convention est-elle signée par : "
            f"{', '.join(region.agreement.signatories.values()) or 'signataires non précisés'} ?"
        ),
    ),
    Question(
        "territories",
        lambda region: bool(region.territories),
        lambda region: f"les territoires sont-ils : {', '.join(one.label for one in region.territories.values())} ?",
    ),
    Question(
        "coordination",
        lambda region: bool(region.territories),
        lambda region: (
            f"la vacance d'un {region.coordination.label} est-elle signalée "
            f"{_after(region.coordination.vacancy_alert_days)} ?"
        ),
    ),
    Question(
        "indicators",
        lambda region: bool(region.indicators),
        lambda region: (
            "les indicateurs du bilan sont-ils ceux-ci : "
            f"{', '.join(one.label for one in region.indicators.values())} ?"
        ),
    ),
    Question(
        "data_protection.controller",
        _always,
        lambda region: f"le responsable de traitement est-il bien « {region.data_protection.controller} » ?",
    ),
    Question(
        "data_protection.processor",
        _always,
        lambda region: (
            "qui traite les données pour la Région, sous-traitant ou responsable conjoint "
            f"(retenu : {region.data_protection.processor or 'personne'}) ?"
        ),
    ),
    Question(
        "data_protection.retention",
        _always,
        lambda region: f"la durée de conservation est-elle bien : {region.data_protection.retention} ?",
    ),
    Question(
        "data_protection.months",
        _always,
        lambda _region: (
            "les durées de conservation sont-elles celles d'un tableau de gestion que les archives départementales ont "
            "visé (code du patrimoine, articles L. 212-2 et L. 212-3) ?"
        ),
    ),
)
"""What the documents of the call leave open, in the order of the file."""

_STAND_INS = (
    (re.compile(r"@(?:.+\.)?invalid$|@example\."), "l'adresse « {} » est provisoire"),
    (
        re.compile(
            r"^(?:\+33|0)[ .]?(?:1[ .]?99[ .]?00|2[ .]?61[ .]?91|3[ .]?53[ .]?01|4[ .]?65[ .]?71|5[ .]?36[ .]?49)"
        ),
        "le numéro « {} » est provisoire",
    ),
)


def to_confirm(region: Region) -> list[str]:
    """What is still « à confirmer », one French sentence per item; a key listed in `confirmed` is not asked again."""
    questions = [(question.key, question.put(region)) for question in QUESTIONS if question.is_open(region)]
    asked = [*questions, *_stand_ins(region)]
    return [f"{key} : {text}" for key, text in asked if key not in region.confirmed]


def _stand_ins(region: Region) -> Iterator[tuple[str, str]]:
    """The mailboxes and telephone numbers that only hold a place."""
    for key, value in dotted(region.model_dump(mode="json")):
        for pattern, text in _STAND_INS:
            if isinstance(value, str) and pattern.search(value):
                yield key, text.format(value)
