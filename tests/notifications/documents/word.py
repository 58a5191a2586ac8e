"""A form in the hands of its readers: read back as a package, and filled in as Word does it."""

from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from xml.etree import ElementTree as ET
from zipfile import ZipFile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"


class Question(NamedTuple):
    """A control as its reader meets it: its tag, what it is called aloud, the words before it on its line, what stands
    in it, whether that is an invitation, and what may be done to it."""

    tag: str
    alias: str
    before: str
    content: str
    invites: bool
    lock: str


def part(form: bytes, name: str) -> ET.Element:
    """Return a part of the package."""
    with ZipFile(BytesIO(form)) as package:
        return ET.fromstring(package.read(name))  # noqa: S314  a document of our own


def paragraphs(form: bytes) -> list[tuple[str, str]]:
    """Return the paragraphs, each with its style."""
    return [(_value(one, "pPr/pStyle"), _words(one)) for one in part(form, _BODY).iter(f"{W}p")]


def questions(form: bytes) -> list[Question]:
    """Return the controls, in the order in which they are met."""
    return [question for paragraph in part(form, _BODY).iter(f"{W}p") for question in _questions(paragraph)]


def choices(form: bytes, tag: str) -> list[str]:
    """Return what a control offers."""
    control = next(one for one in part(form, _BODY).iter(f"{W}sdt") if _value(one, "sdtPr/tag") == tag)
    return [item.get(f"{W}displayText", "") for item in control.iter(f"{W}listItem")]


def fill(form: bytes, **values: str) -> bytes:
    """Return the form with something written in these controls."""
    body = part(form, _BODY)
    for control in body.iter(f"{W}sdt"):
        if (tag := _value(control, "sdtPr/tag")) in values:
            _write(control, values[tag])
    return with_body(form, ET.tostring(body, encoding="utf-8", xml_declaration=True))


def with_body(form: bytes, body: bytes) -> bytes:
    """Return the package with another body."""
    written = BytesIO()
    with ZipFile(BytesIO(form)) as package, ZipFile(written, "w") as copy:
        for name in package.namelist():
            copy.writestr(name, body if name == _BODY else package.read(name))
    return written.getvalue()


def _write(control: ET.Element, value: str) -> None:
    properties, content = _found(control, "sdtPr"), _found(control, "sdtContent")
    for invitation in properties.findall(f"{W}showingPlcHdr"):
        properties.remove(invitation)
    for run in content.findall(f"{W}r"):
        content.remove(run)
    text = ET.SubElement(ET.SubElement(content, f"{W}r"), f"{W}t")
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    text.text = value


def _questions(paragraph: ET.Element) -> Iterator[Question]:
    before = ""
    for child in paragraph:
        if child.tag == f"{W}sdt":
            properties = _found(child, "sdtPr")
            tag, alias, lock = (_value(properties, name) for name in ("tag", "alias", "lock"))
            invites = properties.find(f"{W}showingPlcHdr") is not None
            yield Question(tag, alias, before.strip(), _words(child), invites, lock)
        before += _words(child)


def _words(element: ET.Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def _found(element: ET.Element, path: str) -> ET.Element:
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    assert found is not None
    return found


def _value(element: ET.Element, path: str) -> str:
    return _found(element, path).get(f"{W}val", "")
