"""The form of a gate: each dossier by its name, filled in, in order; what is wrong is told, and no name is obeyed."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from flows.gates.form import form_of, title_of
from flows.rehearsal.play.gates import asked_to_mend, untouched
from models.vocabulary import Flag, StageName
from tasks.meetings.pages.page import Page
from tasks.meetings.pages.validate import LEFT, Faults, judge
from tests.tasks.meetings.pages.filled import REASONS, REFERENCES, SEATS, page_of

GROUP, COMMISSION = "working_group", "commission"
FIRST, SECOND = REFERENCES
HOSTILE = "<img src=//mouchard.example/x>\n# **Gras** [ici](/runs) écrire à piege@mouchard.example"


def line(form: dict[str, Any], reference: str = FIRST) -> dict[str, Any]:
    """The block of a dossier."""
    block: dict[str, Any] = form["properties"][reference]
    return block


def with_line(page: Page, **fields: Any) -> Page:  # noqa: ANN401
    """Return a page whose first dossier is otherwise."""
    first, *others = page.lines
    return page._replace(lines=(first._replace(**fields), *others))


@pytest.mark.parametrize("stage", [GROUP, COMMISSION])
def test_a_form_is_a_schema_that_its_own_values_fit(stage: StageName) -> None:
    """Sent untouched, it is taken: what lacks, who typed among it, is told in French by the page that comes back."""
    form = form_of(page_of(stage))

    Draft202012Validator.check_schema(form)
    assert [error.message for error in Draft202012Validator(form).iter_errors(untouched(form))] == []


def test_its_fields_are_in_order() -> None:
    """What is to be read, the meeting's own, the dossiers by rank, and last the box that ends the meeting."""
    form = form_of(page_of(COMMISSION))

    titles = [field["title"] for field in sorted(form["properties"].values(), key=lambda field: field["position"])]
    assert titles == [
        "À lire",
        "Saisi par",
        "Jour de la séance",
        "Présents",
        "Autres présents",
        "Quorum",
        "Signataire : prénom et nom",
        "Signataire : qualité",
        f"1. {FIRST} · CIDFF de l'Ain",
        f"2. {SECOND} · CIDFF de l'Ain",
        "Clore la séance",
    ]
    assert [field["title"] for field in form["properties"]["presents"]["properties"].values()] == list(SEATS)


def test_a_later_page_asks_of_the_meeting_only_what_may_change() -> None:
    """Who typed, who signs, whether it is over; who was there and the day are known."""
    signed = ("Camille Essai", "Directrice")
    form = form_of(page_of(COMMISSION, on=None, present=("Région",), signatory=signed)._replace(on=None))

    assert "presents" not in form["properties"]
    assert (form["properties"]["name"]["default"], form["properties"]["capacity"]["default"]) == signed


def test_the_working_group_has_neither_signatory_nor_pieces() -> None:
    """Its opinions are decided by nobody and asked of nobody."""
    form = form_of(page_of(GROUP))

    assert {"name", "capacity"} & form["properties"].keys() == set()
    assert list(line(form)["properties"]) == ["sense", "reasons", "recused", "dissent", "tied"]


def test_a_second_meeting_asks_for_no_quorum() -> None:
    """Whoever is there deliberates."""
    form = form_of(page_of(COMMISSION, needed=0))

    assert "quorum" not in form["properties"]
    assert form["properties"]["presents"]["description"].startswith("Aucun quorum n'est exigé.")


def test_the_proxies_that_are_recorded_are_told_beside_who_is_there() -> None:
    """None is ticked as present; where there is none, how one is recorded."""
    form = form_of(page_of(GROUP, proxies={"Rectorat": "Région"}))

    assert form["properties"]["presents"]["description"] == (
        "Il en faut 2 pour délibérer. Procuration notée : Rectorat à Région. Une procuration se note par le formulaire "
        "enregistrer-procuration : ne cochez que qui était là."
    )


def test_without_a_casting_vote_no_tie_is_asked_for() -> None:
    """In such a body, it carries nothing."""
    form = form_of(page_of(GROUP, casting_vote=False))

    assert "tied" not in line(form)["properties"]


