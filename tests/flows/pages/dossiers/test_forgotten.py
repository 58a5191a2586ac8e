"""The pages of what was forgotten: they open, name nobody, and offer nothing."""

import re

from tests.flows.pages.visit import visit
from tests.tasks.incidents.forgetting.over import approved, over, proposed


async def test_a_dossier_that_was_forgotten_says_so_and_offers_no_act(rows: str) -> None:
    """With the number of its certificate; its letters and mails open too."""
    reference = over(rows)
    approved(rows, *(unit for unit in proposed(rows) if unit.name == reference))

    page = (await visit(f"/dossiers/{reference}")).text

    links = set(re.findall(r'href="/spro(/(?:dossiers|envois|courriels|lettres)[^"?#]*)"', page))
    assert "certificat n° 1" in page
    assert "CIDFF" not in page
    assert {link: (await visit(link)).status_code for link in links} == dict.fromkeys(links, 200)
    assert "/spro/formulaires/" not in page
