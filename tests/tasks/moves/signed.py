"""A convention signed, by which an organisation enters."""

from datetime import date

from models.vocabulary import Status
from tasks.members.joining.accede import accede
from tasks.members.lasting.agreements import record_agreement
from tests.factories import paris, rule_by
from tests.support.mails import Desk
from tests.support.members import accession, text
from tests.tasks.members.lasting.lasting import agreement
from tests.tasks.moves.happening import Deed, standing

AT = paris("2026-09-14 10:00")


def acceded(desk: Desk, status: Status) -> Deed:
    """Have an organisation sign, in a session that one enters so."""
    stages = {"deposit": {"until": None}, "effect": {"on": "signature"}}
    rule_by(desk.campaign, {"entry": "agreement", "stages": stages})
    text(desk.session, desk.campaign)
    record_agreement(desk.session, agreement(), at=AT)
    one = standing(desk, status)
    return lambda: accede(desk.session, accession(one.reference, date(2026, 9, 10)), at=AT)
