"""The samples of what members receive: their entry, signed or not, a formal notice and its end, a termination."""

from dataclasses import replace
from datetime import date
from typing import Any

from models.region.model import Region
from models.vocabulary import NoticeKind as K
from models.vocabulary import Status
from notifications.samples.sample_data import Sample, standing
from notifications.views.members import FormalNoticeView, MembershipView, TerminationView, TextView

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
_CURED = "L'accueil est de nouveau ouvert à tous depuis le 2 janvier 2023."


def member_samples(region: Region) -> list[Sample]:
    """Return one of each branch, in the order of a membership's life."""
    until = region.membership.until
    member = MembershipView(number="ADH-2021-0001", since=date(2021, 9, 1), until=until, text=None)
    said = {"application": standing(Status.member)}
    signed, unsigned = ({"membership": replace(member, text=text)} for text in (_SIGNED, _UNSIGNED))
    cured = {"formal": replace(_FORMAL, cured=_CURED)}
    return [
        Sample("effective", K.effective, "cahier des charges signé", said | signed),
        Sample("effective-unsigned", K.effective, "reste à signer", said | unsigned),
        Sample("effective-no-text", K.effective, "aucun texte enregistré", said | {"membership": member}),
        Sample("formal-notice", K.formal_notice, "", said | {"formal": _FORMAL}),
        Sample("formal-notice-cured", K.formal_notice, "close sans effet", said | cured),
        Sample("terminated", K.terminated, "", said | _ended(member)),
        Sample("departed", K.departed, "", said | _left(member)),
    ]


def _left(member: MembershipView) -> dict[str, Any]:
    last_day = date(2023, 6, 30)
    return {
        "membership": replace(member, until=last_day, text=_SIGNED),
        "reason": "Courrier du 2 juin : fin d'activité.",
    }


def _ended(member: MembershipView) -> dict[str, Any]:
    last_day = date(2023, 2, 6)
    decision = TerminationView(
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
