"""The samples of what the members of a body and its secretary receive: convenings and minutes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from models.region.model import Region
from models.vocabulary import NoticeKind as K
from notifications.samples.documents import meeting
from notifications.samples.sample_data import APPLICATION, SESSION, Sample
from notifications.views.documents import MeetingView
from notifications.views.notices import HandedView, MessageView

_MET = replace(SESSION, bodies=(*SESSION.bodies[:-1], replace(SESSION.bodies[-1], when="le jeudi 8 juillet 2021")))
_FORMER = datetime(2021, 7, 1, 12, tzinfo=UTC)
_IN_WRITING = (
    "procédure écrite, par échange d'écrits par voie électronique (ordonnance n° 2014-1329 du 6 novembre 2014)"
)
_CANCELLED = "La convention qui fonde l'appel n'est pas encore signée."
_LINK = HandedView(link="https://console.example.invalid/spro/remise/0")


def _convening(view: MeetingView, **changes: object) -> dict[str, Any]:
    said = {
        "meeting": view,
        "urgency": None,
        "is_late": False,
        "former": None,
        "dossiers": 3,
        "members": 4,
        "proxies": 1,
        "withheld": (),
        "is_secretary": False,
        "handed": HandedView(is_enclosed=True),
    }
    return said | changes


def _date(view: MeetingView, former: datetime | None = None) -> dict[str, Any]:
    return {"meeting": view, "former": former, "convening_days": 5}


def _empty(view: MeetingView, convening_on: date | None) -> dict[str, Any]:
    return {"meeting": view, "convening_on": convening_on}


def _minutes(view: MeetingView, **changes: object) -> dict[str, Any]:
    return {"meeting": view, "recorded": 2, "left": 1, "quorate": True, "corrected": None} | changes


def meeting_samples(region: Region) -> list[Sample]:
    """Return a convening for each reason that its reader may have one, and minutes with and without a quorum."""
    view = meeting(region)
    second = replace(view, number=2, is_second=True, needed=0, on=date(2021, 7, 15), place=None)
    written = replace(view, form=_IN_WRITING, is_written=True, place=None)
    second = replace(second, starts_at=datetime(2021, 7, 15, 12, tzinfo=UTC))
    convenings = {
        "convening": ("", _convening(view)),
        "convening-withheld": (
            "déport, urgence",
            _convening(
                view, withheld=(APPLICATION.reference,), urgency="L'arrêté de la session est pris le 12 juillet."
            ),
        ),
        "convening-moved": ("séance déplacée", _convening(view, former=_FORMER)),
        "convening-changed": (
            "par écrit désormais, dossiers par un lien",
            _convening(written, former=view.starts_at, withheld=("ARA-2021-0001", "ARA-2021-0009"), handed=_LINK),
        ),
        "convening-second": ("seconde convocation", _convening(second, dossiers=1, handed=HandedView())),
        "convening-secretary": ("secrétariat", _convening(view, is_secretary=True, handed=HandedView())),
        "convening-secretary-late": (
            "secrétariat, en retard, sans membre connu",
            _convening(replace(view, needed=0), is_secretary=True, is_late=True, members=0, dossiers=0, handed=None),
        ),
    }
    return [
        *(Sample(name, K.convening, case, said, _MET) for name, (case, said) in convenings.items()),
        *_date_samples(view, written),
        *_answer_samples(view),
        Sample("meeting-called-off", K.meeting_called_off, "", {"meeting": view, "reason": _CANCELLED}, _MET),
        Sample("empty-agenda", K.empty_agenda, "", _empty(view, date(2021, 7, 2)), _MET),
        Sample("empty-agenda-due", K.empty_agenda, "le jour de convoquer", _empty(view, None), _MET),
        *_minutes_samples(view),
    ]


def _date_samples(view: MeetingView, written: MeetingView) -> list[Sample]:
    return [
        Sample("meeting-date", K.meeting_date, "", _date(view), _MET),
        Sample("meeting-date-moved", K.meeting_date, "déplacée", _date(view, former=_FORMER), _MET),
        Sample("meeting-date-written", K.meeting_date, "procédure écrite", _date(written), _MET),
    ]


def _answer_samples(view: MeetingView) -> list[Sample]:
    def answer(text: str, *recused: str, wish: str | None = None) -> dict[str, Any]:
        message = MessageView(
            number="2021-000112",
            received_at=datetime(2021, 7, 5, 9, tzinfo=UTC),
            sender="siege@example.invalid",
            subject="Re: Convocation",
            text=text,
            files=(),
            about=view.body,
            wish=wish,
            reference=None,
            organisation=None,
            link=None,
        )
        said = {"message": message, "body": view.body, "on": view.on}
        return said | {"seat": "Préfecture de région", "recused": recused}

    declared, unsure = "Je me déporte du dossier ARA-2021-0001.", "J'ai un intérêt dans l'un des dossiers."
    wish = "déclare peut-être un intérêt dans un dossier"
    return [
        Sample("member-answer", K.member_answer, "déport", answer(declared, "ARA-2021-0001"), _MET),
        Sample("member-answer-unsure", K.member_answer, "à régler", answer(unsure, wish=wish), _MET),
        Sample("member-answer-other", K.member_answer, "autre réponse", answer("Je serai là."), _MET),
    ]


def _minutes_samples(view: MeetingView) -> list[Sample]:
    return [
        Sample("minutes", K.minutes, "", _minutes(view), _MET),
        Sample("minutes-whole", K.minutes, "tout est examiné", _minutes(view, left=0), _MET),
        Sample(
            "minutes-corrected",
            K.minutes,
            "saisie corrigée",
            _minutes(view, left=0, corrected="L'avis d'un autre dossier avait été saisi sur cette ligne."),
            _MET,
        ),
        Sample(
            "minutes-no-quorum",
            K.minutes,
            "quorum non atteint",
            _minutes(view, recorded=0, left=3, quorate=False),
            _MET,
        ),
    ]
