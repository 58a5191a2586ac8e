"""What the repository promises about itself, whatever the code does: its layout, its lock, its size, its discretion."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.servers import order

ROOT = Path(__file__).parents[1]

FOLDERS = {"flows", "tasks", "notifications", "models", "tests", "docs"}
FILES = {
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "prefect.yaml",
    "pyproject.toml",
    "requirements.lock",
}

FLOORS = ("models", "notifications", "tasks", "flows")

LONGEST_FILE, WIDEST_FOLDER = 400, 14
LONGEST_FUNCTION = 40

LONGER_FILES: dict[str, int] = {}
WIDER_FOLDERS = {
    "tests/notifications/snapshots/intake/registration": 16,
}
"""What exceeds the limits, and by how much at most. Both lists only shrink: mend one, and take it out."""

GROWING = {"models/storage/migrations/versions"}
"""What has an entry for each step that the tables took: it grows for as long as the product lives."""

COMPARED = "beside"
"""What is measured beside us by who likes to, and locked for nobody."""

PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^\s;]+)(?: ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")

ONE_SENTENCE = re.compile(r"[A-Z][^\n.]*(?:\n[^\n.]+)*\.")

# In two halves each, so that this file does not name what it forbids.
REAL_DOMAINS = ("via-" + "competences", "auvergne" + "rhonealpes")
PACKAGE_HOSTS = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb." + "debian.org")

REAL_MAILBOX = re.compile(rf"(?<=[\w.+-])@(?:[\w-]+\.)*(?:{'|'.join(REAL_DOMAINS)})", re.IGNORECASE)
PACKAGE_HOST = re.compile("|".join(map(re.escape, PACKAGE_HOSTS)), re.IGNORECASE)
MAIL_DOMAIN = re.compile(r"(?<=[\w}.+-])@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})\b")
FICTITIOUS_DOMAIN = re.compile(r"(?:.+\.)?(?:example|localhost|localdomain)|(?:.+\.)?example\.invalid", re.IGNORECASE)


@cache
def repository_files() -> tuple[Path, ...]:
    """The files that belong to the repository, committed or about to be, relative to its root."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return tuple(sorted({Path(name) for name in listing.split("\0") if name and (ROOT / name).is_file()}))


@cache
def text_of(file: Path) -> str:
    """The text of a file of the repository; octets that are no text become replacement characters."""
    return (ROOT / file).read_text(encoding="utf-8", errors="replace")


def python_files() -> list[Path]:
    """The Python files of the repository."""
    return [file for file in repository_files() if file.suffix == ".py"]


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    """Each place of the repository where the pattern is found, as `file:line`."""
    return [
        f"{file}:{text_of(file).count(chr(10), 0, found.start()) + 1}"
        for file in repository_files()
        for found in pattern.finditer(text_of(file))
    ]


def functions_of(file: Path) -> Iterator[tuple[str, int]]:
    """The name of each function of a file with its number of lines."""
    to_look_at: list[ast.AST] = [ast.parse(text_of(file))]
    while to_look_at:
        node = to_look_at.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1
        # A function is a statement: none is within an expression.
        to_look_at += [part for part in ast.iter_child_nodes(node) if not isinstance(part, ast.expr)]


def declared_requirements() -> list[Requirement]:
    """Everything that pyproject.toml asks for: to run, to develop, and to build."""
    declared = tomllib.loads(text_of(Path("pyproject.toml")))
    optional = [those for name, those in declared["project"]["optional-dependencies"].items() if name != COMPARED]
    lists = [declared["project"]["dependencies"], declared["build-system"]["requires"], *optional]
    return [Requirement(line) for lines in lists for line in lines]


def locked_versions() -> dict[str, list[str]]:
    """The versions that the lock pins, by name: more than one where they differ by Python or system."""
    versions: dict[str, list[str]] = {}
    for match in PIN.finditer(text_of(Path("requirements.lock"))):
        versions.setdefault(canonicalize_name(match["name"]), []).append(match["version"])
    return versions


