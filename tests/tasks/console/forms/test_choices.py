"""What the forms offer: to each the dossiers that its act may be about, as a coordinator names them, and no other."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import date
from typing import Any, NamedTuple

import pytest
from sqlalchemy import union_all
from sqlmodel import Session, SQLModel, func, select

from models.dossiers.application import Application, CompletionRequest, Examination, Validation
from models.dossiers.handling import Label
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.forms.advice import AdviceForm, AdviceRevocationForm
from models.forms.decisions import ExportForm
from models.forms.dossiers import AdmissionForm, AnswersForm, ExaminationForm, WithdrawalForm
from models.forms.handling import AnnotationForm, AssignmentForm, LeavingForm, ReceptionForm
from models.forms.meetings import MeetingForm, OrderForm, RecusalForm
from models.forms.parts import picked
from models.notices import ActFile, Document
from models.region.file import shipped_regions
from models.sessions.campaign import Campaign
from models.storage.database import forget, transaction
from models.vocabulary import WITHDRAWABLE, DecisionSense, RequestOutcome, Status
from tasks.acts.table import ACTS
from tasks.console.forms.choices import LONGEST, Choices, choices_of, read_choices
from tasks.decisions import record
from tasks.decisions.appeals.answer import answer_appeal
from tasks.decisions.appeals.record import record_appeal
from tasks.decisions.parapheur import export_acts
from tasks.decisions.rectify import DECIDED_UPON, hand_over, rectify
from tasks.decisions.sign import sign_decisions
from tasks.dossiers import requests
from tasks.dossiers.admit_late import admit_late
from tasks.dossiers.advice.record import record_advice, revoke_advice
from tasks.dossiers.handling import annotate, assign, leave_late
from tasks.dossiers.in_hand.receive import hand, read_asked
from tasks.dossiers.letters.write import write
from tasks.dossiers.withdraw import withdraw
from tasks.intake.commitments.typed import type_answers
from tasks.meetings.calendar.recusals import recuse, reorder
from tasks.meetings.calendar.scheduling import set_meeting
from tasks.members.sites.decided import set_aside_sites
from tasks.members.sites.record import record_sites
from tasks.sessions.handover import carry_over_by_hand, represent
from tests.conftest import ON_SQLITE
from tests.factories import (
    SIGNS_OUTSIDE,
    application,
    campaign_with,
    completion_request,
    decision_on,
    notice,
    paris,
    passage,
    rule_by,
)
from tests.support.decided import handover, rectification
from tests.support.forms import SIGNATORY, signing
from tests.support.incomplete import cancellation, carrying, completion, extension, resubmission
from tests.support.transactions import undone
from tests.tasks.decisions.appeals.appealing import answer_form, appeal_form
from tests.tasks.dossiers.advice.asking import consult
from tests.tasks.dossiers.letters.letters import letter_to
from tests.tasks.members.sites.lines import recorded_sites, set_aside, site_line

AT = paris("2026-07-08 10:00")
EXPIRED, ANSWERED = {"outcome": RequestOutcome.expired}, {"outcome": RequestOutcome.answered}
CANCELLED, LATE = {"outcome": RequestOutcome.cancelled}, EXPIRED | {"answered_at": AT}
ASKED: list[list[dict[str, Any]]] = [[], [{}], [EXPIRED], [CANCELLED], [LATE], [EXPIRED, ANSWERED]]
"""What may have been asked of a dossier."""


@pytest.fixture
def installed(any_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a fresh database the one that the settings name, and give its address."""
    monkeypatch.setenv("SPRO_DATABASE_URL", any_database)
    return any_database


def offered() -> Choices:
    """Return what the forms offer."""
    return read_choices(at=AT)


def asked(session: Session, campaign: Campaign, status: Status, *requests: dict[str, Any]) -> Application:
    """Return a dossier of which these were asked."""
    dossier = application(session, campaign, status, missing=["annexe-1"])
    passage(session, campaign, dossier)
    if status in DECIDED_UPON:
        sense = DecisionSense.accepted if status is Status.member else DecisionSense(status)
        decision_on(session, dossier, sense, decided_at=paris("2026-07-01 10:00"))
    if status is Status.validated:
        validate(session, campaign, dossier)
    if status is Status.carried_over:
        told = {"kind": "carried_over", "status": "sent", "sent_at": AT, "text": "Voies et délais de recours"}
        notice(session, campaign, due_at=None, application=dossier, **told)
    for row in requests:
        completion_request(session, campaign, dossier, due_on=date(2026, 7, 10), **row)
    return dossier


