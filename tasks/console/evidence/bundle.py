"""What shows the letters of a dossier, as a court takes it: one PDF, and the mails and reports themselves."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlmodel import select

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.errors import Refusal
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.isolation.keep import must_be_readable
from models.storage.private import close, must_be_new
from models.storage.settings import Settings
from notifications.documents.archive import archive, distinct
from notifications.documents.typeset import typeset
from notifications.loading.variables import load_applications
from notifications.views.documents import EvidenceDocument
from tasks.console.evidence.letters import Shown, moment, shown_letters
from tasks.intake.store import Missing, Store

_FIELD = "Référence"


class Evidence(NamedTuple):
    """What shows the letters of a dossier: its reference, how many letters, the PDF, and the archive with the PDF, each
    mail and each report."""

    reference: str
    letters: int
    pdf: bytes
    archive: bytes

    @property
    def name(self) -> str:
        """What its files are called, but for their suffix."""
        return f"preuve-{self.reference}"


def evidence_of(reference: str, *, at: datetime) -> Evidence:
    """Return what shows the letters of a dossier at an instant. Raises Refusal where there is no such dossier, or it
    cannot be read."""
    reference, settings = reference.strip().upper(), Settings()
    with reading(settings.database) as session:
        must_be_readable(session, [reference])
        found = session.exec(select(Application).where(Application.reference == reference)).first()
        if found is None:
            raise Refusal(_FIELD, reference, "aucun dossier ne porte cette référence.")
        campaign = session.get_one(Campaign, found.campaign_id)
        days = business_days(campaign.rules)
        letters = shown_letters(session, found, days)
        view = load_applications(session, campaign.rules, [found.id or 0])[found.id or 0]
        document = EvidenceDocument(
            region=campaign.rules.region.name,
            session=campaign.label,
            reference=reference,
            organisation=view.organisation,
            identifier=view.identifier,
            drawn_up=moment(at, days.zone),
            letters=tuple(one.view for one in letters),
        )
    pdf = typeset("evidence", document)
    files = _files(letters, Store(settings.store))
    return Evidence(reference, len(letters), pdf, archive([(f"preuve-{reference}.pdf", pdf), *files]))


def _files(letters: Sequence[Shown], store: Store) -> Iterator[tuple[str, bytes]]:
    """Yield each mail, and what reports of it, under a name of its own."""
    mails = [(one.view.name, one.mail) for one in letters if one.view.name and one.mail]
    reports = [(f"{one.view.title}, rapport.eml", one.report) for one in letters if one.report]
    got = [(name, _raw(store, report.raw_digest)) for name, report in reports]
    files = [*mails, *((f"rapports/{place:02} {name}", raw) for place, (name, raw) in enumerate(got, 1) if raw)]
    yield from zip(distinct(name for name, _ in files), (content for _, content in files), strict=True)


def _raw(store: Store, digest: str | None) -> bytes | None:
    try:
        return store.get(digest) if digest else None
    except Missing:
        return None


def write_evidence(evidence: Evidence, folder: Path) -> list[Path]:
    """Write what shows the letters of a dossier into a new folder, which its user alone can read. Raises Refusal for
    one that is there."""
    must_be_new(folder)
    folder.mkdir(mode=0o700, parents=True)
    written = {folder / f"{evidence.name}.pdf": evidence.pdf, folder / f"{evidence.name}.zip": evidence.archive}
    for path, content in written.items():
        path.write_bytes(content)
    close(folder)
    return list(written)
