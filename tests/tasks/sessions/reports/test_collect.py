"""A year's report is asked with a set that was validated, of each member once, and reminded of until it is whole."""

from datetime import date

import pytest
from sqlmodel import Session, select

from models.errors import Refusal
from models.forms.membership.territories import CoordinatorForm
from models.members.membership import Membership
from models.members.register import find_membership
from models.members.reports.rows import ReportAnswer, ReportRequest
from models.notices import Notice
from models.sessions.campaign import Campaign
from tasks.meetings.territories.coordinate import designate
from tasks.sessions.reports.collect import open_report, remind_of_reports, validate_set
from tasks.sessions.reports.enter import enter_report
from tests.factories import campaign_with, paris
from tests.support.members import kinds, letter, member
from tests.tasks.sessions.reports.asked import RULES, opening, typed_in, validation, whole

JANUARY = paris("2027-01-11 10:00")
NAME, OTHER = "ARA-2026-0001", "ARA-2026-0002"


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """Give a session with two members who have dossiers, and one who has none."""
    made = campaign_with(session, RULES)
    for name in ("CIDFF de l'Ain", "Cité des métiers"):
        member(session, made, name=name)
    member(session, made, name="Mission locale", dossier=False)
    return made


@pytest.fixture
def opened(session: Session, campaign: Campaign) -> Campaign:
    """Give the same, once the report of 2026 is asked for."""
    validate_set(session, validation(), at=paris("2026-12-10 10:00"))
    open_report(session, opening(), at=JANUARY)
    return campaign


def requests(session: Session) -> list[ReportRequest]:
    """Return who is asked, in order."""
    return list(session.exec(select(ReportRequest).order_by("id")))


def test_a_draft_cannot_be_used(session: Session, campaign: Campaign) -> None:
    """What nobody validated asks nobody anything."""
    with pytest.raises(Refusal, match="c'est un projet"):
        open_report(session, opening(), at=JANUARY)

    assert kinds(session) == []


def test_what_was_validated_does_not_change(session: Session, campaign: Campaign) -> None:
    """Said again, nothing; with another day, refused."""
    at = paris("2026-12-10 10:00")
    validate_set(session, validation(), at=at)
    validate_set(session, validation(), at=at)

    with pytest.raises(Refusal, match="déjà enregistrée"):
        validate_set(session, validation(validated_on=date(2026, 12, 3)), at=at)


def test_each_member_of_the_year_is_asked_once(session: Session, opened: Campaign) -> None:
    """Who has no address with us is known too; opened again, nobody is asked twice."""
    open_report(session, opening(), at=JANUARY)

    assert [(one.number, bool(one.recipient)) for one in requests(session)] == [
        ("ADH-2026-0001", True),
        ("ADH-2026-0002", True),
        ("ADH-2026-0003", False),
    ]
    assert kinds(session) == ["report_request"] * 2
    assert "Suivi de l'accueil, version 1, validée le mercredi 2 décembre 2026" in letter(session, "report_request")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"year": 2028}, "elle n'a pas commencé"),
        ({"due": date(2027, 1, 11)}, "un jour à venir"),
        ({"year": 2020}, "aucun membre à interroger"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    session: Session, campaign: Campaign, said: dict[str, object], why: str
) -> None:
    """With what to write instead."""
    validate_set(session, validation(), at=paris("2026-12-10 10:00"))

    with pytest.raises(Refusal, match=why):
        open_report(session, opening(**said), at=JANUARY)


def test_reminders_leave_until_a_report_is_whole(session: Session, opened: Campaign) -> None:
    """Fifteen and five days before the last one; not to who has answered all, nor once the day is over."""
    enter_report(session, typed_in(NAME, whole(40, 10, 20)), at=JANUARY)
    enter_report(session, typed_in(OTHER, {"people": 12}), at=JANUARY)

    reminded = [
        remind_of_reports(session, opened, at=paris(f"2027-{day} 09:00")) for day in ("02-13", "02-23", "03-09")
    ]

    assert reminded == [1, 1, 0]
    assert "Personnes accueillies, tranche d'âge : moins de 26 ans" in letter(session, "report_reminder")


def test_of_two_sessions_the_latest_reminds(session: Session, opened: Campaign) -> None:
    """Under its own rules and in its own name; the former one leaves the reminder to it."""
    latest = campaign_with(session, RULES, year=2027)

    reminded = [remind_of_reports(session, one, at=paris("2027-02-13 09:00")) for one in (opened, latest)]

    [*notices] = session.exec(select(Notice).where(Notice.kind == "report_reminder"))
    assert reminded == [0, 2]
    assert {one.campaign_id for one in notices} == {latest.id}


