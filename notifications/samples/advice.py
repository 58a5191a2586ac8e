"""The samples about an advice from outside: asked, awaited, given, shown, and asked no more."""

from dataclasses import replace
from datetime import date

from models.vocabulary import NoticeKind as K
from models.vocabulary import Status
from notifications.samples.sample_data import DEPOSIT, Sample, standing
from notifications.views.advice import AdviceView, SaidView
from notifications.views.notices import HandedView

_SAID = SaidView(
    given_on=date(2021, 5, 17),
    text="Madame, Monsieur,\n\nLa permanence ne couvre pas le sud du département.\n\nAvis favorable avec réserve.",
    files=("Avis.pdf",),
)
_ADVICE = AdviceView(
    whom="Observatoire régional de l'orientation",
    question="Les permanences décrites dans l'annexe 1 couvrent-elles le territoire annoncé ?",
    asked_on=date(2021, 5, 3),
    due_on=date(2021, 5, 18),
    pieces=("Dossier de candidature", "Annexe 1"),
)
_LINK = HandedView(link="https://console.example.invalid/spro/remise/0")


def advice_samples() -> list[Sample]:
    """Return one of each letter, and what differs with the way in which pieces go along."""
    about = {"application": standing(Status.under_examination), "advice": _ADVICE}
    alone = about | {"advice": replace(_ADVICE, pieces=()), "handed": HandedView()}
    given = {"said": (_SAID,), "link": "https://console.example/spro/dossiers/ARA-2021-0001"}
    revoked = {"reason": "Le dossier a été retiré par le candidat."}
    return [
        Sample("advice-request", K.advice_request, "pièces jointes", about | {"handed": HandedView(is_enclosed=True)}),
        Sample("advice-request-link", K.advice_request, "trop lourd pour un courriel", about | {"handed": _LINK}),
        Sample("advice-request-alone", K.advice_request, "sans pièce", alone),
        Sample("advice-reminder", K.advice_reminder, "", about | {"days_left": 1}),
        Sample("advice-revoked", K.advice_revoked, "", about | revoked),
        Sample("advice-received", K.advice_received, "", about | {"deposit": DEPOSIT, "files": ("Avis.pdf",)}),
        Sample("advice-given", K.advice_given, "", about | given),
        Sample("advice-shown", K.advice_shown, "", about | {"said": (_SAID,)}),
    ]
