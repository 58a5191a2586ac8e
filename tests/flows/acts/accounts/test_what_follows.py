"""What an account says comes next, by the way in which one enters."""

from datetime import date

import pytest

from flows.acts.accounts.account import render_account
from models.forms.dossiers import ExaminationForm
from models.region.file import load_region
from models.sessions.opening import open_campaign
from models.storage.database import transaction
from models.vocabulary import Finding, Status
from tasks.console.forms.account import read_account
from tests.factories import application, paris

AT = paris("2026-03-05 09:00")


def told(database: str, name: str, status: Status) -> str:
    """Return the account of a dossier of a shipped region, in Markdown."""
    with transaction(database) as session:
        at = paris("2026-01-05 09:00")
        opened, _ = open_campaign(session, load_region(name), year=2026, opens=date(2026, 1, 5), by="Mme Essai", at=at)
        reference = application(session, opened, status).reference
    form = ExaminationForm(references=[reference], finding=Finding.favourable, by="Mme Essai")
    return render_account(form, read_account([reference], at=AT))


@pytest.mark.parametrize(
    ("name", "status", "follows"),
    [
        ("auvergne-rhone-alpes", Status.examined, "Le groupe de travail : l'exécution « groupe-de-travail »"),
        ("label-national", Status.examined, "L'avis du comité : l'exécution « groupe-de-travail »"),
        ("label-national", Status.studied, "L'attribution du label : l'exécution « commission »"),
        ("centre-val-de-loire", Status.under_examination, "formulaire enregistrer-adhesion"),
        ("centre-val-de-loire", Status.studied, "formulaire enregistrer-adhesion"),
    ],
)
def test_an_account_names_who_is_next(
    database: str, monkeypatch: pytest.MonkeyPatch, name: str, status: Status, follows: str
) -> None:
    """The body is the one that the region file names; where one signs, no body is awaited."""
    monkeypatch.setenv("SPRO_DATABASE_URL", database)

    assert follows in told(database, name, status)
