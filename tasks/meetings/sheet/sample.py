"""The spreadsheet of a meeting on fictional data, to proofread beside the convening that carries it."""

from models.region.model import Region
from models.vocabulary import StageKind, StageName
from notifications.outbox.enclosures import Enclosure
from notifications.samples.documents import agenda
from notifications.views.documents import AgendaEntry
from tasks.meetings.sheet.columns import Sheet, SheetLine
from tasks.meetings.sheet.writing import write_sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sample_sheets(region: Region) -> tuple[Enclosure, ...]:
    """Return the sheet that the secretary of the fictional meeting fills in; none where nobody decides."""
    return tuple(_sheet(region, stage) for stage in region.stages.of_kind(StageKind.decision)[:1])


def _sheet(region: Region, stage: StageName) -> Enclosure:
    told = agenda(region)
    sheet = Sheet(
        code=region.campaign_code(2021),
        label=told.meeting.session,
        kind=StageKind.decision,
        stage=region.words(stage).name,
        body=told.meeting.body,
        on=told.meeting.on,
        present=(),
        signatory=("", ""),
        seats=told.seats,
        pieces=tuple(piece.label for piece in region.pieces.values()),
        lines=tuple(_line(one) for one in told.items),
    )
    return Enclosure("saisie.xlsx", XLSX, write_sheet(sheet))


def _line(one: AgendaEntry) -> SheetLine:
    to_fill_in = dict.fromkeys(set(SheetLine._fields) - {"rank", "reference", "organisation", "finding", "opinion"}, "")
    known = {"finding": "favorable", "opinion": "favorable"}
    return SheetLine(rank=one.position, reference=one.reference, organisation=one.organisation, **known, **to_fill_in)
