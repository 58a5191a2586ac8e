"""Which notices wait before they leave, and for how long what each says holds: words of the catalogue."""

from enum import Enum, auto


class Hold(Enum):
    """Which notices wait before they leave (`policies.hold` of the region file says how long), so that a slip can be
    called off: what decides, what goes to many at once, and what follows from a decision that waits itself."""

    never = auto()
    always = auto()
    in_mass = auto()
    with_its_decision = auto()


class Truth(Enum):
    """For how long what a notice says holds: one that is over does not leave. `notifications.outbox.truth` tells it
    from the rows."""

    for_ever = auto()
    before_the_deadline = auto()
    while_in_session = auto()
    while_late = auto()
    while_not_required = auto()
    while_carried_over = auto()
    while_member = auto()
    while_the_term_stands = auto()
    while_acceptance_is_awaited = auto()
    while_asked = auto()
    while_unanswered = auto()
    while_expired = auto()
    until_another_decision = auto()
    while_the_meeting_stands = auto()
    while_advice_is_awaited = auto()
