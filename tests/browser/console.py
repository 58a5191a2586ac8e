"""The console as a person at it sees and uses it: forms filled in, runs followed, artifacts read."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import quote, urlsplit

from playwright.sync_api import Locator, Response, expect

from flows.boards.artifact import ACCOUNT
from tests.browser.chromium import PATIENCE
from tests.browser.tab import Tab, Window
from tests.servers.system import BUSY

AnyConsole = TypeVar("AnyConsole", bound="Console")

STARTING = 2 * PATIENCE
"""Milliseconds that a run which is started, or resumed, may take to do its work: a process starts for it."""


class Console(Tab):
    """A tab of the console; `run` is the run that the last form started."""

    run: str

    def open_form(self, deployment: str, **filled: object) -> None:
        """Open the run form of a deployment, by its id, filled in as a link may do."""
        # Decoded twice: by the router of the console, then by its form.
        filling = quote(quote(json.dumps({"form": filled}), safe=""), safe="")
        query = f"?parameters={filling}" if filled else ""
        self.open(f"/deployments/deployment/{deployment}/run{query}", ".schema-form-property__label")

    def field(self, title: str, *, within: Locator | None = None) -> Locator:
        """The block of a field, by its title: labels belong to no control. What may be left empty says so."""
        exact = re.compile(rf"^\s*{re.escape(title)}( \(Optional\))?\s*$")
        label = (within or self.page.locator("body")).locator(".schema-form-property__label").filter(has_text=exact)
        block = "xpath=ancestor::div[contains(concat(' ', @class, ' '), ' schema-form-property ')][1]"
        return label.first.locator(block)

    def titles(self) -> list[str]:
        """The titles of the form's fields, those of its lines included, in order."""
        labels = self.page.locator(".schema-form-property__label").all_inner_texts()
        return [label.replace("(Optional)", "").strip() for label in labels]

    def line(self, title: str) -> Locator:
        """The first line of a list of sub-forms, open already."""
        return self.field(title).locator(".schema-form-property-array-item").first

    def write(self, title: str, words: str, *, within: Locator | None = None) -> None:
        """Type a text."""
        self.field(title, within=within).locator("textarea").fill(words)

    def written(self, title: str) -> str:
        """What a field of text holds."""
        return self.field(title).locator("textarea").input_value()

    def chosen(self, title: str) -> str:
        """What a drop-down shows as chosen."""
        return self.field(title).locator(".p-select-button__value").inner_text()

    def unfold(self, title: str, *, within: Locator | None = None) -> Locator:
        """Open a drop-down, and return what it offers."""
        # By its arrows: a click on the box itself opens the list and closes it at once.
        self.field(title, within=within).locator(".p-select-button__icon").click()
        offered = self.page.locator(".p-select-option")
        offered.first.wait_for()
        return offered

    def search(self, letters: str) -> Locator:
        """Search in the drop-down that is open, and return what is left of it."""
        self.page.locator(".p-combobox__search-option input").fill(letters)
        offered = self.page.locator(".p-select-option")
        expect(offered.filter(has_not_text=re.compile(re.escape(letters), re.IGNORECASE))).to_have_count(0)
        return offered

    def offered(self, title: str, search: str = "") -> list[str]:
        """What a drop-down offers; it is closed again."""
        offered = self.unfold(title)
        texts = (self.search(search) if search else offered).all_inner_texts()
        self.page.keyboard.press("Escape")
        return texts

    def choose(self, title: str, search: str, *, within: Locator | None = None) -> str:
        """Choose the first entry that a search leaves in a drop-down, and return its words."""
        self.unfold(title, within=within)
        entry = self.search(search).first
        words = entry.inner_text()
        entry.click()
        expect(self.field(title, within=within).locator(".p-select-button__value")).to_have_text(words)
        return words

    def set_date(self, title: str, day: str) -> None:
        """Choose a day in the calendar that a field opens."""
        self.field(title).locator(".p-date-button__control").click()
        calendar = self.page.locator(".p-date-picker")
        calendar.locator("input[type=date]").fill(day)
        calendar.get_by_role("button", name="Apply").click()
        expect(calendar).to_have_count(0)

    def button(self, name: str) -> Locator:
        """A button of the page, by its name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def send(self, *, clicks: int = 1) -> int:
        """Send the form, again where Prefect was too busy to take it, and return the status of its answer."""
        # What is typed reaches the form 10 ms later, one level of nesting after the other.
        self.page.wait_for_timeout(300)
        errors = list(self.errors)
        while (answer := self._click_submit(clicks)).status == BUSY:
            self.page.locator(".p-toast__message").last.wait_for()
            self.errors[:] = errors
        if answer.status == HTTPStatus.CREATED:
            self.page.wait_for_url(re.compile("/runs/flow-run/"), wait_until="commit")
            self.run = urlsplit(self.page.url).path.rpartition("/")[2]
        return answer.status

    def _click_submit(self, clicks: int) -> Response:
        with self.page.expect_response(lambda answer: answer.url.endswith("/create_flow_run")) as caught:
            self.button("Submit").click(click_count=clicks)
        return caught.value

    def toast(self) -> str:
        """What the page says of a form that Prefect refused, for five seconds."""
        said = self.page.locator(".p-toast__message").last
        expect(said).to_contain_text(re.compile(r"\S"))
        return said.inner_text()

    def ended(self) -> str:
        """Stay on the page of the run that was sent, which refreshes itself, until it has ended; return its state."""
        badge = self.page.locator(".state-badge").first
        expect(badge).to_have_text(re.compile("Completed|Failed|Crashed|Cancelled|Refusé|À blanc"), timeout=STARTING)
        return badge.inner_text().strip()

    def read_reason(self, run: str) -> str:
        """Why a run ended as it did, as its page says among its details: cut where long, until one asks for more."""
        self.open(f"/runs/flow-run/{run}?tab=Details", ".p-key-value")
        message = self.page.locator(".p-key-value", has_text="State Message")
        for more in message.get_by_text("See More").all():
            more.click()
        return message.inner_text()

    def read_account(self) -> str:
        """Open the account that the run left, from its page, and return its text."""
        self.page.locator("li.p-tab#artifacts").click()
        self.page.locator(".flow-run-artifacts .artifact-card", has_text=ACCOUNT).click()
        account = self.page.locator(".artifact-data-markdown")
        expect(account).to_contain_text(re.compile(r"\S"))
        return account.inner_text()

    def to_do(self, code: str) -> Locator:
        """Open what waits in a session, and return its lines."""
        self.open(f"/spro/a-traiter?session={code}", "h1")
        return self.page.locator("table tbody tr")

    def follow_link(self, link: Locator) -> None:
        """Follow a link that opens a tab of its own, and go on there."""
        with self.context.expect_page() as opened:
            link.click()
        self.page = opened.value
        self.page.locator(".schema-form-property__label").first.wait_for()

    def follow_form(self, link: Locator) -> None:
        """Follow a link that leads to a form, and wait until it is there."""
        link.click()
        self.page.locator(".schema-form-property__label").first.wait_for()


@contextmanager
def opened(window: Window, name: str) -> Iterator[Console]:
    """Open a console, and hold at the end that no request left its address and that no page had an error."""
    with opened_as(Console, window, name) as console:
        yield console


@contextmanager
def opened_as(kind: type[AnyConsole], window: Window, name: str) -> Iterator[AnyConsole]:
    """Open a console of some kind, with the same at the end."""
    console = kind(window, name)
    try:
        yield console
    finally:
        console.close()
    assert console.left == []
    assert console.errors == [], console.errors
