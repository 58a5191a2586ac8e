"""One head for many: told by both dossiers, and published."""

from datetime import date

import pytest
from sqlmodel import Session

from models.errors import Refusal
from models.forms.membership.sites import GroupForm
from notifications.documents.directory.publish import contents
from tasks.members.register.directory import read_directory
from tasks.members.sites.group import join_group
from tests.factories import campaign_with, paris
from tests.support.members import journal, member

AT = paris("2026-10-01 10:00")


def joined(session: Session, name: str, head: str | None) -> None:
    """Say of which group a structure is."""
    join_group(session, GroupForm(reference=name, head=head, by="Mme Essai"), at=AT)


def test_a_structure_is_of_a_group_by_its_head(session: Session) -> None:
    """Said twice, it is told once, in both dossiers; then of none."""
    campaign = campaign_with(session)
    member(session, campaign, name="Fédération")
    member(session, campaign, name="Antenne")
    for _ in range(2):
        joined(session, "ARA-2026-0002", "ara-2026-0001")
    found = read_directory(session, campaign.rules, on=date(2027, 1, 1))
    pages = contents(found)
    joined(session, "ARA-2026-0002", None)

    assert journal(session) == [
        ("group", "rattaché à Fédération"),
        ("group", "tête de Antenne"),
        ("group", "rattaché à aucun groupement"),
    ]
    assert [(one.name, one.head) for one in found.structures] == [("Antenne", "federation"), ("Fédération", None)]
    assert b'<a href="federation.html">' in pages["structures/antenne.html"]
    assert b"Structures du groupement" in pages["structures/federation.html"]


@pytest.mark.parametrize(
    ("name", "head", "mend"),
    [
        ("ARA-2026-0001", "ARA-2026-0001", "pas la tête d'elle-même"),
        ("ARA-2026-0003", "ARA-2026-0002", "elle est elle-même d'un groupement"),
        ("ARA-2026-0001", "ARA-2026-0003", "est la tête d'un groupement"),
    ],
)
def test_a_group_has_one_head(session: Session, name: str, head: str, mend: str) -> None:
    """Never itself, nor one that has a head, nor one for a head."""
    campaign = campaign_with(session)
    for one in ("Fédération", "Antenne", "Autre"):
        member(session, campaign, name=one)
    joined(session, "ARA-2026-0002", "ARA-2026-0001")

    with pytest.raises(Refusal, match=mend):
        joined(session, name, head)