def validate(session: Session, campaign: Campaign, dossier: Application) -> None:
    """Have the commission have spoken of a dossier, on which the Région then decides."""
    said: dict[str, Any] = {"decision": DecisionSense.accepted, "by": "Mme Essai", "given_at": AT}
    signed: dict[str, Any] = {"signatory_name": "Jeanne Essai", "signatory_capacity": "Présidente"}
    session.add(Validation(application_id=dossier.id or 0, campaign_id=campaign.id or 0, **said, **signed))
    session.flush()


def act(session: Session, name: str, dossier: Application) -> object:
    """Do what a form does to a dossier, as its deployment names it."""
    reference = dossier.reference
    said: dict[str, Any] = {"application": reference, "reason": "Un motif.", "by": "Mme Essai"}
    several: dict[str, Any] = {"references": [reference], "by": "Mme Essai"}
    by_name: dict[str, Callable[[], object]] = {
        "demander-complements": lambda: requests.ask(session, completion(dossier), at=AT),
        "prolonger-complements": lambda: requests.extend(session, extension(dossier, date(2026, 8, 3)), at=AT),
        "annuler-demande": lambda: requests.cancel(session, cancellation(dossier), at=AT),
        "reporter-dossier": lambda: carry_over_by_hand(session, carrying(dossier), at=AT),
        "representer-dossier": lambda: represent(session, resubmission(dossier), at=AT),
        "saisir-engagements": lambda: type_answers(session, AnswersForm(**said, answers="E1 : oui"), at=AT),
        "instruire-dossier": lambda: record.examine(session, ExaminationForm(**several), at=AT),
        "declarer-deport": lambda: recuse(session, RecusalForm(**several, name="M. Essai"), at=AT),
        "modifier-ordre-du-jour": lambda: moved_first(session, dossier),
        "signer-decisions": lambda: sign_decisions(session, signing(dossier, signed_on=AT.date()), at=AT),
        "exporter-parapheur": lambda: exported(session, dossier),
        "rectifier-decision": lambda: rectify(session, rectification(dossier, "accepted"), at=AT),
        "notifier-autrement": lambda: hand_over(session, handover(dossier, on="2026-07-02"), at=AT),
        "enregistrer-recours": lambda: record_appeal(session, appeal_form(dossier, received_on="2026-07-08"), at=AT),
        "repondre-au-recours": lambda: answer_appeal(session, answer_form(dossier, "rejected"), at=AT),
        "enregistrer-retrait": lambda: withdraw(session, WithdrawalForm(**said), at=AT),
        "admettre-hors-delai": lambda: admit_late(session, AdmissionForm(**said), at=AT),
        "laisser-hors-delai": lambda: leave_late(session, LeavingForm(**said), at=AT),
        "affecter-dossier": lambda: assign(session, AssignmentForm(**several, agent="loire"), at=AT),
        "recevoir-dossier": lambda: mailed(session, dossier),
        "ecrire-au-candidat": lambda: write(session, letter_to(reference=reference), at=AT),
        "demander-avis": lambda: consult(session, dossier),
        "enregistrer-avis": lambda: record_advice(session, AdviceForm(reference=reference, text="Oui.", by="X"), at=AT),
        "annuler-avis": lambda: revoke_advice(session, AdviceRevocationForm(**said), at=AT),
        "ecarter-sites": lambda: one_site_less(session, reference),
        "annoter-dossier": lambda: annotate(session, AnnotationForm(**several, labels=["urgent"]), at=AT),
    }
    return by_name[name]()


def exported(session: Session, dossier: Application) -> bytes:
    """Export the act of a dossier, in a Région that signs outside, and return its document."""
    campaign = session.get_one(Campaign, dossier.campaign_id)
    rule_by(campaign, SIGNS_OUTSIDE)
    export_acts(session, ExportForm(references=[dossier.reference], signatory=SIGNATORY, by="Mme Essai"), at=AT)
    session.flush()
    [act] = session.exec(select(ActFile).where(ActFile.application_id == dossier.id))
    return session.get_one(Document, act.document_id).content


def one_site_less(session: Session, reference: str) -> list[Application]:
    """Say that one of the two sites of a dossier is to be refused."""
    record_sites(session, recorded_sites(reference, site_line(), site_line("Antenne")), at=AT)
    return set_aside_sites(session, set_aside(reference, "Antenne"), at=AT)


