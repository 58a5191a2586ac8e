"""The samples of what members receive: their entry, signed or not, a formal notice and its end, a termination."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from models.region.model import Region
from models.vocabulary import NoticeKind as K
from models.vocabulary import StageKind, Status
from notifications.samples.sample_data import SESSION, Sample, outside, standing, until_of
from notifications.views.appeals import AppealView
from notifications.views.members import (
    AcceptanceView,
    AgreementView,
    FormalNoticeView,
    MembershipView,
    RenewalView,
    SigningView,
    TaxView,
    TermView,
    TextView,
)
from notifications.views.notices import ActView
from notifications.views.reports import ReportView

_UNSIGNED = TextView(title="Cahier des charges du SPRO", version="2", signed_on=None)
_SIGNED = replace(_UNSIGNED, signed_on=date(2021, 7, 20))
_FORMAL = FormalNoticeView(
    given_on=date(2022, 12, 1),
    reasons="Article 3 du cahier des charges : un premier accueil est ouvert à toute personne.\n"
    "Depuis le 1er septembre 2022, l'accueil de votre organisme n'est plus ouvert qu'à ses adhérents.",
    observations_until=date(2023, 1, 6),
    signatory_name="Camille Exemple",
    signatory_capacity="Directrice",
)
_TERM = TermView(
    until=date(2028, 12, 31),
    days_left=365,
    total=52,
    members=("CIDFF de l'Ain (ARA-2021-0001)", "Mission locale Exemple (ADH-2021-0002)"),
    others=50,
)
_RENEWAL = RenewalView(answer_by=date(2028, 12, 1), is_past=False, until=date(2033, 12, 31), needs="answer")
_TAX = TaxView(year=2022, opens=date(2021, 11, 3), closes=date(2022, 1, 16))
_SIGNING = SigningView(
    organisation="le recteur de région académique",
    title="Convention État-Région",
    version="2022-2028",
    adopted_on=date(2022, 6, 30),
    adopted_by="Conseil régional",
    is_enclosed=True,
)
_AGREEMENT = AgreementView(
    name="État-Région 2022-2028",
    until=date(2028, 12, 31),
    days_left=365,
    denounced_by=None,
    denounced_on=None,
    members=48,
)
_REPORT = ReportView(
    year=2022,
    label="Suivi de l'accueil",
    version="1",
    validated_on=date(2022, 12, 1),
    body="Commission Orientation, Mobilités et Sécurisation des Parcours Professionnels du CREFOP",
    territory=None,
    due_on=date(2023, 3, 15),
)
_MISSING = ("Personnes accueillies, tranche d'âge : moins de 26 ans", "Vous connaissez les autres membres")
_FAULTS = ("Personnes accueillies : « une centaine » ; écrivez un nombre entier, en chiffres.",)
_CURED = "L'accueil est de nouveau ouvert à tous depuis le 2 janvier 2023."


def member_samples(region: Region) -> list[Sample]:
    """Return one of each branch, in the order of a membership's life."""
    until = until_of(region)
    member = MembershipView(number="ADH-2021-0001", since=date(2021, 9, 1), until=until, text=None)
    said = {"application": standing(Status.member)}
    signed, unsigned = ({"membership": replace(member, text=text)} for text in (_SIGNED, _UNSIGNED))
    cured = {"formal": replace(_FORMAL, cured=_CURED)}
    return [
        Sample("effective", K.effective, "cahier des charges signé", said | signed),
        Sample("effective-logo", K.effective, "logo joint", said | signed, region=_with_logo(region)),
        Sample("effective-unsigned", K.effective, "reste à signer", said | unsigned),
        Sample("effective-no-text", K.effective, "aucun texte enregistré", said | {"membership": member}),
        Sample("formal-notice", K.formal_notice, "", said | {"formal": _FORMAL}),
        Sample("formal-notice-cured", K.formal_notice, "close sans effet", said | cured),
        Sample("formal-notice-undone", K.formal_notice, "résiliation retirée", said | _undone()),
        Sample("terminated", K.terminated, "", said | _ended(member)),
        Sample("departed", K.departed, "", said | _left(member)),
        Sample("departed-noticed", K.departed, "mis en demeure", said | _left(member, noticed_on=_FORMAL.given_on)),
        *_renewals(said | {"membership": replace(member, text=_SIGNED)}),
        *_terms(region, said | {"membership": replace(member, text=_SIGNED)}),
        *_reports({"membership": replace(member, text=_SIGNED)}),
    ]


