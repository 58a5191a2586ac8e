"""A version is adopted once it was advised upon: it replaces the former at its date, and is signed alone."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models.errors import Refusal
from models.members.texts.text import DocumentStatus, ReferenceDocument
from models.members.texts.versions import in_force
from models.region.policies.membership import TextKey
from tasks.members.missing_signatures import to_sign, to_sign_again
from tasks.members.texts.adopt import adopt_text
from tasks.members.texts.draft import advise_text, deposit_text, propose_text
from tests.factories import campaign_with, paris
from tests.support.members import JULY, adopt, adoption, draft, member, proposal, signed, text, text_opinion

OCTOBER = paris("2026-10-01 10:00")


def document(session: Session, version: str) -> ReferenceDocument:
    """Return a version of the cahier des charges."""
    return session.exec(select(ReferenceDocument).where(ReferenceDocument.version == version)).one()


def test_it_is_not_adopted_without_the_opinion_that_is_asked_for(session: Session) -> None:
    """S2 §10: the rule is told; the opinion has to come before the adoption."""
    campaign_with(session)
    deposit_text(session, draft(), at=JULY)
    propose_text(session, proposal(), at=JULY)
    with pytest.raises(Refusal, match=r"Avis préalable .*« CREFOP, ou sa commission .*§ 10.*avis-sur-texte"):
        adopt_text(session, adoption(), at=JULY)

    advise_text(session, text_opinion(given_on=date(2026, 7, 10)), at=JULY)
    with pytest.raises(Refusal, match="aucun n'est enregistré au 01/07/2026"):
        adopt_text(session, adoption(), at=JULY)
    adopt_text(session, adoption(adopted_on=date(2026, 7, 13)), at=JULY)

    assert document(session, "1").status is DocumentStatus.adopted


def test_an_opinion_against_it_binds_nobody(session: Session) -> None:
    """The CREFOP is consulted: the Region decides."""
    campaign_with(session)
    deposit_text(session, draft(), at=JULY)
    propose_text(session, proposal(), at=JULY)
    advise_text(session, text_opinion(sense="défavorable", remarks="Trop court."), at=JULY)

    adopt_text(session, adoption(), at=JULY)

    assert document(session, "1").status is DocumentStatus.adopted


def test_a_text_of_which_nothing_is_asked_is_adopted_at_once(session: Session) -> None:
    """The region file names those that need an opinion."""
    campaign_with(session)
    deposit_text(session, draft(document="charte graphique"), at=JULY)

    adopt_text(session, adoption(text="charte graphique : 1"), at=JULY)

    assert document(session, "1").status is DocumentStatus.adopted


def test_the_former_version_is_in_force_until_the_new_one_is(session: Session) -> None:
    """Adopted in September for January: both are told of each day, and the new one alone is signed."""
    campaign = campaign_with(session)
    text(session, campaign)

    adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15), in_force_from=date(2027, 1, 1))

    of_day = {day: [one.version for one in in_force(session, campaign.rules, day)] for day in _days()}
    assert of_day == {date(2026, 6, 30): [], date(2026, 12, 31): ["1"], date(2027, 1, 1): ["2"]}
    found = session.exec(select(ReferenceDocument).order_by(col(ReferenceDocument.id)))
    assert [one.status for one in found] == [DocumentStatus.superseded, DocumentStatus.adopted]


def _days() -> tuple[date, ...]:
    return date(2026, 6, 30), date(2026, 12, 31), date(2027, 1, 1)


def test_adopted_again_in_the_same_words_nothing_changes(session: Session) -> None:
    """In other words, it is refused."""
    campaign_with(session)
    adopt(session, at=JULY)

    adopt_text(session, adoption(), at=OCTOBER)

    assert document(session, "1").asked_at == JULY
    with pytest.raises(Refusal, match="« adopté » : elle ne s'adopte pas"):
        adopt_text(session, adoption(adopted_by="Une autre"), at=OCTOBER)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"on": date(2026, 7, 1)}, "la version 1 est en vigueur à partir du 01/07/2026"),
        ({"on": date(2026, 10, 2)}, "Adopté le « 02/10/2026 » : ce jour n'est pas encore venu"),
        ({"on": date(2026, 9, 15), "accept_by": date(2026, 9, 30)}, "« 30/09/2026 » : ce jour est passé"),
    ],
)
def test_a_date_that_cannot_be_is_refused(session: Session, said: dict[str, Any], why: str) -> None:
    """The former version began then, or the day has not come, or nobody can answer by then."""
    text(session, campaign_with(session))

    with pytest.raises(Refusal, match=why):
        adopt(session, "2", at=OCTOBER, **said)


def test_what_need_not_be_accepted_again_is_signed_by_those_who_signed_the_former(session: Session) -> None:
    """A mending of words: what engages a member still does, and new members sign the new version."""
    campaign = campaign_with(session)
    former = text(session, campaign)
    signed(session, member(session, campaign, document_id=former.id), former, date(2026, 7, 18))
    other = member(session, campaign, name="Nouveau membre")
    adopt(session, "2", at=OCTOBER, on=date(2026, 9, 15), again="non")
    adopt(session, "3", at=OCTOBER, on=date(2026, 9, 20), again="non")

    waiting = to_sign(session, campaign, at=OCTOBER, limit=None)

    assert [one.organisation for one in waiting.first] == ["Nouveau membre"]
    assert to_sign_again(session, campaign, at=OCTOBER, limit=None).total == 0
    signed(session, other, document(session, "2"), date(2026, 9, 16))
    assert to_sign(session, campaign, at=OCTOBER, limit=None).total == 0


def test_what_must_be_accepted_again_says_by_when(session: Session) -> None:
    """By the delay of the region file, or the form's; the morning's letter says that something waits."""
    campaign = campaign_with(session)

    adopt(session, at=JULY)
    adopt(session, "2", at=JULY, on=date(2026, 7, 15), accept_by=date(2026, 12, 31))

    assert (document(session, "1").accept_by, document(session, "2").accept_by) == (
        date(2026, 9, 18),
        date(2026, 12, 31),
    )
    assert campaign.digest_at == paris("2026-07-21 09:00")


def test_each_text_has_its_versions(session: Session) -> None:
    """The convention and the cahier des charges are numbered apart."""
    campaign = campaign_with(session)
    text(session, campaign)
    text(session, campaign, document=TextKey.convention)

    assert [one.document for one in in_force(session, campaign.rules, date(2026, 7, 2))] == [
        TextKey.cahier_des_charges,
        TextKey.convention,
    ]
