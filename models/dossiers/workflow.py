"""The life of an application as a table: what moves it, from where, to where, who may, and which notice that causes.

The code only interprets this table (`models.dossiers.lifecycle`); `models.dossiers.workflow_printed` prints it.
"""

from typing import NamedTuple

from models.dossiers.actor import Allowed
from models.vocabulary import CLOCKED, UNDECIDED, WITHDRAWABLE, Event, NoticeKind, Status


class Transition(NamedTuple):
    """One row: `event` moves an application from any of `sources` (none: a new one) to `target`."""

    event: Event
    sources: frozenset[Status]
    target: Status
    actor: Allowed
    notices: tuple[NoticeKind, ...]
    sense: str  # one French sentence, printed below the table


def _row(  # noqa: PLR0917  a row is read by its columns
    event: Event, sources: set[Status], target: Status, actor: Allowed, notices: tuple[NoticeKind, ...], sense: str
) -> Transition:
    return Transition(event, frozenset(sources), target, actor, notices, sense)


E, K, S = Event, NoticeKind, Status

LABELS: dict[Status, str] = {
    S.registered: "enregistré",
    S.late: "hors délai",
    S.not_required: "sans objet",
    S.incomplete: "incomplet",
    S.under_examination: "en instruction",
    S.examined: "instruit",
    S.studied: "étudié",
    S.validated: "à signer",
    S.adjourned: "ajourné",
    S.carried_over: "reporté",
    S.accepted: "accepté",
    S.member: "membre",
    S.refused: "refusé",
    S.withdrawn: "retiré",
}
"""What a status is called on screens and in messages."""

_TAKEN_BACK = "Une acceptation née du silence est retirée"

