"""What notices say of a request: the law it rests on, what is expected, and what follows for a dossier as it stands."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.errors import Refusal
from models.region.file import load_region
from models.vocabulary import RequestReason, Status
from notifications.samples.sample_data import pieces, request, standing
from notifications.writing.render import Rendered
from tests.support.notices import REGION, SAMPLES, flat, notice

EASY = REGION.model_copy(update={"policies": REGION.policies.model_copy(update={"easy_french": True})})
OPENS = "En résumé, en français facile à lire :"

ON_HOLD = [Status.carried_over, Status.adjourned]
QUEUED = ["entre en instruction", "place dans l'ordre de réception, fixée par votre premier envoi"]


def told(rendered: Rendered) -> str:
    """Return the line of a notice that says what happens."""
    return " ".join(next(part for part in rendered.text.split("\n\n") if part.startswith(">> ")).split())


@pytest.mark.parametrize(
    ("name", "cited"),
    [
        ("completion-request", (True, False)),
        ("completion-request-form", (False, True)),
        ("completion-request-both", (True, True)),
        ("acknowledgement-incomplete", (True, False)),
        ("next-session", (True, False)),
    ],
)
def test_a_request_cites_the_law_it_rests_on(name: str, cited: tuple[bool, bool]) -> None:
    """What lacks is asked for under L114-5, what is at fault in its form under L114-6, a mixture under both."""
    text = flat(notice(name))

    assert ("L. 114-5 " in text or "L. 114-5," in text, "L. 114-6" in text) == cited


def test_a_request_says_what_is_expected_of_each_piece() -> None:
    """Why, what to send instead, and in which format."""
    text = flat(notice("completion-request-form"))

    assert (
        "- Annexe 7 : pièce non signée ; attendu : l'annexe signée par la personne qui représente l'organisme – "
        "formats acceptés : PDF" in text
    )


def test_a_request_without_an_expectation_says_why() -> None:
    """The reason alone, in French words."""
    asked = request(pieces(REGION, unusable="illisible"), RequestReason.unreadable)

    assert "- Annexe 7 : pièce illisible – formats acceptés" in flat(notice("completion-request", request=asked))


def test_a_request_that_takes_over_another_says_so() -> None:
    """One delay at a time: the applicant knows which."""
    text = flat(notice("completion-request-again"))

    assert "Cette demande remplace celle du lundi 1er février 2021" in text
    assert "remplace celle" not in flat(notice("completion-request"))


@pytest.mark.parametrize(
    "name", ["completion-request", "completion-reminder", "completion-expired", "postponed-request"]
)
@pytest.mark.parametrize("status", ON_HOLD)
def test_a_dossier_on_hold_is_not_said_to_be_carried_over_later(name: str, status: Status) -> None:
    """It is carried over, or adjourned, already: it waits to be presented, complete."""
    text = flat(notice(name, application=standing(status)))

    assert "sera reporté" not in text
    assert "est reporté à la session suivante" not in text


def test_an_expired_request_leaves_a_carried_over_dossier_as_it_is() -> None:
    """The end of the instruction is no news to it."""
    text = flat(notice("completion-expired-carried-over"))

    assert ("Votre dossier reste reporté" in text, "L'instruction s'est terminée" in text) == (True, False)


@pytest.mark.parametrize("status", ON_HOLD)
def test_a_complete_dossier_on_hold_is_presented_by_a_person(status: Status) -> None:
    """Completeness alone puts nothing under examination."""
    rendered = notice("completion-received-complete", application=standing(status))

    assert "Une personne du service va regarder votre envoi, puis présenter votre dossier" in told(rendered)
    assert [words for words in QUEUED if words in flat(rendered)] == []


def test_a_piece_that_does_not_block_is_still_awaited() -> None:
    """The examination goes on; the date stands."""
    left = tuple(replace(piece, blocking=False) for piece in pieces(REGION, missing=1))
    said: dict[str, Any] = {"pieces": left, "request": request(left)}

    rendered = notice("completion-received-lacking", application=standing(Status.under_examination), **said)

    assert "il manque encore 1 pièce. La date ne change pas" in told(rendered)
    assert "n'est pas indispensable à l'instruction" in flat(rendered)


def test_what_nobody_asked_for_yet_is_awaited_too() -> None:
    """A piece found unusable after the request left is not forgotten by the answer to it."""
    held = pieces(REGION, missing=1, unusable="la page 3 est illisible")
    asked = replace(request(held), pieces=request(held).pieces[1:])

    text = flat(notice("completion-received-lacking", pieces=held, request=asked))

    assert "- Annexe 6 : la page 3 est illisible – formats" in text
    assert "- Annexe 7 : pièce manquante – formats" in text


def test_an_optional_piece_that_was_asked_for_is_awaited() -> None:
    """The region file does not require it, a person does."""
    region = load_region("auvergne-rhone-alpes", {"pieces.annexe-7.required": False})

    assert "il manque encore 1 pièce" in told(notice("completion-received-lacking", region=region))


def test_a_late_answer_counts_all_the_same() -> None:
    """Pieces that come after the due date are noted as such, and kept."""
    text = flat(notice("completion-received-after"))

    assert (
        "après le délai fixé au jeudi 4 mars 2021. Nous l'avons noté ; les pièces reçues comptent tout de même." in text
    )


def test_an_answer_on_the_last_day_is_in_time() -> None:
    """The due date is included, to the end of the local day."""
    text = flat(notice("completion-received-lacking", answered_at=datetime(2021, 3, 4, 22, 59, tzinfo=UTC)))

    assert ("après le délai" in text, "La date ne change pas" in text) == (False, True)


def test_more_time_gives_something_to_do() -> None:
    """The new last day and what is awaited by then; no calendar, and nobody is told to do nothing."""
    rendered = notice("postponed-request")

    assert "À faire : envoyez-nous ce qui manque au plus tard le jeudi 25 mars 2021" in told(rendered)
    assert ("Calendrier" in rendered.text, "rien à faire" in flat(rendered)) == (False, False)


def test_a_cancelled_request_shows_what_it_asked_and_why_it_is_over() -> None:
    """The former letter is named, and what follows."""
    rendered = notice("rectified-complete")

    assert "Le jeudi 11 février 2021, nous vous avons demandé" in flat(rendered)
    assert "L'annexe que vous aviez envoyée était bien signée." in flat(rendered)
    assert told(rendered).endswith("Vous n'avez rien à faire.")


@pytest.mark.parametrize("status", ON_HOLD)
def test_a_cancelled_request_puts_nothing_under_examination(status: Status) -> None:
    """A dossier on hold stays so."""
    rendered = notice("rectified-complete", application=standing(status))

    assert "Une personne du service va le présenter" in told(rendered)


def test_a_cancelled_request_does_not_hide_what_still_lacks() -> None:
    """No date is set any more, and the piece is awaited."""
    assert "1 pièce manque encore à votre dossier" in told(notice("rectified-lacking"))


@pytest.mark.parametrize("claim", ["L'instruction de la session", "encore incomplet"])
def test_a_person_may_carry_over_a_complete_dossier(claim: str) -> None:
    """Only the end of the instruction is said to be it."""
    by_hand, at_the_end = flat(notice("carried-over-by-hand")), flat(notice("carried-over"))

    assert (claim in by_hand, claim in at_the_end) == (False, True)
    assert "Le groupe de travail n'a pu l'étudier en juin." in by_hand


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Status.late, "arrivé après la date limite d'une session précédente"),
        (Status.incomplete, "resté incomplet lors d'une session précédente"),
        (Status.adjourned, "ajourné lors d'une session précédente"),
        (Status.carried_over, "reporté lors d'une session précédente"),
    ],
)
def test_the_next_session_asks_for_no_new_deposit(origin: Status, words: str) -> None:
    """S0: such applicants are contacted directly; each reads why, and what is wanted of it."""
    rendered = notice("next-session", origin=origin)

    assert f"Votre dossier, {words}, y est repris : vous n'avez pas de nouveau dossier" in flat(rendered)
    assert "2 pièces restent à fournir. Répondez à ce courriel au plus tard le lundi 7 février 2022 à 23 h 59" in told(
        rendered
    )


def test_the_next_session_forgets_a_request_that_is_over() -> None:
    """A dossier that lacks nothing is asked nothing, whatever an old request still names."""
    region = load_region("auvergne-rhone-alpes", {"pieces.annexe-7.required": False})
    over = replace(request(pieces(REGION, missing=1)), due_on=date(2021, 3, 4))

    rendered = notice("next-session-late", region=region, pieces=pieces(REGION, missing=1), request=over)

    assert told(rendered).startswith(">> La suite : aucune pièce ne manque.")


def test_a_second_deposit_is_joined_to_the_first() -> None:
    """No new dossier is needed, what is wanted is said, and a person looks."""
    text = flat(notice("duplicate"))

    assert "Vous n'avez pas de nouveau dossier à déposer : votre envoi y est joint." in text
    assert "2 pièces manquent encore à ce dossier." in text
    assert "Une personne du service va vérifier que votre envoi concerne bien ce dossier." in text


def test_an_organisation_that_wrote_is_reminded_of_its_pieces() -> None:
    """It is not told to deposit what it announced, nor that it may have nothing to deposit."""
    rendered = notice("deposit-reminder-announced")

    assert "Nous avons bien reçu votre courriel du mercredi 10 février 2021, mais aucune pièce" in flat(rendered)
    assert told(rendered).startswith(">> À faire : envoyez-nous vos pièces au plus tard le jeudi 29 avril 2021")
    assert "n'a pas à déposer de dossier" not in flat(rendered)


def test_the_service_reads_what_to_do_first() -> None:
    """Each reason with its number, its act, its first dossiers, how many others, and the form that settles it."""
    text = flat(notice("digest"))

    failed, late = text.index("Notifications en échec (1)"), text.index("Hors délai (7)")
    assert failed < late < text.index("- et 2 autres Formulaire : https://console.example/")
    assert SAMPLES["digest"].variables["waiting"][1].act in text


def test_the_service_may_have_no_console_to_be_led_to() -> None:
    """Nothing is said of a board whose address is not known."""
    assert "Tableau de la session" not in notice("digest", board=None).text


def test_each_piece_is_asked_for_by_its_text() -> None:
    """CRPA L114-5, L114-6: by name, where the region file gives several."""
    region = load_region("auvergne-rhone-alpes", {"pieces.annexe-7.basis": "article 3 du cahier des charges"})

    text = flat(notice("completion-request", region=region))

    assert "Annexe 7 : demandée par le texte suivant, article 3 du cahier des charges" in text
    assert "Annexe 6 : demandée par le texte suivant, appel à candidature" in text


def test_a_piece_without_a_text_is_not_asked_for() -> None:
    """It could be contested."""
    piece = REGION.pieces["annexe-7"].model_copy(update={"basis": " "})

    with pytest.raises(Refusal, match="Textes qui les demandent"):
        notice("completion-request", region=REGION.model_copy(update={"pieces": REGION.pieces | {"annexe-7": piece}}))


@pytest.mark.parametrize("name", ["acknowledgement-incomplete", "completion-request", "refused"])
def test_it_begins_in_easy_french(name: str) -> None:
    """Ten lines of few words, right after what is to be done; nowhere unless the region file asks for it."""
    easy = notice(name, region=EASY)

    lines = [line for line in easy.text.partition(OPENS)[2].split("\n\n")[1].splitlines() if line.startswith("- ")]
    assert (OPENS in flat(easy), OPENS in flat(notice(name))) == (True, False)
    assert len(lines) in (9, 10)
    assert max(len(line.split()) for line in lines) < 16


def test_an_acknowledgement_that_asks_nothing_has_none() -> None:
    """There is nothing in it to be made easier."""
    assert OPENS not in flat(notice("acknowledgement-complete", region=EASY))
