"""What the words of a mail say: that it is a candidacy, or what it may well ask for. Rules as tables, in French and
in English."""

import re
from collections.abc import Iterator

from models.intake.words import Wish
from tasks.reading.mail.mail import Mail
from tasks.reading.mail.own_words import own_words
from tasks.reading.mail.signs import folded

_CANDIDACY = r"(?:candidature|dossier|demande|adhesion)"
_GO_ON = r"(?:candidater|adherer|donner suite|poursuivre|maintenir|presenter)"

WISHES: dict[Wish, tuple[str, ...]] = {
    Wish.appeal: (
        r"\brecours\b",
        r"\bcontest\w+",
        r"\breexam\w+",
        r"\btribunal administratif\b",
        r"\b(?:appeal|challenge|contest)\w* (?:against )?(?:your|the|this) (?:decision|refusal)\b",
        r"\b(?:revoir|reconsiderer|annuler) (?:votre|cette|la) decision\b",
    ),
    Wish.withdrawal: (
        rf"\b(?:retir|abandonn|annul|suspend)\w* (?:notre|ma|mon|la|le|cette) {_CANDIDACY}\b",
        rf"\bretrait de (?:notre|ma|mon|la|le) {_CANDIDACY}\b",
        r"\b(?:renon\w+|desist\w+|nous retir\w+|me retir\w+)\b",
        rf"\bne (?:souhait|voul|desir|pourr|pouv)\w+ (?:plus|pas|finalement) (?:pas |plus )?{_GO_ON}\b",
        rf"\bne (?:pas|plus) {_GO_ON}\b",
        r"\bne plus (?:en )?tenir compte\b",
        r"\bwithdraw\w* (?:our|my|the|this) application\b",
        r"\bne (?:candidat|donn|poursuiv|maintien|mainten|present)\w+ (?:plus|pas)\b",
    ),
    Wish.more_time: (
        r"\bdelais? (?:supplementaires?|de plus|plus longs?)\b",
        r"\b(?:prolong|prorog|repouss|rallong)\w*",
        r"\breport(?:er)? (?:de )?(?:la date|l'echeance|le delai|du delai)\b",
        r"\b(?:plus|davantage) de temps\b",
        r"\b(?:extension of|extend) the deadline\b|\b(?:more|extra|additional) (?:time|days|weeks)\b",
        r"\b(?:quelques|\w+) (?:jours|semaines) (?:supplementaires|de plus)\b",
    ),
}
"""How people ask for each, in letters without accents."""

_WISHES = {wish: re.compile("|".join(said)) for wish, said in WISHES.items()}

CLAIMS = (
    r"\bdossiers? de candidature\b",
    rf"\b(?:notre|ma|mon) (?:\w+ )?{_CANDIDACY}\b",
    r"\bcandidature (?:de|du|des|d'|au|a|aux|spro|pour|complete|ci-joint\w*)\b",
    r"^candidature\b",
    r"\b(?:nous|je) (?:\w+ )?(?:candidat\w+|postul\w+|depos\w+|pos\w+ (?:notre|ma) candidature)\b",
    r"\b(?:souhait|desir|voul|aimer)\w+ (?:candidater|adherer|postuler|rejoindre|integrer|faire partie|participer)\b",
)
"""How people say that they apply, in letters without accents."""

_CLAIMS = re.compile("|".join(CLAIMS))
_ASKING = re.compile(
    r"\?|\b(?:savoir|connaitre|renseigne\w*|information|question|comment|est-ce qu|peut-on|peut-elle|peut-il|pourriez|"
    r"pouvez-vous|auriez-vous|faut-il|doit-on|qui contacter|ou en est)\b"
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n\s*\n|\n(?=[-•*A-ZÀ-Ý])")


def wish_of(mail: Mail) -> Wish | None:
    """Return what a mail may well ask for in its own words, the most pressing first; None where nothing is found."""
    said = " ".join(_said(mail)).replace("\n", " ")
    return next((wish for wish, words in _WISHES.items() if words.search(said)), None)


def claims_candidacy(mail: Mail) -> bool:
    """Return True if a mail says in its own words that its sender applies. What asks something claims nothing, and who
    withdraws, or contests a decision, does not apply."""
    sentences = [said for said in _said(mail) if not _ASKING.search(said)]
    is_said = any(_CLAIMS.search(said) for said in sentences)
    return is_said and wish_of(mail) not in {Wish.withdrawal, Wish.appeal}


def _said(mail: Mail) -> Iterator[str]:
    """Yield the subject of a mail, unless it answers another, and the sentences of its own words, folded."""
    if not mail.threads:
        yield folded(mail.subject)
    for sentence in _SENTENCE.split(own_words(mail.text)):
        yield folded(sentence)
