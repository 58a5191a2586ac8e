"""The forms about a decision already made: in French words, and refused with the field, the value and the mend."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from models.forms.decisions import CHANNELS, GROUNDS, HandoverForm, RectificationForm
from models.vocabulary import Channel, DecisionSense, Ground

SIGNED = {"name": "Camille Essai", "capacity": "Présidente"}


def rectification(**fields: Any) -> RectificationForm:  # noqa: ANN401
    """A rectification as somebody fills it in, for a refusal."""
    row = {"application": "ARA-2026-0001 · CIDFF · accepté depuis le 9 juillet", "decision": "refusée"}
    return RectificationForm.model_validate(
        row | {"reasons": "Article 3.", "signatory": SIGNED, "by": "Mme Essai"} | fields
    )


def test_a_rectification_is_said_in_french() -> None:
    """What the lists offer, and the words of scenario files alike."""
    chosen = rectification(ground="fraude (L. 241-2)", observations=" Entendu. ", confirmed=True)
    typed = rectification(decision="refused", ground="fraud", observations="Entendu.", confirmed=True)

    assert chosen == typed
    assert (chosen.dossiers, chosen.decision, chosen.ground) == (
        ["ARA-2026-0001"],
        DecisionSense.refused,
        Ground.fraud,
    )


def test_what_only_an_acceptance_taken_back_needs_may_be_left_out() -> None:
    """Empty boxes say nothing."""
    form = rectification(observations="")

    assert (form.ground, form.observations, form.confirmed, form.pieces) == (None, None, None, [])


def test_pieces_are_chosen_or_typed_and_go_with_an_adjournment() -> None:
    """With another decision they are refused."""
    form = rectification(decision="ajournée", pieces=["annexe-4 · Annexe 4", "annexe-5"])

    assert form.pieces == ["annexe-4", "annexe-5"]
    with pytest.raises(ValidationError, match="Pièces demandées « annexe-4 » : elles ne vont qu'avec un ajournement"):
        rectification(pieces=["annexe-4"])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"decision": "annulée"}, "Nouvelle décision « annulée » : choisissez parmi : acceptée, refusée, ajournée."),
        ({"ground": "erreur"}, "Fondement « erreur » : choisissez parmi : illégalité, dans les quatre mois"),
        ({"reasons": "  "}, "reasons"),
        ({"signatory": {"name": "Camille Essai"}}, "capacity"),
    ],
)
def test_what_is_not_a_rectification_is_refused(fields: dict[str, Any], message: str) -> None:
    """Reasons and an author are needed whatever is decided."""
    with pytest.raises(ValidationError, match=message):
        rectification(**fields)


@pytest.mark.parametrize("channel", Channel)
def test_a_channel_is_chosen_by_its_french_name(channel: Channel) -> None:
    """Or by the word of the code."""
    said = {"reference": "ara-2026-0001", "on": "2026-07-16", "by": "Mme Essai"}

    forms = [HandoverForm.model_validate(said | {"channel": word}) for word in (CHANNELS[channel], channel.value)]

    assert [(form.dossiers, form.on, form.channel) for form in forms] == [
        (["ARA-2026-0001"], date(2026, 7, 16), channel)
    ] * 2


def test_every_word_has_its_french_label() -> None:
    """Nobody is shown the code's word."""
    assert list(GROUNDS) == list(Ground)
    assert list(CHANNELS) == list(Channel)
