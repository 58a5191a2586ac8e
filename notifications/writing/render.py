"""Turns a kind of notice and its values into a subject, a text and an HTML page that say the same sentences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import (
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    pass_context,
    select_autoescape,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from models.dossiers.application import REASON_LABELS, Reach
from models.dossiers.workflow import LABELS
from models.forms.meetings import DECISIONS
from models.region.model import Region
from models.region.pieces import Piece
from models.region.place import Role
from models.vocabulary import DecisionSense, Ground, NoticeKind, PieceState, RequestReason, Status
from notifications.catalogue import KINDS
from notifications.views.notices import (
    ATTACHING,
    ApplicationView,
    DepositView,
    PieceView,
    RequestView,
    SessionView,
)
from notifications.views.stages import stages
from notifications.writing import layout, mentions, wording
from notifications.writing.file_advice import resend
from notifications.writing.looks import dressed
from notifications.writing.on_paper import on_paper as in_words_of_paper
from notifications.writing.typography import bare, typographic, verbatim

TEMPLATES = Path(__file__).parents[1] / "templates"

STATES: Mapping[str, str] = {
    PieceState.received: "reçu",
    PieceState.missing: "à fournir",
    PieceState.unusable: "reçu, à fournir de nouveau",
    PieceState.refused: "fichier non accepté",
    ATTACHING: "peut-être parmi les fichiers reçus, en cours de rattachement",
}
"""What the state of a piece is called in a notice, whatever the gender of its label."""

_OF_A_PIECE = frozenset(REASON_LABELS.values()) - {REASON_LABELS[RequestReason.other]}
"""Reasons that agree with « la pièce », and not with the label of each."""

_CRPA = "du code des relations entre le public et l'administration"
GROUNDS: Mapping[str, str] = {
    Ground.illegality: f"décision précédente illégale, reprise dans les quatre mois (article L. 242-1 {_CRPA})",
    Ground.lapsed: f"condition de la décision précédente qui n'est plus remplie (article L. 242-2 {_CRPA})",
    Ground.fraud: f"décision précédente obtenue par fraude (article L. 241-2 {_CRPA})",
    Ground.request: f"demande du bénéficiaire (article L. 242-4 {_CRPA})",
}
"""On what a decision that granted something is taken back, in the words of a notice."""


REACHES: Mapping[Reach, str] = {
    Reach.withdrawn: f"retirée : elle est réputée n'avoir jamais existé (article L. 240-1 {_CRPA}).",
    Reach.repealed: f"abrogée, pour l'avenir seulement (article L. 240-1 {_CRPA}).",
}
"""How far a decision that takes another back reaches, as the end of a sentence."""


PROCEDURES: Mapping[str, str] = {
    "call": "Procédure : candidature au",
    "agreement": "Procédure : adhésion au",
    "none": "Objet :",
}
"""How a letter says what it is about, up to « Service public régional de l'orientation », by the entry of a region."""


CANDIDACIES: Mapping[str, tuple[str, str]] = {
    "call": ("candidature", "candidatures"),
    "agreement": ("demande d'adhésion", "demandes d'adhésion"),
    "none": ("demande", "demandes"),
}
"""What a region calls a candidacy, and several, by its entry: each of the feminine, and none begins with a vowel."""


class Rendered(NamedTuple):
    """A notice as it will be sent: one line of subject, and two forms of one body."""

    subject: str
    text: str
    html: str


