"""Who a deposit says it comes from: our form, the labelled lines of mail and documents, and the numbers found there."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from models.dossiers.application import UNNAMED
from models.intake.identifiers import PARSERS, Identity, parse_siret
from models.region.file_names import fold
from notifications.documents.application_form import NO_NETWORK
from tasks.intake.identity.form_text import filled_form, written_answer
from tasks.intake.identity.sent_on import sent_on_from, telling_words
from tasks.reading.files.documents import Document
from tasks.reading.mail.mail import Mail

Said = Mapping[str, str]
"""What a source says, by the name of what it answers: `organisation`, `network`, an identifier."""

_NUMBER = r"(?:n(?:°|o|um[ée]ro)[ \t]{0,3}(?:de[ \t]{1,3})?)?"
_LABELS = {
    "organisation": r"(?:organisation|organisme|structure|raison sociale|nom de (?:la structure|l['’]organisme))",
    "network": r"r[ée]seau(?: d['’]appartenance)?",
    "siret": rf"{_NUMBER}siret",
    "rna": rf"{_NUMBER}rna",
    "uai": r"(?:code[ \t]{0,3})?uai",
}
_LINE = {
    name: re.compile(
        rf"^[ \t>*•–-]{{0,20}}{label}[ \t]{{0,9}}(?:\([^()\n]{{0,99}}\)[ \t]{{0,9}})?[:=]", re.IGNORECASE | re.MULTILINE
    )
    for name, label in _LABELS.items()
}
_LINES = 20
"""How many lines of one label are read before the rest is left alone."""

_BETWEEN, _BREAK = r"[^\w\n]{0,3}", r"\s{0,3}"
_SHAPES = {
    "siret": re.compile(
        rf"\s{{0,9}}(?:(?:\d{_BETWEEN}){{13}}\d|(?:\d{{3}}{_BREAK}){{3}}\d{{5}}|\d{{9}}{_BREAK}\d{{5}})(?!\d)"
    ),
    "rna": re.compile(rf"\s{{0,9}}W(?:{_BETWEEN}[0-9A-Z]){{9}}(?!\w)", re.IGNORECASE),
    "uai": re.compile(rf"\s{{0,9}}(?:\d{_BETWEEN}){{7}}[A-Z](?!\w)", re.IGNORECASE),
}
"""Numbers as they are written, or cut by the lines of a page; what follows them on their line is none of them."""

_GAP = r"[\s.\u200b]{0,2}"
_LOOSE_SIRET = re.compile(rf"(?<!\d)(?:(?:\d{{3}}{_GAP}){{3}}\d{{5}}|\d(?:[^\S\n]\d){{13}})(?!\d)")
_SPACES = str.maketrans({**dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000", " "), "\uff1a": ":"})
_NOTHING = re.compile(r"neant|aucune?|non|nc|n/a|sans objet|non concernee?", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a deposit says of its sender; `organisation` is `UNNAMED` where it names none: a domain
    of mail is nobody's name.

    Of our form are `email`, the address that it gives for answers (CRPA R112-11-3), and `model`, for which region and
    year it was made. `contradicted` tells that mail and form give different sound SIRETs; `organisations` are those of
    several organisations, by their labels or forms; `candidates`, those among which nothing tells which is the
    sender's. `sent_on_from` is who wrote the mail that is sent on.
    """

    organisation: str
    network: str | None
    identity: Identity
    named: bool
    email: str | None = None
    model: str | None = None
    contradicted: bool = False
    organisations: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    sent_on_from: str | None = None


def identify(mail: Mail, documents: Sequence[Document] = (), *, ours: Collection[str] = ()) -> Claim:
    """Read the organisation, its network and its identifiers from a mail and its documents. Our form comes first, then
    labelled lines; without a labelled SIRET, the one number that stands the check is taken, unless there are others.
    Numbers of `ours` (SIRENs) and quoted lines identify nobody."""
    said = telling_words(mail.subject, mail.text)
    forms = [filled_form(document) for document in documents]
    form = {tag: value for filled in reversed(forms) for tag, value in filled.items()}
    texts = [said, *(document.text for document in documents)]
    sources = [form, *map(_labelled, (Document(said, {}), *documents))]
    name, network = _first(sources, "organisation"), _first(sources, "network")
    address = form.get("email", "").removeprefix("mailto:").lower()
    loose = _unlabelled(sources, texts, ours)
    return Claim(
        organisation=name or UNNAMED,
        network=network if network and not _is_nothing(network) else None,
        identity=_identity(sources, loose, ours),
        named=bool(name),
        email=address if _ADDRESS.fullmatch(address) else None,
        model=form.get("model"),
        contradicted=_is_contradicted(forms, sources[1], said, ours),
        organisations=_organisations(forms, said, ours),
        candidates=loose if len(loose) > 1 else (),
        sent_on_from=sent_on_from(mail.text),
    )


