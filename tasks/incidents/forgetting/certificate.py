"""The certificate of a purge: who had what forgotten, by which rule, how much that was. Nothing in it is personal."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from models.dossiers.forgetting import Erasure, Outcome, Purge

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.members: "adhésion terminée",
    Outcome.refused: "candidature refusée",
    Outcome.withdrawn: "candidature retirée",
    Outcome.not_required: "sans objet : aucun dossier à examiner",
    Outcome.never_complete: "jamais complété",
    Outcome.prospects: "structures prévenues de la session",
    Outcome.letters: "lettres aux services et aux membres des instances",
    Outcome.unattributed: "envoi sans dossier",
}
"""What became of what is held, in French."""

STAYS = (
    "Restent : les références, les statuts et leurs dates, dont les chiffres des sessions sont faits ; les "
    "procès-verbaux des instances ; les empreintes scellées. Une sauvegarde plus ancienne garde ce qui est effacé "
    "jusqu'à ce qu'elle soit remplacée ; les boîtes des autres services gardent leurs courriels selon leurs propres "
    "règles."
)
"""What a purge leaves, and where something may be left that it does not reach."""


def certificate(purge: Purge, erasures: Sequence[Erasure], kept: Mapping[str, str], *, mails: int, at: datetime) -> str:
    """Return the certificate of a purge that is over, as JSON; `kept` are the units that something stopped, by name,
    and `mails` the copies deleted from the mailbox."""
    rows: Counter[str] = Counter()
    for one in erasures:
        rows.update(one.rows)
    said: dict[str, Any] = {
        "certificat": purge.id,
        "autorisé par": purge.by,
        "autorisé le": purge.at.isoformat(),
        "achevé le": at.isoformat(),
        "visa des archives départementales": purge.visa,
        "empreinte du versement": purge.package,
        "effacé": [_told(one) for one in erasures],
        "conservé": [{"nom": name, "motif": why} for name, why in kept.items()],
        "lignes effacées par table": dict(sorted(rows.items())),
        "contenus effacés": len({digest for one in erasures for digest in one.contents}),
        "courriels supprimés de la boîte": mails,
        "lignes scellées concernées": sum(len(one.lines) for one in erasures),
        "reste": STAYS,
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _told(one: Erasure) -> dict[str, Any]:
    return {
        "nom": one.name,
        "règle": OUTCOMES[one.outcome],
        "conservé jusqu'au": one.due_on.isoformat(),
        "effacé le": one.at.isoformat(),
        "lignes": sum(one.rows.values()),
        "contenus": one.contents,
        "lignes scellées": sorted(map(int, one.lines)),
    }
