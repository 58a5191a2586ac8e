"""What a region file promises once it is loaded, told on the shipped one."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.region.file import load_region
from models.region.model import Region, RegionError
from models.region.stages.kinds import Until
from tests.models.region.habits import deposits
from tests.support import for_each

ARA = load_region("auvergne-rhone-alpes")

RECOGNISED = {
    "Dossier de candidature.pdf": "dossier",
    "dossier_candidature_CIDFF.pdf": "dossier",
    "DOSSIER DE CANDIDATURE.PDF": "dossier",
    "Candidature CIDFF.docx": "dossier",
    "Dossier%20de%20candidature.pdf": "dossier",
    "C:\\annexe 2\\Dossier.pdf": "dossier",
    "annexe-3-dossier.pdf": "annexe-3",
    "Candidature CIDFF - annexe 4.pdf": "annexe-4",
    "dossier_de_candidature_annexe_7.odt": "annexe-7",
    "Annexe 1.pdf": "annexe-1",
    "annexe1.pdf": "annexe-1",
    "ANNEXE_01_v2.pdf": "annexe-1",
    "annexe1bis.xlsx": "annexe-1",
    "Annexe n°5 - budget 2021.ods": "annexe-5",
    "annexe no 6.pdf": "annexe-6",
    "cidff/pièces/Anne\u0301xe-2.pdf": "annexe-2",
    "annexe 10.pdf": None,
    "annexe 12.pdf": None,
    "annexe 8.pdf": None,
    "Annexe III.pdf": "annexe-3",
    "annexe-iv.odt": "annexe-4",
    "Annexe n° VII budget.xlsx": "annexe-7",
    "Ann. 1.pdf": "annexe-1",
    "ANN 02.pdf": "annexe-2",
    "A5.pdf": "annexe-5",
    "A5 - budget.pdf": "annexe-5",
    "A3-statuts.pdf": "annexe-3",
    "A4 recto.pdf": None,
    "A7 Insertion.pdf": None,
    "plan A4.pdf": None,
    "PJ n° 2.pdf": "annexe-2",
    "PJ3.pdf": "annexe-3",
    "Pièce jointe n°6.pdf": "annexe-6",
    "annexe 1 (2).pdf": "annexe-1",
    "annexe 1-2.pdf": "annexe-1",
    "annexe 2 15-04-2026.pdf": "annexe-2",
    "annexe 2/scan0001.pdf": "annexe-2",
    "Annexes/3.pdf": "annexe-3",
    "candidature/annexe IV/recto 1.pdf": "annexe-4",
    "Dossier/statuts.pdf": None,
    "Annexes/statuts.pdf": None,
    "annexe.pdf": None,
    "statuts.pdf": None,
    "": None,
}


@for_each(RECOGNISED, RECOGNISED.values())
def test_a_file_name_tells_its_piece(filename: str, piece: str | None) -> None:
    """Case, accents, underscores and spaces do not matter; an annexe wins over the dossier; 10 is not 1."""
    assert ARA.recognise(filename) == piece


SEVERAL = {
    "Annexes 1 à 3.pdf": (1, 2, 3),
    "annexes 1-3.pdf": (1, 2, 3),
    "Annexes I à III.pdf": (1, 2, 3),
    "annexes_1_2_et_5.pdf": (1, 2, 5),
    "Annexe 1 et 2.pdf": (1, 2),
    "annexes 1, 3 & 7.pdf": (1, 3, 7),
    "annexe 1 annexe 2.pdf": (1, 2),
    "Annexes 6 à 12.pdf": (6, 7),
}


@pytest.mark.parametrize(("filename", "numbers"), SEVERAL.items())
def test_a_file_name_may_tell_several_pieces(filename: str, numbers: tuple[int, ...]) -> None:
    """A range, a list, Arabic or Roman: the file is then none of them by itself."""
    assert ARA.told(filename) == tuple(f"annexe-{number}" for number in numbers)


def test_a_whole_candidacy_may_be_one_file() -> None:
    """All its pieces are told, the bare word with the numbers."""
    assert ARA.told("Dossier et annexes 1 à 7.pdf") == tuple(ARA.pieces)


HEADINGS = {
    "Dossier de candidature SPRO 2026. Joindre l'annexe 1 signée.": "dossier",
    "DOSSIER DE CANDIDATURE\nPièces : \nAnnexe 1\nAnnexe 2": "dossier",
    "Appel à candidature SPRO – Annexe 3\nBudget": "annexe-3",
    "Région\n  ANNEXE N° II : statuts": "annexe-2",
    "1. Annexe 4": "annexe-4",
    "Annexe 1\nAnnexe 2\nAnnexe 3": None,
    "Veuillez trouver notre dossier et l'annexe 1.": None,
    "A 1 km de la gare": None,
    "": None,
}


@pytest.mark.parametrize(("text", "piece"), HEADINGS.items())
def test_a_heading_is_what_a_line_begins_with(text: str, piece: str | None) -> None:
    """What a sentence mentions, or a list names, is none."""
    assert ARA.headed(text) == piece


@given(first=st.integers(1, 7), last=st.integers(1, 7), sign=st.sampled_from([" à ", "-", " au ", " a "]))
def test_a_range_tells_all_between_its_ends(first: int, last: int, sign: str) -> None:
    """Whatever joins them."""
    told = ARA.told(f"Annexes {first}{sign}{last}.pdf")

    between = range(first, last + 1) if first <= last else (last, first)
    assert told == tuple(f"annexe-{number}" for number in between)


def test_no_habit_of_naming_tells_a_wrong_piece() -> None:
    """In French and in English: what is not told a person looks at; what is told wrong would lack elsewhere."""
    told = {(piece, name): ARA.told(name) for names in deposits(700) for piece, name in names.items()}

    assert {(piece, name) for (piece, name), found in told.items() if found and piece not in found} == set()


@given(name=st.text(max_size=80))
def test_any_file_name_is_answered(name: str) -> None:
    """Whatever an applicant calls a file, the answer is a piece of the file or None."""
    assert ARA.recognise(name) in {None, *ARA.pieces}


@pytest.mark.parametrize("number", range(1, 8))
def test_each_annexe_is_told_by_its_label(number: int) -> None:
    """The label of a piece, as a file name, is that piece."""
    assert ARA.recognise(f"{ARA.pieces[f'annexe-{number}'].label}.pdf") == f"annexe-{number}"


NETWORKS = [
    ("cio", date(2021, 4, 1), "cio"),
    ("Centres d’information et d’orientation", date(2021, 4, 1), "cio"),
    ("CENTRE D'INFORMATION ET D'ORIENTATION", date(2021, 4, 1), "cio"),
    ("pole  emploi", date(2021, 4, 1), "france_travail"),
    ("Pôle Emploi", date(2026, 4, 1), "france_travail"),
    ("mission locale", date(2021, 4, 1), "missions_locales"),
    ("OPACIF", date(2019, 12, 31), "opacif"),
    ("OPACIF", date(2020, 1, 1), None),
    ("Groupement CIBC", date(2019, 12, 31), None),
    ("Groupement CIBC", date(2020, 1, 1), "cep_regional_operator"),
    ("CIDFF", date(2021, 4, 1), None),
    ("", date(2021, 4, 1), None),
]


@pytest.mark.parametrize(("text", "on", "network"), NETWORKS)
def test_a_network_is_told_by_its_names_on_a_day(text: str, on: date, network: str | None) -> None:
    """Id, label or alias, whatever case and accents; a network counts between its dates, both included."""
    found = ARA.network_for(text, on)

    assert (found and found[0]) == network


NAMES = [line.split("\t") for line in (Path(__file__).parent / "networks.tsv").read_text("utf-8").splitlines()]


@for_each(*zip(*NAMES, strict=True))
def test_a_structures_own_name_tells_its_network(name: str, network: str) -> None:
    """As a public list of 2022 writes them: in capitals, lines run together; « - » belongs to none."""
    assert (ARA.network_of(name, date(2026, 4, 1)) or "-") == network


@pytest.mark.parametrize(
    "name",
    [
        "CIO de l'enseignement catholique du Rhône",
        "Centre d'information et d'orientation de l'enseignement privé",
        "Association pour l'emploi des cadres, ingénieurs et techniciens de l'agriculture",
        "APECITA",
        "Handicap Emploi",
        "Association régionale des missions locales",
        "Mission locale et Cap emploi de l'Ain",
        "Chambre de commerce franco-italienne",
        "Université populaire, service insertion professionnelle",
        "MJC des Lilas",
        "Lycée Louis Armand",
        "CIDFF de l'Ain",
        "",
    ],
)
def test_a_name_that_is_like_that_of_a_network_is_not_taken_for_it(name: str) -> None:
    """Nor one that names two."""
    assert ARA.network_of(name, date(2026, 4, 1)) is None


def test_a_network_that_is_over_is_told_by_no_name() -> None:
    """Its dates count here too."""
    names = [ARA.network_of("FONGECIF Rhône-Alpes", day) for day in (date(2019, 6, 1), date(2026, 4, 1))]

    assert names == ["opacif", None]


def test_only_the_third_circle_deposits_a_dossier() -> None:
    """Circles 1 and 2 belong by convention and by law (S0)."""
    assert [ARA.requires_dossier(circle) for circle in (1, 2, 3)] == [False, False, True]


def test_an_organisation_of_no_network_is_of_the_circle_that_deposits() -> None:
    """Who names no network applies in the third circle."""
    assert ARA.open_circle == 3


def test_the_eight_pieces_are_required_and_blocking() -> None:
    """« Le dossier complet est à retourner » (S0)."""
    eight = ["dossier", *(f"annexe-{number}" for number in range(1, 8))]

    assert [list(ARA.pieces), ARA.required_pieces, ARA.blocking_pieces] == [eight, eight, eight]


def test_a_piece_that_is_not_required_blocks_nothing() -> None:
    """Relaxing a piece takes one key."""
    region = load_region("auvergne-rhone-alpes", {"pieces.annexe-7.required": False})

    assert region.blocking_pieces == ARA.blocking_pieces[:-1]


def test_sessions_and_applications_have_names() -> None:
    """Code, label and reference come from the format strings of the file."""
    names = (ARA.campaign_code(2021), ARA.label(2021), ARA.reference(2021, 7))

    assert names == ("ara-2021", "Session 2021", "ARA-2021-0007")


def test_before_the_thirtieth_means_the_twenty_ninth() -> None:
    """« avant le 30 avril » is read plainly; a Région may count the 30th in."""
    inclusive = load_region("auvergne-rhone-alpes", {"stages.deposit.inclusive": True})

    days = [one.last_day(2021) for region in (ARA, inclusive) if (one := region.stages.deposit)]

    assert days == [date(2021, 4, 29), date(2021, 4, 30)]


@pytest.mark.parametrize(("year", "day"), [(2023, 28), (2024, 29)])
def test_the_last_day_of_a_month_follows_the_year(year: int, day: int) -> None:
    """`last` is the 29th of February in a leap year."""
    assert Until(month=2, day="last").on(year) == date(year, 2, day)


def test_a_region_comes_back_from_its_own_dump() -> None:
    """A session keeps a frozen copy of its region file as JSON."""
    assert Region.model_validate_json(ARA.model_dump_json()) == ARA
    assert Region.model_validate(ARA.model_dump(mode="json")) == ARA


def test_the_calendar_of_each_year_holds() -> None:
    """A session opened in January meets the order of its stages, leap year or not."""
    lasting = load_region("auvergne-rhone-alpes", {"membership.until": "2041-12-31"})
    for year in range(2021, 2041):
        lasting.check_calendar(date(year, 1, 18), year)


def test_memberships_that_would_begin_after_their_term_are_refused() -> None:
    """That of the shipped file is 31 December 2028; the session of that year is the last, and says so."""
    with pytest.raises(RegionError) as refused:
        ARA.check_calendar(date(2029, 1, 15), 2029)

    assert str(refused.value) == (
        "membership.until « 31/12/2028 » : les adhésions de la session 2029 commenceraient le 01/09/2029, après leur "
        "terme. Écrivez le terme du nouveau cadre."
    )
    assert [ARA.is_last_year(year) for year in (2027, 2028, 2029)] == [False, True, False]


def test_a_session_may_open_on_its_last_day_of_deposit() -> None:
    """The day of the deadline itself still leaves that day to deposit."""
    ARA.check_calendar(date(2021, 4, 29), 2021)


def test_a_deadline_before_the_opening_is_refused() -> None:
    """The error names the key, the date and the mend."""
    with pytest.raises(RegionError) as refused:
        ARA.check_calendar(date(2021, 5, 3), 2021)

    assert str(refused.value) == (
        "stages.deposit.until « 29/04/2021 » : la date limite de dépôt doit venir après l'ouverture (03/05/2021). "
        "Corrigez l'une ou l'autre date."
    )


def test_stages_out_of_order_are_refused() -> None:
    """A commission does not decide before the working group has met."""
    region = load_region("auvergne-rhone-alpes", {"stages.commission.window.month": 5})

    with pytest.raises(RegionError) as refused:
        region.check_calendar(date(2021, 1, 18), 2021)

    assert str(refused.value) == (
        "stages.commission.window « 31/05/2021 » : le mois de la commission doit venir après "
        "le mois du groupe de travail (01/06/2021). Corrigez l'une ou l'autre date."
    )
