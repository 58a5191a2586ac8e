"""« Boîte de dépôt »: what came, and what became of each, so that nobody has to open the mailbox to know."""

from collections.abc import Mapping
from datetime import datetime

from flows.boards.artifact import Page
from flows.boards.markdown import environment
from models.intake.words import Nature, Way
from notifications.writing.wording import count, enumeration, instant
from tasks.console.boards.mailbox import ArrivalLine, Fate, MailboxBoard

FATES: Mapping[Fate | Nature, str] = {
    Fate.opened: "a ouvert le dossier",
    Fate.joined: "joint au dossier",
    Fate.waiting: "enregistré, en cours de classement",
    Fate.in_trouble: "en difficulté : à regarder",
    Nature.report: "avis d'un serveur de messagerie, mis de côté",
    Nature.automatic: "réponse automatique, mise de côté",
    Nature.bulk: "liste de diffusion, mise de côté",
    Nature.spam: "indésirable, mis de côté",
    Nature.ours: "notre propre courriel, mis de côté",
    Nature.nameless: "sans expéditeur, mis de côté",
    Nature.again: "déjà reçu, mis de côté",
}
"""What became of an arrival."""

ASIDE: Mapping[Nature, tuple[str, str]] = {
    Nature.report: ("avis d'un serveur de messagerie", "avis de serveurs de messagerie"),
    Nature.automatic: ("réponse automatique", "réponses automatiques"),
    Nature.bulk: ("courriel de liste", "courriels de liste"),
    Nature.spam: ("indésirable", "indésirables"),
    Nature.ours: ("courriel de notre propre système", "courriels de notre propre système"),
    Nature.nameless: ("courriel sans expéditeur", "courriels sans expéditeur"),
    Nature.again: ("courriel déjà reçu", "courriels déjà reçus"),
}
"""What is answered by nobody, one and several."""

WAYS: Mapping[Way, str] = {Way.email: "courriel", Way.post: "courrier", Way.hand: "remise en main propre"}
"""How an arrival came."""

_SENT: Mapping[Way, str] = {Way.email: "par courriel", Way.post: "par courrier", Way.hand: "remis en main propre"}


def mailbox_page(board: MailboxBoard, *, at: datetime) -> Page:
    """Return what came in a session, as it stands at `at`."""
    return Page(
        key=f"boite-de-depot-{board.code}",
        markdown=render_mailbox(board, at=at),
        description=f"{board.label} : {_sent(board)}, au {instant(at, board.zone)}.",
    )


def render_mailbox(board: MailboxBoard, *, at: datetime) -> str:
    """Return the mailboxes in Markdown."""
    aside = [count(board.natures[nature], *words) for nature, words in ASIDE.items() if nature in board.natures]
    left = count(board.waiting, "envoi n'est pas encore classé", "envois ne sont pas encore classés")
    latest = "Le dernier arrivé" if len(board.latest) == 1 else f"Les {len(board.latest)} derniers arrivés"
    ways = [f"{number} {_SENT[way]}" for way, number in board.ways.items()]
    return (
        environment()
        .get_template("mailbox.md")
        .render(
            code=board.code,
            label=board.label,
            at=instant(at, board.zone),
            total=_sent(board).capitalize(),
            ways=enumeration(ways) if ways else "",
            waiting=left if board.waiting else "",
            aside=enumeration(aside) if aside else "",
            heading=latest,
            lines=[_line(line, board) for line in board.latest],
        )
    )


def _sent(board: MailboxBoard) -> str:
    number = board.natures.get(Nature.written, 0)
    return count(number, "envoi") if number else "aucun envoi"


def _line(line: ArrivalLine, board: MailboxBoard) -> dict[str, str]:
    return {
        "number": line.number,
        "received": f"{line.received_at.astimezone(board.zone):%d/%m/%Y %H:%M}",
        "way": WAYS[line.way],
        "fate": FATES[line.fate],
        "reference": line.reference or "",
    }
