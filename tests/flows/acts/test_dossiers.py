"""A dossier handed to a desk, as Prefect runs it: mailed at once, and told without anything personal."""

from email.message import EmailMessage

from flows.acts.dossiers import receive_dossier
from models.forms.handling import ReceptionForm
from models.storage.database import transaction
from models.storage.settings import Settings
from tasks.intake.store import Store
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris
from tests.flows.boards.artifacts import account, done
from tests.tasks.dossiers.in_hand.pieces import came
from tests.tasks.reading.files.samples import pdf


def test_a_dossier_is_mailed_and_told(prefect: None, spro: Installation) -> None:
    """Its two files arrive at the desk; the account says where it went, and no address."""
    with transaction(spro.database) as session:
        dossier = application(session, campaign_with(session))
        came(session, Store(Settings().store), dossier, "dossier", pdf("Contenu"))
    form = ReceptionForm(reference="ARA-2026-0001", desk="examining_service", by="Mme Essai")
    done(receive_dossier(form, at=paris("2026-05-20 10:00")))

    [mail] = spro.mails()
    assert mail["To"] == "instruction-spro@example.invalid"
    assert names(mail) == ["ARA-2026-0001.pdf", "ARA-2026-0001.zip"]
    told = account()
    assert "Remis à Direction de la Formation et de l'Orientation (DFOR), par courriel." in told
    assert "@" not in told


def names(mail: EmailMessage) -> list[str | None]:
    """Return the names of the files of a mail."""
    return [part.get_filename() for part in mail.iter_attachments()]