def moved_first(session: Session, dossier: Application) -> object:
    """Move a dossier to the top of the agenda of the body that it may wait for, which meets twelve days later."""
    stage = "working_group" if dossier.status is Status.examined else "commission"
    day = MeetingForm(
        session="ara-2026", stage=stage, on=date(2026, 7, 20), reason="Salle prise en juin.", by="Mme Essai"
    )
    set_meeting(session, day, at=AT)
    form = OrderForm(reference=dossier.reference, stage=stage, position=1, reason="Un motif.", by="Mme Essai")
    return reorder(session, form, at=AT)


def mailed(session: Session, dossier: Application) -> object:
    """Have a dossier mailed to the desk that examines it, by a link."""
    form = ReceptionForm(reference=dossier.reference, desk="examining_service", by="Mme Essai")
    return hand(session, form, read_asked(session, form), None, links="https://spro.region.example/spro/remise", at=AT)


TELLING: tuple[type[SQLModel], ...] = (JournalLine, CompletionRequest, Examination, Label, ActFile)
HOW_MANY = union_all(*(select(func.count()).select_from(table) for table in TELLING))


def written(session: Session) -> list[int]:
    """Return how many rows tell what people did."""
    return list(session.scalars(HOW_MANY))


def takes(session: Session, name: str, dossier: Application) -> bool:
    """Return True if a form does something to a dossier: it is not refused, and is written down."""
    before = written(session)
    with undone(session), suppress(Refusal):
        act(session, name, dossier)
        return written(session) != before
    return False


FLAGGED = (
    "identifier-dossier",
    "rapprocher-dossiers",
    "statuer-sur-le-cachet",
    "corriger-saisie",
    "conserver-dossier",
    "lever-conservation",
    "deposer-actes-signes",
)
"""The forms that offer what a flag is on, or what is over too; they are held to that elsewhere."""


class Crowd(NamedTuple):
    """A dossier in each status of which each was asked that may be, and what the forms offer of them."""

    session: Session
    dossiers: list[Application]
    offered: Choices


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """Give one crowd to all: what a test does to a dossier is undone."""
    address = f"sqlite:///{tmp_path_factory.mktemp('crowd') / 'spro.db'}"
    with ExitStack() as stack:
        stack.callback(forget, address)
        session = stack.enter_context(transaction(address))
        desk = {"label": "Service de la Loire", "email": "loire-spro@example.invalid"}
        campaign = campaign_with(session, {"agents": {"loire": desk}})
        made = [asked(session, campaign, status, *rows) for status in Status for rows in ASKED]
        yield Crowd(session, made, choices_of(session, at=AT))


