"""A gate as a person at the console sees it: a run that waits, its form, what it says."""

import re
from http import HTTPStatus
from typing import Any

from playwright.sync_api import Locator, Response, expect

from tests.browser.console import STARTING, Console
from tests.servers.system import BUSY

DOSSIERS = re.compile(r"^\s*\d+\. ")


class Gate(Console):
    """A tab of the console, open on a run that waits for a person."""

    @property
    def modal(self) -> Locator:
        """The form, over the page of the run."""
        return self.page.locator(".p-modal")

    def open_run(self, run: str) -> None:
        """Open the page of a run, and stay there: it refreshes itself."""
        self.run = run
        self.open(f"/runs/flow-run/{run}", ".state-badge")

    def await_page(self, title: str) -> None:
        """Wait until the run asks for a page, by the name that it then has."""
        expect(self.page.locator("body")).to_contain_text(title, timeout=STARTING)
        expect(self.button("Resume")).to_be_visible()

    def unfold_page(self) -> None:
        """Open the form, and wait until its fields are filled in."""
        self.button("Resume").click()
        self.modal.locator(".schema-form-property__label", has_text="Clore la séance").first.wait_for()
        # What it is filled in with reaches the form one level of nesting after the other.
        self.page.wait_for_timeout(300)

    def dossiers(self) -> list[str]:
        """The titles of the dossiers on the page."""
        labels = self.modal.locator(".schema-form-property__label").filter(has_text=DOSSIERS)
        return [" ".join(label.split()) for label in labels.all_inner_texts()]

    def dossier(self, number: int) -> Locator:
        """The block of a dossier, by its rank."""
        label = self.modal.locator(".schema-form-property__label").filter(has_text=re.compile(rf"^\s*{number}\. "))
        block = "xpath=ancestor::div[contains(concat(' ', @class, ' '), ' schema-form-property ')][1]"
        return label.first.locator(block)

    def says(self, number: int, sense: str, reasons: str | None = None) -> None:
        """Choose what the body said of a dossier, and type its reasons."""
        dossier = self.dossier(number)
        self.choose("Décision", sense, within=dossier)
        if reasons is not None:
            self.write("Motifs en fait", reasons, within=dossier)

    def filled_in(self, title: str, number: int) -> str:
        """What a text of a dossier holds."""
        return self.field(title, within=self.dossier(number)).locator("textarea").input_value()

    def recorded_by(self) -> str:
        """Who records the page: the proxy says it, nobody types it."""
        return self.field("Saisi par", within=self.modal).locator("textarea").input_value()

    def tick(self, title: str) -> None:
        """Tick a box."""
        self.field(title, within=self.modal).locator("[role=switch]").click()

    def is_ticked(self, title: str) -> bool:
        """Return True if a box is ticked."""
        return self.field(title, within=self.modal).locator("[role=switch]").get_attribute("aria-checked") == "true"

    def ask_for(self, piece: str, number: int) -> None:
        """Choose a piece that an adjournment asks for."""
        self.unfold("Pièces demandées (ajournement)", within=self.dossier(number))
        self.search(piece).first.click()
        self.page.keyboard.press("Escape")

    def to_read(self) -> str:
        """What the form says above its fields."""
        return self.field("À lire", within=self.modal).locator(".schema-form-property__description").inner_text()

    def submit(self) -> dict[str, Any]:
        """Send the page, again where Prefect was too busy to take it, and return what the console sent."""
        self.page.wait_for_timeout(300)
        errors = list(self.errors)
        while (answer := self._click()).status == BUSY:
            self.page.locator(".p-toast__message").last.wait_for()
            self.errors[:] = errors
        assert answer.status == HTTPStatus.CREATED, answer.text()
        expect(self.modal).to_have_count(0)
        sent: dict[str, Any] = (answer.request.post_data_json or {})["run_input"]
        return sent

    def _click(self) -> Response:
        with self.page.expect_response(lambda answer: answer.url.endswith("/resume")) as caught:
            self.modal.get_by_role("button", name="Submit", exact=True).click()
        return caught.value
