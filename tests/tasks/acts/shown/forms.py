"""What people fill in on a day of a made-up year: a row for each act that is shown first."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlmodel import col, select

from models.dossiers.application import Application
from models.forms.appeals import AppealAnswerForm
from models.forms.arrivals import ReclassificationForm
from models.forms.decisions import ExportForm, RectificationForm, SignedActsForm, SigningForm
from models.forms.dossiers import DecisionForm, ExaminationForm, OpeningForm, PostponementForm, ProspectsForm
from models.forms.handling import PurgeForm
from models.forms.letters import PrintingForm
from models.forms.meetings import MeetingForm, MinutesFileForm, SittingForm
from models.forms.membership.lasting import AmendmentForm, DenunciationForm
from models.forms.membership.members import TerminationForm
from models.forms.membership.sites import SitesForm
from models.forms.membership.texts import TextAdoptionForm
from models.forms.mending import Entry, EntryCorrectionForm, SessionCancellationForm, UndoingForm
from models.forms.parts import Form
from models.forms.requests import ReportOpeningForm
from models.intake.deposit import Deposit
from models.intake.words import Nature
from models.meetings.agenda import open_meeting
from models.notices import ActFile, Document
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.vocabulary import StageName
from tasks.decisions.parapheur import export_acts
from tasks.decisions.record import record_validations
from tasks.dossiers.paper import record_paper
from tasks.meetings.sheet.matter import sheet_of
from tasks.meetings.sheet.writing import write_sheet
from tasks.members.lasting.agreements import record_agreement
from tasks.members.texts.draft import advise_text, deposit_text, propose_text
from tasks.sessions.reports.collect import validate_set
from tests.factories import REGION, SIGNS_OUTSIDE, arrival, desk_file, rule_by
from tests.support.arrivals import letter
from tests.support.bodies import SEATS
from tests.support.forms import SIGNATORY
from tests.support.mails import siret
from tests.support.members import adoption, draft, proposal, text_opinion
from tests.tasks.acts.shown.years import AGAINST, BY, DECIDED, FOUND, IN_FAVOUR, STUDIED, Day, Path, Year
from tests.tasks.decisions.signed.signature_book import signed
from tests.tasks.meetings.sheet.sheets import changed, write, write_head
from tests.tasks.members.lasting.lasting import agreement, amendment, denunciation, engaged
from tests.tasks.members.sites.lines import recorded_sites, site_line
from tests.tasks.sessions.reports.asked import SET, opening, validation

Forms = Callable[[Year], Iterator[Form]]
_LAST_DAY = date(2027, 12, 31)
_SIGNED = {"reasons": AGAINST, "signatory": SIGNATORY, "by": BY}
_WHY = {"reason": "Erreur de saisie.", "by": BY}
_SAYS = {"favourable": "favorable", "accepted": "acceptée", "refused": "refusée", "adjourned": "ajournée"}


class Occasion(NamedTuple):
    """The days on which an act is tried, and what is filled in then."""

    days: tuple[Day, ...]
    forms: Forms


def _adoptions(year: Year) -> Iterator[Form]:
    deposit_text(year.session, draft(), at=year.at)
    propose_text(year.session, proposal(), at=year.at)
    advise_text(year.session, text_opinion(), at=year.at)
    yield adoption()


def _openings(year: Year) -> Iterator[Form]:
    yield OpeningForm(region=REGION, year=2028, opens=year.at.date(), meant=True, by=BY)


def _undoings(_: Year) -> Iterator[Form]:
    yield UndoingForm(session="ara-2027", **_WHY)


def _cancellations(year: Year) -> Iterator[Form]:
    for code in ("ara-2026", "ara-2027") if year.at >= Day.summer.at else ("ara-2026",):
        yield SessionCancellationForm(session=code, **_WHY)


def _prospects(year: Year) -> Iterator[Form]:
    listed = b"contact@un.example\naccueil@mjc.example\ncontact@deux.example\n"
    yield ProspectsForm(session="ara-2026", file=desk_file(year.session, listed, "liste.csv"), by=BY)


_MOVES: Mapping[Day, tuple[tuple[StageName, str], ...]] = {
    Day.winter: (
        ("deposit", "2026-04-20"),
        ("effect", "2026-10-01"),
    ),
    Day.spring: (
        ("deposit", "2026-05-15"),
        ("working_group", "2026-06-25"),
    ),
    Day.june: (("working_group", "2026-06-24"),),
    Day.summer: (("commission", "2026-07-16"), ("effect", "2026-08-20")),
}


def _postponements(year: Year) -> Iterator[Form]:
    for stage, to in _MOVES[year.day]:
        said = {"session": "ara-2026", "stage": stage, "to": to, "day_off": "oui", **_WHY}
        yield PostponementForm.model_validate(said)


def _findings(year: Year) -> Iterator[Form]:
    found = [one.reference for path, said in FOUND.items() if said == "favourable" for one in year.on(path)]
    yield ExaminationForm.model_validate({"references": found, "finding": "favourable", "by": BY})


def _meetings(_: Year) -> Iterator[Form]:
    said = {"session": "ara-2026", "stage": "working_group", "on": "2026-06-02", "by": BY}
    yield MeetingForm.model_validate({**said, "urgency": "Gel des crédits."})


def _sittings(year: Year) -> Iterator[Form]:
    is_summer = year.at >= Day.summer.at
    said = ("commission", DECIDED) if is_summer else ("working_group", STUDIED)
    for is_over in (False, True):
        yield year.sitting(*said).model_copy(update={"is_over": is_over})


def _minutes(year: Year) -> Iterator[Form]:
    campaign = find_campaign(year.session, "ara-2026")
    meeting = open_meeting(year.session, campaign, "commission")
    assert meeting
    sheet = sheet_of(year.session, campaign, meeting)
    senses = {one.reference: sense for path, sense in DECIDED.items() for one in year.on(path)}
    lines = [
        write(row, sense=_SAYS[sense], reasons=None if sense in IN_FAVOUR else AGAINST)
        for row, line in enumerate(sheet.lines, 2)
        if (sense := senses.get(line.reference))
    ]
    head = write_head(on=date(2026, 7, 8), name="Jeanne Essai", capacity="Présidente", by=BY, present=SEATS)
    content = changed(write_sheet(sheet), head, *lines)
    yield MinutesFileForm(file=desk_file(year.session, content, "pv.xlsx"), by=BY)


def _signings(year: Year) -> Iterator[Form]:
    forms = validated(year)
    said: dict[str, object] = {"signed_on": year.at.date(), "signatory": SIGNATORY, "by": BY}
    yield SigningForm.model_validate({**said, "references": [one.dossiers[0] for one in forms]})
    refused = {"references": [year.on(Path.accepted)[0].reference], "decision": "refused", "reasons": AGAINST}
    yield SigningForm.model_validate({**said, **refused})


def validated(year: Year) -> list[DecisionForm]:
    """Have the commission say to validate what its paths come to, and return what it said of each dossier."""
    said = [
        {"references": [one.reference], "decision": sense, "reasons": None if sense in IN_FAVOUR else AGAINST}
        for path, sense in DECIDED.items()
        for one in year.on(path)
    ]
    forms = [DecisionForm.model_validate({**each, "signatory": SIGNATORY, "by": BY}) for each in said]
    record_validations(year.session, *forms, at=year.at)
    return forms


def exports(year: Year) -> ExportForm:
    """Return what exports decisions that the commission said to take, where the Région signs outside."""
    campaign = find_campaign(year.session, "ara-2026")
    rule_by(campaign, SIGNS_OUTSIDE)
    year.session.add(campaign)
    named = [one.dossiers[0] for one in validated(year)]
    return ExportForm(references=named, signatory=SIGNATORY, by=BY)


def _deposits(year: Year) -> Iterator[Form]:
    form = exports(year)
    export_acts(year.session, form, at=year.at)
    year.session.flush()
    acts = [year.session.get_one(Document, act.document_id).content for act in year.session.exec(select(ActFile))]
    files = [
        desk_file(year.session, signed(act, SIGNATORY.name, at=year.at), f"acte-{number}.pdf")
        for number, act in enumerate(acts, 1)
    ]
    yield SignedActsForm(references=form.references, files=files, by=BY)


def _rectifications(year: Year) -> Iterator[Form]:
    for path, sense in ((Path.refused, "accepted"), (Path.accepted, "refused")):
        taken_back = (
            {"reach": "repealed", "ground": "illegality", "observations": "Entendu."} if path is Path.accepted else {}
        )
        for one in year.on(path)[:1]:
            said = {"reference": one.reference, "decision": sense, **_SIGNED, **taken_back}
            yield RectificationForm.model_validate(said)


def _answers(year: Year) -> Iterator[Form]:
    for path, outcome in ((Path.appealed, "upheld"), (Path.appealed, "rejected"), (Path.late, "rejected")):
        said = {"reference": year.on(path)[0].reference, "outcome": outcome}
        yield AppealAnswerForm.model_validate({**said, **_SIGNED})


def _reclassifications(year: Year) -> Iterator[Form]:
    one, *_, last = year.session.exec(select(Deposit).order_by(col(Deposit.id)))
    yield ReclassificationForm.model_validate({"arrival": f"envoi-{one.id}", "nature": "question", "by": BY})
    other = year.session.get_one(Application, last.application_id).reference
    yield ReclassificationForm.model_validate({"arrival": f"envoi-{one.id}", "target": other, "by": BY})


def _terminations(year: Year) -> Iterator[Form]:
    for one in year.on(Path.noticed):
        yield TerminationForm.model_validate({"reference": one.reference, "on": _LAST_DAY, **_SIGNED})


def _sites(year: Year) -> Iterator[Form]:
    for one in year.on(Path.accepted):
        yield recorded_sites(one.reference, site_line())


def _amendments(year: Year) -> Iterator[Form]:
    campaign = find_campaign(year.session, "ara-2026")
    tied = campaign.rules.membership.model_copy(update={"with_agreement": True})
    campaign.region = campaign.rules.model_copy(update={"membership": tied}).model_dump_json()
    year.session.add(campaign)
    record_agreement(year.session, agreement(), at=year.at)
    yield amendment(confirmed=None)


def _denunciations(year: Year) -> Iterator[Form]:
    campaign = find_campaign(year.session, "ara-2026")
    engaged(year.session, campaign)
    record_agreement(year.session, agreement(), at=year.at)
    yield denunciation(sent_on="2027-03-01", confirmed=None)


def _purges(year: Year) -> Iterator[Form]:
    long_ago, campaign = year.at - timedelta(days=400), find_campaign(year.session, "ara-2026")
    arrival(year.session, campaign, received_at=long_ago, nature=Nature.spam, sorted_at=year.at)
    yield PurgeForm(visa="Visa du 1er mars 2027", by=BY)


def _printings(year: Year) -> Iterator[Form]:
    for rank in (81, 82):
        said: dict[str, Any] = {"identifier": siret(rank), "contact": None, "postal": "1 rue A / 01000 Bourg"}
        record_paper(year.session, letter("2026-05-04", **said), at=year.at)
    yield PrintingForm(by=BY)


def _corrections(year: Year) -> Iterator[Form]:
    said = {"reference": year.on(Path.twin)[-1].reference, "entry": Entry.merger}
    yield EntryCorrectionForm.model_validate({**said, **_WHY})


def _reports(year: Year) -> Iterator[Form]:
    for campaign in year.session.exec(select(Campaign)):
        rule_by(campaign, {"indicators": {"accueil": SET}})
        year.session.add(campaign)
    year.session.flush()
    validate_set(year.session, validation(), at=year.at)
    yield opening(due=year.at.date() + timedelta(days=40), confirmed=None)


OCCASIONS: Mapping[type[Form], Occasion] = {
    OpeningForm: Occasion((Day.spring, Day.next_winter), _openings),
    UndoingForm: Occasion((Day.summer,), _undoings),
    SessionCancellationForm: Occasion((Day.spring, Day.summer), _cancellations),
    ProspectsForm: Occasion((Day.winter,), _prospects),
    PostponementForm: Occasion((*_MOVES,), _postponements),
    EntryCorrectionForm: Occasion((Day.summer,), _corrections),
    ReclassificationForm: Occasion((Day.spring,), _reclassifications),
    ExaminationForm: Occasion((Day.spring,), _findings),
    MeetingForm: Occasion((Day.may,), _meetings),
    SittingForm: Occasion((Day.june, Day.summer), _sittings),
    MinutesFileForm: Occasion((Day.summer,), _minutes),
    SigningForm: Occasion((Day.summer,), _signings),
    SignedActsForm: Occasion((Day.summer,), _deposits),
    RectificationForm: Occasion((Day.autumn,), _rectifications),
    AppealAnswerForm: Occasion((Day.autumn,), _answers),
    TextAdoptionForm: Occasion((Day.next_winter,), _adoptions),
    TerminationForm: Occasion((Day.next_winter,), _terminations),
    AmendmentForm: Occasion((Day.next_winter,), _amendments),
    DenunciationForm: Occasion((Day.next_winter,), _denunciations),
    PurgeForm: Occasion((Day.next_winter,), _purges),
    PrintingForm: Occasion((Day.spring,), _printings),
    SitesForm: Occasion((Day.next_winter,), _sites),
    ReportOpeningForm: Occasion((Day.next_winter,), _reports),
}
"""When each act is tried, and how it is filled in."""
