"""axe-core, which knows what keeps people from reading a page; a package of its own carries it."""

from importlib.resources import files

from playwright.sync_api import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")

CONTRAST = ("color-contrast",)
"""All that there is to see by night, where colours alone are others."""

_RUN = """
async (rules) => {
  const said = { resultTypes: ["violations"], ...(rules.length ? { runOnly: rules } : {}) };
  return (await axe.run(said)).violations.map((one) => `${one.id}: ${one.nodes[0].html}`);
}
"""
"""Says what is wrong, and not all that is right, of which there is much more."""


def violations(page: Page, *rules: str) -> list[str]:
    """Return what is wrong with what a page shows, by all rules or by some: axe must be in it already."""
    found: list[str] = page.evaluate(_RUN, list(rules))
    return found
