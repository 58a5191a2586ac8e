"""The region file as a model: everything in which one Région differs from another."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, PositiveInt, model_validator

from models.errors import Refusal
from models.region.networks import Network, said_to_be, seems_to_be
from models.region.parts import Body, Circle, CrossFault, Key, Section, Text, cross_faults
from models.region.pieces import Piece, headed, told
from models.region.place import Agent, Coordination, Place, Roles, SessionNames, Territory
from models.region.policies.documents import DataProtection, Documents, Law
from models.region.policies.membership import AgreementPolicy, Commitment, MembershipPolicy, Texts
from models.region.policies.procedure import Deciding, Intake, Policies, Remedies, Silence
from models.region.policies.reports import IndicatorSet, Reporting
from models.region.stages.entries import stage_faults
from models.region.stages.listed import Stages
from models.region.stages.spans import Span, keep_order, spans
from models.region.stages.words import StageWords, words_of
from models.vocabulary import StageKind, StageName


class RegionError(Refusal):
    """A region file that cannot be used: the key, its value and the mend, in French."""


class Region(Section):
    """A region file, whole and sound. `model_dump(mode="json")` goes back through `model_validate` unchanged."""

    region: Place
    session: SessionNames
    entry: Literal["call", "agreement", "none"]
    stages: Stages = Field(default_factory=lambda: Stages({}))
    pieces: dict[Key, Piece] = Field(default_factory=dict)
    circles: Annotated[dict[int, Circle], Field(min_length=1)]
    networks: dict[Key, Network]
    bodies: dict[Key, Body] = Field(default_factory=dict)
    roles: Roles
    agents: dict[Key, Agent] = Field(default_factory=dict)
    policies: Policies
    intake: Intake = Field(default_factory=Intake)
    decision: Deciding = Field(default_factory=Deciding)
    silence: Silence
    remedies: Remedies
    membership: MembershipPolicy
    agreement: AgreementPolicy = Field(default_factory=AgreementPolicy)
    texts: Texts = Field(default_factory=Texts)
    territories: dict[Key, Territory] = Field(default_factory=dict)
    coordination: Coordination = Field(default_factory=Coordination)
    indicators: dict[Key, IndicatorSet] = Field(default_factory=dict)
    reporting: Reporting = Field(default_factory=Reporting)
    law: Law
    families: dict[Key, Text] = Field(default_factory=dict)
    """What commitments are told together by, in the order of the form."""
    commitments: dict[Key, Commitment] = Field(default_factory=dict)
    """What a structure commits to, answered one by one in the form."""
    service_levels: dict[PositiveInt, Text] = Field(default_factory=dict)
    """What a structure may offer, each level by its number."""
    documents: Documents = Field(default_factory=Documents)
    acronyms: dict[Text, Text] = Field(default_factory=dict)
    """What acronyms of the file stand for: a letter says each in full once."""
    benefits: list[Text]
    data_protection: DataProtection
    wording: dict[str, str] = Field(default_factory=dict)
    """Letters in the Région's own words: templates, by their names under `notifications/templates`. They are read from
    the folder beside its file (`models.region.file`)."""
    confirmed: list[str] = Field(default_factory=list)
    """Dotted keys that the Région or its lawyers have confirmed: `to_confirm` lists them no more."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if faults := list(_cross_faults(self)):
            raise cross_faults(faults)
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which days and hours of this Région are meant."""
        return ZoneInfo(self.region.timezone)

    @property
    def own_addresses(self) -> frozenset[str]:
        """The addresses of our own desks, in lower case: none of them is an applicant's."""
        desks = (*(desk for _, desk in self.roles), *self.agents.values())
        return frozenset(desk.email.lower() for desk in desks if desk.email)

    @property
    def own_sirens(self) -> frozenset[str]:
        """The first nine digits of the Région's own SIRETs: they identify no applicant."""
        return frozenset(siret[:9] for siret in self.region.sirets)

    @property
    def blocking_pieces(self) -> list[str]:
        """Ids of the pieces without which a dossier is not examined (CRPA L114-5-1), in file order."""
        return [piece_id for piece_id, piece in self.pieces.items() if piece.required and piece.blocking]

    @property
    def required_pieces(self) -> list[str]:
        """Ids of the pieces that a complete dossier holds, in file order."""
        return [piece_id for piece_id, piece in self.pieces.items() if piece.required]

    @property
    def desks(self) -> dict[str, Agent]:
        """The desks that a dossier may be mailed to, by key: those of the session, and those that have dossiers."""
        return {**self.agents, **self.roles.readers}

    @property
    def cep_networks(self) -> list[str]:
        """The ids of the networks whose members give the conseil en évolution professionnelle, whatever the day."""
        return [name for name, network in self.networks.items() if network.cep]

    def gives_cep(self, network: str | None, on: date) -> bool:
        """Whether members of a network give the conseil en évolution professionnelle on a day (code du travail
        L6111-6)."""
        return network in self.cep_networks and self.networks[network or ""].valid_on(on)

    @property
    def open_circle(self) -> int:
        """The circle of an organisation that belongs to no network: the first whose members deposit a dossier."""
        return next(
            (number for number, circle in self.circles.items() if circle.application == "required"), max(self.circles)
        )

    @property
    def takes_dossiers(self) -> bool:
        """Whether an organisation may deposit a dossier: where there is a register alone, none is examined."""
        return self.stages.deposit is not None

    @property
    def decides(self) -> bool:
        """Whether somebody decides of candidacies: else one enters by signing, or by being registered."""
        return StageKind.decision in self.stages.kinds

    def need_pieces(self, field: str, names: Iterable[str]) -> None:
        """Raise Refusal for a piece that the region file does not name, typed into a field."""
        for name in names:
            if name not in self.pieces:
                raise Refusal(field, name, f"inconnue ; pièces de la région : {', '.join(self.pieces)}.")

    def need_commitments(self, field: str, names: Iterable[str]) -> None:
        """Raise Refusal for a commitment that the region file does not name, typed into a field."""
        for name in names:
            if name not in self.commitments:
                known = ", ".join(map(str.upper, self.commitments)) or "aucun"
                raise Refusal(field, name.upper(), f"inconnu ; engagements de la région : {known}.")

    def requires_dossier(self, circle: int) -> bool:
        """Whether members of that circle deposit a dossier; a circle that the file does not know does."""
        return circle not in self.circles or self.circles[circle].application == "required"

    def invites(self, circle: int) -> bool:
        """Whether the Région invites the members of that circle, which do not apply of their own will."""
        return circle in self.circles and self.circles[circle].application == "invitation"

    def network_for(self, text: str, on: date) -> tuple[str, Network] | None:
        """The network that an applicant's words name on that day, by id, label or alias, whatever case and accents."""
        found = said_to_be(text, self.networks, on)
        return (found, self.networks[found]) if found else None

    def network_of(self, structure: str, on: date) -> str | None:
        """The id of the network that a structure's own name tells on that day: to be confirmed by a person."""
        return seems_to_be(structure, self.networks, on)

    def told(self, filename: str) -> tuple[str, ...]:
        """The ids of the pieces that a file name tells, in the order of this file: « Annexes 1 à 3 » tells three."""
        return told(filename, self.pieces)

    def recognise(self, filename: str) -> str | None:
        """The id of the one piece that a file name tells, or None: the most specific match, annexes before the
        dossier."""
        found = self.told(filename)
        return found[0] if len(found) == 1 else None

    def headed(self, text: str) -> str | None:
        """The id of the piece whose heading a text begins with, or None."""
        return headed(text, self.pieces)

    def campaign_code(self, year: int) -> str:
        """The code of the session of that year, such as ara-2021."""
        return self.session.code.format(year=year)

    def reference(self, year: int, number: int) -> str:
        """The reference of an application for life, such as ARA-2021-0001."""
        return self.session.reference.format(year=year, number=number)

    def label(self, year: int) -> str:
        """How the session of that year is called in mails and on screens."""
        return self.session.label.format(year=year)

    def check_calendar(self, opens: date, year: int) -> None:
        """Check the calendar of a session of `year`. Raises RegionError where a stage would end before it opens, or out
        of order, and where memberships would begin after the term of all of them."""
        opening = Span("", "l'ouverture", opens, opens)
        for former, span in pairwise([opening, *spans(self.stages, self.bodies, year)]):
            if not keep_order(former.first, span.last, is_effect=span.is_effect):
                mend = (
                    f"{span.what} doit venir après {former.what} ({former.first:%d/%m/%Y}). Corrigez l'une ou l'autre "
                    "date."
                )
                raise RegionError(span.key, f"{span.last:%d/%m/%Y}", mend)
        self._check_term(year)

    def _check_term(self, year: int) -> None:
        effect, until = self.effect_on(year), self.membership.frame_ends
        if effect and effect > until:
            mend = (
                f"les adhésions de la session {year} commenceraient le {effect:%d/%m/%Y}, après leur terme. Écrivez le "
                "terme du nouveau cadre."
            )
            raise RegionError("membership.until", f"{until:%d/%m/%Y}", mend)

    def is_last_year(self, year: int) -> bool:
        """Whether the session of `year` is the last one whose memberships begin before the term of all of them."""
        effect, following = self.effect_on(year), self.effect_on(year + 1)
        return effect is not None and following is not None and effect <= self.membership.frame_ends < following

    def effect_on(self, year: int) -> date | None:
        """The day on which the memberships of the session of `year` begin, before any move; None without such a day."""
        return self.stages.effect.day(year) if self.stages.effect else None

    def words(self, stage: StageName) -> StageWords:
        """What a stage is called. Raises KeyError for one that a session has not."""
        return words_of(stage, self.stages[stage], self.bodies)


