"""Reading a region file: from YAML to a sound `Region`, or to the list of its faults, each at its line."""

import re
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from models.region.faults import Fault, Source, region_faults, unknown_key
from models.region.model import Region, dotted
from models.region.policies.documents import LOGO
from models.region.yaml_file import FileError, read_yaml

REGIONS = Path(__file__).parent / "shipped"
"""The folder of the region files that come with the system."""


class RegionFile(NamedTuple):
    """A region file that was read: its region, where each of its keys stands, and the folder that it lies in."""

    region: Region
    source: Source
    folder: Path


def load_region(path_or_id: str | Path, overrides: Mapping[str, object] | None = None) -> Region:
    """The region of a file, or of a shipped one by its bare id, with values set by dotted key.

    Raises FileError, with every fault and its mend, on a file that is absent, unreadable or unsound, and on an
    override whose key the file does not have.
    """
    region = load_file(path_or_id).region
    return with_values(region, overrides, name=_name(_locate(path_or_id))) if overrides else region


def with_values(region: Region, overrides: Mapping[str, object], *, name: str = "session") -> Region:
    """A region with values set by dotted key. Raises FileError on a key that it does not have, and on a value that is
    unsound."""
    source = Source(f"{name} (valeur remplacée)", {}, Region)
    return _validated(_overridden(region, overrides, source), source)


def load_file(path_or_id: str | Path) -> RegionFile:
    """The region of a file, or of a shipped one by its bare id, with where it was read. Raises FileError, as
    `load_region` does."""
    path = _locate(path_or_id)
    absent = f"Régions fournies : {', '.join(shipped_regions())}."
    data, source = read_yaml(path, Region, name=_name(path), absent=absent)
    return RegionFile(_validated(_with_words(data, path), source), source, path.parent)


def _with_words(data: object, path: Path) -> object:
    """Return the data of a region file with its own words: those of the folder of its name, « ma-region.lettres »."""
    folder = path.with_suffix(".lettres")
    own = {one.relative_to(folder).as_posix(): one.read_text(encoding="utf-8") for one in sorted(folder.rglob("*.txt"))}
    if not isinstance(data, dict):
        return data
    return _with_logo(data | {"wording": own} if own else data, folder)


def _with_logo(data: dict[str, object], folder: Path) -> dict[str, object]:
    """Return the data of a region file with the logo of its folder: what a document shows of it is told by the file,
    and one without the other is a fault."""
    found = folder / LOGO
    documents = data.get("documents")
    logo = documents.get("logo") if isinstance(documents, dict) else None
    if not isinstance(documents, dict) or not (found.is_file() or isinstance(logo, dict)):
        return data
    png = b64encode(found.read_bytes()).decode() if found.is_file() else ""
    said = logo if isinstance(logo, dict) else {}
    return data | {"documents": documents | {"logo": said | {"png": png}}}


def shipped_regions() -> list[str]:
    """The ids of the region files that come with the system."""
    return sorted(path.stem for path in REGIONS.glob("*.yaml"))


def _locate(path_or_id: str | Path) -> Path:
    if isinstance(path_or_id, str) and re.fullmatch(r"[a-z0-9_-]+", path_or_id):
        return REGIONS / f"{path_or_id}.yaml"
    return Path(path_or_id)


def _name(path: Path) -> str:
    return f"models/region/shipped/{path.name}" if path.parent == REGIONS else str(path)


def _validated(data: object, source: Source) -> Region:
    try:
        return Region.model_validate(data)
    except ValidationError as error:
        raise FileError(region_faults(error, source)) from error


def _overridden(region: Region, overrides: Mapping[str, object], source: Source) -> dict[str, object]:
    """The dumped region with the overrides in it, one after the other."""
    data: dict[str, object] = region.model_dump(mode="json")
    faults = []
    for key, value in overrides.items():
        parent, _, name = key.rpartition(".")
        section = dict(dotted(data)).get(parent) if parent else data
        if isinstance(section, dict) and name in section:
            section[name] = value
        else:
            faults.append(_unknown(key, value, data, source))
    if faults:
        raise FileError(faults)
    return data


def _unknown(key: str, value: object, data: dict[str, object], source: Source) -> Fault:
    """The fault of an override: its first part that does not exist, and what exists there."""
    section: object = data
    for position, name in enumerate(parts := key.split(".")):
        if not isinstance(section, dict) or name not in section:
            known = list(section) if isinstance(section, dict) else []
            return source.fault(".".join(parts[: position + 1]), value, unknown_key(name, known))
        section = section[name]
    return source.fault(key, value, unknown_key(key, list(data)))
