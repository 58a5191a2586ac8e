"""Checks what a spreadsheet says against its meeting and the dossiers: all that is wrong, or what is to be recorded."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session

from models.errors import Refusal
from models.forms.dossiers import Signatory, faults_of_author
from models.forms.meetings import SittingForm
from models.forms.parts import NO_CAPACITY, picked
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.vocabulary import StageKind, StageName
from tasks.meetings.sheet.columns import DOSSIERS, ROWS, SITTING
from tasks.meetings.sheet.lines import Lines, named, reference_of
from tasks.meetings.sheet.reading import SaidSheet, SaidText, SheetFault
from tasks.meetings.sheet.sitting import Sitting, sitting_of
from tasks.reading.sheets.workbook import same

_LABELS = {row.key: row.label for row in ROWS}
_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
_NOBODY = SaidText(0, "")


class Checked(NamedTuple):
    """A sound sheet: the meeting that it is about, its lines, and the form that records what is new, if anything is."""

    sitting: Sitting
    lines: Lines
    form: SittingForm | None


class SheetRefusal(Refusal):
    """A spreadsheet that is refused whole, with all that is wrong with it."""

    def __init__(self, name: str, faults: Sequence[SheetFault]) -> None:
        """Say each fault on a line of its own, in the order of the sheet."""
        self.faults = sorted(dict.fromkeys(faults), key=lambda fault: (fault.page == DOSSIERS, fault.row or 0))
        number = f"{len(self.faults)} erreurs" if len(self.faults) > 1 else "une erreur"
        told = "\n".join(f"- {fault}" for fault in self.faults)
        super().__init__("Fichier", name, f"{number} ; rien n'a été enregistré.\n{told}")

    @property
    def sentences(self) -> Sequence[str]:
        """Each fault, in the order of the sheet."""
        return [str(fault) for fault in self.faults]


def check_sheet(session: Session, said: SaidSheet, *, name: str, by: str) -> Checked:
    """Return what a sheet says. Raises SheetRefusal for the whole of it: one wrong line is enough."""
    head = _Head(said)
    campaign = head.campaign(session) if said.head else None
    stage = head.stage(campaign) if campaign and said.stage else None
    if campaign is None or stage is None:
        raise SheetRefusal(name, head.faults)
    on = head.day()
    references = {reference_of(line) for line in said.lines}
    sitting = sitting_of(session, campaign, stage, on=on, references=references)
    lines = Lines(sitting)
    for line in said.lines:
        lines.read(line)
    present, signatory = head.present(sitting, is_asked=bool(lines.new)), head.signatory(sitting, lines)
    if lines.new:
        head.must_have_its_day(sitting, on)
    if head.faults or lines.faults:
        raise SheetRefusal(name, [*head.faults, *lines.faults])
    if not lines.new and not (present and sitting.is_open):
        return Checked(sitting, lines, None)
    form = SittingForm(
        session=sitting.code,
        stage=sitting.stage,
        on=on,
        present=present,
        signatory=signatory,
        lines=lines.new,
        by=head.by(by),
    )
    return Checked(sitting, lines, form)


class _Head:
    """What the first worksheet says, with what is wrong with it."""

    def __init__(self, said: SaidSheet) -> None:
        self.faults = list(said.faults)
        self._head, self._present = said.head, said.present

    def campaign(self, session: Session) -> Campaign | None:
        """Return the session that the sheet names."""
        said = self._of("session")
        try:
            return find_campaign(session, picked(said.text))
        except Refusal as refusal:
            self._fault("session", refusal.mend)
            return None

    def stage(self, campaign: Campaign) -> StageName | None:
        """Return the stage of the session that the sheet names."""
        said, rules = self._of("stage").text, campaign.rules
        called = {same(rules.words(name).name): name for name in rules.stages.meetings}
        if same(said) not in called:
            words = " ou ".join(f"« {rules.words(name).name} »" for name in called.values())
            mend = f"écrivez {words}" if words else "aucune instance ne s'y réunit"
            self._fault("stage", f"{campaign.called} ne l'a pas ; {mend}.")
        return called.get(same(said))

    def day(self) -> date | None:
        """Return the day of the meeting, None where it is not said."""
        text = self._of("on").text
        for form in _DAYS if text else ():
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007  a day, on no clock
            except ValueError:
                continue
        if text:
            self._fault("on", "ce n'est pas une date ; écrivez 17/06/2027, par exemple.")
        return None

    def must_have_its_day(self, sitting: Sitting, on: date | None) -> None:
        """Refuse another day than that of the meeting to record, and none where nobody set it."""
        day = sitting.meeting.on if sitting.meeting else None
        if on is None and day is None and not self._of("on").text:
            self._fault("on", "indiquez le jour où la séance s'est tenue.")
        if on and day and on != day:
            mend = (
                f"la séance à enregistrer est celle du {day:%d/%m/%Y} ; corrigez, ou déplacez-la (reporter-echeance)."
            )
            self._fault("on", mend)

    def present(self, sitting: Sitting, *, is_asked: bool) -> list[str] | None:
        """Return who was there, None where it is recorded already."""
        said = list(dict.fromkeys(named(sitting.body, member.text) for member in self._present))
        recorded = sitting.meeting.present if sitting.meeting else None
        if recorded is None and not said and is_asked:
            self._fault("present", "indiquez qui était présent, un par ligne.")
        if recorded is not None and said and set(said) != set(recorded):
            mend = "la présence de cette séance est déjà enregistrée, autrement ; remettez-la, ou videz ces lignes."
            self._fault("present", mend)
        return said or None if recorded is None else None

    def signatory(self, sitting: Sitting, lines: Lines) -> Signatory | None:
        """Return who signs the decisions of the commission."""
        if sitting.kind is StageKind.opinion:
            return None
        said = {key: self._of(key).text for key in ("name", "capacity")}
        former = {dossier.said.signatory for reference in lines.known if (dossier := sitting.dossiers[reference]).said}
        if any(said.values()) and former - {tuple(said.values())}:
            mend = "des décisions déjà enregistrées ont un autre signataire ; remettez-le, ou videz leurs lignes."
            self._fault("name", mend)
        for key in (key for key, text in said.items() if lines.new and not text):
            self._fault(key, "indiquez-le : une décision porte le nom et la qualité de son auteur.")
        if not all(said.values()):
            return None
        for fault in faults_of_author(said["name"], said["capacity"]):
            self._fault("capacity" if NO_CAPACITY in fault else "name", fault)
        return Signatory.model_construct(name=said["name"], capacity=said["capacity"])

    def by(self, importer: str) -> str:
        """Return who the journal names: whoever imports, and whoever filled in the sheet."""
        said = self._of("by").text
        return importer if said in ("", importer) else f"{importer}, d'après la saisie de {said}"

    def _of(self, key: str) -> SaidText:
        return self._head.get(key, _NOBODY)

    def _fault(self, key: str, mend: str) -> None:
        said = self._of(key) if key != "present" else next(iter(self._present), _NOBODY)
        if any(fault.page == SITTING and fault.row == said.row for fault in self.faults):
            return  # What is wrong there was told: mended, it will be read.
        # A person's name is not quoted: what a run says is read in the console.
        value = said.text if key in ("session", "on") else ""
        self.faults.append(SheetFault(SITTING, said.row or None, _LABELS[key], value, mend))