def _reports(said: dict[str, Any]) -> list[Sample]:
    """Return one of each branch of what is written about a yearly report."""
    asked, left = said | {"report": _REPORT}, replace(_REPORT, missing=_MISSING)
    wrong, local = replace(_REPORT, faults=_FAULTS), replace(left, territory="Loire", faults=_FAULTS)
    return [
        Sample("report-request", K.report_request, "", asked),
        Sample("report-request-territory", K.report_request, "d'un territoire", said | {"report": local}),
        Sample("report-reminder", K.report_reminder, "", said | {"report": left, "days_left": 15}),
        Sample("report-reminder-wrong", K.report_reminder, "à corriger", said | {"report": wrong, "days_left": 5}),
        Sample("report-reminder-today", K.report_reminder, "le dernier jour", said | {"report": local, "days_left": 0}),
        Sample("report-received", K.report_received, "complet", asked),
        Sample("report-received-left", K.report_received, "à compléter", said | {"report": local}),
    ]


def _with_logo(region: Region) -> Region:
    return region.model_copy(update={"documents": region.documents.model_copy(update={"members_logo": "logo.svg"})})


def _renewals(said: dict[str, Any]) -> list[Sample]:
    """Return one of each branch of what members are asked and answered, and of what is told of a convention."""
    asked = {"renewal": _RENEWAL}
    signs, sends = ({"renewal": replace(_RENEWAL, needs=needs)} for needs in ("signature", "pieces"))
    answered = {"is_renewed": True, "reason": "Courriel du 3 juin 2028."}
    denounced = replace(_AGREEMENT, denounced_by="le préfet de région", denounced_on=date(2028, 10, 31), days_left=59)
    return [
        Sample("renewal-request", K.renewal_request, "réponse seule", said | asked),
        Sample("renewal-request-signature", K.renewal_request, "texte à signer", said | signs),
        Sample("renewal-request-pieces", K.renewal_request, "pièces à joindre", said | sends),
        Sample("renewal-reminder", K.renewal_reminder, "dans les délais", said | asked),
        Sample("renewal-reminder-late", K.renewal_reminder, "", said | {"renewal": replace(_RENEWAL, is_past=True)}),
        Sample("renewal-answer", K.renewal_answer, "renouvelée", said | answered),
        Sample("renewal-answer-declined", K.renewal_answer, "", said | answered | {"is_renewed": False}),
        Sample("tax-opening", K.tax_opening, "", {"application": said["application"], "tax": _TAX}),
        Sample("tax-reminder", K.tax_reminder, "", {"application": said["application"], "tax": _TAX}),
        Sample("tax-list", K.tax_list, "", {"tax": replace(_TAX, members=412, without_siret=3)}),
        Sample("text-to-sign", K.text_to_sign, "texte joint", {"signing": _SIGNING}),
        Sample("text-to-sign-alone", K.text_to_sign, "trop lourd", {"signing": replace(_SIGNING, is_enclosed=False)}),
        Sample("agreement", K.agreement, "un an avant", {"agreement": _AGREEMENT}),
        Sample("agreement-denounced", K.agreement, "dénoncée", {"agreement": denounced}),
        Sample("agreement-over", K.agreement, "une fois passée", {"agreement": replace(_AGREEMENT, days_left=-1)}),
    ]


