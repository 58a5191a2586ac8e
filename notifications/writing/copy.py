"""A letter that is sent once more: the same words, under a line that says so."""

from datetime import date

from notifications.writing.layout import as_html, as_text, guard
from notifications.writing.looks import dressed
from notifications.writing.render import Rendered
from notifications.writing.wording import long_date

_BEGINS = "<main>\n"
"""Where the page of a letter begins (`templates/base.html`)."""

_ARRIVALS = {True: ".", False: ", qui n'est pas arrivé."}
_DELAYS = {
    True: " Le délai pour contester la décision court à compter de ce premier envoi.",
    False: " Le délai pour contester la décision court à compter de la réception de cette copie.",
}
"""What is said of the first sending, by whether it arrived."""


def copied(original: Rendered, *, on: date, to: str, has_arrived: bool, states_remedies: bool) -> Rendered:
    """Return a letter marked as the copy of one that was sent on a day to an address; one that states remedies says
    from when they run: from the first sending, unless it did not arrive (CRPA L221-8)."""
    delay = _DELAYS[has_arrived] if states_remedies else ""
    source = f"! **Copie** d'un courriel du {long_date(on)} à {guard(to)}{_ARRIVALS[has_arrived]}{delay}"
    return Rendered(
        subject=f"Copie : {original.subject}",
        text=f"{as_text(source)}\n{original.text}",
        html=original.html.replace(_BEGINS, f"{_BEGINS}{dressed(as_html(source))}\n", 1),
    )
