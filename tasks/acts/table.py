"""The table of acts: one row says all that an act of a person is. Its flow, its place in prefect.yaml, what its form
offers, its event and the account of its run follow from it."""

from typing import Any

from models.forms.arrivals import ReclassificationForm
from models.forms.decisions import HandoverForm, RectificationForm
from models.forms.dossiers import (
    AdmissionForm,
    AnswersForm,
    ExaminationForm,
    OpeningForm,
    PostponementForm,
    ProspectsForm,
    WithdrawalForm,
)
from models.forms.intake import IdentificationForm, MergerForm, PaperForm, PostmarkForm
from models.forms.meetings import MeetingForm, MinutesFileForm, OrderForm, ProxyForm, RecusalForm, SittingForm
from models.forms.parts import Form
from models.forms.requests import CancellationForm, CarryOverForm, CompletionForm, ExtensionForm, ResubmissionForm
from models.meetings.queue import READY
from models.notices import SignedAct
from models.region.stages.words import usual_name
from models.vocabulary import UNDECIDED, WITHDRAWABLE, Event, Status
from notifications.writing.wording import count
from tasks.acts.act import Act
from tasks.acts.advice import ADVICE
from tasks.acts.appeals import APPEALS
from tasks.acts.forgetting import FORGETTING
from tasks.acts.handling import HANDLING
from tasks.acts.members.agreements import AGREEMENTS
from tasks.acts.members.coordination import COORDINATION, REPORTS
from tasks.acts.members.ends import ENDS
from tasks.acts.members.joining import JOINING
from tasks.acts.members.sites import SITES
from tasks.acts.members.texts import TEXT_ACTS
from tasks.acts.mending import MENDING
from tasks.acts.offered import (
    admissible,
    asked,
    awaiting_verdict,
    mergeable,
    moved,
    rectifiable,
    standing,
    unknown,
    where_bodies_meet,
    where_decided,
    where_sessions_end,
)
from tasks.acts.signing import SIGNING
from tasks.acts.taken_back import TAKEN_BACK
from tasks.decisions import record as decisions
from tasks.decisions import rectify
from tasks.decisions.parapheur import signed_where_asked
from tasks.decisions.record import EXAMINABLE
from tasks.decisions.rectify import DECIDED_UPON
from tasks.dossiers import requests
from tasks.dossiers.account import read_examination, read_identity
from tasks.dossiers.admit_late import admit_late
from tasks.dossiers.identify import identify_dossier
from tasks.dossiers.merge import merge
from tasks.dossiers.paper import record_paper
from tasks.dossiers.postmarks import judge_postmark
from tasks.dossiers.requests import ASKABLE
from tasks.dossiers.withdraw import withdraw
from tasks.intake.commitments.typed import type_answers
from tasks.meetings.calendar import recusals
from tasks.meetings.recording.proxies import record_proxy
from tasks.meetings.recording.sitting import record_sitting
from tasks.sessions import account as sessions
from tasks.sessions import handover


def _meeting(form: MeetingForm) -> str:
    return f"{{form[session]}} · {usual_name(form.stage)}, séance du {form.on:%d/%m/%Y}"


def _proxy(form: ProxyForm) -> str:
    return f"Procuration · {{form[session]}} · {usual_name(form.stage)}"


def _sitting(form: SittingForm) -> str:
    said = count(len(form.lines), "dossier") if form.lines else "présence" if form.present is not None else "fin"
    return f"{{form[session]}} · {usual_name(form.stage)} · {said}"