def _printed(value: object) -> object:
    return layout.guard(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _prose(text: str) -> Markup:
    """Keep the paragraphs of what a person typed, and nothing else of its layout."""
    return Markup("\n\n".join(filter(None, map(layout.guard, text.splitlines()))))  # noqa: S704  the layout escapes it


def _verbatim(text: str) -> Markup:
    """Keep each sign of the name of a file: it is looked for as it is."""
    return Markup(verbatim(layout.guard(text)))  # noqa: S704  the layout escapes it


def _contact(role: Role) -> str:
    parts = (role.label, role.postal and ", ".join(role.postal.splitlines()), role.email, role.phone)
    return ", ".join(filter(None, parts))


def _lacking(pieces: Iterable[PieceView], region: Region) -> list[PieceView]:
    return [piece for piece in pieces if piece.state != PieceState.received and region.pieces[piece.id].required]


def _held(piece: PieceView) -> str:
    reason = f" ({_why(piece.reason)})" if piece.reason else ""
    return f"{STATES[piece.state]}{reason}"


def _why(reason: str) -> str:
    said = reason.rstrip(" .")
    return f"pièce {said}" if said in _OF_A_PIECE else said


def _asked(piece: PieceView) -> str:
    """Say why a piece is asked for, and what is expected of it."""
    why = _why(piece.reason or STATES[piece.state])
    if not piece.expected:
        return why
    said = piece.expected.rstrip(" .")
    return f"{why} : {said}" if why == REASON_LABELS[RequestReason.other] else f"{why} ; attendu : {said}"


def _wanted(pieces: Sequence[PieceView], request: RequestView | None, region: Region) -> list[PieceView]:
    """Return what a dossier still lacks, each piece as the request puts it where it asks for it."""
    asked = {piece.id: piece for piece in request.pieces} if request else {}
    lacking = {piece.id for piece in _lacking(pieces, region)}
    return [asked.get(piece.id, piece) for piece in pieces if piece.id in asked.keys() | lacking]


def _by_basis(pieces: Sequence[PieceView], region: Region) -> list[tuple[str, list[str]]]:
    """Return the texts that ask for some pieces, each with the labels of those that it does."""
    found: dict[str, list[str]] = {}
    for piece in pieces:
        found.setdefault(region.pieces[piece.id].basis, []).append(piece.label)
    return list(found.items())


@pass_context
def _in_full(context: Context, words: str) -> str:
    """Return some words of the region file, each acronym said in full where it comes first in a notice."""
    told: set[str] = context["told_in_full"]
    for short, full in context["region"].acronyms.items():
        if short in words.split() and short not in told:
            told.add(short)
            words = words.replace(short, f"{full} ({short})", 1)
    return words


def _stages(application: ApplicationView, pieces: Sequence[PieceView] | None, region: Region) -> Markup:
    """Say on one line how far a dossier came, what it waits for now in strong."""
    wanted = [piece for piece in pieces or () if region.pieces[piece.id].required]
    held = len(wanted) - len(_lacking(wanted, region)) if wanted else None
    kinds, signs = region.stages.kinds, region.entry == "agreement"
    done, now, coming = stages(Status(application.status), kinds, signs=signs, held=held, asked=len(wanted))
    return Markup(f"{done}{', ' if done else ''}**{now}**{', puis ' if coming else ''}{coming}")  # noqa: S704  our words


def _standing(status: str) -> str:
    return LABELS[Status(status)]


def _decided(sense: str) -> str:
    return DECISIONS[DecisionSense(sense)]


def _reached(reach: str) -> str:
    return REACHES[Reach(reach)]


def _grounded(ground: str) -> str:
    return GROUNDS[ground]


def _procedure(region: Region) -> str:
    return PROCEDURES[region.entry]


def _candidacy(region: Region) -> str:
    return CANDIDACIES[region.entry][0]


def _candidacies(region: Region) -> str:
    return CANDIDACIES[region.entry][1]


def _again(region: Region) -> str:
    """Say from when on one may apply again."""
    return "à tout moment" if region.stages.go_on else "dès l'ouverture de la prochaine session"


def _accepted(piece: Piece) -> str:
    formats = wording.enumeration(map(str.upper, piece.formats), last="ou")
    return f"{formats}, {piece.max_mb} Mo au plus"


_FILTERS: dict[str, Callable[..., object]] = {
    "accepted": _accepted,
    "again": _again,
    "asked": _asked,
    "by_basis": _by_basis,
    "candidacies": _candidacies,
    "candidacy": _candidacy,
    "contact": _contact,
    "decided": _decided,
    "grounded": _grounded,
    "held": _held,
    "in_full": _in_full,
    "lacking": _lacking,
    "procedure": _procedure,
    "prose": _prose,
    "reached": _reached,
    "resend": resend,
    "stages": _stages,
    "standing": _standing,
    "verbatim": _verbatim,
    "wanted": _wanted,
    **{
        word.__name__: word
        for word in (
            wording.beginning,
            wording.count,
            wording.duration,
            wording.end_of_day,
            wording.enumeration,
            wording.in_days,
            wording.instant,
            wording.local_day,
            wording.long_date,
            wording.lower_first,
            wording.plus_days,
            wording.size,
            wording.spelled,
        )
    },
}


class _OnPaper(FileSystemLoader):
    """Reads templates in the words of a letter that is posted. What values hold is not touched: people wrote it."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the source of a template."""
        source, name, is_current = super().get_source(environment, template)
        return in_words_of_paper(source), name, is_current


@lru_cache(maxsize=16)
def environment(*, paper: bool = False, own: tuple[tuple[str, str], ...] = ()) -> Environment:
    """Return the environment of all templates, as mails or on paper, and with a Région's own in their places: an
    unknown variable is an error, every value is guarded. What a Région wrote reaches what it may speak of alone."""
    loader = (_OnPaper if paper else FileSystemLoader)(TEMPLATES)
    theirs = {name: in_words_of_paper(text) if paper else text for name, text in own}
    made = (ImmutableSandboxedEnvironment if own else Environment)(
        loader=ChoiceLoader([DictLoader(theirs), loader]) if own else loader,
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",), default=False),
        finalize=_printed,
        trim_blocks=True,
        keep_trailing_newline=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(_FILTERS)
    return made


def own_words(region: Region) -> tuple[tuple[str, str], ...]:
    """Return the templates that a Région wrote itself, by name."""
    return tuple(sorted(region.wording.items()))


def _check_variables(kind: NoticeKind, variables: Mapping[str, object]) -> None:
    missing, unknown = KINDS[kind].variables - variables.keys(), variables.keys() - KINDS[kind].variables
    if missing or unknown:
        problem = f"missing: {sorted(missing)}, unknown: {sorted(unknown)}"
        raise TypeError(f"the notice « {kind} » takes {sorted(KINDS[kind].variables)}; {problem}")


def _title(words: Environment, kind: NoticeKind, context: Mapping[str, object]) -> str:
    said = words.get_template(f"{KINDS[kind].folder}/subject.txt").render(context).split()
    return bare(typographic(layout.unguard(" ".join(said))))


def _subject(title: str, context: Mapping[str, object]) -> str:
    """Put before the title what a reply is to keep: the reference, or the number of what has no dossier yet."""
    application, deposit = context["application"], context["deposit"]
    if isinstance(application, ApplicationView):
        return f"[{layout.one_line(application.reference)}] {title}"
    return f"[{deposit.number}] {title}" if isinstance(deposit, DepositView) else title


def context_of(*, region: Region, session: SessionView, **variables: object) -> dict[str, Any]:
    """Return all that the templates of a notice may speak of."""
    nobody = {"application": None, "deposit": None}
    said = {"region": region, "zone": region.zone, "session": session, "told_in_full": set[str]()}
    return said | nobody | variables


def render(
    kind: NoticeKind, *, region: Region, session: SessionView, on_paper: bool = False, **variables: object
) -> Rendered:
    """Return a notice of this kind, in the words of its templates, or in those of a letter on paper. The reference
    leads the subject: replies are matched by it.

    Raises TypeError for variables that are not those of the catalogue, and Refusal for
    a decision without its mandatory mentions.
    """
    _check_variables(kind, variables)
    context = context_of(region=region, session=session, **variables)
    wanted = mentions.wanted(kind, context)
    words = environment(paper=on_paper, own=own_words(region))
    title = _title(words, kind, context)
    subject = _subject(title, context)
    folder = KINDS[kind].folder
    body = words.get_template(f"{folder}/body.txt").render(context, title=title)
    page = environment().select_template([f"{folder}/body.html", "base.html"])
    # Markup: both are escaped already, and the guard of values is for the marked body alone.
    message, heading = Markup(dressed(layout.as_html(body))), Markup(escape(subject))  # noqa: S704
    text = layout.as_text(body)
    mentions.check(kind, wanted, text)
    return Rendered(subject, text, page.render(subject=heading, message=message))