def _organisations(forms: Sequence[Said], text: str, ours: Collection[str]) -> tuple[str, ...]:
    """Return the sound SIRETs, one a legal entity, of the organisations that a mail says it is from: by their forms, or
    by labelled lines; nothing where it says one at most."""
    labelled = map(parse_siret, _answers("siret", text.translate(_SPACES)))
    filled = (parse_siret(form.get("siret", "")) for form in forms)
    said = ({number[:9]: number for number in reversed(_foreign(numbers, ours))} for numbers in (filled, labelled))
    return next((tuple(reversed(entities.values())) for entities in said if len(entities) > 1), ())


def _unlabelled(sources: Sequence[Said], texts: Iterable[str], ours: Collection[str]) -> tuple[str, ...]:
    """Return the sound SIRETs of the first text that has any, where no source gives one."""
    labelled = [said["siret"] for said in sources if "siret" in said and not _is_nothing(said["siret"])]
    if any((parse_siret(number) or "")[:9] not in ours for number in labelled):
        return ()
    found = (_foreign(_loose(text), ours) for text in texts)
    return next(filter(None, found), ())


def _foreign(numbers: Iterable[str | None], ours: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number for number in numbers if number and number[:9] not in ours))


def _labelled(document: Document) -> dict[str, str]:
    """Return what the labelled lines of a text say, or the fields of somebody else's form."""
    text = document.text.translate(_SPACES)
    fields = ((name, written_answer(document.fields[name])) for name in _LABELS if name in document.fields)
    lines = ((name, next(_answers(name, text), "")) for name in _LABELS)
    return {name: said for name, said in chain(lines, fields) if said}


def _answers(name: str, text: str) -> Iterator[str]:
    """Yield what the lines of a label say."""
    for label in islice(_LINE[name].finditer(text), _LINES):
        shape = _SHAPES[name].match(text, label.end()) if name in _SHAPES else None
        line = shape[0] if shape else text[label.end() : label.end() + 300].partition("\n")[0]
        if said := written_answer(line):
            yield said


def _first(sources: Sequence[Said], name: str) -> str | None:
    return next((said[name] for said in sources if name in said), None)


def _is_nothing(text: str) -> bool:
    """Tell what people write where they have nothing to write."""
    return text == NO_NETWORK or _NOTHING.fullmatch(fold(text).strip(" .")) is not None


def _identity(sources: Sequence[Said], loose: Sequence[str], ours: Collection[str]) -> Identity:
    """Return each identifier as the first source has it that gives a sound one; a SIRET without a label, where there is
    but one."""
    numbers: dict[str, str | None] = {}
    invalid = None
    for name, parse in PARSERS.items():
        given = [said[name] for said in sources if name in said and not _is_nothing(said[name])]
        sound = list(filter(None, map(parse, given)))
        numbers[name] = next((number for number in sound if number[:9] not in ours), None)
        if given and not sound:
            invalid = invalid or given[0]
    if len(loose) == 1:
        [numbers["siret"]] = loose
    return Identity(**numbers, invalid=invalid)


def _loose(text: str) -> Iterator[str]:
    """Yield the sound SIRETs found anywhere in a text."""
    return filter(None, map(parse_siret, _LOOSE_SIRET.findall(text)))


def _is_contradicted(forms: Sequence[Said], mail: Said, text: str, ours: Collection[str]) -> bool:
    filled = set(_foreign((parse_siret(form.get("siret", "")) for form in forms), ours))
    written = set(_foreign([*_loose(text), parse_siret(mail.get("siret", ""))], ours))
    return bool(filled and written and not filled & written)
