"""The document of the act that a notice tells, typeset as the notice is queued, and kept with it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from models.region.model import Region
from models.vocabulary import NoticeKind
from notifications.documents.typeset import typeset_together
from notifications.outbox.enclosures import Enclosure
from notifications.views.notices import SessionView
from notifications.writing.acts import file_name, write_act

PDF = "application/pdf"


class SignedCopy(NamedTuple):
    """An act that came back signed from outside: the day of its signature, and the document that its letter carries."""

    on: date
    document: Enclosure


def carried(copy: SignedCopy | None, application_id: int | None) -> dict[int, tuple[Enclosure, ...]] | None:
    """Return what the letter of a signed act carries, as `notify` takes it; None where the act is signed here."""
    return {application_id or 0: (copy.document,)} if copy else None


def act_files(
    kind: NoticeKind, said: Mapping[str, Mapping[str, Any]], *, region: Region, session: SessionView
) -> dict[str, tuple[Enclosure, ...]]:
    """Return the document of the act that each of some notices tells, by key, from the values of each; of those that
    tell none, nothing."""
    written = {key: write_act(kind, region=region, session=session, **values) for key, values in said.items()}
    acts = {key: act for key, act in written.items() if act}
    documents = typeset_together("act", list(acts.values()))
    return {
        key: (Enclosure(file_name(act.title, act.reference), PDF, document),)
        for (key, act), document in zip(acts.items(), documents, strict=True)
    }
