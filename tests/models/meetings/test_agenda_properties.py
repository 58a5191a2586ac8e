"""Whatever happens to a meeting before it is held, its agenda stays one."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models.dossiers.application import Application
from models.meetings.agenda import agenda, fix_agenda, move
from models.storage.database import forget, transaction
from models.vocabulary import Status
from tests.factories import application, campaign_with, paris
from tests.models.meetings.agendas import AT, meeting

FIRST = paris("2026-02-10 09:00")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 30), st.just(0)),
        st.tuples(st.just("withdraw"), st.integers(0, 30), st.just(0)),
        st.tuples(st.just("move"), st.integers(0, 30), st.integers(1, 12)),
        st.tuples(st.just("send"), st.just(0), st.just(0)),
    ),
    max_size=25,
)


class _Story:
    """A meeting to which things happen."""

    def __init__(self, session: Session) -> None:
        self.session, self.campaign = session, campaign_with(session)
        self.meeting = meeting(session, self.campaign)

    def play(self, step: str, number: int, to: int) -> None:
        """Let one thing happen."""
        items = agenda(self.session, self.meeting)
        if step == "add":
            received_at = FIRST + timedelta(days=number)
            application(self.session, self.campaign, Status.examined, received_at=received_at)
        elif step == "send":
            self.meeting.convened_at = AT
        elif items:
            item = items[number % len(items)]
            if step == "withdraw":
                self.session.get_one(Application, item.application_id).status = Status.withdrawn
            else:
                move(self.session, self.meeting, item, to=to, reason="Un motif.")
        fix_agenda(self.session, self.campaign, self.meeting)

    def order(self) -> list[tuple[datetime, int]]:
        """Return the receipts of those that nobody moved, as they stand on the agenda."""
        unmoved = [item for item in agenda(self.session, self.meeting) if item.moved_reason is None]
        found = [self.session.get_one(Application, item.application_id) for item in unmoved]
        return [(one.received_at, one.id or 0) for one in found]


@settings(max_examples=20)
@given(steps=STEPS)
def test_whatever_happens_ranks_have_no_gap_and_receipt_rules_until_it_is_sent(
    steps: list[tuple[str, int, int]],
) -> None:
    """Added, withdrawn, moved in any order: ranks go from 1 to the last, each once; those that nobody moved are in
    order of receipt until the members have the agenda, which only grows from then on."""
    address = "sqlite://"
    with transaction(address) as session:
        story = _Story(session)
        for step in steps:
            before = [item.application_id for item in agenda(session, story.meeting)]
            story.play(*step)

            items = agenda(session, story.meeting)
            assert [item.position for item in items] == list(range(1, len(items) + 1))
            if story.meeting.convened_at is None:
                assert story.order() == sorted(story.order())
            elif step[0] in {"add", "withdraw"}:
                assert [item.application_id for item in items][: len(before)] == before
    forget(address)