def _choices(names: Iterable[object]) -> str:
    return f"Valeurs possibles : {', '.join(map(str, names))}."


def _cross_faults(region: Region) -> Iterator[CrossFault]:
    yield from _body_faults(region)
    yield from _confirmed_faults(region)
    yield from _signing_faults(region)
    yield from _territory_faults(region)
    yield from _commitment_faults(region)
    for network_id, network in region.networks.items():
        key = f"networks.{network_id}"
        if network.circle not in region.circles:
            yield CrossFault(f"{key}.circle", network.circle, "cercle inconnu", _choices(region.circles))
        if network.valid_from and network.valid_until and network.valid_until < network.valid_from:
            yield CrossFault(
                f"{key}.valid_until", network.valid_until, "fin avant le début", "Échangez les deux dates."
            )
    days = region.policies.completion.days
    for position, before in enumerate(region.policies.completion.remind_before):
        if before >= days:
            key = f"policies.completion.remind_before.{position}"
            yield CrossFault(key, before, "relance avant la demande", f"Écrivez un nombre de 1 à {days - 1}.")


def _body_faults(region: Region) -> Iterator[CrossFault]:
    yield from stage_faults(region.stages, region.bodies, region.entry)
    for name, body in region.bodies.items():
        if body.chair is not None and body.chair not in body.members:
            yield CrossFault(f"bodies.{name}.chair", body.chair, "siège inconnu", _choices(body.members))


