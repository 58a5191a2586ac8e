"""What a scenario expects is held against what was played, and each miss is one French line."""

from typing import Any

import pytest

from flows.rehearsal.scenario.expectations import unmet
from flows.rehearsal.scenario.scenario import Expectation

RESULT: dict[str, Any] = {
    "campaigns": [
        {
            "code": "ara-2021",
            "stages": [
                {"stage": "deposit", "due_at": "2021-04-30T00:00:00+02:00", "done_at": "2021-04-30T00:00:00+02:00"}
            ],
        },
        {
            "code": "ara-2022",
            "stages": [{"stage": "deposit", "due_at": "2022-04-30T00:00:00+02:00", "done_at": None}],
        },
    ],
    "applications": [
        {
            "as": "a",
            "status": "member",
            "organisation": "MJC",
            "campaign": "ara-2021",
            "flags": ["deadline_day"],
            "pieces": {"annexe-1": "missing"},
            "completion_requests": [{"outcome": "expired"}],
        }
    ],
    "notices": [
        {
            "kind": "registration",
            "application": "a",
            "to": ["a@a.example"],
            "status": "sent",
            "text": "Votre envoi\nest reçu\u00a0: il n’y manque rien.",
        }
    ],
    "arrivals": [
        {"name": None, "number": "2021-000001", "nature": "deposit", "application": "a", "answered": ["registration"]},
        {"name": "lettre", "number": "2021-000002", "nature": "question", "application": None, "answered": []},
    ],
    "waiting": [{"reason": "to_read", "application": None, "arrival": "2021-000002"}],
}
NAMES = {"a": "ARA-2021-0001", "same": "ARA-2021-0001"}

HOLDS: list[dict[str, Any]] = [
    {"application": "a", "status": "member", "flag": "deadline_day", "campaign": "ara-2021"},
    {"application": "a", "pieces": {"annexe-1": "missing"}, "request": "expired"},
    {"application": "same", "status": "member"},
    {"notice": "registration", "application": "a", "count": 1},
    {"notice": "refused", "count": 0},
    {"notice": "registration", "to": "a@a.example", "status": "sent", "says": "Votre envoi est reçu", "count": 1},
    {"notice": "registration", "says": "reçu : il n'y manque rien", "count": 1},
    {"notice": "registration", "to": "b@a.example", "count": 0},
    {"notice": "registration", "status": "bounced", "count": 0},
    {"application": "a", "organisation": "MJC"},
    {"stage": "deposit", "done_at": "2021-04-30 00:00"},
    {"stage": "deposit", "due_at": "2022-04-30 00:00", "campaign": "ara-2022"},
    {"arrival": 1, "nature": "deposit", "waiting": False, "answered": ["registration"], "application": "a"},
    {"arrival": "lettre", "nature": "question", "waiting": True, "answered": []},
]
MISSES: list[tuple[dict[str, Any], str]] = [
    ({"arrival": 3, "waiting": True}, "envoi « 3 » : il n'est pas arrivé, ou n'était pas nouveau."),
    ({"arrival": 2, "waiting": False}, "envoi « 2 », à traiter : « non » attendu, « oui » trouvé."),
    (
        {"arrival": "lettre", "answered": ["registration"]},
        "envoi « lettre », réponses : « registration » attendu, « aucune » trouvé.",
    ),
    ({"application": "a", "status": "late"}, "« a », status : « late » attendu, « member » trouvé."),
    (
        {"application": "a", "flag": "unidentified"},
        "« a » : le signalement « unidentified » manque ; trouvés : ['deadline_day'].",
    ),
    (
        {"notice": "registration", "application": "a", "says": "manquante", "count": 1},
        "notification « registration » à « a » qui dit « manquante » : 1 attendue(s), 0 trouvée(s).",
    ),
    (
        {"application": "a", "pieces": {"annexe-1": "received"}},
        "« a », pièce annexe-1 : « received » attendu, « missing » trouvé.",
    ),
    ({"application": "b", "status": "late"}, "« b » : aucune candidature n'a été enregistrée sous ce nom."),
    (
        {"notice": "registration", "application": "a", "count": 2},
        "notification « registration » à « a » : 2 attendue(s), 1 trouvée(s).",
    ),
    (
        {"stage": "deposit", "campaign": "ara-2021", "due_at": "2021-05-01 00:00"},
        "étape « deposit », due_at : 2021-05-01T00:00:00+02:00 attendu, 2021-04-30T00:00:00+02:00 trouvé.",
    ),
    ({"application": "a", "campaign": "ara-2022"}, "« a », campaign : « ara-2022 » attendu, « ara-2021 » trouvé."),
    ({"application": "a", "request": "answered"}, "« a », request : « answered » attendu, « expired » trouvé."),
    ({"stage": "deposit", "campaign": "ara-2023"}, "session « ara-2023 » : elle n'est pas ouverte."),
]


@pytest.mark.parametrize("expected", HOLDS)
def test_what_holds_is_not_told(expected: dict[str, Any]) -> None:
    """An expectation that holds says nothing."""
    assert unmet([Expectation.model_validate(expected)], RESULT, NAMES) == []


@pytest.mark.parametrize(("expected", "told"), MISSES)
def test_what_does_not_hold_is_one_line(expected: dict[str, Any], told: str) -> None:
    """An expectation that does not hold says what was expected, and what was found."""
    assert unmet([Expectation.model_validate(expected)], RESULT, NAMES) == [told]


def test_a_stage_of_no_named_session_is_told_of_each() -> None:
    """Where no session holds it, each says what it holds."""
    expected = Expectation.model_validate({"stage": "deposit", "due_at": "2023-04-30 00:00"})

    assert unmet([expected], RESULT, NAMES) == [
        "étape « deposit », due_at : 2023-04-30T00:00:00+02:00 attendu, 2021-04-30T00:00:00+02:00 trouvé.",
        "étape « deposit », due_at : 2023-04-30T00:00:00+02:00 attendu, 2022-04-30T00:00:00+02:00 trouvé.",
    ]
