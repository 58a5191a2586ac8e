"""Mails as they came, octet for octet, and what must come of each: one row a case. The names are invented."""

from pathlib import Path
from typing import NamedTuple

import pytest
from sqlmodel import col, select

from models.dossiers.application import UNNAMED, Application
from models.intake.deposit import Deposit, meaning_of
from models.notices import Notice
from models.vocabulary import Flag, NoticeStatus, PieceState
from tasks.console.boards.board import board_of
from tasks.console.waiting.reasons import Reason
from tests.factories import paris
from tests.support.incomplete import lacking
from tests.support.mails import Desk, compose, pdfs, said

MAILS = Path(__file__).parent / "mails"
MARK = b"<REPLACE-BY-MESSAGE-ID-OF-THE-NOTICE@example.invalid>"
NOON = paris("2026-04-15 12:00")

MJC = "MJC des Lilas"
TOLD = ["registration"]


class Outcome(NamedTuple):
    """What comes of a mail: what it is, whose dossier it opens or joins, the pieces there, what answers it, and for
    which reasons somebody is waited for."""

    meaning: str
    organisation: str | None = None
    pieces: frozenset[str] = frozenset()
    answered: tuple[str, ...] = ()
    waits: frozenset[Reason | Flag] = frozenset()


def opened(*pieces: str, organisation: str = MJC, waits: tuple[Reason | Flag, ...] = ()) -> Outcome:
    """A deposit, whose sender is told."""
    return Outcome("deposit", organisation, frozenset(pieces), ("registration",), frozenset(waits))


def aside(meaning: str, *waits: Reason) -> Outcome:
    """What nobody is answered for, and no dossier holds."""
    return Outcome(meaning, waits=frozenset(waits))


BOTH = ("dossier", "annexe-1")

CASES: dict[str, Outcome] = {
    "again/dup-id-2-released": Outcome("answer", MJC, frozenset(BOTH), ("registration",)),
    "files/annexes-range": opened("dossier", waits=(Reason.loose_files,)),
    "files/broken-boundary": Outcome(
        "deposit", UNNAMED, answered=("registration", "file_refused"), waits=frozenset({Flag.unidentified})
    ),
    "files/heading-mentions": opened(*BOTH),
    "files/appledouble": opened(*BOTH),
    "files/forward-rfc822": opened(*BOTH, waits=(Reason.in_trouble,)),
    "files/pages-files": Outcome("deposit", MJC, answered=("registration", "file_refused")),
    "files/smime-opaque": opened(*BOTH),
    "files/uuencode-inline": opened(*BOTH),
    "files/scans-unnamed": opened(waits=(Reason.loose_files,)),
    "files/winmail": opened(*BOTH),
    "robots/robot-imip-reply": aside("automatic"),
    "robots/robot-transfer-link": aside("automatic", Reason.in_trouble),
    "robots/spam-scans": aside("spam", Reason.in_trouble),
    "robots/suppress-human": opened(*BOTH),
    "who/agent-forwards": opened(*BOTH, waits=(Reason.in_trouble,)),
    "who/freemail-name": opened(*BOTH, organisation=UNNAMED, waits=(Flag.unidentified,)),
    "who/quoted-call-b": opened(*BOTH, organisation=UNNAMED, waits=(Flag.unidentified,)),
    "who/reply-to-us": opened(*BOTH),
    "who/two-organisations": opened(organisation="MJC A", waits=(Reason.in_trouble, Reason.loose_files)),
    "who/colleague-2": opened("annexe-1", organisation=UNNAMED, waits=(Flag.unidentified, Flag.possible_duplicate)),
    "words/link-only": opened(waits=(Reason.in_trouble,)),
    "words/question-only": Outcome("question", answered=("registration",), waits=frozenset({Reason.to_read})),
}

BEFORE = {
    "again/dup-id-2-released": "again/dup-id-1-stripped",
    "who/quoted-call-b": "who/quoted-call-a",
    "who/colleague-2": "who/colleague-1",
}
"""What came before a mail, where it is the second of two."""


def read(name: str) -> bytes:
    """Return the octets of a mail."""
    return (MAILS / f"{name}.eml").read_bytes()


def outcome(desk: Desk, deposit: Deposit) -> Outcome:
    """Return what came of the latest mail."""
    application = desk.session.get(Application, deposit.application_id) if deposit.application_id else None
    held = desk.pieces(application) if application else {}
    told = select(Notice.kind).where(Notice.in_reply_to == deposit.message_id).order_by(col(Notice.id))
    waiting = board_of(desk.session, desk.campaign, at=deposit.received_at).pending
    return Outcome(
        meaning=str(meaning_of(deposit)),
        organisation=desk.organisation(application).name if application else None,
        pieces=frozenset(name for name, state in held.items() if state is PieceState.received),
        answered=tuple(dict.fromkeys(desk.session.exec(told))) if deposit.message_id else (),
        waits=frozenset(one.reason for one in waiting),
    )


