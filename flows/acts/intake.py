"""What people do about deposits: they name an organisation, join two dossiers, record a paper, judge a postmark."""

from datetime import datetime

from prefect import flow

from flows.acts.recording import record_act
from flows.run_context import run_name
from models.forms.intake import IdentificationForm, MergerForm, PaperForm, PostmarkForm


@flow(
    name="identifier-dossier",
    flow_run_name=run_name("Organisme identifié · {form[dossiers]}"),
    description="Dit de quel organisme vient un dossier : son nom, son identifiant, son réseau.",
)
async def identify(form: IdentificationForm, at: datetime | None = None) -> list[str]:
    """Say which organisation a dossier is from.

    Args:
        form: Le dossier et son organisme.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("identification", form, at)


@flow(
    name="rapprocher-dossiers",
    flow_run_name=run_name("Dossiers rapprochés · {form[dossiers]}"),
    description="Fait un seul dossier de deux dossiers d'un même organisme, ou clôt un signalement de doublon.",
)
async def merge(form: MergerForm, at: datetime | None = None) -> list[str]:
    """Join a dossier to another of the same organisation.

    Args:
        form: Le dossier à conserver, celui à rapprocher, et que faire.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("rapprochement", form, at)


@flow(
    name="enregistrer-depot-papier",
    flow_run_name=run_name("Dépôt papier · {form[organisation]}"),
    description="Enregistre un dépôt arrivé par la poste, avec son cachet, ou remis en main propre.",
)
async def record_paper(form: PaperForm, at: datetime | None = None) -> list[str]:
    """Record a deposit on paper.

    Args:
        form: D'où vient le dépôt, quand et comment il est arrivé, ce qu'il contient.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("depot.papier", form, at)


@flow(
    name="statuer-sur-le-cachet",
    flow_run_name=run_name("Cachet de la poste · {form[dossiers]}"),
    description="Dit si un dépôt dont le cachet de la poste est illisible est dans les délais.",
)
async def judge_postmark(form: PostmarkForm, at: datetime | None = None) -> list[str]:
    """Say whether a letter whose postmark cannot be read is in time.

    Args:
        form: Le dossier, la décision et son motif.
        at: Instant de l'acte ; laissez vide pour maintenant.
    """
    return await record_act("cachet", form, at)