# Apart, so that each rule is held to take the form of its row: as an `Act[Any]`, it might take any.
_ROWS = (
    Act(
        name="ouvrir-session",
        topic="session",
        form=OpeningForm,
        event="session.ouverte",
        title="Session {form[year]} · ouverture",
        description="Ouvre une session : calendrier, annonce aux structures, une exécution par échéance.",
        asks="La session à ouvrir.",
        account=sessions.read_opening,
    ),
    *TAKEN_BACK,
    Act(
        name="prevenir-structures",
        topic="session",
        form=ProspectsForm,
        event="structures.prevenues",
        title="Structures à prévenir · {form[session]}",
        description="Annonce l'ouverture d'une session aux adresses d'une liste qu'un service a envoyée.",
        asks="La session et la liste.",
    ),
    Act(
        name="reporter-echeance",
        topic="session",
        form=PostponementForm,
        event="etape.deplacee",
        title="Report d'une échéance · {form[session]}",
        description="Déplace la date d'une étape et prévient chaque candidat qu'elle concerne encore.",
        asks="L'étape à déplacer et sa nouvelle date.",
        account=sessions.read_postponement,
    ),
    *MENDING,
    Act(
        name="identifier-dossier",
        topic="dossier",
        form=IdentificationForm,
        rule=identify_dossier,
        offered=unknown,
        event="identification",
        title="Organisme identifié · {form[dossiers]}",
        description="Dit de quel organisme vient un dossier : son nom, son identifiant, son réseau.",
        asks="Le dossier et son organisme.",
        account=read_identity,
    ),
    Act(
        name="rapprocher-dossiers",
        topic="dossier",
        form=MergerForm,
        rule=merge,
        offered=mergeable,
        event="rapprochement",
        title="Dossiers rapprochés · {form[dossiers]}",
        description="Fait un seul dossier de deux dossiers d'un même organisme, ou clôt un signalement de doublon.",
        asks="Le dossier à conserver, celui à rapprocher, et que faire.",
    ),
    Act(
        name="enregistrer-depot-papier",
        topic="dossier",
        form=PaperForm,
        rule=record_paper,
        event="depot.papier",
        title="Dépôt papier · {form[organisation]}",
        description="Enregistre un dépôt arrivé par la poste, avec son cachet, ou remis en main propre.",
        asks="D'où vient le dépôt, quand et comment il est arrivé, ce qu'il contient.",
    ),
    Act(
        name="statuer-sur-le-cachet",
        topic="dossier",
        form=PostmarkForm,
        rule=judge_postmark,
        offered=awaiting_verdict,
        event="cachet",
        title="Cachet de la poste · {form[dossiers]}",
        description="Dit si un dépôt dont le cachet de la poste est illisible est dans les délais.",
        asks="Le dossier, la décision et son motif.",
    ),
    Act(
        name="reclasser-envoi",
        topic="dossier",
        form=ReclassificationForm,
        event="reclassement",
        title="Envoi reclassé · {form[arrival]}",
        description="Dit ce qu'est un envoi, de quel dossier il est, et quel fichier est quelle pièce.",
        asks="L'envoi, et ce qu'il est.",
    ),
    Act(
        name="instruire-dossier",
        topic="dossier",
        form=ExaminationForm,
        rule=decisions.examine,
        offered=standing(EXAMINABLE),
        event="instruction",
        title="Instruction · {form[dossiers]}",
        description="Note les pièces inutilisables d'un dossier, sa grille d'examen, puis la conclusion de "
        "l'instructeur.",
        asks="Ce que l'instructeur a constaté.",
        account=read_examination,
    ),
    Act(
        name="saisir-engagements",
        topic="dossier",
        form=AnswersForm,
        rule=type_answers,
        offered=standing(UNDECIDED),
        event="engagements",
        title="Engagements saisis · {form[dossiers]}",
        description="Saisit ce qu'un candidat répond aux engagements et aux services : sur papier, ou mal lu.",
        asks="Le dossier et ses réponses.",
    ),
    Act(
        name="fixer-seance",
        topic="instances",
        form=MeetingForm,
        event="seance.fixee",
        title=_meeting,
        description="Fixe le jour où une instance se réunit ; ses membres sont convoqués cinq jours avant au moins.",
        asks="La séance à fixer.",
        account=sessions.read_meeting,
    ),
    Act(
        name="declarer-deport",
        topic="instances",
        form=RecusalForm,
        rule=recusals.recuse,
        offered=where_bodies_meet(standing(UNDECIDED)),
        event="deport",
        title="Déport · {form[dossiers]}",
        description="Note qu'un membre d'une instance a un intérêt dans un dossier : il n'en reçoit pas les pièces.",
        asks="Le membre et les dossiers.",
    ),
    Act(
        name="enregistrer-procuration",
        topic="instances",
        form=ProxyForm,
        rule=record_proxy,
        event="procuration",
        title=_proxy,
        description="Note qu'un membre absent d'une séance a donné procuration à un autre, ou qu'il la retire.",
        asks="La séance, qui donne procuration et qui la détient.",
        account=sessions.read_proxies,
    ),
    Act(
        name="modifier-ordre-du-jour",
        topic="instances",
        form=OrderForm,
        rule=recusals.reorder,
        offered=where_bodies_meet(standing(frozenset(READY.values()))),
        event="ordre-du-jour",
        title="Ordre du jour · {form[dossiers]}",
        description="Change le rang d'un dossier à l'ordre du jour d'une séance, motif à l'appui.",
        asks="Le dossier, son nouveau rang et le motif.",
    ),
    Act(
        name="enregistrer-seance",
        topic=None,
        form=SittingForm,
        rule=record_sitting,
        event="seance",
        title=_sitting,
        description="Enregistre ce qu'une instance a dit : présents, déports, avis ou décisions. Les répétitions s'en "
        "servent ; en séance, les formulaires groupe-de-travail et commission font de même.",
        asks="Ce qui a été dit.",
    ),
    Act(
        name="importer-proces-verbal",
        topic="instances",
        form=MinutesFileForm,
        event="seance",
        title="Procès-verbal · {form[file]}",
        description="Enregistre ce qu'une instance a dit, d'après le tableau que le secrétariat a rempli.",
        asks="Le fichier à importer.",
    ),
    Act(
        name="demander-complements",
        topic="dossier",
        form=CompletionForm,
        rule=requests.ask,
        offered=standing(ASKABLE),
        event="complements.demandes",
        title="Compléments demandés · {form[dossiers]}",
        description="Demande à un candidat des pièces nommées, avec le motif de chacune, jusqu'à une date.",
        asks="Les pièces demandées et le délai.",
    ),
    Act(
        name="prolonger-complements",
        topic="dossier",
        form=ExtensionForm,
        rule=requests.extend,
        offered=asked,
        event="complements.prolonges",
        title="Délai prolongé · {form[dossiers]}",
        description="Recule le dernier jour d'une demande de compléments, en cours ou expirée.",
        asks="Le nouveau délai et son motif.",
    ),
    Act(
        name="annuler-demande",
        topic="dossier",
        form=CancellationForm,
        rule=requests.cancel,
        offered=asked,
        event="complements.annules",
        title="Demande annulée · {form[dossiers]}",
        description="Annule une demande de compléments et le dit au candidat.",
        asks="La demande annulée et le motif.",
    ),
    Act(
        name="reporter-dossier",
        topic="dossier",
        form=CarryOverForm,
        rule=handover.carry_over_by_hand,
        offered=where_sessions_end(moved(Event.carry_over, Status.carried_over)),
        event="report",
        title="Dossier reporté · {form[dossiers]}",
        description="Reporte un dossier à la session suivante, sans nouveau dépôt.",
        asks="Le dossier reporté et le motif.",
    ),
    Act(
        name="representer-dossier",
        topic="dossier",
        form=ResubmissionForm,
        rule=handover.represent,
        offered=moved(Event.resubmit, Status.under_examination),
        event="nouvelle-presentation",
        title="Dossier représenté · {form[dossiers]}",
        description="Remet un dossier ajourné ou reporté devant les instances de la session.",
        asks="Le dossier présenté à nouveau.",
    ),
    *SIGNING,
    Act(
        name="rectifier-decision",
        topic="dossier",
        form=RectificationForm,
        rule=signed_where_asked(SignedAct.rectification, rectify.rectify),
        offered=where_decided(rectifiable),
        event="decision.rectifiee",
        title="Décision rectifiée · {form[dossiers]}",
        description="Remplace une décision par une autre, sans effacer la première, et la notifie au candidat.",
        asks="La nouvelle décision, ses motifs et son signataire.",
    ),
    Act(
        name="notifier-autrement",
        topic="dossier",
        form=HandoverForm,
        rule=rectify.hand_over,
        offered=where_decided(standing(DECIDED_UPON)),
        event="decision.notifiee",
        title="Notification par une autre voie · {form[dossiers]}",
        description="Note le jour où une décision a été notifiée autrement que par notre courriel.",
        asks="Le dossier, le jour et la voie.",
    ),
    *APPEALS,
    Act(
        name="enregistrer-retrait",
        topic="dossier",
        form=WithdrawalForm,
        rule=withdraw,
        offered=standing(WITHDRAWABLE),
        event="retrait",
        title="Retrait · {form[dossiers]}",
        description="Enregistre le retrait d'une candidature et le confirme au candidat.",
        asks="Le dossier retiré.",
    ),
    Act(
        name="admettre-hors-delai",
        topic="dossier",
        form=AdmissionForm,
        rule=admit_late,
        offered=admissible,
        event="admission",
        title="Admission hors délai · {form[dossiers]}",
        description="Admet un dépôt arrivé après la date limite, motif à l'appui.",
        asks="Le dossier admis et le motif.",
    ),
    *HANDLING,
    *FORGETTING,
    *ADVICE,
    *TEXT_ACTS,
    *JOINING,
    *SITES,
    *ENDS,
    *COORDINATION,
    *REPORTS,
    *AGREEMENTS,
)

ACTS: dict[type[Form], Act[Any]] = {act.form: act for act in _ROWS}
"""The act that each form says, in the order of prefect.yaml."""