def _signing_faults(region: Region) -> Iterator[CrossFault]:
    if region.decision.parapheur and region.decision.authority is None:
        mend = "Indiquez decision.authority : c'est sa signature que le parapheur attend."
        yield CrossFault("decision.parapheur", "true", "personne ne signe à part", mend)


def _territory_faults(region: Region) -> Iterator[CrossFault]:
    for name, territory in region.territories.items():
        for position, department in enumerate(territory.departments):
            if department not in region.region.departments:
                mend = _choices(region.region.departments)
                yield CrossFault(f"territories.{name}.departments.{position}", department, "hors de la région", mend)


def _commitment_faults(region: Region) -> Iterator[CrossFault]:
    for name, commitment in region.commitments.items():
        key = f"commitments.{name}"
        if region.families and commitment.family not in region.families:
            yield CrossFault(f"{key}.family", commitment.family, "famille inconnue", _choices(region.families))
        if commitment.family and not region.families:
            mend = "Ajoutez la section families, ou retirez cette clé."
            yield CrossFault(f"{key}.family", commitment.family, "le fichier n'a pas de familles", mend)
    known = {commitment.family for commitment in region.commitments.values()}
    for name in region.families:
        if name not in known:
            mend = "Donnez-la à un engagement (family), ou retirez-la."
            yield CrossFault(f"families.{name}", region.families[name], "famille sans engagement", mend)


def _confirmed_faults(region: Region) -> Iterator[CrossFault]:
    known = dict(dotted(region.model_dump(mode="json")))
    for position, key in enumerate(region.confirmed):
        if key not in known:
            mend = "Écrivez une clé de ce fichier, par exemple remedies.court."
            yield CrossFault(f"confirmed.{position}", key, "clé inconnue", mend)


def dotted(section: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every key of a dumped region file as a dotted key, sections included, with its value."""
    for name, value in section.items():
        yield f"{prefix}{name}", value
        if isinstance(value, Mapping):
            yield from dotted(value, f"{prefix}{name}.")
