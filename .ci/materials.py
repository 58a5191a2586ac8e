"""The bill of materials (`make sbom`): the locked packages in CycloneDX's format, each with its licence and the digests
of its files. It says what the lock says, whatever the machine, the day and the place that packages come from."""

import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK, PACKAGE = ROOT / "requirements.lock", "spro-candidatures"

SCHEMA = SchemaVersion.V1_6
"""Which version of the format is written: readers know it since 2024."""

SAID_NOWHERE = {
    "async-timeout": "Apache-2.0",
    "axe-playwright-python": "MIT",
    "imapclient": "BSD-3-Clause",
    "pendulum": "MIT",
    "pywin32": "PSF-2.0",
}
"""The licences of packages that do not tell theirs where a program reads it, or are not installed everywhere."""

_LOCKED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^\s;]+)(?P<rest>(?:.*\\\n)+.*\n)", re.MULTILINE)
_DIGEST = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_PUBLISHED = "License :: OSI Approved :: "
_LONGEST = 60  # signs of a name: some packages put the whole text there


class Locked(NamedTuple):
    """A package as the lock has it: the digests are those of its files, for whichever system."""

    name: str
    version: str
    digests: tuple[str, ...]


def locked(text: str) -> Iterator[Locked]:
    """Yield the packages of a lock."""
    for found in _LOCKED.finditer(text):
        yield Locked(found["name"], found["version"], tuple(sorted(_DIGEST.findall(found["rest"]))))


def licence_of(name: str) -> License | None:
    """Return the licence that a package states, None where it is not installed, or states none."""
    said = SAID_NOWHERE.get(name) or _said(name)
    return LicenseFactory().make_from_string(said) if said else None


def _said(name: str) -> str | None:
    try:
        found = metadata(name)
    except PackageNotFoundError:
        return None
    stated = [*(found.get_all("License-Expression") or ()), *(found.get_all("License") or ())]
    classified = [one.removeprefix(_PUBLISHED) for one in found.get_all("Classifier") or [] if _PUBLISHED in one]
    return next((one for one in (*stated, " / ".join(classified)) if one and len(one) <= _LONGEST), None)


def component_of(package: Locked) -> Component:
    """Return a package as a component."""
    licence = licence_of(package.name)
    return Component(
        type=ComponentType.LIBRARY,
        name=package.name,
        version=package.version,
        bom_ref=f"{package.name}=={package.version}",
        purl=PackageURL("pypi", name=package.name, version=package.version),
        licenses=[licence] if licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in package.digests],
    )


def bill() -> str:
    """Return the bill of materials, the same for the same lock."""
    text = LOCK.read_text(encoding="utf-8")
    bom = Bom(components=map(component_of, locked(text)), serial_number=uuid5(NAMESPACE_URL, text))
    ours = bom.metadata.component = Component(
        type=ComponentType.APPLICATION,
        name=PACKAGE,
        version=version(PACKAGE),
        bom_ref=PACKAGE,
        licenses=[LicenseFactory().make_from_string("Apache-2.0")],
    )
    asked = {canonicalize_name(one.name) for one in map(Requirement, requires(PACKAGE) or ()) if not _is_extra(one)}
    bom.register_dependency(ours, [one for one in bom.components if one.name in asked])
    written = json.loads(make_outputter(bom, OutputFormat.JSON, SCHEMA).output_as_string())
    del written["metadata"]["timestamp"]
    return json.dumps(written, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _is_extra(asked: Requirement) -> bool:
    return asked.marker is not None and "extra" in str(asked.marker)


def main() -> None:
    """Write the bill into the file that is named."""
    path = Path(sys.argv[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(bill(), encoding="utf-8")


if __name__ == "__main__":
    main()
