"""What the samples carry: the documents of a fictional meeting, and the certificate of a fictional member."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.region.model import Region
from models.region.parts import Body
from models.vocabulary import NoticeKind, StageKind
from notifications.catalogue import KINDS
from notifications.documents.application_form import application_form, filename
from notifications.documents.invitation import CALLED_OFF, CONVENED, TO_HOLD, Standing, invitation
from notifications.documents.typeset import typeset
from notifications.outbox.act_files import PDF, act_files
from notifications.outbox.beside.dates import Told, files_for_diaries, speaks_of_days
from notifications.outbox.enclosures import Enclosure
from notifications.samples.sample_data import APPLICATION, LATE, SESSION, Sample, until_of
from notifications.samples.sendable import numbered_there
from notifications.views.documents import (
    AgendaDocument,
    AgendaEntry,
    CertificateDocument,
    Conclusion,
    CoverAdvice,
    CoverDocument,
    CoverPiece,
    DecisionLine,
    LeftOver,
    MeetingView,
    MinutesDocument,
    MinutesEntry,
    PieceLine,
    Proxy,
)
from notifications.writing.acts import house_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Said = Mapping[str, Any]
"""The variables of a notice."""


def _body(region: Region, kind: StageKind) -> Body:
    """Return the first body that meets for something, or one that stands for it where the region has none."""
    for stage in region.stages.of_kind(kind):
        return region.bodies[region.stages.bodies[stage].body]
    return Body(label="instance de la région", kind="validation", convening_days=5)


def meeting(region: Region) -> MeetingView:
    """Return the meeting of the commission, on the afternoon of 8 July."""
    body = _body(region, StageKind.decision)
    return MeetingView(
        region=region.region.name,
        session=SESSION.label,
        zone=region.zone,
        body=body.label,
        kind=body.kind,
        number=1,
        on=date(2021, 7, 8),
        starts_at=datetime(2021, 7, 8, 12, tzinfo=UTC),
        place="Salle des assemblées, hôtel de Région",
        needed=body.needed,
    )


def _seats(region: Region) -> tuple[str, ...]:
    return tuple(member.label for member in _body(region, StageKind.decision).members.values())


def agenda(region: Region) -> AgendaDocument:
    """Return its agenda: a dossier that comes back, a new one, and one that its reader keeps out of."""
    new = AgendaEntry(
        sites=(
            PieceLine(label="Maison de Gerland, 1 rue Neuve, 69007 Lyon", state="Accueil ; information ; déclaré"),
            PieceLine(label="Antenne de Bron, 2 place Basse, 69500 Bron", state="Entretien ; conseil ; déclaré"),
        ),
        position=2,
        reference=APPLICATION.reference,
        organisation=APPLICATION.organisation,
        identifier=APPLICATION.identifier,
        circle=APPLICATION.circle,
        received_at=APPLICATION.received_at,
        status="étudiée par le groupe de travail",
        texts=("cahier des charges, version 2", "convention État-Région, version 1"),
        pieces=tuple(PieceLine(label=region.pieces[name].label, state="reçu") for name in region.required_pieces),
        examination=Conclusion(
            by=region.roles.examining_service.label or "service instructeur",
            sense="favorable",
            reasons="Accueil assuré sur trois sites.",
            on=date(2021, 5, 20),
        ),
        opinions=(
            Conclusion(
                by=_body(region, StageKind.opinion).label,
                sense="favorable",
                reasons=None,
                on=date(2021, 6, 17),
            ),
        ),
    )
    withheld = AgendaEntry(position=3, reference="ARA-2021-0009", organisation="Association Exemple", withheld=True)
    items = numbered_there(region, (_back(region, like=new), new, withheld))
    return AgendaDocument(meeting=meeting(region), seats=_seats(region), items=items)


def _back(region: Region, *, like: AgendaEntry) -> AgendaEntry:
    former = Conclusion(
        by=region.roles.decision_authority.label or region.region.name,
        sense="ajournée",
        reasons="Le bilan d'activité manquait : la commission le demandait avant de se prononcer.",
        on=date(2020, 7, 9),
    )
    return replace(
        like,
        position=1,
        reference="ARA-2020-0031",
        organisation=LATE.organisation,
        identifier=LATE.identifier,
        received_at=datetime(2020, 4, 6, 7, 30, tzinfo=UTC),
        carried_over_from="Session 2020",
        decisions=(former,),
    )


def minutes(region: Region) -> MinutesDocument:
    """Return its minutes: one candidacy accepted, one refused, one left over."""
    *present, away, absent = _seats(region) if len(_seats(region)) > 1 else ("Région", "Préfecture", "Rectorat")
    refused = MinutesEntry(
        position=1,
        reference="ARA-2020-0031",
        organisation=LATE.organisation,
        sense="refusée",
        reasons="L'accueil est réservé aux adhérents, alors que le service est ouvert à toute personne (article "
        "L. 6111-5 du code du travail).",
        recused=(absent,),
        dissent="Un membre estime que l'accueil du public scolaire suffit.",
        tied=True,
    )
    accepted = MinutesEntry(
        position=2, reference=APPLICATION.reference, organisation=APPLICATION.organisation, sense="acceptée"
    )
    left = LeftOver(position=3, reference="ARA-2021-0009", organisation="Association Exemple")
    return MinutesDocument(
        meeting=meeting(region),
        seats=_seats(region),
        present=tuple(present),
        proxies=tuple(Proxy(giver=away, holder=holder) for holder in present[:1]),
        absent=(absent,),
        chair=None,
        quorate=True,
        items=numbered_there(region, (refused, accepted)),
        not_examined=numbered_there(region, (left,)),
        drawn_up_on=date(2021, 7, 9),
        drawn_up_by=region.roles.examining_service.label or "Secrétariat",
    )


def certificate(region: Region) -> CertificateDocument:
    """Return the certificate of a member since 1 September."""
    return CertificateDocument(
        number="ADH-2021-0001",
        region=region.region.name,
        house=house_of(region),
        organisation=APPLICATION.organisation,
        identifier=APPLICATION.identifier,
        reference=numbered_there(region, APPLICATION.reference),
        member_since=SESSION.effect_on,
        until=until_of(region),
        recognition=region.law.recognition,
        instrument=region.law.cahier_des_charges,
        version="2021-1",
        signed_on=date(2021, 7, 20),
        decision=DecisionLine(
            decided_on=date(2021, 7, 8), signatory_name="Camille Exemple", signatory_capacity="Directrice"
        ),
        benefits=tuple(region.benefits),
        issued_on=SESSION.effect_on,
        checked_by=f"{region.roles.examining_service.label}, {region.roles.examining_service.email}",
        place=region.documents.place,
        issued_by=region.roles.decision_authority.label or region.region.name,
    )


def _for_the_diary(region: Region, said: Said, standing: Standing) -> Enclosure:
    """Return the date for the diary of the meeting that a notice tells of."""
    content = invitation(
        said["meeting"],
        key="session-2021/commission/1",
        revision=int(said.get("former") is not None),
        organizer=region.roles.deposit_mailbox.email,
        desk=region.roles.examining_service.email or region.roles.deposit_mailbox.email,
        attendee="siege@example.invalid",
        dossiers=said.get("dossiers", 0),
        standing=standing,
        at=datetime(2021, 6, 28, 7, tzinfo=UTC),
    )
    return Enclosure("seance.ics", standing.media_type, content)


def _of_a_convening(region: Region, said: Said) -> tuple[Enclosure, ...]:
    """Return the agenda without what its reader keeps out of, the date of the meeting, and the dossiers handed over."""
    whole = agenda(region)
    told = replace(whole, meeting=said["meeting"], items=whole.items[: said["dossiers"]]).without(said["withheld"])
    diary = _for_the_diary(region, said, CONVENED)
    return (Enclosure("ordre-du-jour.pdf", PDF, typeset("agenda", told)), diary, *_in_hand(region, said))


def _in_hand(region: Region, said: Said) -> tuple[Enclosure, ...]:
    handed = said["handed"]
    if handed is None or not handed.is_enclosed:
        return ()
    cover = _cover(region)
    return (Enclosure(f"{cover.reference}.pdf", PDF, typeset("cover", cover)),)


def _left_over(one: MinutesEntry) -> LeftOver:
    return LeftOver(position=one.position, reference=one.reference, organisation=one.organisation)


def _of_minutes(region: Region, said: Said) -> tuple[Enclosure, ...]:
    """Return the minutes: without a quorum nothing was examined, and what is left is all of it."""
    whole = replace(minutes(region), quorate=said["quorate"])
    told = replace(whole, not_examined=whole.not_examined[: said["left"]])
    if said["quorate"] is False:
        of_none = (_left_over(one) for one in whole.items)
        absent = (*whole.absent, *whole.present[1:])
        told = replace(told, items=(), not_examined=(*of_none, *told.not_examined)[: said["left"]])
        told = replace(told, present=whole.present[:1], proxies=(), absent=absent)
    return (Enclosure("proces-verbal.pdf", PDF, typeset("minutes", told)),)


def _of_a_member(region: Region, said: Said) -> tuple[Enclosure, ...]:
    """Return the certificate, which tells a text that is signed alone."""
    text = said["membership"].text
    signed_on = text.signed_on if text else None
    told = replace(certificate(region), signed_on=signed_on, version=text.version if signed_on else None)
    return (Enclosure(f"certificat-{told.number}.pdf", PDF, typeset("certificate", told)),)


_ADVICE = CoverAdvice(
    whom="Observatoire régional de l'orientation",
    question="Les permanences décrites dans l'annexe 1 couvrent-elles le territoire annoncé ?",
    stands="demandé le lundi 3 mai 2021, rendu le lundi 17 mai 2021",
    said=("Le sud du département n'est pas couvert.",),
)


def _cover(region: Region) -> CoverDocument:
    first, *rest = (region.pieces[name].label for name in region.required_pieces)
    enclosed = CoverPiece(
        label=first,
        place="PDF du dossier (6 pages) et archive",
        version="version 2 sur 2",
        received_on=date(2021, 3, 2),
        name=f"01 {first} (version 2 sur 2).pdf",
        size="184 Ko",
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )
    return CoverDocument(
        region=region.region.name,
        session=SESSION.label,
        zone=region.zone,
        reference=numbered_there(region, APPLICATION.reference),
        organisation=APPLICATION.organisation,
        identifier=APPLICATION.identifier,
        status="en instruction",
        received_at=APPLICATION.received_at,
        drawn_up_at=datetime(2021, 5, 10, 7, tzinfo=UTC),
        enclosed=(enclosed,),
        others=(),
        missing=tuple(CoverPiece(label=label, place="manquante") for label in rest),
        advice=(_ADVICE,),
    )


def _of_forms(region: Region, said: Said) -> tuple[Enclosure, ...]:
    forms = said.get("forms")
    if forms is None or not forms.is_enclosed:
        return ()
    content = application_form(region, year=SESSION.year, last_day=SESSION.deposit_last_day)
    return (Enclosure(filename(SESSION.year), DOCX, content),)


_CARRIED: dict[NoticeKind, Callable[[Region, Said], tuple[Enclosure, ...]]] = {
    NoticeKind.convening: _of_a_convening,
    NoticeKind.meeting_date: lambda region, said: (_for_the_diary(region, said, TO_HOLD),),
    NoticeKind.meeting_called_off: lambda region, said: (_for_the_diary(region, said, CALLED_OFF),),
    NoticeKind.in_hand: _in_hand,
    NoticeKind.minutes: _of_minutes,
    NoticeKind.effective: _of_a_member,
}
"""The files of each kind of notice that has some of its own."""


def carried(region: Region, sample: Sample, text: str) -> tuple[Enclosure, ...]:
    """Return the files that a sample of some text carries: those of its case, or the document of the act that it tells;
    the forms that it offers; and the days that it puts into a diary."""
    own = _CARRIED.get(sample.kind, _of_forms)(region, sample.variables)
    told = act_files(sample.kind, {sample.name: sample.variables}, region=region, session=sample.session)
    return (*own, *told.get(sample.name, ()), *_days(region, sample, text))


def _days(region: Region, sample: Sample, text: str) -> tuple[Enclosure, ...]:
    """Return the days that bind its reader, as a first letter about its dossier tells a diary."""
    application = sample.variables.get("application")
    if application is None or not (KINDS[sample.kind].is_for_applicants and speaks_of_days(sample.kind)):
        return ()
    on = _written_on(sample.kind, sample.variables)
    told = Told(sample.kind, sample.variables, text, on, sample.session.effect_on)
    at = datetime(on.year, on.month, on.day, 7, tzinfo=UTC)
    return files_for_diaries(0, told, {}, region, key=application.reference, at=at)


def _written_on(kind: NoticeKind, said: Said) -> date:
    """Return the day on which a sample is written: that of what it tells, or after a delay that is over."""
    if kind is NoticeKind.completion_expired:
        last_day: date = said["request"].due_on
        return last_day + timedelta(days=1)
    if came := said.get("answered_at"):
        on: date = came.date()
        return on
    views = (said.get(name) for name in ("decision", "request", "appeal"))
    days = (getattr(view, name, None) for view in views for name in ("decided_on", "asked_on"))
    return max((day for day in days if day), default=APPLICATION.acknowledge_by)