def test_among_very_many_dossiers_the_latest_of_each_status_are_listed(
    installed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are named by their references."""
    monkeypatch.setattr("tasks.console.forms.choices.MOST", 2)
    with transaction(installed) as session:
        campaign = campaign_with(session)
        for day, status in enumerate([Status.registered] * 3 + [Status.under_examination], start=1):
            application(session, campaign, status, status_at=paris(f"2026-03-0{day} 10:00"))

    listed = [picked(choice) for choice in offered().targets]

    assert listed == ["ARA-2026-0002", "ARA-2026-0003", "ARA-2026-0004"]


@pytest.mark.parametrize("name", [act.name for act in ACTS.values() if act.offered and act.name not in FLAGGED])
def test_a_form_offers_what_it_takes(crowd: Crowd, name: str) -> None:
    """Of every status, whatever was asked: exactly those that it changes, among those that are not over."""
    alive = [one for one in crowd.dossiers if one.status in WITHDRAWABLE | DECIDED_UPON]

    taken = [one.reference for one in alive if takes(crowd.session, name, one)]

    assert [picked(choice) for choice in crowd.offered.dossiers[name]] == taken


def test_what_was_exported_is_offered_to_be_deposited_signed(installed: str) -> None:
    """A decision, whatever its dossier waits for besides; not the one of which nothing was exported."""
    with transaction(installed) as session:
        campaign = campaign_with(session)
        one, _ = (asked(session, campaign, Status.validated, {}) for _ in range(2))
        exported(session, one)

        assert [picked(choice) for choice in choices_of(session, at=AT).dossiers["deposer-actes-signes"]] == [
            one.reference
        ]


def test_a_choice_says_who_it_is_and_since_when(installed: str) -> None:
    """Its reference, its organisation, its status and the local day since which it stands there."""
    with transaction(installed) as session:
        name, since = "Maison de l'emploi de la Loire", paris("2026-05-03 00:30")
        application(session, campaign_with(session), Status.incomplete, name=name, status_at=since)

    [choice] = offered().dossiers["demander-complements"]
    assert choice == "ARA-2026-0001 · Maison de l'emploi de la Loire · incomplet depuis le 3 mai"


@ON_SQLITE
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mission · locale", "Mission locale"),
        ("  Foyer\n de  l'Évêché ", "Foyer de l'Évêché"),
        ("x" * LONGEST, "x" * LONGEST),
        ("x" * (LONGEST + 1), f"{'x' * (LONGEST - 1)}…"),
        (f"{'x' * (LONGEST - 2)} yz", f"{'x' * (LONGEST - 2)}…"),
    ],
)
def test_a_name_of_any_kind_stays_in_its_part_of_the_choice(installed: str, name: str, shown: str) -> None:
    """On one line, not too long, without the sign that ends a part: the reference is read back from it."""
    with transaction(installed) as session:
        application(session, campaign_with(session), Status.late, name=name)

    [choice] = offered().dossiers["admettre-hors-delai"]
    assert choice.split(" · ")[:2] == ["ARA-2026-0001", shown]


@ON_SQLITE
def test_no_address_is_offered(installed: str) -> None:
    """Prefect shows choices to whoever opens the console."""
    with transaction(installed) as session:
        campaign = campaign_with(session)
        for status in Status:
            asked(session, campaign, status, {})

    assert "@" not in str(offered())


def test_dossiers_come_by_reference_from_every_session_that_left_them(installed: str) -> None:
    """What a former session settled is offered no more; what it left undecided is, until it passes."""
    with transaction(installed) as session:
        former, latest = campaign_with(session, year=2025), campaign_with(session)
        for campaign in (latest, former):
            for status in (Status.under_examination, Status.accepted):
                application(session, campaign, status)

    found = [picked(choice) for choice in offered().dossiers["enregistrer-retrait"]]
    assert found == ["ARA-2025-0001", "ARA-2026-0001", "ARA-2026-0002"]


def test_a_day_of_another_year_is_written_with_it(installed: str) -> None:
    """« Incomplet depuis le 3 mai » would be read as this year's."""
    with transaction(installed) as session:
        application(session, campaign_with(session), Status.late, status_at=paris("2026-05-03 10:00"))
        campaign_with(session, year=2027)

    assert list(offered().dossiers["admettre-hors-delai"]) == [
        "ARA-2026-0001 · CIDFF de l'Ain · hors délai depuis le 3 mai 2026"
    ]


def test_the_forms_speak_of_the_latest_session(installed: str) -> None:
    """Its pieces with their labels, its delay, the end of its instruction; sessions are offered from the latest on."""
    with transaction(installed) as session:
        campaign_with(session)
        campaign_with(session, {"policies.completion.days": 30}, year=2027)

    choices = offered()

    assert choices.sessions == ("ara-2027", "ara-2026")
    assert (choices.days_to_complete, choices.examination_ends) == (30, "lundi 31 mai 2027 (Session 2027)")
    assert choices.pieces[:2] == ("dossier · Dossier de candidature", "annexe-1 · Annexe 1")
    assert len(choices.pieces) == 8


@pytest.mark.usefixtures("installed")
def test_before_the_first_session_there_are_regions_and_a_day() -> None:
    """All that opening one asks for."""
    assert offered() == Choices(today=date(2026, 7, 8), regions=tuple(shipped_regions()))


@pytest.mark.usefixtures("installed")
def test_the_region_file_of_the_installation_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote one opens sessions of it."""
    monkeypatch.setenv("SPRO_REGION_FILE", "/srv/spro/ma-region.yaml")

    assert offered().regions == ("installation · ma-region.yaml", *shipped_regions())


def test_rules_are_those_of_the_sessions_in_hand_and_say_whose_they_are(session: Session) -> None:
    """A piece of the former one may still be asked for there, and what it holds may be corrected."""
    former, _ = campaign_with(session), campaign_with(session, year=2027)
    pieces = {**former.rules.pieces, "bilan": former.rules.pieces["annexe-1"]}
    former.region = former.rules.model_copy(update={"pieces": pieces}).model_dump_json()
    session.add(former)
    session.flush()

    found = choices_of(session, at=paris("2027-02-01 10:00"))

    assert [one for one in found.pieces if one.startswith("bilan")] == []
    found = choices_of(session, at=AT)
    assert "bilan · Annexe 1 (Session 2026)" in found.pieces
    assert len(found.pieces) == len({picked(one) for one in found.pieces})
    assert {one.rpartition(" · ")[2] for one in found.correctable} == {"Session 2026", "Session 2027"}
