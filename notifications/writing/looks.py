"""How the page of a letter looks. Each element carries its own style, since many webmails drop the head of a page; the
head (`templates/base.html`) adds what no element can say: the dark scheme, and windows as narrow as a telephone."""

import re
from collections.abc import Mapping

_CELL = "padding:.4em .6em;border:1px solid #929292;text-align:left;vertical-align:top"
LOOKS: Mapping[str, str] = {
    "h1": "margin:0 0 .6em;font-size:1.4em;line-height:1.25;color:#000091",
    "h2": "margin:1.75em 0 .5em;font-size:1.15em;line-height:1.3;color:#000091",
    "p": "margin:0 0 1em",
    "p.todo": "margin:0 0 1em;padding:.75em 1em;border-left:5px solid #000091;background:#ececfe",
    "ul": "margin:0 0 1em;padding-left:1.4em",
    "ul.facts": "margin:0 0 1em;padding:.6em 1em;list-style:none;background:#f2f2f8",
    "li": "margin:.2em 0",
    "table": "margin:0 0 1em;border-collapse:collapse;width:100%",
    "table.wide": "margin:0 0 1em;border-collapse:collapse;width:100%",
    "th": f"{_CELL};background:#f2f2f8",
    "th.row": f"{_CELL};font-weight:normal",
    "td": _CELL,
    "a": "color:#000091;text-decoration:underline",
    "span.whole": "white-space:nowrap",
}
"""What the elements look like, by their names and their classes."""

_TAG = re.compile(r'<(h1|h2|p|ul|li|table|th|td|a|span)(?=[ >])(?: class="(\w+)")?[^>]*')


def dressed(elements: str) -> str:
    """Return elements that `layout.as_html` made, each with its style: what is a tag in them is one of ours."""
    return _TAG.sub(lambda tag: f'{tag[0]} style="{LOOKS[".".join(filter(None, tag.groups()))]}"', elements)
