"""What the law wants each notice to say, and what it may not be sent without."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from models.errors import Refusal
from models.region.file import load_region
from models.vocabulary import Flag, LegalKind
from notifications.samples.sample_data import APPLICATION
from notifications.writing.mentions import check, wanted
from tests.support.notices import REGION, SAMPLES, flat, notice, said


def test_a_notice_that_loses_any_of_its_mentions_is_refused() -> None:
    """Whatever its kind: each mention of its row is looked for in its text."""
    for name, sample in SAMPLES.items():
        text = flat(notice(name))
        for mention, words in wanted(sample.kind, said(name)):
            with pytest.raises(Refusal, match=mention.label):
                check(sample.kind, [(mention, words)], text.replace(" ".join(words.split()), ""))


@pytest.mark.parametrize("name", ["refused", "adjourned"])
@pytest.mark.parametrize("reasons", [None, "", " \n"])
def test_an_unfavourable_decision_needs_its_reasons(name: str, reasons: str | None) -> None:
    """CRPA L211-2 and L211-5: it cannot be rendered, and so never sent, without them."""
    decision = replace(SAMPLES[name].variables["decision"], reasons=reasons)

    with pytest.raises(Refusal, match=r"Motifs .* obligatoire"):
        notice(name, decision=decision)


@pytest.mark.parametrize("name", ["accepted", "refused", "adjourned"])
@pytest.mark.parametrize(("field", "label"), [("signatory_name", "Nom"), ("signatory_capacity", "Qualité")])
def test_a_decision_needs_its_author(name: str, field: str, label: str) -> None:
    """CRPA L212-1: name and capacity of who decides."""
    decision = replace(SAMPLES[name].variables["decision"], **{field: " "})

    with pytest.raises(Refusal, match=f"{label} du signataire"):
        notice(name, decision=decision)


@pytest.mark.parametrize("name", ["refused", "adjourned"])
def test_an_unfavourable_decision_says_how_to_contest_it(name: str) -> None:
    """CJA R421-5: the delay and the ways, by name; CRPA L411-2 for the administrative appeal."""
    mentions = (
        REGION.remedies.court,
        REGION.remedies.postal,
        "deux mois",
        "recours gracieux",
        "Télérecours citoyens",
        "L. 411-2",
    )

    text = flat(notice(name))

    assert [mention for mention in mentions if mention not in text] == []


@pytest.mark.parametrize(
    "name", ["refused", "appeal-rejected", "appeal-received", "terminated", "not-required-convention"]
)
@pytest.mark.parametrize(
    ("kind", "bound", "free"),
    [
        (LegalKind.public, "vous devez saisir le tribunal par l'application Télérecours (", "Seule une commune"),
        (LegalKind.private, "Si votre organisme est chargé", "Vous pouvez saisir le tribunal par courrier"),
        (None, "Une personne publique, sauf une commune", "Un organisme privé peut saisir le tribunal"),
    ],
)
def test_each_reads_how_it_applies_to_the_court(name: str, kind: LegalKind | None, bound: str, free: str) -> None:
    """CJA R414-1, R414-2: who is bound to Télérecours is not heard otherwise; where nothing tells, both are said."""
    application = replace(SAMPLES[name].variables["application"], legal_kind=kind)

    text = flat(notice(name, application=application))

    assert [words for words in (bound, free, "R. 414-1", "R. 414-2") if words not in text] == []


def test_reasons_keep_their_paragraphs() -> None:
    """What was typed on several lines reads as several paragraphs, and makes no heading of its own."""
    decision = replace(SAMPLES["refused"].variables["decision"], reasons="Premier motif.\n## Second motif.")

    page = notice("refused", decision=decision).html

    assert "<p>Premier motif.</p>\n<p>## Second motif.</p>" in page


def test_a_valid_dossier_is_asked_nothing() -> None:
    """A complete dossier's acknowledgement asks for no piece and gives no task."""
    assert "À faire" not in notice("acknowledgement-complete").text


def test_another_site_of_the_same_entity_is_asked_nothing() -> None:
    """That flag is for the service's eyes."""
    complete = SAMPLES["acknowledgement-complete"].variables["application"]
    application = replace(complete, flags=frozenset({Flag.same_legal_entity}))

    assert notice("acknowledgement-complete", application=application) == notice("acknowledgement-complete")


@pytest.mark.parametrize(
    ("flag", "asked"),
    [
        (Flag.identifier_invalid, "À corriger : le numéro d'identification"),
        (Flag.unidentified, "À préciser : votre courriel"),
    ],
)
def test_a_doubtful_identity_is_asked_about(flag: Flag, asked: str) -> None:
    """A wrong or absent identifier is a matter of completeness, never a rejection."""
    application = replace(APPLICATION, flags=frozenset({flag}))

    text = flat(notice("acknowledgement-complete", application=application))

    assert (asked in text, "Vous n'avez rien à faire" in text) == (True, False)


def test_a_piece_that_does_not_block_only_defers_the_effect() -> None:
    """CRPA L114-5-1: the examination goes on."""
    pieces = tuple(
        replace(piece, blocking=False) for piece in SAMPLES["acknowledgement-incomplete"].variables["pieces"]
    )

    text = flat(notice("acknowledgement-incomplete", pieces=pieces, request=None, application=APPLICATION))

    assert ("L. 114-5-1" in text, "est incomplet" in text) == (True, False)


def test_an_admitted_dossier_is_not_said_to_be_in_time() -> None:
    """One that came late and was admitted is acknowledged as such."""
    application = replace(APPLICATION, received_at=datetime(2021, 5, 3, 6, 0, tzinfo=UTC))

    assert "Il est admis, bien qu'il soit arrivé après le dernier jour de dépôt." in flat(
        notice("acknowledgement-complete", application=application)
    )


def test_the_day_after_the_last_is_explained() -> None:
    """Who read « avant le 30 avril » otherwise is told which day was the last."""
    text = flat(notice("late-deadline-day"))

    assert "demande un dépôt avant ce jour : le dernier jour pour déposer était le jeudi 29 avril 2021." in text


def test_a_region_may_keep_incomplete_dossiers_where_they_are() -> None:
    """Nothing is announced that the region file does not do."""
    region = load_region("auvergne-rhone-alpes", {"policies.incomplete_at_end": "keep"})

    assert "reporté à la session suivante" not in flat(notice("completion-request", region=region))


@pytest.mark.parametrize("days_left", [1, 0, -1])
def test_a_reminder_counts_in_french(days_left: int) -> None:
    """One day is singular, and the last day is called so."""
    expected = {1: "il reste 1 jour"}.get(days_left, "dernier jour")

    assert expected in notice("completion-reminder", days_left=days_left).subject


@pytest.mark.parametrize("name", ["acknowledgement-complete", "refused", "opening"])
def test_an_acronym_is_said_in_full_once(name: str) -> None:
    """Where it comes first, and no more."""
    text = flat(notice(name))

    assert text.count("formation et de l'orientation professionnelles (CREFOP)") == 1
    assert text.index("(CREFOP)") < text.index("Professionnels du CREFOP")