def test_a_dossier_is_filled_in_with_what_is_proposed() -> None:
    """Its sense, and its reasons where there are some: an empty text would pass for one that was typed."""
    form = form_of(page_of(COMMISSION))

    assert untouched(line(form, FIRST)) == {"sense": "acceptée", "pieces": []}
    assert untouched(line(form, SECOND)) == {"sense": "refusée", "reasons": REASONS, "pieces": []}


@pytest.mark.parametrize(
    ("flag", "told"),
    [(Flag.unidentified, "organisme non identifié"), (Flag.identifier_invalid, "identifiant invalide")],
)
def test_a_body_is_told_that_it_is_not_known_whose_dossier_it_is(flag: Flag, told: str) -> None:
    """A decision to nobody in particular is no decision."""
    form = form_of(with_line(page_of(COMMISSION), doubts=(flag,)))

    assert f"**Attention : {told}**" in line(form, FIRST)["description"]
    assert "Attention" not in line(form, SECOND)["description"]


def test_a_dossier_of_which_nothing_was_said_is_left() -> None:
    """No sense is made up."""
    form = form_of(with_line(page_of(COMMISSION), proposed=""))

    assert untouched(line(form))["sense"] == LEFT


def test_what_was_typed_is_shown_and_what_was_emptied_stays_empty() -> None:
    """Of a page that was refused: no proposal comes back in the place of what somebody took away."""
    typed = {"sense": "refusée", "pieces": ["annexe-4 · Annexe 4"]}
    page = with_line(
        page_of(COMMISSION, draft={"name": "Camille Exemple"}, signatory=("Autre", "Ancienne")), draft=typed
    )

    form = form_of(page)

    assert untouched(line(form)) == typed
    assert form["properties"]["name"]["default"] == "Camille Exemple"
    assert "default" not in form["properties"]["capacity"]


def test_what_is_wrong_is_told_above_and_on_its_dossier() -> None:
    """The dossier by its rank and reference."""
    form = form_of(page_of(COMMISSION), Faults(["Indiquez qui saisit."], {SECOND: ["Sans motifs.", "Sans pièces."]}))

    assert asked_to_mend(form) == f"• Indiquez qui saisit. • Dossier 2, {SECOND} : Sans motifs. Sans pièces."
    assert line(form, SECOND)["description"].split("\n\n")[:2] == [
        "**À corriger : Sans motifs.**",
        "**À corriger : Sans pièces.**",
    ]
    assert "À corriger" not in line(form, FIRST)["description"]


def test_what_was_set_aside_is_told_on_the_next_page() -> None:
    """Somebody who sent a page must learn what was not recorded of it."""
    assert asked_to_mend(form_of(page_of(COMMISSION), told=["Dossier retiré."])) == "• Dossier retiré."


def test_a_name_from_outside_is_read_and_never_obeyed() -> None:
    """Neither as HTML nor as Markdown, nor as an address: in the title, in what was said before, in a fault."""
    page = with_line(page_of(GROUP), organisation=HOSTILE, basis=HOSTILE)
    form = form_of(page, Faults([HOSTILE], {FIRST: [HOSTILE]}), told=[HOSTILE])

    shown = [field[key] for field in form["properties"].values() for key in ("title", "description") if key in field]
    drawn = [mark for mark in ("<img", "**Gras", "[ici]", "\n# ") for words in shown if mark in words]
    assert drawn == []
    assert "piege@" not in line(form)["title"]


def test_a_page_is_called_by_what_is_to_be_done() -> None:
    """The name of the run while it waits."""
    page = page_of(COMMISSION)

    assert title_of(page) == "commission · page 1 sur 2 à saisir"
    assert title_of(page, Faults(["Non."], {})) == "commission · page 1 sur 2 à corriger"


def test_a_form_that_is_sent_untouched_says_what_it_shows() -> None:
    """Once somebody said who typed, who was there and who signs."""
    page = page_of(COMMISSION)
    head = {
        "saisi_par": "Secrétariat",
        "presents": {"s0": True, "s1": True},
        "name": "Camille Exemple",
        "capacity": "Directrice",
    }

    said = judge(page, untouched(form_of(page)) | head)

    assert not isinstance(said, Faults)
    assert [(each.reference, each.sense.value) for each in said.lines] == [(FIRST, "accepted"), (SECOND, "refused")]
