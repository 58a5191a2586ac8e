"""The samples of what the people who run the procedure receive: what waits for them, and what silence would decide."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from models.region.model import Region
from models.vocabulary import NoticeKind as K
from models.vocabulary import Status
from notifications.samples.documents import meeting
from notifications.samples.sample_data import APPLICATION, DEPOSIT, Sample, with_silence
from notifications.views.notices import (
    DeskFileView,
    GateView,
    HandedView,
    IncidentView,
    MessageView,
    ReturnedView,
    SealView,
    SilenceView,
    UseView,
    WaitingView,
)

_FAILED = WaitingView(
    title="Notifications en échec",
    act="Joindre le candidat par une autre voie ; vérifier son adresse.",
    total=1,
    dossiers=(f"{APPLICATION.reference} · Accusé de réception · adresse inconnue",),
    others=0,
    link=None,
)
_LATE = WaitingView(
    title="Hors délai",
    act="Admettre (formulaire admettre-hors-delai), ou laisser pour la session suivante.",
    total=7,
    dossiers=tuple(f"ARA-2021-000{n} · Organisme exemple {n} · reçu le {n - 2} mai" for n in range(5, 10)),
    others=2,
    link="https://console.example/deployments/deployment/admettre-hors-delai/run",
)
_APPROACHING = (
    SilenceView(
        reference=APPLICATION.reference,
        organisation=APPLICATION.organisation,
        status=Status.under_examination,
        silence_on=date(2021, 4, 10),
        days_left=5,
    ),
    SilenceView(
        reference="ARA-2021-0003",
        organisation="Maison de l'emploi Exemple",
        status=Status.carried_over,
        silence_on=date(2021, 4, 20),
        days_left=15,
    ),
)
_RETURNED = ReturnedView(
    title="Décision de refus",
    reference=APPLICATION.reference,
    organisation=APPLICATION.organisation,
    reason="550 5.1.1 (adresse masquée): Recipient address rejected: User unknown",
    is_decision=True,
)
_INCIDENT = IncidentView(
    title="Une exécution a échoué",
    detail="« Session 2021 · échéances du 30/04/2021 » (derouler-session).",
    consequence="Ce qu'elle devait faire n'est pas fait, ou pas entièrement.",
    mend="Ouvrez-la dans la console et lisez ses journaux ; la cause corrigée, relancez-la.",
    begun_at=datetime(2021, 4, 30, 7, 2, tzinfo=UTC),
    over_at=None,
    link="https://console.example/runs/flow-run/0",
)
_NO_DOSSIER: dict[str, Any] = {"reference": None, "organisation": None, "is_decision": False}

_GATE = GateView(
    body="commission Orientation, Mobilités et Sécurisation des Parcours Professionnels du CREFOP",
    on=date(2021, 7, 8),
    dossiers=27,
    pages=2,
    link="https://console.example.invalid/runs/flow-run/12",
)

_LINK = HandedView(link="https://console.example.invalid/spro/remise/0", until=date(2021, 5, 25))
_QUESTION = MessageView(
    number="2021-000014",
    received_at=datetime(2021, 2, 10, 8, 11, tzinfo=UTC),
    sender="accueil@structure.example",
    subject="Question",
    text="Bonjour,\n\nNotre association accueille des adultes en reprise d'études. Peut-elle candidater ?\n\nMerci.",
    files=(),
    about="ce qui touche au contenu",
    wish=None,
    reference=None,
    organisation=None,
    link=None,
)
_WITHDRAWAL = replace(
    _QUESTION,
    subject="Notre dossier",
    text="Madame, Monsieur,\n\nNotre conseil d'administration a voté : nous retirons notre candidature.",
    files=("Délibération.pdf",),
    about="les dossiers déposés",
    wish="retire peut-être sa candidature",
    reference=APPLICATION.reference,
    organisation=APPLICATION.organisation,
    link="https://console.example/spro/arrivees/2021-000014",
)
_FORMS = "https://console.example.invalid/spro/formulaires"
_SHEET = DeskFileView(
    name="saisie.xlsx",
    size=18_432,
    uses=(UseView(said="importer ce procès-verbal", link=f"{_FORMS}/importer-proces-verbal?file=fichier-12"),),
    why=None,
)
_SIGNED = DeskFileView(
    name="cahier-des-charges-signe.pdf",
    size=245_760,
    uses=(
        UseView(said="déposer ce texte de référence", link=f"{_FORMS}/deposer-texte?file=fichier-13"),
        UseView(said="enregistrer la signature d'un organisme", link=f"{_FORMS}/enregistrer-signature?file=fichier-13"),
    ),
    why=None,
)
_LOCKED = DeskFileView(name="liste.xlsx", size=20_480, uses=(), why="le fichier est protégé par un mot de passe")
_UNREAD = DeskFileView(name="presentation.odp", size=1_048_576, uses=(), why=None)
_DOUBT = "Liste ou tableau transféré par un service : si un candidat l'a envoyé, faites-le renvoyer par lui."


_SEALED = SealView(number=412, hash="5f0c" * 16)


def _approaching(region: Region) -> tuple[SilenceView, ...]:
    """Return the dossiers that silence would decide: none is carried over where nothing ends with a session."""
    if not region.stages.go_on:
        return _APPROACHING
    return tuple(replace(one, status=Status.under_examination) for one in _APPROACHING)


def service_samples(region: Region) -> list[Sample]:
    """Return one of each; silence is given an effect where the region file gives it none."""
    board = "https://console.example/artifacts/ara-2021"
    own = (_FAILED,) if region.stages.go_on else (_LATE,)
    waiting = tuple(dict.fromkeys((_FAILED, *own)))
    digest = {"day": date(2021, 5, 10), "waiting": waiting, "own": (), "board": board, "sealed": _SEALED}
    silence = {"approaching": _approaching(region), "returned": None}
    returned = {"approaching": (), "returned": _RETURNED}
    asked = replace(_RETURNED, title="Demande de compléments", is_decision=False)
    request = {"approaching": (), "returned": asked}
    convening = {"approaching": (), "returned": replace(_RETURNED, title="Convocation d'une instance", **_NO_DOSSIER)}
    sent: dict[str, Any] = {"deposit": DEPOSIT, "received": (), "doubt": None}
    several = {"received": (_SIGNED, _LOCKED, _UNREAD), "doubt": _DOUBT}
    over = replace(_INCIDENT, over_at=datetime(2021, 4, 30, 8, 40, tzinfo=UTC), link=None)
    return [
        Sample("gate_open", K.gate_open, "", {"gate": replace(_GATE, body=meeting(region).body)}),
        Sample("in_hand", K.in_hand, "", {"application": APPLICATION, "handed": HandedView(is_enclosed=True)}),
        Sample("in_hand-link", K.in_hand, "trop lourd pour un courriel", {"application": APPLICATION, "handed": _LINK}),
        Sample("to_read", K.to_read, "sans dossier", {"message": _QUESTION}),
        Sample("to_read-withdrawal", K.to_read, "retrait vraisemblable", {"message": _WITHDRAWAL}),
        Sample("desk_files", K.desk_files, "un tableau rempli", sent | {"received": (_SHEET,)}),
        Sample("desk_files-several", K.desk_files, "plusieurs fichiers, un doute", sent | several),
        Sample("desk_files-none", K.desk_files, "aucun fichier", sent),
        Sample("digest", K.digest, "", digest),
        Sample("digest-agent", K.digest, "service à qui des dossiers sont confiés", digest | {"own": own}),
        Sample("incident", K.incident, "", {"incident": _INCIDENT}),
        Sample("incident_over", K.incident_over, "", {"incident": over}),
        Sample("alert", K.alert, "là où le silence décide", silence, region=with_silence(region)),
        Sample("alert-returned", K.alert, "décision revenue en erreur", returned),
        Sample("alert-returned-request", K.alert, "demande revenue en erreur", request),
        Sample("alert-returned-convening", K.alert, "convocation revenue en erreur", convening),
    ]
