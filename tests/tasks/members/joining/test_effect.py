"""The effective date: those accepted are entered in the register, told, and handed their certificate."""

from datetime import date

import pytest
from sqlmodel import Session, select

from models.dossiers.application import Organisation
from models.members.membership import Instrument
from models.members.texts.text import DocumentStatus
from models.notices import Document, Notice, NoticeFile
from models.sessions.campaign import Campaign
from models.sessions.opening import move_stage, stages
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.decisions.record import record_decisions
from tasks.members.joining.effect import take_effect
from tests.factories import application, campaign_with, paris, typed
from tests.notifications.documents.papers import read
from tests.support.forms import decision
from tests.support.members import JULY, SEPTEMBER, kinds, memberships, signed, text

FIRST = {"membership.signature_first": True}


def certificate(session: Session, notice: Notice) -> str:
    """Return the only file of a notice, as text."""
    held = select(Document).join(NoticeFile).where(NoticeFile.notice_id == notice.id)
    return read(session.exec(held).one().content).text


def notices(session: Session) -> list[Notice]:
    """Return the notices, in order."""
    return list(session.exec(select(Notice).order_by(Notice.id)))  # type: ignore[arg-type]


def test_the_accepted_enter_the_register_on_the_effective_date(any_database: str) -> None:
    """From 1 September until the term of the region, with the logo; the others stay where they are."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        dossier = application(session, campaign, Status.accepted, network=None)
        application(session, campaign, Status.studied)

        assert take_effect(session, campaign, at=SEPTEMBER) == 1

        [joined] = memberships(session)
        assert (joined.application_id, joined.organisation_id) == (dossier.id, dossier.organisation_id)
        assert (joined.circle, joined.instrument) == (3, Instrument.cahier_des_charges)
        assert (joined.starts_on, joined.ends_on) == (date(2026, 9, 1), date(2028, 12, 31))
        assert (joined.logo_granted_on, joined.logo_withdrawn_on) == (date(2026, 9, 1), None)


def test_before_the_effective_date_nobody_does(session: Session) -> None:
    """Not a second before midnight."""
    campaign = campaign_with(session)
    application(session, campaign, Status.accepted)

    assert take_effect(session, campaign, at=paris("2026-08-31 23:59")) == 0

    assert (memberships(session), kinds(session)) == ([], [])


def test_taking_effect_again_changes_nothing(session: Session) -> None:
    """One membership and one notice, however often a run is launched."""
    campaign = campaign_with(session)
    application(session, campaign, Status.accepted)

    told = [take_effect(session, campaign, at=SEPTEMBER) for _ in range(3)]

    assert (told, len(memberships(session)), kinds(session)) == ([1, 0, 0], 1, ["effective"])


def test_a_run_that_comes_late_gives_the_same_date(session: Session) -> None:
    """The server was out for two days: membership began on the first all the same."""
    campaign = campaign_with(session)
    application(session, campaign, Status.accepted)

    take_effect(session, campaign, at=paris("2026-09-03 09:00"))

    assert [one.starts_on for one in memberships(session)] == [date(2026, 9, 1)]


def test_a_decision_after_the_effective_date_takes_effect_on_its_day(session: Session) -> None:
    """Nobody is a member before the decision that makes it one."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, Status.studied)

    record_decisions(session, decision(dossier), at=paris("2026-09-06 14:00"))

    assert [one.starts_on for one in memberships(session)] == [date(2026, 9, 6)]
    assert "depuis le dimanche 6 septembre 2026" in typed(notices(session)[-1].text)


def test_an_effective_date_that_moved_is_the_one(session: Session) -> None:
    """Postponed to the first of October."""
    campaign = campaign_with(session)
    stage = stages(session, campaign)["effect"]
    move_stage(session, campaign, stage, to=date(2026, 10, 1), reason="Report", by="Région", at=JULY)
    application(session, campaign, Status.accepted)

    told = [take_effect(session, campaign, at=paris(day)) for day in ("2026-09-01 09:00", "2026-10-01 00:00")]

    assert (told, [one.starts_on for one in memberships(session)]) == ([0, 1], [date(2026, 10, 1)])


