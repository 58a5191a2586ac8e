"""What notices say of silence, where the region file gives it an effect (CRPA L231-1, L231-4, L114-5)."""

import re
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from models.region.file import load_region
from models.region.model import Region
from models.vocabulary import LegalKind, Status
from notifications.samples.sample_data import standing
from tests.support import for_each
from tests.support.notices import REGION, SAMPLES, flat, notice

ACCEPTANCE = load_region("auvergne-rhone-alpes", {"silence.effect": "acceptance"})
REJECTION = load_region("auvergne-rhone-alpes", {"silence.effect": "rejection"})
SILENCE_ON = date(2021, 4, 10)
RUNS_LATER = "ce délai ne court qu'à compter de la réception de toutes les pièces demandées"
SUSPENDED = "Ce délai est suspendu pendant celui qui vous est laissé pour compléter votre dossier"
DENIAL = re.compile(r"\b(pas|aucun|ni|sans|nullement)( d['e]| un| une| le)? ?(refus|rejet)", re.IGNORECASE)
"""That nothing is refused, or the like."""

TOLD = [name for name in SAMPLES if SAMPLES[name].variables.get("application")]
"""The letters that are about a dossier."""

ASKING = ["acknowledgement-incomplete", "completion-request", "completion-request-form", "postponed-request"]


def test_no_silence_is_invented() -> None:
    """Where the region file sets no effect, a decision will be notified, and no delay runs against an implicit one
    (CRPA L112-12)."""
    text = flat(notice("acknowledgement-complete"))

    assert ("silence" in text, "réputée" in text, "notifiée par écrit" in text) == (False, False, True)
    assert "aucun délai pour contester une telle décision ne vous est donc opposable (article L. 112-12" in text


@pytest.mark.parametrize("region", [ACCEPTANCE, REJECTION], ids=["acceptance", "rejection"])
@pytest.mark.parametrize("when", ["silence_on", "silent_since"])
def test_no_letter_contradicts_itself_on_silence(when: str, region: Region) -> None:
    """R112-11-1: what is to come has its date, what is past is said to be, in one letter never both; nobody reads that
    silence « vaut » something and not from when."""
    is_against = region is REJECTION
    expected = ("est" if when == "silent_since" else "sera", "rejetée" if is_against else "acceptée", "10 avril 2021")

    for name in TOLD:
        held = replace(SAMPLES[name].variables["application"], silence_on=None, is_against=is_against)
        text = flat(notice(name, region=region, application=replace(held, **{when: SILENCE_ON})))
        told = re.findall(r"candidature (sera|est) réputée (\w+) (?:le|depuis le) \w+ (\d+ \w+ \d+)", text)
        assert set(told) <= {expected}, name
        assert ("effet défavorable" in text, "vaut acceptation." in text, "vaut rejet." in text) == (
            False,
            False,
            False,
        )


@for_each(TOLD)
def test_no_notice_speaks_of_silence_where_it_has_no_effect(name: str) -> None:
    """Were a dossier to hold a date, nothing would be said of it."""
    application = replace(SAMPLES[name].variables["application"], silence_on=SILENCE_ON)

    assert notice(name, application=application) == notice(name)


def test_silence_that_accepts_says_when_and_how_to_prove_it() -> None:
    """CRPA R112-11-1 2°: the date that the dossier holds, and the right to the attestation of L232-3."""
    application = standing(Status.under_examination, silence_on=SILENCE_ON)

    text = flat(notice("acknowledgement-complete", region=ACCEPTANCE, application=application))

    assert (
        "sous réserve que la demande soit complète, votre candidature sera réputée acceptée le samedi 10 avril 2021"
        in text
    )
    assert "L. 232-3" in text


def test_silence_that_rejects_says_when_and_how_to_contest_it() -> None:
    """CRPA R112-11-1 3°: the date that the dossier holds, the delay and the ways of contesting it."""
    application = standing(Status.under_examination, silence_on=SILENCE_ON)

    text = flat(notice("acknowledgement-complete", region=REJECTION, application=application))

    assert "réputée rejetée le samedi 10 avril 2021" in text
    assert (REGION.remedies.court in text, "L. 232-4" in text) == (True, True)


@pytest.mark.parametrize("name", [*ASKING, "next-session"])
def test_silence_that_accepts_waits_for_the_pieces(name: str) -> None:
    """CRPA L114-5: its delay runs only from their reception, so no date is printed."""
    text = flat(notice(name, region=ACCEPTANCE))

    assert (RUNS_LATER in text, "réputée acceptée" in text) == (True, False)


