"""The forms about deposits: kept as they were meant, or refused in French."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from models.forms.intake import IdentificationForm, Manner, MergerForm, PaperForm, PostmarkForm, Verdict
from models.forms.parts import Form
from models.intake.identifiers import Identity
from models.intake.words import Way

REFERENCE, OTHER = "ARA-2026-0001", "ARA-2026-0002"
SIRET = "99900001100018"

FILLED: dict[type[Form], dict[str, Any]] = {
    IdentificationForm: {"application": REFERENCE, "organisation": "MJC", "identifier": SIRET, "by": "Mme Essai"},
    MergerForm: {"application": REFERENCE, "other": OTHER, "manner": "réunir", "by": "Mme Essai"},
    PaperForm: {
        "way": "en main propre",
        "organisation": "MJC",
        "contact": "contact@mjc.example",
        "complete": True,
        "by": "Mme Essai",
    },
    PostmarkForm: {"application": REFERENCE, "verdict": "hors délai", "reason": "Daté de mai.", "by": "Mme Essai"},
}
"""Each form with what it needs and no more."""

NEEDED = [
    (form, field)
    for form, row in FILLED.items()
    for field, value in row.items()
    if field not in {"application", "other"} and isinstance(value, str)
]

forms = pytest.mark.parametrize("form", FILLED, ids=lambda form: form.__name__)


def filled(form: type[Form], **changes: Any) -> Any:  # noqa: ANN401  a test changes whatever it is about
    """Return a form with what it needs, except some changes."""
    return form.model_validate(FILLED[form] | changes)


def posted(**changes: object) -> PaperForm:
    """Return the form of a letter, posted on 29 April unless told otherwise."""
    return PaperForm.model_validate(FILLED[PaperForm] | {"way": "par la poste", "postmark": "2026-04-29"} | changes)


def refusal(form: type[Form], **changes: Any) -> str:  # noqa: ANN401
    """Return what a form answers to some changes."""
    with pytest.raises(ValidationError) as refused:
        filled(form, **changes)
    [error] = refused.value.errors()
    return error["msg"]


@pytest.mark.parametrize(("form", "field"), NEEDED)
def test_what_a_form_needs_cannot_be_left_out_or_blank(form: type[Form], field: str) -> None:
    """Who acts, and what it is about."""
    without = {name: value for name, value in FILLED[form].items() if name != field}

    with pytest.raises(ValidationError):
        form.model_validate(without)
    with pytest.raises(ValidationError):
        filled(form, **{field: "  "})


@forms
def test_a_field_that_does_not_exist_is_refused(form: type[Form]) -> None:
    """A slip in a script is not silently dropped."""
    with pytest.raises(ValidationError):
        filled(form, motif="panne")


@pytest.mark.parametrize(
    ("typed", "identity"),
    [
        ("999 000 011 00018", Identity(siret=SIRET)),
        ("356 000 000 49837", Identity(siret="35600000049837")),
        ("w012345678", Identity(rna="W012345678")),
        ("0010001W", Identity(uai="0010001W")),
    ],
)
@pytest.mark.parametrize("form", [IdentificationForm, PaperForm])
def test_an_identifier_is_read_as_people_type_it(form: type[Form], typed: str, identity: Identity) -> None:
    """CRPA R112-9-1: a SIRET, else an RNA or a UAI; La Poste's own rule holds."""
    assert filled(form, identifier=typed).identity == identity


@pytest.mark.parametrize("form", [IdentificationForm, PaperForm])
@pytest.mark.parametrize("typed", ["73282932000075", "W12", "00000000000000", "MJC"])
def test_an_identifier_that_is_none_is_refused(form: type[Form], typed: str) -> None:
    """With what each of the three looks like."""
    said = refusal(form, identifier=typed)

    assert said == (
        f"Identifiant « {typed} » : ce n'est ni un SIRET (14 chiffres, clé comprise), ni un RNA (W et 9 chiffres), ni "
        "un UAI (7 chiffres et une lettre) ; vérifiez la saisie."
    )


def test_a_paper_may_give_no_identifier() -> None:
    """It is registered all the same, and flagged."""
    assert filled(PaperForm).identity == Identity()


@pytest.mark.parametrize("form", [IdentificationForm, PaperForm])
@pytest.mark.parametrize(
    "typed", ["mjc.example", "a b@mjc.example", "a@mjc", "a@mjc.example, b@mjc.example", "<a@b.c>"]
)
def test_an_address_that_is_none_is_refused(form: type[Form], typed: str) -> None:
    """Nobody would be written to."""
    assert refusal(form, contact=typed).startswith(f"Courriel « {typed} » : écrivez une adresse")