TRANSITIONS: tuple[Transition, ...] = (
    _row(E.deposit, set(), S.registered, "either", (K.registration,), "Un dépôt arrive dans les délais."),
    _row(E.deposit, set(), S.late, "either", (K.registration, K.late), "Un dépôt arrive après la date limite."),
    _row(
        E.deposit,
        set(),
        S.not_required,
        "either",
        (K.registration, K.not_required),
        "La structure relève du premier ou du deuxième cercle : aucun dossier n'est à examiner.",
    ),
    _row(
        E.identify,
        {S.registered, S.late, S.incomplete},
        S.not_required,
        "person",
        (K.not_required,),
        "L'organisme, une fois identifié, relève du premier ou du deuxième cercle.",
    ),
    _row(E.identify, {S.not_required}, S.registered, "person", (), "Il n'en relève pas : son dépôt est à examiner."),
    _row(E.identify, {S.not_required}, S.late, "person", (K.late,), "Il n'en relève pas, et son dépôt est hors délai."),
    _row(E.judge_postmark, {S.registered}, S.late, "person", (K.late,), "Le cachet illisible est jugé hors délai."),
    _row(
        E.acknowledge,
        {S.registered},
        S.under_examination,
        "system",
        (K.acknowledgement,),
        "Toutes les pièces indispensables sont là.",
    ),
    _row(
        E.acknowledge,
        {S.registered},
        S.incomplete,
        "system",
        (K.acknowledgement,),
        "Une pièce indispensable manque : l'accusé de réception la demande.",
    ),
    _row(
        E.complement,
        {S.incomplete},
        S.under_examination,
        "system",
        (K.completion_received,),
        "Les compléments rendent le dossier complet.",
    ),
    _row(
        E.set_aside,
        {S.under_examination},
        S.incomplete,
        "system",
        (K.file_refused,),
        "Un fichier qui complétait le dossier se révèle inutilisable : la demande est rouverte.",
    ),
    _row(
        E.restore,
        {S.carried_over},
        S.under_examination,
        "system",
        (K.completion_received,),
        "Ce qui manquait était arrivé à temps, et n'a été lu qu'après le report : le report est annulé.",
    ),
    _row(
        E.restore,
        {S.late},
        S.registered,
        "system",
        (K.corrected,),
        "Un premier envoi était arrivé à temps, et n'a été lu qu'après celui qui était hors délai.",
    ),
    _row(E.examine, {S.under_examination}, S.examined, "person", (), "L'instructeur rend sa conclusion."),
    _row(E.examine, {S.under_examination}, S.studied, "person", (), "Il la rend, et aucun avis n'est à demander."),
    _row(E.opinion, {S.examined}, S.examined, "person", (), "Une instance donne son avis, et un autre reste à donner."),
    _row(E.opinion, {S.examined}, S.studied, "person", (), "L'instance donne son avis, ou la dernière d'entre elles."),
    _row(
        E.validate,
        {S.studied},
        S.validated,
        "person",
        (),
        "La commission s'est prononcée ; là où la région signe à part, sa décision reste à prendre.",
    ),
    _row(E.decision, {S.studied, S.validated}, S.accepted, "person", (K.accepted,), "La candidature est retenue."),
    _row(
        E.decision,
        {S.studied, S.validated},
        S.refused,
        "person",
        (K.refused,),
        "La candidature est refusée, motifs à l'appui.",
    ),
    _row(
        E.decision,
        {S.studied, S.validated},
        S.adjourned,
        "person",
        (K.adjourned,),
        "La commission demande des compléments.",
    ),
    _row(
        E.request_completion,
        {S.under_examination, S.examined},
        S.incomplete,
        "person",
        (K.completion_request,),
        "Une pièce indispensable est demandée, motif à l'appui.",
    ),
    _row(E.extend, {S.incomplete}, S.incomplete, "person", (K.postponed,), "Le délai pour compléter est prolongé."),
    _row(
        E.cancel_request,
        {S.incomplete},
        S.under_examination,
        "person",
        (K.rectified,),
        "La demande est annulée, et plus rien d'indispensable ne manque.",
    ),
    _row(
        E.carry_over,
        {S.incomplete, S.late, S.under_examination, S.examined, S.studied, S.adjourned},
        S.carried_over,
        "either",
        (K.carried_over,),
        "Le dossier est resté incomplet à la fin de l'instruction, ou une personne le reporte.",
    ),
    _row(
        E.open,
        {S.late, S.incomplete, S.adjourned},
        S.carried_over,
        "system",
        (K.next_session,),
        "La session suivante ouvre : le candidat est contacté directement, sans nouveau dépôt.",
    ),
    _row(
        E.cancel_session,
        set(UNDECIDED - {S.carried_over}),
        S.carried_over,
        "person",
        (K.session_cancelled,),
        "La session est annulée : le dossier est gardé pour la suivante, sans nouveau dépôt.",
    ),
    *(
        _row(
            E.cancel_opening,
            {S.carried_over},
            former,
            "person",
            (),
            f"L'ouverture est annulée : le dossier, qui était « {label} », le redevient.",
        )
        for former, label in ((S.late, "hors délai"), (S.incomplete, "incomplet"), (S.adjourned, "ajourné"))
    ),
    _row(
        E.resubmit,
        {S.carried_over, S.adjourned},
        S.under_examination,
        "person",
        (),
        "Le dossier, complet, est présenté à nouveau.",
    ),
    _row(
        E.resubmit,
        {S.carried_over, S.adjourned},
        S.incomplete,
        "person",
        (K.completion_request,),
        "Le dossier est présenté à nouveau ; ce qui lui manque est demandé.",
    ),
    _row(E.admit_late, {S.late, S.carried_over}, S.registered, "person", (), "Un dépôt tardif est admis, avec motif."),
    _row(E.postpone, {S.late}, S.registered, "person", (K.postponed,), "La date limite recule : le dépôt est à temps."),
    _row(
        E.merge,
        {S.registered, S.late, S.incomplete, S.under_examination, S.carried_over},
        S.withdrawn,
        "person",
        (K.duplicate,),
        "Le dossier est réuni à un autre du même organisme, qui garde sa référence.",
    ),
    _row(
        E.merge,
        {S.under_examination},
        S.incomplete,
        "person",
        (K.duplicate,),
        "Les pièces d'un dossier réuni remplacent celles-ci, et une pièce indispensable n'y est plus.",
    ),
    _row(
        E.reclassify,
        {S.registered, S.late, S.not_required, S.incomplete, S.under_examination},
        S.withdrawn,
        "person",
        (K.corrected,),
        "L'envoi qui l'avait ouvert n'est pas une candidature, ou est d'un autre dossier.",
    ),
    _row(
        E.reclassify,
        {S.under_examination},
        S.incomplete,
        "person",
        (K.corrected,),
        "Une pièce indispensable venait d'un envoi qui n'est pas de ce dossier.",
    ),
    _row(
        E.reclassify,
        {S.incomplete},
        S.under_examination,
        "person",
        (K.corrected,),
        "Une personne dit quels fichiers reçus sont les pièces qui manquaient.",
    ),
    _row(E.withdraw, set(WITHDRAWABLE), S.withdrawn, "person", (K.withdrawn,), "Le candidat retire sa candidature."),
    _row(E.forget, {S.carried_over}, S.withdrawn, "person", (), "Jamais complété, le dossier est effacé à son terme."),
    *(
        _row(
            E.undo_withdrawal,
            {S.withdrawn},
            former,
            "person",
            (K.withdrawal_undone,),
            f"Le retrait était une erreur de saisie : le dossier, qui était « {label} », le redevient.",
        )
        for former, label in LABELS.items()
        if former in WITHDRAWABLE
    ),
    *(
        _row(
            E.separate,
            {S.withdrawn},
            former,
            "person",
            (K.separated,),
            f"Le rapprochement était une erreur : le dossier, qui était « {LABELS[former]} », le redevient.",
        )
        for former in (S.registered, S.late, S.incomplete, S.under_examination, S.carried_over)
    ),
    *(
        _row(E.correct, former, target, "person", notices, sense)
        for former, target, notices, sense in (
            ({S.examined, S.studied}, S.under_examination, (), "La conclusion, saisie par erreur, est retirée."),
            ({S.studied}, S.examined, (), "L'avis, saisi par erreur, est retiré."),
            ({S.registered}, S.late, (K.late,), "Les dates d'un papier étaient mal saisies : il est hors délai."),
            ({S.late}, S.registered, (K.corrected,), "Les dates d'un papier étaient mal saisies : il est à temps."),
            ({S.validated}, S.studied, (), "La validation de la commission, saisie par erreur, est retirée."),
        )
    ),
    _row(E.effect, {S.accepted}, S.member, "system", (K.effective,), "L'adhésion prend effet."),
    _row(
        E.accede,
        {S.under_examination, S.studied},
        S.member,
        "person",
        (K.effective,),
        "La convention est signée : là où l'on entre ainsi, l'adhésion prend effet ce jour-là.",
    ),
    *(
        _row(E.rectify, sources, target, "person", (K.rectified,), f"Une décision est rectifiée : {sense}")
        for sources, target, sense in (
            ({S.refused, S.adjourned}, S.accepted, "la candidature est retenue."),
            ({S.accepted, S.member, S.adjourned}, S.refused, "la candidature est refusée, motifs à l'appui."),
            ({S.accepted, S.member, S.refused}, S.adjourned, "des compléments sont demandés."),
        )
    ),
    *(
        _row(E.take_back, set(CLOCKED), target, "person", (K.rectified,), f"{_TAKEN_BACK} : {sense}")
        for target, sense in (
            (S.refused, "la candidature est refusée, fondement et motifs à l'appui."),
            (S.adjourned, "des compléments sont demandés."),
        )
    ),
)

