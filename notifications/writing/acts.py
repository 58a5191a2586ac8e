"""The document of an act, from the same values as the mail that it goes with, which says the same in short.

Its template, `act.txt`, is beside that mail's. What it must hold is what the mail must: reasons, author, remedies.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from models.region.model import Region
from models.vocabulary import NoticeKind as K
from notifications.catalogue import KINDS
from notifications.views.acts import ActDocument, House, Marked, Segment
from notifications.views.notices import SessionView
from notifications.writing import layout, mentions
from notifications.writing.render import context_of, environment, own_words

_SIGNATURE = "\f"
"""Where an act is signed: a sign that no value holds, since `layout.guard` takes it out."""


_SIGNED_HERE = Markup(_SIGNATURE)  # noqa: S704  the guard of values would take it out


def _decision(said: Mapping[str, Any]) -> object:
    return said["decision"]


def _formal(said: Mapping[str, Any]) -> object:
    formal = said["formal"]
    return formal.undone if formal.cured else formal


ACTS: Mapping[K, Callable[[Mapping[str, Any]], object]] = {
    **dict.fromkeys((K.accepted, K.refused, K.adjourned, K.rectified, K.appeal_rejected, K.terminated), _decision),
    K.formal_notice: _formal,
}
"""The notices that tell an act, and what of their values is the act: None where they tell something else."""


def file_name(title: str, reference: str) -> str:
    """Return what the document of an act is called: a formal notice, or a decision."""
    return f"{'mise-en-demeure' if title.startswith('Mise en demeure') else 'decision'}-{reference}.pdf"


def write_act(kind: K, *, region: Region, session: SessionView, **variables: object) -> ActDocument | None:
    """Return the document of the act that a notice tells, None where it tells none; where the Région signs outside, its
    electronic signature dates it. Raises Refusal for one without its mandatory mentions."""
    if kind not in ACTS:
        return None
    context = context_of(region=region, session=session, **variables)
    act: Any = ACTS[kind](context)
    if act is None:
        return None
    template = environment(own=own_words(region)).get_template(f"{KINDS[kind].folder}/act.txt")
    source = template.render(context, act=act, signature_here=_SIGNED_HERE)
    held = f"{layout.as_text(source)}\n{act.signatory_name}, {act.signatory_capacity}"
    mentions.check(kind, _of_the_act(kind, context), held)
    said, _, after = source.partition(_SIGNATURE)
    title, *rest = layout.blocks(said)
    return ActDocument(
        title=layout.unguard(title.text),
        said=tuple(map(_marked, rest)),
        after=tuple(map(_marked, layout.blocks(after))),
        day=None if region.decision.parapheur else _day(act),
        **_parties(region, context["application"]),
        signatory_name=act.signatory_name,
        signatory_capacity=act.signatory_capacity,
    )


def _of_the_act(kind: K, said: Mapping[str, Any]) -> list[tuple[mentions.Mention, str]]:
    """Return the mentions of the mail that are those of the act too: not those of the service that writes."""
    return [found for found in mentions.wanted(kind, said) if found[0] in mentions.OF_ACTS]


def house_of(region: Region) -> House:
    """Return how a Région draws its documents."""
    drawn = region.documents
    logo = {"png": drawn.logo.png, "alt": drawn.logo.alt} if drawn.logo else {}
    return House(colour=drawn.colour, letterhead=tuple(drawn.letterhead), signature=drawn.signature, **logo)


def _parties(region: Region, application: Any) -> dict[str, Any]:  # noqa: ANN401  a view
    return {
        "region": region.region.name,
        "house": house_of(region),
        "authority": region.roles.decision_authority.label or region.region.name,
        "place": region.documents.place,
        "reference": application.reference,
        "organisation": application.organisation,
        "identifier": application.identifier,
    }


def _day(act: Any) -> date:  # noqa: ANN401  one of several views
    day: date = getattr(act, "decided_on", None) or act.given_on
    return day


def _marked(block: layout.Block) -> Marked:
    return Marked(mark=block.mark, lines=tuple(tuple(_segments(line)) for line in block.lines))


def _segments(line: str) -> Iterator[Segment]:
    """Yield the parts of a line: every other one is strong."""
    for place, part in enumerate(line.split("**")):
        if part:
            yield Segment(text=layout.unguard(part), strong=place % 2 == 1)
