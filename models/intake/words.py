"""What arrives, in closed words: what a mail is, by which way a deposit came, and what may be wrong with a file."""

import re
from datetime import date
from enum import StrEnum, auto


class Nature(StrEnum):
    """What a mail is, told by its headers alone, but for what desks of ours send. Only what somebody wrote is ever
    answered (RFC 3834)."""

    written = auto()
    desk = auto()
    """Files that a desk of the session's region file sends for the forms of the console."""

    advice = auto()
    """The answer of somebody whose advice was asked about a dossier."""

    member = auto()
    """The answer of a member of a body to its convening."""

    figures = auto()
    """A yearly report that a member sends back."""

    opt_out = auto()
    """Whoever was told of a session wants no such letter any more."""

    report = auto()
    automatic = auto()
    bulk = auto()
    spam = auto()
    ours = auto()
    nameless = auto()
    again = auto()
    """The same mail as one before: no second notice is sent."""


FILED = frozenset({Nature.advice, Nature.member, Nature.figures, Nature.opt_out})
"""What is filed with the letter that it answers as soon as it comes, and is of no dossier."""


class Meaning(StrEnum):
    """What an arrival is, as people speak of it: what somebody wants with it, or what sent it."""

    deposit = auto()
    answer = auto()
    question = auto()
    appeal = auto()
    withdrawal = auto()
    automatic = auto()
    bounce = auto()
    bulk = auto()
    spam = auto()
    ours = auto()
    advice = auto()
    """It answers a request for advice about a dossier, and is of none."""

    member = auto()
    """It answers the convening of a body, and is of no dossier."""

    opt_out = auto()
    """It asks for no more announcements, and is of no dossier."""

    foreign = auto()
    """It is not for us."""


OF_NATURE: dict[Nature, Meaning] = {
    Nature.desk: Meaning.ours,
    Nature.advice: Meaning.advice,
    Nature.member: Meaning.member,
    Nature.figures: Meaning.answer,
    Nature.opt_out: Meaning.opt_out,
    Nature.report: Meaning.bounce,
    Nature.automatic: Meaning.automatic,
    Nature.nameless: Meaning.automatic,
    Nature.bulk: Meaning.bulk,
    Nature.spam: Meaning.spam,
    Nature.ours: Meaning.ours,
}
"""What a mail is whose headers alone say it, and what our desks send."""

MEANING_LABELS: dict[Meaning, str] = {
    Meaning.deposit: "dépôt",
    Meaning.answer: "réponse",
    Meaning.question: "question",
    Meaning.appeal: "recours",
    Meaning.withdrawal: "retrait",
    Meaning.automatic: "automatique",
    Meaning.bounce: "avis de non-remise",
    Meaning.opt_out: "ne plus recevoir",
    Meaning.foreign: "pas pour nous",
}
"""What a person may say that an arrival is."""

NOBODYS = frozenset({Meaning.automatic, Meaning.bounce, Meaning.foreign, Meaning.opt_out})
"""What is of no dossier: nobody who would be answered wrote it to us, or they want no letter."""


class Wish(StrEnum):
    """What the words of a mail may well ask for, the most pressing first. Nothing is decided by it: a person reads."""

    appeal = auto()
    withdrawal = auto()
    more_time = auto()
    recusal = auto()


WISH_LABELS: dict[Wish, str] = {
    Wish.appeal: "conteste peut-être une décision",
    Wish.withdrawal: "retire peut-être sa candidature",
    Wish.more_time: "demande peut-être un délai",
    Wish.recusal: "déclare peut-être un intérêt dans un dossier",
}
"""What a mail may well ask for, as people read it."""


class Way(StrEnum):
    """How a deposit came to us (CRPA L112-1, L112-11)."""

    email = auto()
    post = auto()
    hand = auto()


class Trouble(StrEnum):
    """Why a file is refused: kept in quarantine, and its sender told how to send it again."""

    empty = auto()
    too_large = auto()
    executable = auto()
    wrong_format = auto()
    encrypted = auto()
    corrupted = auto()
    infected = auto()
    too_many = auto()
    wrapped = auto()
    """What the sender's program made of it cannot be opened: TNEF, a signed or encrypted envelope."""
    dynamic = auto()
    """A form that only one program shows (XFA): what it holds is no page."""
    unreadable = auto()
    """It could not be examined in the time and memory that a file is given."""
    damaged = auto()
    """A mail whose parts could not be told from one another."""


TROUBLE_LABELS: dict[Trouble, str] = {
    Trouble.empty: "le fichier est vide",
    Trouble.too_large: "le fichier est trop volumineux",
    Trouble.executable: "le fichier est un programme, ou en contient un",
    Trouble.wrong_format: "le format du fichier n'est pas accepté",
    Trouble.encrypted: "le fichier est protégé par un mot de passe",
    Trouble.corrupted: "le fichier est endommagé",
    Trouble.infected: "l'antivirus a signalé un contenu dangereux",
    Trouble.too_many: "l'archive contient trop de fichiers, ou d'archives imbriquées",
    Trouble.wrapped: "le fichier est enveloppé, signé ou chiffré par votre messagerie",
    Trouble.dynamic: "le formulaire ne s'affiche que dans un seul logiciel",
    Trouble.unreadable: "le fichier n'a pas pu être examiné",
    Trouble.damaged: "le message est arrivé endommagé",
}
"""What is wrong with a file, as its sender reads it."""


UNANSWERED = "celui-ci n'a pas eu de réponse."
"""How it is said of an arrival that its sender was answered too often to be answered once more."""


ARRIVAL_NUMBER = re.compile(r"\[\d{4}-(?P<id>\d{6,9})\]")
"""An arrival's number, as the subjects of our notices show it."""


def arrival_number(received_on: date, deposit_id: int) -> str:
    """Return what an arrival is called before there is a dossier: « 2026-000123 »."""
    return f"{received_on.year}-{deposit_id:06d}"