def test_the_certificate_goes_with_the_notice(session: Session) -> None:
    """Named by its number, it says who, since when, by which text and whose decision."""
    campaign = campaign_with(session)
    document = text(session, campaign, "2")
    dossier = application(session, campaign, Status.studied, name="École & Métiers d'Oyonnax")
    session.get_one(Organisation, dossier.organisation_id).siret = "99900001100018"
    record_decisions(session, decision(dossier), at=JULY)
    signed(session, dossier, document, date(2026, 7, 18))

    take_effect(session, campaign, at=SEPTEMBER)

    notice = notices(session)[-1]
    assert session.exec(select(NoticeFile.name).where(NoticeFile.notice_id == notice.id)).all() == [
        "certificat-ADH-2026-0001.pdf"
    ]
    printed = certificate(session, notice)
    for said in (
        "École & Métiers d'Oyonnax",
        "SIRET 999 000 011 00018",
        "ADH-2026-0001",
        "mardi 1er septembre 2026",
        "dimanche 31 décembre 2028 inclus",
        "version 2, signé le samedi 18 juillet 2026",
        "Camille Essai, Présidente de la commission",
    ):
        assert said in printed


def test_each_gets_its_own_certificate(session: Session) -> None:
    """Nobody reads another's name."""
    campaign = campaign_with(session)
    for name in ("Maison de l'emploi", "Cité des métiers"):
        application(session, campaign, Status.accepted, name=name)

    take_effect(session, campaign, at=SEPTEMBER)

    first, second = (certificate(session, notice) for notice in notices(session))
    assert ("Maison de l'emploi" in first, "Cité des métiers" in first) == (True, False)
    assert ("Maison de l'emploi" in second, "Cité des métiers" in second) == (False, True)


@pytest.mark.parametrize(
    ("has_text", "has_signed", "said"),
    [
        (True, True, "Le texte qui vous engage est signé depuis le samedi 18 juillet 2026"),
        (True, False, "il vous reste à signer le texte suivant : Cahier des charges du SPRO, version 1"),
        (False, False, "si vous n'avez pas encore signé le texte suivant, dites-le-nous"),
    ],
)
def test_the_notice_says_what_is_to_be_signed(session: Session, said: str, *, has_text: bool, has_signed: bool) -> None:
    """Nothing, where it is signed; the version in force, where one is recorded."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, Status.accepted)
    document = text(session, campaign) if has_text else None
    if document and has_signed:
        signed(session, dossier, document, date(2026, 7, 18))

    take_effect(session, campaign, at=SEPTEMBER)

    assert said in typed(notices(session)[0].text)
    assert (memberships(session)[0].document_id is not None) == has_signed


def test_where_signing_comes_first_the_others_stay_accepted(any_database: str) -> None:
    """Whoever signed the version in force is a member; the others wait, and are told nothing."""
    with transaction(any_database) as session:
        campaign = campaign_with(session, FIRST)
        former, current = text(session, campaign, "1", DocumentStatus.superseded), text(session, campaign, "2")
        signs, signed_before, never = (application(session, campaign, Status.accepted) for _ in range(3))
        signed(session, signs, current, date(2026, 7, 18))
        signed(session, signed_before, former, date(2026, 7, 2))

        take_effect(session, campaign, at=SEPTEMBER)

        for dossier in (signs, signed_before, never):
            session.refresh(dossier)
        assert [one.status for one in (signs, signed_before, never)] == [
            Status.member,
            Status.accepted,
            Status.accepted,
        ]
        assert kinds(session) == ["effective"]


def test_where_signing_comes_first_and_nothing_is_recorded_nobody_joins(session: Session) -> None:
    """There is nothing to have signed."""
    campaign = campaign_with(session, FIRST)
    application(session, campaign, Status.accepted)

    assert take_effect(session, campaign, at=SEPTEMBER) == 0


def test_a_signature_by_another_organisation_is_nobody_elses(session: Session) -> None:
    """Each signs for itself."""
    campaign = campaign_with(session, FIRST)
    document = text(session, campaign)
    signs, other = (application(session, campaign, Status.accepted) for _ in range(2))
    signed(session, signs, document, date(2026, 7, 18))

    take_effect(session, campaign, at=SEPTEMBER)

    assert [one.application_id for one in memberships(session)] == [signs.id]
    assert other.id != signs.id


def test_a_region_without_that_rule_waits_for_no_signature(session: Session) -> None:
    """The shipped file: those accepted are members on 1 September, signed or not."""
    campaign = campaign_with(session)
    text(session, campaign)
    application(session, campaign, Status.accepted)

    take_effect(session, campaign, at=SEPTEMBER)

    assert session.exec(select(Campaign)).one().rules.membership.signature_first is False
    assert len(memberships(session)) == 1
