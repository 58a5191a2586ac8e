"""Where the Région signs outside: an act is exported, comes back signed, and only then decided and told."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from models.dossiers.application import Application, Decision
from models.errors import Refusal
from models.forms.decisions import ExportForm, SignedActsForm
from models.notices import ActFile, Document
from models.vocabulary import Status
from notifications.outbox.enclosures import files_of
from tasks.decisions import parapheur
from tasks.decisions.parapheur import deposit_signed, export_acts
from tasks.decisions.sign import sign_decisions
from tests.factories import SIGNS_OUTSIDE, paris
from tests.support.bodies import COMMISSION, MET, set_day, sit, waits
from tests.support.forms import SIGNATORY, signing
from tests.support.mails import Desk
from tests.tasks.conftest import OpenDesk
from tests.tasks.decisions.signed.signature_book import signed

EXPORTED, SIGNED_AT, DEPOSITED = (paris(f"2026-07-{day} 10:00") for day in (15, 16, 20))
AGAINST = "Le dossier ne prévoit aucun accueil du public."


@pytest.fixture
def region(desk_with: OpenDesk) -> Desk:
    """Give a session whose decisions are signed outside."""
    return desk_with(SIGNS_OUTSIDE)


@pytest.fixture
def validated(region: Desk) -> Application:
    """Give a dossier that the commission said to accept."""
    made = waits(region, COMMISSION)
    set_day(region, COMMISSION)
    sit(region, {made.reference: "accepted"}, COMMISSION, at=MET[COMMISSION])
    region.session.refresh(made)
    return made


def export(desk: Desk, dossier: Application, **fields: Any) -> bytes:  # noqa: ANN401
    """Export the act of a dossier, and return its document."""
    said = {"references": [dossier.reference], "signatory": SIGNATORY, "by": "Essai"}
    export_acts(desk.session, ExportForm.model_validate(said | fields), at=EXPORTED)
    desk.session.flush()
    act = desk.session.exec(select(ActFile).order_by(ActFile.id.desc())).first()  # type: ignore[union-attr]
    assert act
    return desk.session.get_one(Document, act.document_id).content


def deposit(desk: Desk, dossier: Application, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deposit a file that a desk sent: what came by mail is stood for by its octets."""
    monkeypatch.setattr(parapheur, "find_file", lambda _session, _field, key: key)
    monkeypatch.setattr(parapheur, "content_of", lambda _file, _field: content)
    form = SignedActsForm(references=[dossier.reference], files=["fichier-1"], by="Essai")
    deposit_signed(desk.session, form, at=DEPOSITED)
    desk.session.refresh(dossier)


def decided(session: Session) -> list[Decision]:
    """Return the decisions that were recorded."""
    return list(session.exec(select(Decision)))


def test_an_exported_act_decides_nothing(region: Desk, validated: Application) -> None:
    """Exported twice it is one document, and nobody is told."""
    first, again = (export(region, validated) for _ in range(2))

    assert (first, len(region.session.exec(select(ActFile)).all())) == (again, 1)
    assert (validated.status, decided(region.session), region.kinds(validated)) == (Status.validated, [], [])


def test_the_signed_act_is_what_is_told(region: Desk, validated: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the day of its signature, and enclosed as it came back; deposited twice, it is told once."""
    content = signed(export(region, validated), SIGNATORY.name.upper(), at=SIGNED_AT)
    for _ in range(2):
        deposit(region, validated, content, monkeypatch)

    [made], [letter] = decided(region.session), region.notices(validated, kind="accepted")
    [file, *_] = files_of(region.session, [letter.id or 0])[letter.id or 0]
    assert (validated.status, made.signatory_name) == (Status.accepted, SIGNATORY.name)
    assert made.signed_on == date(2026, 7, 16)
    assert (file.name, file.content) == (f"decision-{validated.reference}.pdf", content)


def test_what_was_exported_is_what_is_decided(
    region: Desk, validated: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In another sense than the commission's, for the reasons that were signed."""
    document = export(region, validated, decision="refused", reasons=AGAINST)

    deposit(region, validated, signed(document, SIGNATORY.name, at=SIGNED_AT), monkeypatch)

    [made] = decided(region.session)
    assert (validated.status, made.reasons) == (Status.refused, AGAINST)


@pytest.mark.parametrize(
    ("signer", "is_exported", "why"),
    [("Dominique Autre", True, "le certificat est celui de"), (SIGNATORY.name, False, "aucun de ces fichiers n'est")],
)
def test_another_signatory_or_document_is_refused(
    region: Desk, validated: Application, monkeypatch: pytest.MonkeyPatch, signer: str, why: str, *, is_exported: bool
) -> None:
    """Nothing is recorded, and the message says what to do."""
    document = export(region, validated)
    other = export(region, validated, law="Article 3 du cahier des charges : accueil.") if not is_exported else document
    export(region, validated)

    with pytest.raises(Refusal, match=why):
        deposit(region, validated, signed(other, signer, at=SIGNED_AT), monkeypatch)

    assert decided(region.session) == []


def test_where_acts_are_signed_outside_nothing_is_signed_by_typing(region: Desk, validated: Application) -> None:
    """The form that types a day and a name leads to the others."""
    with pytest.raises(Refusal, match="exporter-parapheur"):
        sign_decisions(region.session, signing(validated), at=EXPORTED)


def test_elsewhere_nothing_is_exported(desk_with: OpenDesk) -> None:
    """The region file asks for it, or it is refused."""
    desk = desk_with({"decision.authority": "decision_authority"})
    made = waits(desk, COMMISSION)
    set_day(desk, COMMISSION)
    sit(desk, {made.reference: "accepted"}, COMMISSION, at=MET[COMMISSION])

    with pytest.raises(Refusal, match=r"decision\.parapheur"):
        export(desk, made)