@pytest.mark.parametrize(("name", "expected"), CASES.items())
def test_a_mail_comes_to_what_it_must(desk: Desk, name: str, expected: Outcome) -> None:
    """What it is, whose it is, what is there, who is told, who is waited for."""
    if name in BEFORE:
        desk.register(read(BEFORE[name]))
    desk.register(read(name))

    assert outcome(desk, desk.deposits()[-1]) == expected


@pytest.mark.parametrize("name", sorted(path.stem for path in (MAILS / "bounces").glob("*.eml")))
def test_a_letter_that_comes_back_is_known_by_any_server(desk: Desk, name: str) -> None:
    """Whatever the report looks like, our letter counts as not delivered; nobody is answered, no dossier opened."""
    notice = desk.notices(desk.deposit())[0]
    notice.status, notice.sent_at = NoticeStatus.sent, notice.enqueued_at

    desk.register(read(f"bounces/{name}").replace(MARK, (notice.message_id or "").encode()), at=NOON)

    assert notice.status is NoticeStatus.bounced
    assert len(desk.session.exec(select(Application)).all()) == 1


def test_an_absence_without_its_header_answers_nothing(desk: Desk) -> None:
    """Apple's rule says so by a header of its own: no pieces were received by it."""
    application = desk.deposit()
    notice = desk.notices(application)[0]

    desk.register(read("robots/ooo-apple").replace(MARK, (notice.message_id or "").encode()), at=NOON)

    assert desk.kinds(application) == ["registration"]
    assert meaning_of(desk.deposits()[-1]) == "automatic"


def test_who_forwards_is_not_the_applicant(desk: Desk) -> None:
    """A desk of ours sends on what it got: the applicant is whoever wrote it, and is told."""
    application = desk.register(read("who/agent-forwards"))

    assert isinstance(application, Application)
    assert application.contact == "direction@mjc-lilas.example"


def test_one_of_ours_to_answer_to_is_nobody(desk: Desk) -> None:
    """A Reply-To that names us would have us write to ourselves."""
    application = desk.register(read("who/reply-to-us"))

    assert isinstance(application, Application)
    assert application.contact == "direction@mjc-lilas.example"


def test_what_a_link_offers_is_not_received(desk: Desk) -> None:
    """Its sender is told so, with the last day that the mail names; a person sees it at once."""
    application = desk.deposit(read("words/link-only"))

    [letter] = desk.notices(application, kind="registration")
    assert "rien n'est encore reçu" in " ".join(letter.text.split())
    assert "jusqu'au mercredi 22 avril 2026" in " ".join(letter.text.split())
    assert desk.deposits()[-1].trouble == (
        "Cet envoi apporte un lien à télécharger avant le mercredi 22 avril 2026 : rien n'est encore reçu."
    )


def test_what_a_link_offers_beside_files_is_not_received(desk: Desk) -> None:
    """The files are taken; of what the link holds its sender is told that nothing came, and a person sees it."""
    beside = "Dossier ci-joint. Les annexes sont à télécharger jusqu'au 22/04/2026 : https://depot.example/abc"
    application = desk.deposit(compose(f"{said('MJC des Lilas')}\n\n{beside}", files=pdfs(BOTH)))

    [letter] = desk.notices(application, kind="registration")
    told = " ".join(letter.text.split())
    assert "dossier.pdf" in told
    assert "propose aussi de télécharger des fichiers jusqu'au mercredi 22 avril 2026" in told
    assert "rien n'est encore reçu" in told
    assert "Cet envoi apporte un lien à télécharger" in (desk.deposits()[-1].trouble or "")


def test_an_answer_with_a_link_is_told_that_nothing_of_it_came(desk: Desk) -> None:
    """In the letter that says what it changed."""
    application = lacking(desk, "annexe-1", "annexe-2")

    thread, text = desk.notices(application)[-1].message_id, "L'annexe 2 est à télécharger : https://depot.example/abc"
    desk.deposit(compose(text, files=pdfs(["annexe-1"]), received="2026-04-20 10:00", In_Reply_To=thread))

    [letter] = desk.notices(application, kind="completion_received")
    assert "propose aussi de télécharger des fichiers" in " ".join(letter.text.split())