def is_satisfied(requirement: Requirement, *, versions: list[str]) -> bool:
    """Whether the lock pins this requirement, and only at versions that it admits."""
    return bool(versions) and all(requirement.specifier.contains(version) for version in versions)


def test_the_lock_holds_pins_and_hashes_and_nothing_else() -> None:
    """No host, no option, no comment: the lock installs from wherever an installation takes its packages."""
    lines = text_of(Path("requirements.lock")).splitlines()

    other = [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)]

    assert other == []


def test_every_pin_of_the_lock_is_followed_by_a_hash() -> None:
    """A package whose hash is not in the lock is never installed."""
    lines = text_of(Path("requirements.lock")).splitlines()

    bare = [pin for pin, after in zip(lines, [*lines[1:], ""], strict=True) if PIN.match(pin) and not HASH.match(after)]

    assert bare == []


@pytest.fixture(scope="module")
def bills(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The bill of materials, written twice."""
    written = [tmp_path_factory.mktemp("bills") / f"{number}.json" for number in range(2)]
    for path in written:
        subprocess.run([sys.executable, ROOT / ".ci" / "materials.py", path], check=True)
    return [path.read_text(encoding="utf-8") for path in written]


def test_the_bill_of_materials_keeps_to_the_schema_of_its_format(bills: list[str]) -> None:
    """As strictly as that is defined; twice the same, without a day or a place that packages come from."""
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bills[0]) is None
    assert bills[0] == bills[1]
    assert "timestamp" not in json.loads(bills[0])["metadata"]
    assert re.findall(r"\w+://[\w./-]+", bills[0]) == ["http://cyclonedx.org/schema/bom-1.6.schema.json"]


def test_the_bill_of_materials_has_each_locked_package(bills: list[str]) -> None:
    """Those of other systems and Pythons too: its version, the digests of its files, its licence. One that states no
    licence is looked up by a person."""
    components = json.loads(bills[0])["components"]

    assert {canonicalize_name(one["name"]): [one["version"]] for one in components} == locked_versions()
    assert sorted(each["content"] for one in components for each in one["hashes"]) == sorted(
        re.findall(r"sha256:([0-9a-f]{64})", text_of(Path("requirements.lock")))
    )
    assert [one["name"] for one in components if not one.get("licenses")] == []


def test_the_lock_satisfies_every_declared_dependency() -> None:
    """What pyproject.toml asks for is pinned, inside the bounds it gives."""
    locked = locked_versions()

    unsatisfied = [
        str(requirement)
        for requirement in declared_requirements()
        if not is_satisfied(requirement, versions=locked.get(canonicalize_name(requirement.name), []))
    ]

    assert unsatisfied == []


def test_the_top_level_holds_only_the_agreed_names() -> None:
    """Six folders, a handful of files, and dotfiles: a reader knows where to look."""
    names = {file.parts[0] for file in repository_files()}

    unexpected = {name for name in names if not name.startswith(".")} - FOLDERS - FILES

    assert unexpected == set()


def test_no_file_names_the_mailbox_of_a_real_person() -> None:
    """The call's real contacts are people: role addresses stand for them."""
    assert lines_matching(REAL_MAILBOX) == []


def test_every_mail_address_is_fictitious() -> None:
    """A rehearsal or a test can never write to someone: `.example` and `example.invalid` lead nowhere."""
    domains = {(str(file), domain) for file in repository_files() for domain in MAIL_DOMAIN.findall(text_of(file))}

    real = sorted((file, domain) for file, domain in domains if not FICTITIOUS_DOMAIN.fullmatch(domain))

    assert real == []


def test_no_file_names_a_package_host() -> None:
    """Where packages come from is each installation's own setting."""
    assert lines_matching(PACKAGE_HOST) == []


def file_lengths() -> dict[str, int]:
    """The number of lines of each Python file."""
    return {str(file): len(text_of(file).splitlines()) for file in python_files()}


def folder_widths() -> dict[str, int]:
    """The number of entries of each folder below the root, not counting `__init__.py`; of a growing one, none."""
    entries = {entry for file in repository_files() for entry in (file, *file.parents) if entry.name != "__init__.py"}
    return Counter(str(entry.parent) for entry in entries if len(entry.parts) > 1 and str(entry.parent) not in GROWING)


def packages() -> list[Path]:
    """The packages of the four floors."""
    return [file.parent for file in python_files() if file.name == "__init__.py" and file.parts[0] in FLOORS]


def rooms_under_contract() -> set[str]:
    """What the layers of import-linter's contracts name."""
    contracts = tomllib.loads(text_of(Path("pyproject.toml")))["tool"]["importlinter"]["contracts"]
    return {
        f"{container}.{layer}"
        for contract in contracts
        for container in contract.get("containers", [])
        for layer in contract["layers"]
    }


def test_no_python_file_is_longer_than_the_limit() -> None:
    """A file is as long as its one idea, and an idea fits in the head."""
    lengths = file_lengths()

    assert {file: n for file, n in lengths.items() if n > LONGER_FILES.get(file, LONGEST_FILE)} == {}


def test_no_folder_is_wider_than_the_limit() -> None:
    """A folder whose entries cannot be taken in at a glance is two folders."""
    widths = folder_widths()

    assert {folder: n for folder, n in widths.items() if n > WIDER_FOLDERS.get(folder, WIDEST_FOLDER)} == {}


def test_every_exception_to_the_limits_is_still_needed() -> None:
    """What was mended leaves the list, so that it never grows back."""
    lengths, widths = file_lengths(), folder_widths()

    mended = [file for file in LONGER_FILES if lengths.get(file, 0) <= LONGEST_FILE]
    mended += [folder for folder in WIDER_FOLDERS if widths.get(folder, 0) <= WIDEST_FOLDER]

    assert mended == []


def test_every_package_says_in_one_sentence_what_belongs_in_it() -> None:
    """Its `__init__` is the sign on the door: one plain sentence, and no code."""
    said = {package: ast.parse(text_of(package / "__init__.py")) for package in packages()}

    silent = [
        str(package) for package, code in said.items() if not ONE_SENTENCE.fullmatch(ast.get_docstring(code) or "")
    ]
    busy = [str(package) for package, code in said.items() if len(code.body) > 1]

    assert (silent, busy) == ([], [])


def test_every_room_has_its_place_in_a_contract() -> None:
    """Among rooms too, imports go one way: a folder that stands beside another is named by a contract of layers."""
    rooms = {package for package in packages() if len(package.parts) > 1}
    beside = Counter(room.parent for room in rooms)

    free = {".".join(room.parts) for room in rooms if beside[room.parent] > 1} - rooms_under_contract()

    assert free == set()


def test_no_function_is_longer_than_the_limit() -> None:
    """A function that does not fit on a screen does more than one thing."""
    lengths = {f"{file}: {name}": length for file in python_files() for name, length in functions_of(file)}

    assert {function: length for function, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def test_the_order_of_the_tests_names_files_that_exist() -> None:
    """What takes longest begins first, and some share a process: a file that was renamed would do neither."""
    files = [str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")]

    assert [named for named in order.FIRST if not any(file.startswith(named) for file in files)] == []


def test_the_index_of_the_stories_names_each_in_its_order() -> None:
    """Numbered from one, in a file of that number."""
    index = text_of(Path("tests/story/README.md"))
    named = re.findall(r"^(\d+)\. \[.+\]\((?:\w+/)?test_(\d+)_(\w+)\.py\)", index, re.MULTILINE)
    stories = sorted(file.stem for file in (ROOT / "tests/story").rglob("test_*.py"))

    assert [f"test_{number}_{name}" for _, number, name in named] == stories
    assert [int(place) for place, _, _ in named] == [int(number) for _, number, _ in named]
    assert [int(number) for _, number, _ in named] == list(range(1, len(stories) + 1))
