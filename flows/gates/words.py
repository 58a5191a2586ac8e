"""What a gate says of itself: what became of a page, and how it ended."""

from models.vocabulary import StageName
from notifications.writing.wording import count, long_date
from tasks.meetings.recording.submit_page import Sitting
from tasks.meetings.recording.units import Received

_THE = {StageName.working_group: "le groupe de travail", StageName.commission: "la commission"}
_OF = {StageName.working_group: "du groupe de travail", StageName.commission: "de la commission"}


def receipt(received: Received) -> str:
    """Return what became of a page that was sent; what is to be mended is on its form."""
    page = f"Page {received.number}" if received.number else "La page envoyée"
    if received.faults:
        wrong = count(len(received.faults.head) + len(received.faults.lines), "point à corriger", "points à corriger")
        return f"{page} : {wrong} ; rien n'en est enregistré."
    return f"{page} : {count(len(received.concerned), 'dossier enregistré', 'dossiers enregistrés')}."


def ending(stage: StageName, sitting: Sitting) -> str:
    """Return how a gate ended, and what comes next."""
    if not sitting.is_due and sitting.on:
        return f"La séance est fixée au {long_date(sitting.on)} : une exécution s'ouvrira ce jour-là."
    if sitting.quorate is False:
        return (
            "Quorum non atteint : la présence est enregistrée, rien n'est délibéré. Fixez une seconde séance "
            "(fixer-seance) ; elle n'en demandera pas."
        )
    recorded = count(sitting.recorded, "dossier enregistré", "dossiers enregistrés")
    if not sitting.is_over:
        return f"Aucun dossier n'attend {_THE[stage]}."
    left = (
        f", {count(sitting.left, 'dossier laissé', 'dossiers laissés')} à une séance suivante" if sitting.left else ""
    )
    return f"Séance {_OF[stage]} close : {recorded}{left}. Le procès-verbal part au secrétariat."
