"""What was filled into our form about services and commitments: by the tags of its controls and, where a conversion
lost them, by its words. What is not answered is told as nothing: it is no refusal."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from models.intake.answers import Answer
from models.region.file_names import fold
from models.region.model import Region
from notifications.views.form_fields import AFTER, Field, parts_of, service_fields, tag_of
from tasks.intake.identity.form_text import filled_form, straight, unpaged, written_answer
from tasks.reading.files.documents import Document
from tasks.reading.mail.text import clean

LONGEST = 2_000
"""How long an answer may be."""

_YES, _NO = re.compile(r"oui\W*"), re.compile(r"non\b")


class SaidOfCommitment(NamedTuple):
    """What is said of a commitment of the region file: at least one of the three is."""

    commitment: str
    answer: Answer | None
    how: str | None
    evidence: str | None


class Answers(NamedTuple):
    """What a form answers: of commitments, and whether each service is offered."""

    commitments: tuple[SaidOfCommitment, ...] = ()
    services: tuple[tuple[str, bool], ...] = ()


def read_answers(documents: Collection[Document], region: Region) -> Answers:
    """Return what the first of some documents that is our form answers."""
    form = next((one for one in documents if filled_form(one)), None)
    if form is None:
        return Answers()
    said = _filled(form, region)
    services = ((field.tag, yes_or_no(said.get(field.tag, ""))) for field in service_fields(region))
    return Answers(
        commitments=tuple(
            one
            for key in region.commitments
            if (one := commitment_of(key, said.get(tag_of("how", key), ""), said.get(tag_of("evidence", key), "")))
        ),
        services=tuple((service, offered) for service, offered in services if offered is not None),
    )


def commitment_of(key: str, how: str, evidence: str) -> SaidOfCommitment | None:
    """Return what is said of a commitment in these words; None where nothing is."""
    if not how and not evidence:
        return None
    return SaidOfCommitment(key, answer_of(how) if how else None, how or None, evidence or None)


def answer_of(words: str) -> Answer:
    """Return what words say of a commitment: a bare yes, no, or how it is kept."""
    plain = fold(words).casefold().strip()
    if _NO.match(plain):
        return Answer.no
    return Answer.yes if _YES.fullmatch(plain) else Answer.how


def yes_or_no(words: str) -> bool | None:
    """Return what words say of a service; None where they say neither."""
    plain = fold(words).casefold().strip()
    return {"oui": True, "non": False}.get(plain.split(" ")[0].strip(" .,;:!"))


def _filled(document: Document, region: Region) -> dict[str, str]:
    """Return what was written beside each question, by tag."""
    asked = [field for part in parts_of(region) for _, fields in part.groups for field in fields]
    invitations = {field.placeholder for field in asked}
    tags = {field.tag for field in asked}
    filled = dict(_between(unpaged(document), _landmarks(region))) | {
        tag: value for tag, value in document.fields.items() if tag in tags
    }
    return {
        tag: clean(value, LONGEST)
        for tag, value in filled.items()
        if straight(clean(value, LONGEST)) not in invitations and written_answer(value)
    }


def _landmarks(region: Region) -> list[tuple[str, str]]:
    """Return what stands in the form, in its order; with a tag, what its answer follows."""
    found: list[tuple[str, str]] = []
    for part in parts_of(region):
        found += [("", part.heading), ("", part.lead)]
        for statement, fields in part.groups:
            found.append(("", statement))
            found += [mark for field in fields for mark in _marks(field)]
    return [(tag, words) for tag, words in [*found, ("", AFTER)] if words]


def _marks(field: Field) -> Sequence[tuple[str, str]]:
    return (("", field.hint), (field.tag, f"{field.label} :"))


def _between(text: str, landmarks: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the answers: what stands between a label and the next landmark that is there."""
    plain, place = straight(text), 0
    for rank, (tag, before) in enumerate(landmarks):
        start = plain.find(before, place) if tag else -1
        if start < 0:
            continue
        place = start + len(before)
        ends = (plain.find(after, place) for _, after in landmarks[rank + 1 :])
        yield tag, text[place : next((end for end in ends if end >= 0), place)]
