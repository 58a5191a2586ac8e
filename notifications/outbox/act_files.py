"""The document of the act that a notice tells, typeset as the notice is queued, and kept with it."""

from collections.abc import Mapping
from typing import Any

from models.region.model import Region
from models.vocabulary import NoticeKind
from notifications.documents.typeset import typeset_together
from notifications.outbox.enclosures import Enclosure
from notifications.views.notices import SessionView
from notifications.writing.acts import file_name, write_act

PDF = "application/pdf"


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
