"""Hundreds of mails of each kind: how many bounces are noticed, robots answered, people answered."""

from collections import Counter

from models.intake.words import Nature
from tasks.reading.mail.mail import read_mail
from tasks.reading.mail.returned import Verdict, read_report
from tests.tasks.reading.mail.corpus.drawn import BOUNCED, FORMATS, LATE, PERSON, ROBOT, Drawn, drawn

EACH = 20


def outcome(one: Drawn) -> str:
    """Return what would come of a mail: what becomes of the letter that it names, or whether it would be answered."""
    if read_mail(one.raw).nature is Nature.written:
        return "answered"
    report = read_report(one.raw)
    return report.verdict if report and one.letter in report.message_ids else "nothing"


def figures(each: int = EACH) -> dict[str, Counter[str]]:
    """Return what would come of so many mails of each format, by what they are."""
    counted: dict[str, Counter[str]] = {what: Counter() for what in FORMATS}
    for one in drawn(each):
        counted[one.what][outcome(one)] += 1
    return counted


def test_what_comes_back_is_noticed_and_only_people_are_answered() -> None:
    """At least 99 % of the bounces; no robot, and every person. What is late changes nothing, nor does an absence."""
    found = figures()

    assert {what: sum(found[what].values()) for what in FORMATS} == {
        what: EACH * len(formats) for what, formats in FORMATS.items()
    }
    assert found[BOUNCED][Verdict.failed] >= 0.99 * sum(found[BOUNCED].values())
    assert set(found[LATE]) <= {Verdict.delayed, "nothing"}
    assert found[ROBOT] == {"nothing": EACH * len(FORMATS[ROBOT])}
    assert found[PERSON] == {"answered": EACH * len(FORMATS[PERSON])}
