"""What pages and papers can say of the commitments and services of an organisation, and of their examination."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentView:
    """A commitment: how people name it, its short label and its words; what was answered, by whom where a person typed
    it; and what the examiner found of it (`met`, in French), with a remark. What is empty was not said."""

    code: str
    label: str
    text: str
    answer: str | None = None
    how: str | None = None
    evidence: str | None = None
    typed_by: str | None = None
    met: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """A service, and whether it is offered; None where nothing was said."""

    label: str
    offered: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentsView:
    """The commitments and services of a dossier; `cep_claim` is what is to be known where it claims to give the conseil
    en évolution professionnelle, and no network that does has it."""

    commitments: tuple[CommitmentView, ...] = ()
    services: tuple[ServiceView, ...] = ()
    cep_claim: str | None = None

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The commitments of which nothing is said."""
        return tuple(one.code for one in self.commitments if one.answer is None)

    @property
    def ungraded(self) -> tuple[str, ...]:
        """The commitments of which the examiner has said nothing."""
        return tuple(one.code for one in self.commitments if one.met is None)

    @property
    def told(self) -> Self | None:
        """Itself; None where nothing was answered or found: a page of empty lines tells nobody."""
        said = (one.answer or one.evidence or one.met for one in self.commitments)
        return self if any(said) or any(one.offered is not None for one in self.services) else None
