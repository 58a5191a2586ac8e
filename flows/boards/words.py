"""What the board says of a reason, and of those that are about members."""

from collections.abc import Mapping
from typing import NamedTuple

from models.vocabulary import Flag
from tasks.console.waiting.reasons import Reason


class Words(NamedTuple):
    """A reason on the board: its title, what to do, what its dossiers' detail is (`{}`) where it is worth a word, and
    the deployment whose form settles it, where there is one; `also` are those that may fit as well."""

    title: str
    act: str
    detail: str = ""
    form: str = ""
    also: tuple[str, ...] = ()


OF_MEMBERS: Mapping[Reason | Flag, Words] = {
    Reason.signature: Words(
        "Cahier des charges à faire signer",
        "L'adresser à l'organisme, puis enregistrer sa signature (formulaire enregistrer-signature).",
        "depuis le {}",
        "enregistrer-signature",
    ),
    Reason.signature_again: Words(
        "Nouvelle version du cahier des charges à faire signer",
        "L'adresser au membre, puis enregistrer sa signature (formulaire enregistrer-signature).",
        "membre depuis le {}",
        "enregistrer-signature",
    ),
    Reason.coordination_vacant: Words(
        "Territoires sans coordination",
        "Obtenir des structures du territoire qu'elles désignent qui les coordonne, puis l'enregistrer (formulaire "
        "designer-coordinateur).",
        "vacant depuis le {}",
        "designer-coordinateur",
    ),
    Reason.territory_unknown: Words(
        "Membres dont le territoire n'est pas connu",
        "Dire où est chacun (formulaire rattacher-territoire) : d'ici là, aucun comité ne le compte.",
        "membre depuis le {}",
        "rattacher-territoire",
    ),
    Reason.acceptance_late: Words(
        "Nouvelle version non acceptée à la date demandée",
        "Rien ne change de soi-même : prendre contact avec le membre, puis enregistrer sa signature (formulaire "
        "enregistrer-signature), son départ (enregistrer-depart), ou le mettre en demeure (mettre-en-demeure). Qui a "
        "accepté : page « Textes ».",
        "membre depuis le {}",
        "enregistrer-signature",
        ("enregistrer-depart", "mettre-en-demeure"),
    ),
    Reason.renewal_late: Words(
        "Adhésions à renouveler : réponse en retard",
        "Joindre le membre, puis enregistrer sa réponse (formulaire renouveler-adhesion). Une réponse tardive compte ; "
        "sans réponse, l'adhésion prend fin à son terme, et rien n'est refusé.",
        "attendue le {}",
        "renouveler-adhesion",
        ("ecrire-au-candidat",),
    ),
    Reason.renewal_awaited: Words(
        "Adhésions à renouveler : réponse attendue",
        "Enregistrer chaque réponse reçue (formulaire renouveler-adhesion) ; les rappels partent d'eux-mêmes. Un "
        "membre sans dossier n'a pas de courriel chez nous : lui écrire par lettre.",
        "avant le {} inclus",
        "renouveler-adhesion",
    ),
    Reason.agreement_near: Words(
        "Convention qui prend fin, sans suite enregistrée",
        "Enregistrer l'avenant qui la prolonge (formulaire enregistrer-avenant), ou celle qui la suit (formulaire "
        "enregistrer-convention). Les membres qu'elle seule engage cessent de l'être avec elle.",
        "dernier jour le {}",
        "enregistrer-avenant",
        ("enregistrer-convention",),
    ),
    Reason.state_of_play: Words(
        "État des lieux attendu du comité technique",
        "L'obtenir, puis enregistrer le document (formulaire enregistrer-travaux-comite).",
        "attendu le {}",
        "enregistrer-travaux-comite",
    ),
    Reason.report_unreached: Words(
        "Bilans à demander autrement : pas de courriel",
        "Joindre chaque structure, puis saisir ses réponses (formulaire saisir-bilan).",
        "attendu le {}",
        "saisir-bilan",
    ),
    Reason.report_late: Words(
        "Bilans en retard, ou incomplets au dernier jour",
        "Relancer chaque structure ; saisir ou corriger ce qu'elle répond (formulaire saisir-bilan). Ce qui arrive par "
        "courriel après le dernier jour est lu aussi.",
        "attendu le {}",
        "saisir-bilan",
    ),
}
"""The reasons that are about what members owe, and what is owed to them."""