def _terms(region: Region, said: dict[str, Any]) -> list[Sample]:
    """Return one of each branch of what is told of a term, near or past."""
    longer = region.membership.model_copy(update={"until": until_of(region) + timedelta(days=365)})
    renewing = region.model_copy(update={"membership": longer})
    session = replace(SESSION, past=frozenset({StageKind.deposit}))
    near, over = said | {"candidacy": None, "days_left": 90}, said | {"candidacy": None}
    by_text = {"application": outside(region, "convention")}
    return [
        Sample("ending", K.ending, "cadre suivant inconnu", near),
        Sample("ending-open", K.ending, "dépôt ouvert", near, region=renewing),
        Sample("ending-next", K.ending, "dépôt clos", near, region=renewing, session=session),
        Sample("ending-candidate", K.ending, "nouvelle candidature", near | {"candidacy": "ARA-2021-0031"}),
        Sample("ending-by-text", K.ending, "sans dossier à déposer", near | by_text),
        Sample("ended", K.ended, "", over),
        Sample("ended-candidate", K.ended, "nouvelle candidature", over | {"candidacy": "ARA-2021-0031"}),
        *_acceptances(said),
        Sample("terms", K.terms, "un an avant", {"term": _TERM}),
        Sample("terms-renewable", K.terms, "avant, renouvelables", {"term": _TERM}, region=renewing),
        Sample("terms-over", K.terms, "une fois passé", {"term": replace(_TERM, days_left=-1)}),
    ]


def _acceptances(said: dict[str, Any]) -> list[Sample]:
    """Return one of each branch of what is asked of a member when the text that engages it has a new version."""
    asked = AcceptanceView(
        title="Cahier des charges du SPRO",
        version="3",
        adopted_on=date(2022, 6, 30),
        adopted_by="Conseil régional",
        in_force_from=date(2022, 9, 1),
        accept_by=date(2022, 8, 29),
        days_left=None,
        is_enclosed=True,
    )
    reminded = replace(asked, days_left=15, is_enclosed=False)
    return [
        Sample("acceptance", K.acceptance_request, "texte joint", said | {"acceptance": asked}),
        Sample("acceptance-reminder", K.acceptance_reminder, "texte non joint", said | {"acceptance": reminded}),
    ]


def _left(member: MembershipView, *, noticed_on: date | None = None) -> dict[str, Any]:
    last_day = date(2023, 6, 30)
    return {
        "membership": replace(member, until=last_day, text=_SIGNED),
        "reason": "Courrier du 2 juin : fin d'activité.",
        "noticed_on": noticed_on,
    }


def _undone() -> dict[str, Any]:
    act = ActView(
        decided_on=date(2023, 4, 3), reasons=_CURED, signatory_name="Camille Exemple", signatory_capacity="Directrice"
    )
    appeal = AppealView(
        label="recours gracieux",
        received_on=date(2023, 3, 6),
        posted_on=None,
        is_in_time=True,
        until=date(2023, 4, 11),
        implied_on=date(2023, 5, 6),
        about="de résiliation de votre adhésion au Service public régional de l'orientation (SPRO)",
        outcome="votre adhésion au Service public régional de l'orientation (SPRO) a été résiliée",
        decided_on=date(2023, 2, 6),
    )
    return {"formal": replace(_FORMAL, cured=_CURED, undone=act, appeal=appeal)}


def _ended(member: MembershipView) -> dict[str, Any]:
    last_day = date(2023, 2, 6)
    decision = ActView(
        decided_on=last_day,
        reasons=f"{_FORMAL.reasons}\nAucune observation n'a été présentée, et l'accueil n'a pas changé.",
        signatory_name="Camille Exemple",
        signatory_capacity="Directrice",
    )
    return {
        "membership": replace(member, until=last_day, text=_SIGNED),
        "decision": decision,
        "formal": _FORMAL,
    }