@pytest.mark.parametrize("name", [*(name for name in ASKING if name != "completion-request-form"), "next-session"])
def test_silence_that_rejects_is_suspended_by_a_request(name: str) -> None:
    """CRPA L114-5: the suspension, the date that takes it into account, and how to end it."""
    application = replace(SAMPLES[name].variables["application"], silence_on=date(2021, 5, 1))

    text = flat(notice(name, region=REJECTION, application=application))

    assert ("réputée rejetée le samedi 1er mai 2021" in text, SUSPENDED in text) == (True, True)
    assert "L'envoi de toutes les pièces demandées, dès qu'il nous parvient, met fin à la suspension" in text


def test_putting_a_form_right_suspends_nothing() -> None:
    """CRPA L114-6 invites to regularise, and leaves the delay as it is: only what L114-5 asks for stops it."""
    application = replace(SAMPLES["completion-request-form"].variables["application"], silence_on=SILENCE_ON)

    text = flat(notice("completion-request-form", region=REJECTION, application=application))

    assert ("réputée rejetée le samedi 10 avril 2021" in text, SUSPENDED in text) == (True, False)


@pytest.mark.parametrize("region", [ACCEPTANCE, REJECTION], ids=["acceptance", "rejection"])
def test_an_adjournment_stops_the_clock(region: Region) -> None:
    """It is an express decision: what is asked of an adjourned dossier suspends nothing."""
    text = flat(notice("completion-request", region=region, application=standing(Status.adjourned)))

    assert "aucun délai de décision implicite ne court" in text
    assert (RUNS_LATER in text, SUSPENDED in text) == (False, False)


@pytest.mark.parametrize("name", ["completion-received-complete", "carried-over", "rectified-complete"])
def test_the_date_is_told_again_where_it_may_have_moved(name: str) -> None:
    """Pieces that came, a request that is cancelled: the applicant knows the date that now stands."""
    application = replace(SAMPLES[name].variables["application"], silence_on=SILENCE_ON)

    text = flat(notice(name, region=REJECTION, application=application))

    assert ("réputée rejetée le samedi 10 avril 2021" in text, SUSPENDED in text) == (True, False)


def test_an_alert_counts_the_dossiers_and_names_the_first_day() -> None:
    """Several dates are told apart; the title says from which on."""
    approaching = SAMPLES["alert"].variables["approaching"]

    titles = [notice("alert", approaching=some).subject for some in (approaching, approaching[:1])]

    assert titles == [
        "Alerte : le silence vaudra acceptation à partir du samedi 10 avril 2021 (2 dossiers)",
        "Alerte : le silence vaudra acceptation le samedi 10 avril 2021 (1 dossier)",
    ]


def test_an_alert_decides_nothing() -> None:
    """CRPA L311-3-1: it asks for an express decision, and says on which dossiers and by when."""
    text = flat(notice("alert", region=REJECTION))

    assert "vaudra rejet de la candidature (article L. 231-4 du code" in text
    assert "Rien n'est décidé automatiquement" in text
    assert "statut : en instruction ; dernier jour : samedi 10 avril 2021 ; reste : 5 jours" in text


@for_each(*zip(*product(TOLD, [(REGION, "silent_since"), (REJECTION, "silence_on")]), strict=True))
def test_no_letter_denies_a_refusal_where_silence_is_against(name: str, silence: tuple[Region, str]) -> None:
    """It runs, or has run in a former session while this one gives it no effect, whatever the letter is about."""
    region, when = silence
    against = replace(SAMPLES[name].variables["application"], is_against=True, silence_on=None)

    rendered = notice(name, region=region, application=replace(against, **{when: SILENCE_ON}))

    assert DENIAL.findall(flat(rendered)) == []


def test_what_a_letter_denies_is_found() -> None:
    """Elsewhere they do say it: the property above sees what it is about."""
    saying = ["late", "carried-over", "completion-expired", "completion-request"]

    assert [name for name in saying if not DENIAL.search(flat(notice(name)))] == []


@pytest.mark.parametrize(("region", "word"), [(ACCEPTANCE, "acceptée"), (REJECTION, "rejetée")])
@pytest.mark.parametrize("name", ["carried-over", "next-session", "completion-received-complete"])
def test_what_silence_has_decided_is_said(name: str, region: Region, word: str) -> None:
    """Once its date is past, no letter goes on as if nothing had been decided."""
    application = replace(SAMPLES[name].variables["application"], silence_on=None, silent_since=SILENCE_ON)

    text = flat(notice(name, region=region, application=application))

    assert f"votre candidature est réputée {word} depuis le samedi 10 avril 2021" in text


@pytest.mark.parametrize("name", [*ASKING, "late", "next-session", "carried-over", "completion-received-complete"])
def test_nothing_is_said_of_silence_to_a_public_body(name: str) -> None:
    """Case 18: it decides no demand of theirs; an express decision is announced where others read a date."""
    application = replace(SAMPLES[name].variables["application"], legal_kind=LegalKind.public)

    text = flat(notice(name, region=REJECTION, application=application))

    assert [words for words in ("silence gardé", "réputée rejetée", "décision expresse") if words in text] == []
