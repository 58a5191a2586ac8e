"""The two markups in which documents are written, followed as they come: their text, a line a paragraph, and what was
filled into their controls."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping

from tasks.reading.files import xml_stream

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_LIBRE_OFFICE = "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"

_WORD_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OPEN_SIGNS = {f"{_TEXT} tab": "\t", f"{_TEXT} line-break": "\n", f"{_TEXT} s": " "}
_PARAGRAPHS = (f"{_TEXT} p", f"{_TEXT} h")
_CONTROL = f"{_LIBRE_OFFICE} content-control"
_DELETED = f"{_TEXT} tracked-changes"


class _Control:
    """A content control that is open. What it shows may only be an invitation to fill it in."""

    def __init__(self, tag: str = "", *, inviting: bool = False) -> None:
        self.tag, self.inviting = tag, inviting
        self.words: list[str] = []


class Written(ABC):
    """What was written so far, as each format says it. Its text ends where it is long enough, and the reading with
    it."""

    def __init__(self, length: int) -> None:
        self.fields: dict[str, str] = {}
        self._left = length
        self._words: list[str] = []
        self._controls: list[_Control] = []
        self._within: Counter[str] = Counter()

    @property
    def text(self) -> str:
        """The text, cut to its length."""
        return "".join(self._words)

    @abstractmethod
    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""

    @abstractmethod
    def end(self, name: str) -> None:
        """Take its end."""

    @abstractmethod
    def data(self, text: str) -> None:
        """Take some of its text."""

    def _write(self, words: str) -> None:
        for control in self._controls:
            control.words.append(words)
        self._words.append(words[: self._left])
        self._left -= len(words)
        if self._left <= 0:
            raise xml_stream.Enough

    def _close_control(self) -> None:
        control = self._controls.pop()
        if control.tag and not control.inviting:
            self.fields.setdefault(control.tag, "".join(control.words))


class WordDocument(Written):
    """WordprocessingML (ECMA-376, part 1, 17): text stands in runs; what a revision deleted is none (`delText`)."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        space, _, local = name.rpartition(" ")
        if space not in _WORD:
            return
        self._within[local] += 1
        if local == "sdt":
            self._controls.append(_Control())
        elif local in _WORD_SIGNS and self._within["r"]:  # elsewhere a tab is a measure
            self._write(_WORD_SIGNS[local])
        elif self._controls and self._within["sdtPr"]:
            self._qualify(self._controls[-1], local, attributes.get(f"{space} val"))

    def _qualify(self, control: _Control, local: str, value: str | None) -> None:
        if local == "tag":
            control.tag = value or ""
        elif local == "showingPlcHdr":
            control.inviting = value not in ("0", "false", "off")

    def end(self, name: str) -> None:
        """Take its end."""
        space, _, local = name.rpartition(" ")
        if space not in _WORD:
            return
        self._within[local] -= 1
        if local == "p":
            self._write("\n")
        elif local == "sdt":
            self._close_control()

    def data(self, text: str) -> None:
        """Take some of its text."""
        if self._within["r"] and self._within["t"]:
            self._write(text)


class OpenDocument(Written):
    """OpenDocument text (OpenDocument 1.3, part 3, 5 to 7), with the content controls that LibreOffice writes there."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take the start of an element."""
        self._within[name] += 1
        if name == _CONTROL:
            inviting = attributes.get(f"{_LIBRE_OFFICE} showing-place-holder") == "true"
            self._controls.append(_Control(attributes.get(f"{_LIBRE_OFFICE} tag", ""), inviting=inviting))
        elif name == f"{_TEXT} user-field-decl":
            self.fields[attributes.get(f"{_TEXT} name", "")] = attributes.get(f"{_OFFICE} string-value", "")
        elif name in _OPEN_SIGNS:
            self._write(_OPEN_SIGNS[name])

    def end(self, name: str) -> None:
        """Take its end."""
        self._within[name] -= 1
        if name in _PARAGRAPHS:
            self._write("\n")
        elif name == _CONTROL:
            self._close_control()

    def data(self, text: str) -> None:
        """Take some of its text."""
        if any(self._within[name] for name in _PARAGRAPHS) and not self._within[_DELETED]:
            self._write(text)
