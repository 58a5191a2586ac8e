"""Reading a file that a person wrote in YAML: its data with the line of each key, or its faults in French."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel

from models.errors import Refusal
from models.region.faults import Fault, Source


class FileError(Refusal):
    """A file that cannot be used; `str()` is one line a fault."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep the faults, in the order of the file where it could be read."""
        ValueError.__init__(self, "\n".join(map(str, faults)))
        self.faults = faults
        self.field, self.value, self.mend = faults[0].key, faults[0].value, faults[0].mend


# With libyaml where the package brings it, ten times as fast; what it reads is the same.
if TYPE_CHECKING:
    from yaml import SafeLoader as _Safe
else:
    _Safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Safe):
    """YAML as people write it: `on` is a word, `01` keeps its zero, and a date is left to the schema."""


_KEPT = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge", "tag:yaml.org,2002:float")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag in _KEPT]
    for first, rows in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))


def read_yaml(path: Path, schema: type[BaseModel], *, name: str, absent: str) -> tuple[Any, Source]:
    """Return the data of a file and where each of its keys stands; `absent` is what to do where there is no file.

    Raises FileError on a file that is absent, is no text or no YAML, or says a key twice.
    """
    try:
        return _parsed(path.read_text(encoding="utf-8-sig"), schema, name)
    except FileNotFoundError as error:
        raise _refuse(name, None, "fichier introuvable", absent) from error
    except OSError as error:
        raise _refuse(name, None, "fichier illisible", "Vérifiez son chemin et ses droits.") from error
    except UnicodeDecodeError as error:
        raise _refuse(name, None, "ce n'est pas du texte UTF-8", "Enregistrez le fichier en UTF-8.") from error


def _refuse(file: str, line: int | None, problem: str, mend: str) -> FileError:
    return FileError([Fault(file, line, "", None, mend, problem)])


def _parsed(text: str, schema: type[BaseModel], file: str) -> tuple[Any, Source]:
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise _refuse(file, 1, "le fichier ne contient pas de clés", "Partez d'un fichier fourni.")
        entries = list(_entries(node, "", ()))
        _refuse_doubles(entries, file)
        lines = {key: line for key, line, _ in entries} | {"": 1}
        return loader.construct_document(node), Source(file, lines, schema)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        mend = "Vérifiez le retrait, les deux-points, les guillemets et les crochets à cet endroit."
        raise _refuse(file, mark.line + 1 if mark else None, "YAML illisible", mend) from error


_Entry = tuple[str, int, yaml.Node]


def _entries(node: yaml.Node, prefix: str, above: tuple[yaml.Node, ...]) -> Iterator[_Entry]:
    """Every key of the document as a dotted key, with its line and its value; list items are numbered from 0."""
    if node in above:  # an anchor that holds itself
        return
    pairs: list[tuple[str, int, yaml.Node]] = []
    if isinstance(node, yaml.MappingNode):
        pairs = [(str(key.value), key.start_mark.line + 1, value) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        pairs = [(str(position), value.start_mark.line + 1, value) for position, value in enumerate(node.value)]
    for name, line, value in pairs:
        yield f"{prefix}{name}", line, value
        yield from _entries(value, f"{prefix}{name}.", (*above, node))


def _refuse_doubles(entries: list[_Entry], file: str) -> None:
    first: dict[str, int] = {}
    faults = []
    for key, line, node in entries:
        if key in first:
            value = node.value if isinstance(node, yaml.ScalarNode) else "…"
            mend = f"Gardez-en une seule : la première est ligne {first[key]}."
            faults.append(Fault(file, line, key, value, mend, "clé écrite deux fois"))
        first.setdefault(key, line)
    if faults:
        raise FileError(faults)
