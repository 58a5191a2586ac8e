"""What a sound region file says without effect, or seems to have kept of the region that it was copied from: warnings
that block nothing."""

import re
from collections.abc import Iterator

from models.region.file import load_region, shipped_regions
from models.region.file_names import fold
from models.region.model import Region, dotted

REGIONS: dict[str, str] = {
    "01": "Guadeloupe",
    "02": "Martinique",
    "03": "Guyane",
    "04": "La Réunion",
    "06": "Mayotte",
    "11": "Île-de-France",
    "24": "Centre-Val de Loire",
    "27": "Bourgogne-Franche-Comté",
    "28": "Normandie",
    "32": "Hauts-de-France",
    "44": "Grand Est",
    "52": "Pays de la Loire",
    "53": "Bretagne",
    "75": "Nouvelle-Aquitaine",
    "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes",
    "93": "Provence-Alpes-Côte d'Azur",
    "94": "Corse",
}
"""The regions, by their INSEE code."""

COURTS: dict[str, str] = {
    **dict.fromkeys(("Guadeloupe", "Basse-Terre"), "01"),
    **dict.fromkeys(("Martinique", "Fort-de-France", "Schœlcher"), "02"),
    **dict.fromkeys(("Guyane", "Cayenne"), "03"),
    **dict.fromkeys(("Réunion", "Saint-Denis"), "04"),
    **dict.fromkeys(("Mayotte", "Mamoudzou"), "06"),
    **dict.fromkeys(("Cergy-Pontoise", "Melun", "Montreuil", "Paris", "Versailles"), "11"),
    "Orléans": "24",
    **dict.fromkeys(("Besançon", "Dijon"), "27"),
    **dict.fromkeys(("Caen", "Rouen"), "28"),
    **dict.fromkeys(("Amiens", "Lille"), "32"),
    **dict.fromkeys(("Châlons-en-Champagne", "Nancy", "Strasbourg"), "44"),
    "Nantes": "52",
    "Rennes": "53",
    **dict.fromkeys(("Bordeaux", "Limoges", "Pau", "Poitiers"), "75"),
    **dict.fromkeys(("Montpellier", "Nîmes", "Toulouse"), "76"),
    **dict.fromkeys(("Clermont-Ferrand", "Grenoble", "Lyon"), "84"),
    **dict.fromkeys(("Marseille", "Nice", "Toulon"), "93"),
    "Bastia": "94",
}
"""The region of each administrative court (CJA R221-3): decisions are contested before that of the authority's seat."""

OWN = ("session.code", "session.reference", "region.sirets")
"""What no two regions have in common, though nothing in it tells whose it is."""

_NOT_OPPOSABLE = (
    "silence.effect : sans effet donné au silence, les accusés de réception ne disent ni la date ni le sens d'une "
    "décision implicite (CRPA R. 112-11-1) ; les délais de recours contre elle ne sont donc opposables à aucun "
    "candidat (L. 112-6, L. 112-12)."
)
_POSTAL_CODE = re.compile(r"\b([0-9]{5}) +[A-ZÀ-Ý]")


def remarks(region: Region) -> list[str]:
    """Return what there is to know of a region file that is sound, one French sentence per item."""
    return [*_without_effect(region), *_left_over(region)]


def remarks_of_year(region: Region, year: int) -> list[str]:
    """Return what there is to know of the session of a year: that no other can open before the framework is renewed."""
    if not region.is_last_year(year):
        return []
    until = f"{region.membership.frame_ends:%d/%m/%Y}"
    last = f"la session {year} est la dernière dont les adhésions commencent avant leur terme ({until})"
    return [f"membership.until : {last} ; la suivante demande un nouveau cadre, et le terme de celui-ci."]


def _without_effect(region: Region) -> Iterator[str]:
    if region.silence.effect is None and region.decides:
        yield _NOT_OPPOSABLE
    named = {stage.body for stage in region.stages.bodies.values()}
    for key in region.bodies:
        if key not in named:
            mend = "nommez-la (body) dans une étape, sous stages, ou retirez-la."
            yield f"bodies.{key} : aucune étape ne nomme cette instance ; {mend}"


def _left_over(region: Region) -> Iterator[str]:
    """Yield what names another region, its court or a place of it, or is what another shipped file holds as its own."""
    said = {key: value for key, value in dotted(region.model_dump(mode="json")) if value}
    for key, value in said.items():
        if isinstance(value, str) and key != "region.name" and (other := _other_region(region, key, value)):
            yield f"{key} : « {value} » est d'une autre région ({other}) ; corrigez-le, si c'est un reste."
    for other_id in shipped_regions():
        if other_id != region.region.id:
            theirs = dict(dotted(load_region(other_id).model_dump(mode="json")))
            yield from (
                f"{key} : « {said[key]} » est de la région {theirs['region.name']} ; corrigez-le, si c'est un reste."
                for key in OWN
                if said.get(key) and said[key] == theirs[key]
            )


def _other_region(region: Region, key: str, value: str) -> str | None:
    """Return the other region, or the département of one, that a value of a region file tells."""
    code, name = region.region.code, region.region.name
    if key == "region.code":
        return REGIONS[value] if fold(REGIONS.get(value, name)) != fold(name) else None
    if court := re.match(r"tribunal administratif (?:de la |de |d')?(.+)", value, re.IGNORECASE):
        told = next((COURTS[seat] for seat in COURTS if fold(court[1]).startswith(fold(seat))), code)
        return REGIONS[told] if told != code else None
    if named := next((one for one in REGIONS.values() if one in value and fold(one) != fold(name)), None):
        return named if fold(name) not in fold(value) else None
    return _other_department(region, value)


def _other_department(region: Region, value: str) -> str | None:
    """Return the département of an address that is none of a region's."""
    found = _POSTAL_CODE.findall(value)
    if not found:
        return None
    department = found[-1][: 3 if found[-1].startswith("97") else 2]
    known = {_of_postal_codes(code) for code in region.region.departments}
    return None if department in known else f"département {department}"


def _of_postal_codes(department: str) -> str:
    """Return how the postal codes of a département begin: 69 for 69M, 20 for both of Corse."""
    if department.startswith("97"):
        return department
    return "20" if department in {"2A", "2B"} else department[:2]
