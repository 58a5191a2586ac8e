"""Every kind of notice there is, one row each: all that the code knows of a kind stands in its row.

A kind is a member of `NoticeKind`, a row here, a folder of `templates/` (room, then kind) with `subject.txt` and
`body.txt`, and a sample. Every template sees `region` (the region file) and `session` (SessionView); the variables of
the row come besides, and a template that asks for anything else fails to render.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from models.vocabulary import NoticeKind
from notifications.leaving import Hold, Truth
from notifications.mandatory import OWED, Mandatory

Room = Literal["intake", "dossiers", "sessions", "decisions", "members", "meetings", "service", "advice"]


class Kind(NamedTuple):
    """One row of the catalogue."""

    name: NoticeKind
    room: Room
    title: str  # French, for the board and the preview's index
    variables: frozenset[str]
    calls_off: frozenset[NoticeKind]  # what still waits of these, for the same dossier or address, never leaves
    answers_a_mail: bool  # a mail causes it at once, whatever the mail says
    return_alerts: bool  # one that comes back is told at once, and not only in the lists of what waits
    truth: Truth  # for how long what it says holds: looked at when it leaves
    hold: Hold  # whether it waits before it leaves
    in_daytime: bool  # a date causes it, at midnight: nobody is written to before the sending hour of that day
    may_be_declined: bool  # an announcement: whoever has no dossier may want none

    @property
    def folder(self) -> str:
        """Return where its templates are, from the folder of all templates."""
        return f"{self.room}/{self.name}"

    @property
    def states_remedies(self) -> bool:
        """Return True if the delay to contest may run from its notification: it does from no other (CJA R421-5)."""
        return not OWED[self.name].isdisjoint({Mandatory.remedies, Mandatory.court})

    @property
    def is_written_by_hand(self) -> bool:
        """Return True if a person wrote what it says: it is no automatic message (RFC 3834, 5)."""
        return Mandatory.agent in OWED[self.name]

    @property
    def is_for_applicants(self) -> bool:
        """Return True if applicants and members read it: its mail is kept as it left."""
        return self.room in {"intake", "dossiers", "sessions", "decisions", "members"}

    @property
    def wants_proof(self) -> bool:
        """Return True if a server is asked to report that it arrived: of what a mail causes, who wrote knows, and of
        what is announced or written to ourselves nothing hangs on it."""
        return self.return_alerts and not self.answers_a_mail


def _kind(
    name: NoticeKind,
    room: Room,
    title: str,
    variables: str = "",
    *,
    calls_off: Iterable[NoticeKind] = (),
    answers_a_mail: bool = False,
    return_alerts: bool = True,
    truth: Truth = Truth.for_ever,
    hold: Hold = Hold.never,
    in_daytime: bool = False,
    may_be_declined: bool = False,
) -> Kind:
    said, called_off = frozenset(variables.split()), frozenset(calls_off)
    first = (name, room, title, said, called_off, answers_a_mail, return_alerts)
    return Kind(*first, truth, hold, in_daytime, may_be_declined)


K = NoticeKind
_REMINDS_OF_REQUEST, _REMINDS_OF_DEPOSIT = {K.completion_reminder}, {K.deposit_reminder}
_ASKS_TO_RENEW = {K.renewal_request, K.renewal_reminder}
_REMINDS_OF_REPORT = {K.report_reminder}

_ROWS = (
    _kind(
        K.opening,
        "sessions",
        "Ouverture de la session",
        "forms",
        return_alerts=False,
        truth=Truth.before_the_deadline,
        hold=Hold.in_mass,
        may_be_declined=True,
    ),
    _kind(
        K.deposit_reminder,
        "sessions",
        "Rappel de la date limite de dépôt",
        "application days_left forms",
        calls_off=_REMINDS_OF_DEPOSIT,
        return_alerts=False,
        truth=Truth.before_the_deadline,
        may_be_declined=True,
    ),
    _kind(
        K.registration,
        "intake",
        "Accusé d'enregistrement",
        "deposit application files offered acknowledge_by",
        calls_off=_REMINDS_OF_DEPOSIT,
        answers_a_mail=True,
    ),
    _kind(K.misdirected, "intake", "Envoi parvenu à un autre service", "deposit desk", answers_a_mail=True),
    _kind(K.unattributed, "intake", "Envoi à rattacher à un dossier", "deposit dossiers", answers_a_mail=True),
    _kind(K.file_refused, "intake", "Fichiers refusés", "application deposit refused", answers_a_mail=True),
    _kind(K.acknowledgement, "intake", "Accusé de réception", "application pieces request forms"),
    _kind(K.late, "intake", "Dépôt hors délai", "application", truth=Truth.while_late),
    _kind(
        K.not_required,
        "intake",
        "Dossier sans objet",
        "application",
        truth=Truth.while_not_required,
    ),
    _kind(K.duplicate, "intake", "Dossier déjà enregistré", "application pieces joined", answers_a_mail=True),
    _kind(K.separated, "intake", "Dossiers de nouveau distincts", "application request joined reason"),
    _kind(
        K.corrected,
        "intake",
        "Correction de nos courriers",
        "application pieces request corrected",
        calls_off=_REMINDS_OF_REQUEST | {K.completion_received, K.completion_expired},
    ),
    _kind(
        K.completion_request,
        "dossiers",
        "Demande de compléments",
        "application request forms",
        calls_off=_REMINDS_OF_REQUEST,
        truth=Truth.while_unanswered,
    ),
    _kind(
        K.completion_reminder,
        "dossiers",
        "Rappel de la demande de compléments",
        "application request days_left",
        calls_off=_REMINDS_OF_REQUEST,
        truth=Truth.while_asked,
    ),
    _kind(
        K.completion_received,
        "dossiers",
        "Compléments reçus",
        "application files offered pieces request answered_at is_packed void",
        calls_off=_REMINDS_OF_REQUEST | _REMINDS_OF_DEPOSIT | {K.completion_expired},
        answers_a_mail=True,
    ),
    _kind(
        K.completion_expired,
        "dossiers",
        "Délai de complément expiré",
        "application request examination_over",
        calls_off=_REMINDS_OF_REQUEST,
        truth=Truth.while_expired,
    ),
    _kind(
        K.rectified,
        "decisions",
        "Rectification",
        "application request reason pieces decision former",
        calls_off=_REMINDS_OF_REQUEST,
        truth=Truth.until_another_decision,
        hold=Hold.always,
    ),
    _kind(
        K.carried_over,
        "sessions",
        "Dossier reporté",
        "application pieces decision",
        calls_off=_REMINDS_OF_REQUEST,
        truth=Truth.while_carried_over,
        in_daytime=True,
    ),
    _kind(
        K.next_session,
        "sessions",
        "Ouverture de la session suivante",
        "application pieces request origin",
        calls_off=_REMINDS_OF_REQUEST,
        truth=Truth.while_in_session,
        hold=Hold.in_mass,
        in_daytime=True,
    ),
    _kind(
        K.session_cancelled,
        "sessions",
        "Session annulée",
        "application reason",
        calls_off=_REMINDS_OF_REQUEST | _REMINDS_OF_DEPOSIT | {K.completion_request, K.completion_expired},
        hold=Hold.in_mass,
        may_be_declined=True,
    ),
    _kind(
        K.postponed,
        "sessions",
        "Date reportée",
        "application change admitted request",
        calls_off=_REMINDS_OF_REQUEST | _REMINDS_OF_DEPOSIT,
        hold=Hold.in_mass,
        may_be_declined=True,
    ),
    _kind(
        K.adjourned,
        "decisions",
        "Décision d'ajournement",
        "application decision",
        calls_off=_REMINDS_OF_REQUEST,
        truth=Truth.until_another_decision,
        hold=Hold.always,
    ),
    _kind(
        K.accepted,
        "decisions",
        "Décision favorable",
        "application decision pieces request",
        calls_off=_REMINDS_OF_REQUEST,
        truth=Truth.until_another_decision,
        hold=Hold.always,
    ),
    _kind(
        K.refused,
        "decisions",
        "Décision de refus",
        "application decision",
        calls_off=_REMINDS_OF_REQUEST,
        truth=Truth.until_another_decision,
        hold=Hold.always,
    ),
    _kind(
        K.appeal_received,
        "decisions",
        "Accusé de réception d'un recours",
        "application appeal",
    ),
    _kind(
        K.appeal_rejected,
        "decisions",
        "Rejet d'un recours",
        "application decision appeal",
        truth=Truth.until_another_decision,
        hold=Hold.always,
    ),
    _kind(K.appeal_upheld, "decisions", "Recours accueilli", "application appeal", hold=Hold.always),
    _kind(K.withdrawn, "dossiers", "Retrait enregistré", "application withdrawn_on", calls_off=_REMINDS_OF_REQUEST),
    _kind(
        K.withdrawal_undone,
        "dossiers",
        "Retrait annulé",
        "application request withdrawn_on reason",
        calls_off={K.withdrawn},
    ),
    _kind(K.letter, "dossiers", "Lettre du service", "application deposit letter"),
    _kind(
        K.effective,
        "members",
        "Prise d'effet",
        "application membership",
        truth=Truth.while_member,
        hold=Hold.with_its_decision,
        in_daytime=True,
    ),
    _kind(K.formal_notice, "members", "Mise en demeure", "application formal"),
    _kind(
        K.terminated,
        "members",
        "Résiliation de l'adhésion",
        "application membership decision formal",
        hold=Hold.always,
    ),
    _kind(
        K.departed, "members", "Départ d'un membre", "application membership reason noticed_on", calls_off={K.effective}
    ),
    _kind(
        K.ending,
        "members",
        "Fin prochaine d'une adhésion",
        "application membership candidacy days_left",
        calls_off={K.ending},
        truth=Truth.while_the_term_stands,
        hold=Hold.in_mass,
    ),
    _kind(
        K.ended,
        "members",
        "Fin d'une adhésion",
        "application membership candidacy",
        calls_off={K.ending},
        truth=Truth.while_the_term_stands,
        hold=Hold.in_mass,
    ),
    *(
        _kind(
            name,
            "members",
            title,
            "application membership renewal",
            calls_off=_ASKS_TO_RENEW,
            truth=Truth.while_the_term_stands,
            hold=Hold.in_mass,
        )
        for name, title in (
            (K.renewal_request, "Renouvellement d'une adhésion"),
            (K.renewal_reminder, "Rappel du renouvellement"),
        )
    ),
    _kind(
        K.renewal_answer,
        "members",
        "Réponse sur le renouvellement",
        "application membership is_renewed reason",
        calls_off=_ASKS_TO_RENEW | {K.ending},
    ),
    _kind(K.tax_opening, "members", "Taxe d'apprentissage", "application tax", hold=Hold.in_mass),
    _kind(
        K.tax_reminder,
        "members",
        "Rappel de la taxe d'apprentissage",
        "application tax",
        calls_off={K.tax_opening, K.tax_reminder},
        hold=Hold.in_mass,
    ),
    _kind(
        K.acceptance_request,
        "members",
        "Nouvelle version d'un texte à accepter",
        "application membership acceptance",
        calls_off={K.acceptance_request, K.acceptance_reminder},
        truth=Truth.while_acceptance_is_awaited,
        hold=Hold.in_mass,
    ),
    _kind(
        K.acceptance_reminder,
        "members",
        "Rappel d'un texte à accepter",
        "application membership acceptance",
        calls_off={K.acceptance_reminder},
        truth=Truth.while_acceptance_is_awaited,
        hold=Hold.in_mass,
    ),
    _kind(K.report_request, "members", "Demande du bilan annuel", "membership report", hold=Hold.in_mass),
    _kind(
        K.report_reminder,
        "members",
        "Rappel du bilan annuel",
        "membership report days_left",
        calls_off=_REMINDS_OF_REPORT,
        return_alerts=False,
    ),
    _kind(
        K.report_received,
        "members",
        "Réception du bilan annuel",
        "membership report",
        calls_off=_REMINDS_OF_REPORT,
        answers_a_mail=True,
    ),
    _kind(
        K.meeting_date,
        "meetings",
        "Date à retenir d'une séance",
        "meeting former convening_days",
        truth=Truth.while_the_meeting_stands,
    ),
    _kind(
        K.convening,
        "meetings",
        "Convocation d'une instance",
        "meeting urgency is_late former dossiers members proxies withheld is_secretary handed",
        calls_off={K.empty_agenda},
        truth=Truth.while_the_meeting_stands,
    ),
    _kind(K.member_answer, "service", "Réponse d'un membre", "message body on seat recused", answers_a_mail=True),
    _kind(K.meeting_called_off, "meetings", "Séance annulée", "meeting reason", calls_off={K.convening}),
    _kind(K.minutes, "meetings", "Procès-verbal d'une séance", "meeting recorded left quorate corrected"),
    _kind(K.empty_agenda, "service", "Séance sans dossier à l'ordre du jour", "meeting convening_on"),
    _kind(K.gate_open, "service", "Saisie d'une séance", "gate"),
    _kind(K.in_hand, "service", "Dossier remis", "application handed"),
    _kind(
        K.advice_request, "advice", "Demande d'avis", "application advice handed", truth=Truth.while_advice_is_awaited
    ),
    _kind(
        K.advice_reminder,
        "advice",
        "Rappel de la demande d'avis",
        "application advice days_left",
        truth=Truth.while_advice_is_awaited,
    ),
    _kind(K.advice_revoked, "advice", "Demande d'avis annulée", "application advice reason"),
    _kind(K.advice_received, "advice", "Réception d'un avis", "application advice deposit files", answers_a_mail=True),
    _kind(K.advice_given, "advice", "Avis rendu", "application advice said link"),
    _kind(K.advice_shown, "dossiers", "Communication d'un avis", "application advice said"),
    _kind(K.to_read, "service", "Courriel à lire", "message"),
    _kind(K.desk_files, "service", "Fichiers reçus d'un service", "deposit received doubt", answers_a_mail=True),
    _kind(K.terms, "service", "Adhésions qui prennent fin", "term", return_alerts=False),
    _kind(K.agreement, "service", "Convention qui prend fin", "agreement", return_alerts=False),
    _kind(K.tax_list, "service", "Taxe d'apprentissage : campagne ouverte", "tax", return_alerts=False),
    _kind(
        K.digest,
        "service",
        "Ce qui attend une personne",
        "day waiting own board sealed",
        calls_off={K.digest},
        return_alerts=False,
    ),
    # An alert that comes back would send another one, for ever.
    _kind(K.alert, "service", "Alerte à la Région", "approaching returned", return_alerts=False),
    _kind(K.incident, "service", "Incident de fonctionnement", "incident", return_alerts=False),
    _kind(K.incident_over, "service", "Fin d'un incident", "incident", return_alerts=False),
)

KINDS: Mapping[NoticeKind, Kind] = {row.name: row for row in _ROWS}