def test_an_address_is_kept_in_lower_case() -> None:
    """As those of the mails are: it is looked up."""
    assert filled(IdentificationForm, contact=" Contact@MJC.example ").contact == "contact@mjc.example"


def test_a_network_is_chosen_from_the_list() -> None:
    """Its identifier is what is read of the choice."""
    assert filled(IdentificationForm, network="cio · Centres d'information et d'orientation").network == "cio"
    assert filled(IdentificationForm, network="  ").network is None


def test_two_dossiers_are_named_to_be_joined() -> None:
    """Chosen in the list, or typed."""
    chosen = filled(MergerForm, other=f"{OTHER} · MJC · enregistré depuis le 4 mai")
    typed = filled(MergerForm, other=None, other_reference=OTHER.lower())

    assert [(form.dossiers, form.joined, form.manner) for form in (chosen, typed)] == [
        ([REFERENCE], OTHER, Manner.unite)
    ] * 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"other": None}, "Dossier à rapprocher «  » : choisissez-le dans la liste, ou tapez sa référence."),
        ({"other": REFERENCE}, f"Dossier à rapprocher « {REFERENCE} » : c'est le dossier à conserver"),
        ({"other_reference": "ARA-2026-0003"}, f"Dossier à rapprocher « {OTHER} et ARA-2026-0003 » : la liste et la"),
        ({"manner": "clore le signalement"}, f"Dossier à rapprocher « {OTHER} » : videz ce champ"),
        (
            {"manner": "fusionner"},
            "Que faire « fusionner » : choisissez parmi : réunir, remplacer, clore le signalement.",
        ),
    ],
)
def test_what_cannot_be_joined_is_refused(changes: dict[str, Any], said: str) -> None:
    """No dossier, the same, two others, or one where there is nothing to join."""
    assert refusal(MergerForm, **changes).startswith(said)


def test_nothing_is_to_be_joined_to_close_a_flag() -> None:
    """The dossier that carries it is enough."""
    form = filled(MergerForm, other="", manner="clore le signalement")

    assert (form.dossiers, form.joined, form.manner) == ([REFERENCE], "", Manner.dismiss)


def test_a_letter_is_read_as_it_was_filled_in() -> None:
    """Its postmark, its day, its hour, its pieces as the list offers them."""
    form = posted(received_on="2026-05-05", hour="9h30", complete=False, pieces=["annexe-1 · Annexe 1"])

    assert (form.way, form.postmark, form.unreadable) == (Way.post, date(2026, 4, 29), False)
    assert (form.received_on, form.hour, form.pieces) == (date(2026, 5, 5), "09:30", ["annexe-1"])


@pytest.mark.parametrize("changes", [{"postmark": None}, {"unreadable": True}])
def test_a_letter_has_a_postmark_or_one_that_cannot_be_read(changes: dict[str, Any]) -> None:
    """One of the two: neither a slip nor a doubt decides."""
    with pytest.raises(ValidationError, match="indiquez sa date, ou cochez « Cachet illisible » : l'un des deux"):
        posted(**changes)


@pytest.mark.parametrize("changes", [{"postmark": "2026-04-29"}, {"unreadable": True}])
def test_what_is_handed_in_has_no_postmark(changes: dict[str, Any]) -> None:
    """The box was ticked for another paper."""
    assert refusal(PaperForm, **changes).endswith("un dépôt en main propre n'en porte pas.")


@pytest.mark.parametrize("changes", [{"complete": False}, {"pieces": ["dossier"]}])
def test_the_pieces_are_chosen_or_are_all_there(changes: dict[str, Any]) -> None:
    """A paper that brings nothing is no deposit, and two answers would be one too many."""
    assert refusal(PaperForm, **changes).endswith("cochez « Toutes les pièces » : l'un des deux.")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hour": "10:00"}, "À (heure) « 10:00 » : indiquez aussi le jour, dans « Reçu le »."),
        ({"received_on": "2026-05-05", "hour": "25:00"}, "Heure « 25:00 » : écrivez 14:00, par exemple."),
        ({"way": "email"}, "Voie « email » : choisissez parmi : par la poste, en main propre."),
    ],
)
def test_an_hour_or_a_way_that_says_nothing_is_refused(changes: dict[str, Any], said: str) -> None:
    """An hour of no day; a mail is no paper."""
    assert refusal(PaperForm, **changes) == said


def test_a_verdict_is_said_in_french() -> None:
    """One of two."""
    assert filled(PostmarkForm).verdict is Verdict.late
    assert refusal(PostmarkForm, verdict="peut-être").startswith("Décision « peut-être » : choisissez parmi")