NOTED = frozenset(
    {E.silence, E.notify, E.recuse, E.reorder, E.sign, E.formal_notice, E.terminate, E.depart, E.term, E.renew}
    | {E.site, E.group, E.assign, E.leave, E.see, E.hand, E.hold, E.lift_hold, E.write}
    | {E.ask_advice, E.give_advice, E.revoke_advice, E.show_advice, E.appeal, E.appeal_decision}
    | {E.settle_letter, E.send_again, E.doubt}
)
"""What is kept in the journal of a dossier and moves it nowhere."""

BY_MOVE: dict[tuple[Event, Status], Transition] = {(row.event, row.target): row for row in TRANSITIONS}
"""The row of an event and the status it leads to."""

EVENT_LABELS: dict[Event, str] = {
    E.deposit: "dépôt",
    E.identify: "identification de l'organisme",
    E.judge_postmark: "appréciation du cachet de la poste",
    E.acknowledge: "accusé de réception",
    E.complement: "compléments",
    E.set_aside: "fichier écarté",
    E.restore: "rétablissement",
    E.examine: "instruction",
    E.opinion: "avis",
    E.validate: "validation par la commission",
    E.decision: "décision",
    E.request_completion: "demande de compléments",
    E.extend: "prolongation d'une demande",
    E.cancel_request: "annulation d'une demande",
    E.carry_over: "report",
    E.open: "ouverture de la session suivante",
    E.cancel_opening: "annulation d'une ouverture",
    E.cancel_session: "annulation de la session",
    E.resubmit: "nouvelle présentation",
    E.admit_late: "admission hors délai",
    E.postpone: "report de la date limite",
    E.merge: "rapprochement de deux dossiers",
    E.withdraw: "retrait",
    E.effect: "prise d'effet",
    E.rectify: "rectification d'une décision",
    E.take_back: "retrait d'une acceptation implicite",
    E.silence: "décision implicite",
    E.notify: "notification par une autre voie",
    E.recuse: "déport",
    E.reorder: "changement d'ordre",
    E.sign: "signature du cahier des charges",
    E.formal_notice: "mise en demeure",
    E.terminate: "fin de l'adhésion",
    E.depart: "départ du membre",
    E.site: "site",
    E.group: "groupement",
    E.term: "terme de l'adhésion déplacé",
    E.renew: "réponse sur le renouvellement",
    E.accede: "adhésion par convention",
    E.assign: "affectation",
    E.leave: "laissé pour la session suivante",
    E.see: "lecture d'un envoi ou d'un courriel mis de côté",
    E.hand: "remise du dossier",
    E.reclassify: "reclassement d'un envoi",
    E.write: "lettre écrite",
    E.ask_advice: "demande d'avis",
    E.give_advice: "avis rendu",
    E.revoke_advice: "annulation d'une demande d'avis",
    E.show_advice: "avis communiqué au candidat",
    E.appeal: "recours",
    E.appeal_decision: "réponse à un recours",
    E.correct: "correction d'une saisie",
    E.undo_withdrawal: "annulation d'un retrait",
    E.separate: "séparation de deux dossiers réunis",
    E.settle_letter: "lettre en attente : partie, ou arrêtée",
    E.send_again: "copie d'une lettre",
    E.doubt: "courriel peut-être parti deux fois",
    E.hold: "conservation au-delà du délai",
    E.lift_hold: "fin d'une conservation",
    E.forget: "effacement",
}
"""What an event is called on screens and in messages."""