def test_each_region_reminds_of_its_own(session: Session, opened: Campaign) -> None:
    """Where another one's session opens after, its members are still reminded."""
    campaign_with(session, {"region.id": "bretagne", "session.code": "bre-{year}"}, year=2027)

    assert remind_of_reports(session, opened, at=paris("2027-02-13 09:00")) == 2


def test_a_correction_says_why_and_keeps_what_it_replaces(session: Session, opened: Campaign) -> None:
    """Without a reason it is refused; said again, nothing is added."""
    enter_report(session, typed_in(NAME, {"people": 40}), at=JANUARY)

    with pytest.raises(Refusal, match="dites pourquoi"):
        enter_report(session, typed_in(NAME, {"people": 41}), at=JANUARY)
    enter_report(session, typed_in(NAME, {"people": 41}, "Faute de frappe."), at=JANUARY)
    enter_report(session, typed_in(NAME, {"people": 41}, "Faute de frappe."), at=JANUARY)

    assert [(one.said, one.reason) for one in session.exec(select(ReportAnswer).order_by("id"))] == [
        ({"people": 40}, None),
        ({"people": 41}, "Faute de frappe."),
    ]


def test_a_renewed_member_answers_what_it_was_asked_before(session: Session, opened: Campaign) -> None:
    """By the number of its new membership, and by that of the former one, which its form bears."""
    former = requests(session)[0]
    renewed = Membership(
        **find_membership(session, NAME).model_dump(exclude={"id", "starts_on", "ends_on"}), starts_on=date(2027, 2, 1)
    )
    session.add(renewed)
    session.flush()

    enter_report(session, typed_in(NAME, {"people": 40}), at=JANUARY)
    enter_report(session, typed_in(former.number, {"known": "oui"}), at=JANUARY)

    assert renewed.number != former.number
    assert [one.said for one in session.exec(select(ReportAnswer).where(ReportAnswer.request_id == former.id))] == [
        {"people": 40},
        {"people": 40, "known": "oui"},
    ]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"people": "douze"}, "écrivez un nombre entier"),
        ({"people": -3}, "écrivez un nombre entier"),
        ({"known": "peut-être"}, "choisissez parmi : oui, en partie, non"),
        ({"pets": 3}, "elle n'est pas de ce bilan"),
    ],
)
def test_what_is_no_answer_is_refused(session: Session, opened: Campaign, values: dict[str, object], why: str) -> None:
    """With the value and the mend; nothing is recorded."""
    with pytest.raises(Refusal, match=why):
        enter_report(session, typed_in(NAME, values), at=JANUARY)

    assert session.exec(select(ReportAnswer)).all() == []


def test_parts_larger_than_their_whole_are_to_be_mended(session: Session, opened: Campaign) -> None:
    """They are kept as they were said, and the report is not whole."""
    enter_report(session, typed_in(NAME, whole(40, 10, 20) | {"people.sex.1": 30}), at=JANUARY)

    [answer] = session.exec(select(ReportAnswer))
    assert answer.faults == ["Personnes accueillies : 40, mais 50 par sexe ; à corriger."]


def test_a_territory_is_reported_on_by_who_coordinates_it(session: Session) -> None:
    """Where the region file says so: one request a territory, to the contact of its coordination."""
    campaign = campaign_with(session, {**RULES, "reporting": {"asked": "coordinators"}})
    coordinates, _ = (member(session, campaign, name=name) for name in ("Mission locale", "Cité des métiers"))
    who = {"contact_name": "Direction", "contact_email": "direction@mission.example", "by": "DFOR"}
    said = {"reference": coordinates.number, "territory": "loire", "starts_on": "2026-09-15"}
    form = CoordinatorForm.model_validate(said | who | {"informed_on": "2026-09-15"})
    designate(session, form, at=paris("2026-09-15 10:00"))
    validate_set(session, validation(), at=paris("2026-12-10 10:00"))

    open_report(session, opening(), at=JANUARY)

    [request] = requests(session)
    assert (request.number, request.territory, request.counted_in) == (coordinates.number, "loire", "Loire")
    assert request.recipient == "direction@mission.example"
    assert "Territoire dont vous rendez compte : Loire" in letter(session, "report_request")
