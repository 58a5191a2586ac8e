"""Opinions, decisions and their remedies: what must be said, what may be undone, and from when a decision binds."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import Session, col, select

from models.dossiers.application import Application, Decision, Opinion, Reach
from models.errors import Refusal
from models.forms.decisions import HandoverForm, RectificationForm
from models.forms.dossiers import DecisionForm, OpinionForm
from models.notices import Notice
from models.vocabulary import NoticeStatus, Status
from notifications.loading.proof_of_notification import Served, served
from tasks.decisions.opinions import record_opinions
from tasks.decisions.record import record_decisions
from tasks.decisions.rectify import hand_over, rectify
from tasks.intake.store import Store
from tasks.members.joining.effect import take_effect
from tests.factories import application, campaign_with, paris, typed
from tests.support.mails import Desk
from tests.support.year import Play, day_of
from tests.tasks.console.waiting.waiting import waiting
from tests.tasks.intake.bounces import report

JUNE, JULY, OCTOBER, DECEMBER = (paris(f"2026-{day} 10:00") for day in ("06-18", "07-09", "10-09", "12-09"))
SIGNATORY = {"name": "Camille Exemple", "capacity": "Présidente de la commission"}
REASONS = "En droit, l'article 3 du cahier des charges. En fait, le dossier ne prévoit aucun accueil du public."


@pytest.fixture
def desk(session: Session, tmp_path: Path) -> Desk:
    """Give the session of 2026."""
    return Desk(session, campaign_with(session), Store((tmp_path / "store").as_uri()))


@pytest.fixture
def examined(desk: Desk) -> Application:
    """Give a dossier that waits for the working group."""
    return application(desk.session, desk.campaign, Status.examined)


def opine(desk: Desk, dossier: Application, opinion: str, **fields: Any) -> None:  # noqa: ANN401
    """Record what the working group said."""
    row = {"references": [dossier.reference], "opinion": opinion, "by": "Secrétariat"}
    record_opinions(desk.session, OpinionForm.model_validate(row | fields), at=JUNE)


def decide(desk: Desk, dossier: Application, sense: str, **fields: Any) -> None:  # noqa: ANN401
    """Record what was decided, and send the letter."""
    row = {"references": [dossier.reference], "decision": sense, "signatory": SIGNATORY, "by": "Secrétariat"}
    record_decisions(desk.session, DecisionForm.model_validate(row | fields), at=JULY)
    leave(desk, JULY)


def leave(desk: Desk, at: datetime) -> None:
    """Hold that the mail server took all that waited."""
    desk.session.flush()
    for notice in desk.session.exec(select(Notice).where(Notice.status == NoticeStatus.queued)):
        notice.status, notice.sent_at, notice.due_at = NoticeStatus.sent, at, None
    desk.session.flush()


def take_back(desk: Desk, dossier: Application, at: datetime, **fields: Any) -> None:  # noqa: ANN401
    """Refuse what was accepted, as if it had never been."""
    row = {"reference": dossier.reference, "decision": "refusée", "reasons": REASONS, "by": "Coordination"}
    said = row | {"signatory": SIGNATORY, "reach": Reach.withdrawn} | fields
    rectify(desk.session, RectificationForm.model_validate(said), at=at)


def standing(desk: Desk, dossier: Application) -> Served:
    """Return how the decision on a dossier stands."""
    return served(desk.session, desk.campaign.rules, [dossier.id or 0])[dossier.id or 0]


def senses(desk: Desk) -> list[str]:
    """Return all that was ever decided, in order."""
    return [one.decision.value for one in desk.session.exec(select(Decision).order_by(col(Decision.id)))]


def test_case_44_the_opinion_binds_nobody(desk: Desk, examined: Application) -> None:
    """Against, then accepted: both are kept, and no reason of the difference is asked for."""
    opine(desk, examined, "unfavourable", reasons=REASONS)

    decide(desk, examined, "accepted")

    [opinion] = desk.session.exec(select(Opinion))
    assert (opinion.opinion, opinion.reasons, senses(desk)) == ("unfavourable", REASONS, ["accepted"])
    assert examined.status is Status.accepted


@pytest.mark.parametrize(
    "lacking",
    [{"reasons": None}, {"reasons": " "}, {"signatory": SIGNATORY | {"name": ""}}, {"signatory": {"name": "Camille"}}],
)
@pytest.mark.parametrize("sense", ["refused", "adjourned"])
def test_case_45_no_refusal_without_reasons_or_author(
    desk: Desk, examined: Application, sense: str, lacking: dict[str, Any]
) -> None:
    """Nothing is recorded, and nothing leaves."""
    opine(desk, examined, "favourable")

    with pytest.raises(ValidationError):
        decide(desk, examined, sense, **{"reasons": REASONS} | lacking)

    assert (senses(desk), desk.kinds(examined)) == ([], [])


def test_case_46_a_refusal_says_why_who_and_how_to_contest_it(desk: Desk, examined: Application) -> None:
    """Reasons in law and in fact, name and capacity, the court and its address; sent by mail, then as a registered
    letter: the delay runs from what leaves a proof."""
    opine(desk, examined, "unfavourable", reasons=REASONS)
    decide(desk, examined, "refused", reasons=REASONS)
    by_mail = standing(desk, examined)

    posted = {"reference": examined.reference, "on": "2026-07-15", "channel": "lettre recommandée", "by": "DFOR"}
    hand_over(desk.session, HandoverForm.model_validate(posted), at=paris("2026-07-20 10:00"))

    [letter], remedies = desk.notices(examined), desk.campaign.rules.remedies
    text = typed(letter.text)
    said = (REASONS, "Camille Exemple, Présidente de la commission", remedies.court, remedies.postal)
    assert [
        words for words in (*said, "deux mois", "Télérecours citoyens", "recours gracieux") if words not in text
    ] == []
    assert (by_mail.notified_on, by_mail.contestable_until) == (date(2026, 7, 9), date(2026, 9, 10))
    by_post = standing(desk, examined)
    assert (by_post.notified_on, by_post.contestable_until) == (date(2026, 7, 15), date(2026, 9, 16))


def test_case_50_an_illegal_acceptance_is_taken_back_after_observations(desk: Desk, examined: Application) -> None:
    """Three months later: not before the organisation was heard; then told, with its ground."""
    opine(desk, examined, "favourable")
    decide(desk, examined, "accepted")
    ground = {"ground": "illégalité, dans les quatre mois (L. 242-1)"}

    with pytest.raises(Refusal, match="présenter ses observations"):
        take_back(desk, examined, OCTOBER, **ground)
    take_back(desk, examined, OCTOBER, **ground, observations="Entendu le 1er octobre.")

    desk.session.refresh(examined)
    assert (examined.status, senses(desk)) == (Status.refused, ["accepted", "refused"])
    text = typed(desk.notices(examined)[-1].text)
    assert [
        words for words in ("Entendu le 1er octobre.", "n'avoir jamais existé", "L. 242-1") if words not in text
    ] == []


def test_case_50_after_four_months_only_other_grounds_are_left(desk: Desk, examined: Application) -> None:
    """Five months later illegality is refused, the other ways are named, and fraud is one."""
    opine(desk, examined, "favourable")
    decide(desk, examined, "accepted")
    heard = {"observations": "Entendu le 1er décembre."}

    with pytest.raises(Refusal, match=r"L\. 242-2.*L\. 241-2.*L\. 242-4"):
        take_back(desk, examined, DECEMBER, ground="illegality", **heard)
    take_back(desk, examined, DECEMBER, ground="fraud", **heard)

    assert senses(desk) == ["accepted", "refused"]


def test_case_51_an_acceptance_that_bounced_is_not_notified(desk: Desk, examined: Application) -> None:
    """A person is told to use another channel, and the membership begins on its day all the same."""
    opine(desk, examined, "favourable")
    decide(desk, examined, "accepted")
    before = standing(desk, examined).notified_on

    desk.register(report(desk.notices(examined)[0].message_id))
    take_effect(desk.session, desk.campaign, at=paris("2026-09-01 00:00"))

    assert (before, standing(desk, examined).notified_on) == (JULY.date(), None)
    assert [wait.value for wait in waiting(desk, at=OCTOBER)] == ["decision_unserved"]
    assert len(desk.notices(kind="alert")) == 1
    assert examined.status is Status.member


def test_case_51_the_delay_to_contest_a_refusal_that_bounced_has_not_begun(desk: Desk, examined: Application) -> None:
    """It begins with the day on which the refusal is handed over, however late."""
    opine(desk, examined, "unfavourable", reasons=REASONS)
    decide(desk, examined, "refused", reasons=REASONS)
    desk.register(report(desk.notices(examined)[0].message_id))
    bounced = standing(desk, examined)

    handed = {"reference": examined.reference, "on": "2026-08-31", "channel": "remise en main propre", "by": "DFOR"}
    hand_over(desk.session, HandoverForm.model_validate(handed), at=OCTOBER)

    assert (bounced.notified_on, bounced.contestable_until) == (None, None)
    assert standing(desk, examined).contestable_until == date(2026, 11, 2)
    assert waiting(desk, at=OCTOBER) == {}


def test_case_52_a_temporary_refusal_of_the_server_is_tried_again(play: Play) -> None:
    """Growing waits, one delivery, and nobody gets it twice."""
    year = play("""until: 2021-02-12
events:
  - {at: 2021-02-10 09:00, mail_server: {state: {refuse: {a@cidff01.example: 451}}}}
  - at: 2021-02-10 09:12
    deposit: {as: cidff, organisation: CIDFF Ain, siret: "99900001100018", from: a@cidff01.example, pieces: all}
  - {at: 2021-02-10 12:00, mail_server: {state: up}}
""")

    [registration] = year.notices("registration", "cidff")
    assert (registration["status"], registration["attempts"] > 2) == ("sent", True)
    assert day_of(registration["sent_at"]) >= "2021-02-10 12:00"
    assert [mail["Message-ID"] for mail in year.mails()].count(registration["message_id"]) == 1
