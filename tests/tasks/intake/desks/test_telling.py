"""What a desk of the Région sends for our forms, told from what an applicant sent it."""

from email.message import EmailMessage

import pytest

from models.intake.deposit import Deposit
from models.intake.words import Nature, Trouble
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import GateView
from tasks.intake.desks.files import desk_files
from tasks.intake.desks.known import desks_of
from tasks.intake.desks.telling import LIKE_A_CANDIDACY, NOTHING_JOINED, PASSED_ON, Brings, brings
from tests.factories import paris, typed
from tests.support.mails import Desk, compose, pdfs, said, siret

SECRETARY = "instruction-spro@example.invalid"
LIST = {"liste.csv": b"contact@a.example\n"}
SHEET = {"saisie.xlsx": b"PK\x03\x04"}
SIGNED = {"cahier-des-charges-signe.pdf": pdfs(["x"])["x.pdf"]}
QUOTED = "-----Message d'origine-----\nDe : Anne Essai <direction@mjc-lilas.example>\n"


def from_desk(
    files: dict[str, bytes], text: str = "Bonjour,\n\nVoici.\n", *, sender: str = SECRETARY, **headers: str
) -> EmailMessage:
    """Return a mail of a desk."""
    return compose(text, files=files, sender=sender, **{"subject": "Pour la session", **headers})


def told(desk: Desk) -> str:
    """Write to the secretary about no dossier, and return the Message-ID of that letter."""
    gate = GateView(body="commission", on=None, dossiers=1, pages=1, link="https://console.example/runs")
    letter = Letter("ara-2026/gate/1", SECRETARY, {"gate": gate})
    enqueue(desk.session, desk.campaign, NoticeKind.gate_open, [letter], at=paris("2026-04-14 10:00"))
    return desk.notices(kind="gate_open")[0].message_id


def kept(desk: Desk, mail: EmailMessage) -> Deposit:
    """Register and sort a mail, and return its deposit."""
    deposit = desk.receive(mail)
    assert isinstance(deposit, Deposit)
    desk.sort(deposit)
    return deposit


@pytest.mark.parametrize("files", [LIST, SHEET, SIGNED])
def test_a_list_a_sheet_or_a_signed_paper_of_a_desk_waits_for_the_forms(
    any_desk: Desk, files: dict[str, bytes]
) -> None:
    """No dossier is opened, nobody is waited for, and the forms offer it."""
    deposit = kept(any_desk, from_desk(files))

    assert (deposit.nature, deposit.trouble) == (Nature.desk, None)
    assert any_desk.applications() == []
    assert [file.name for file in desk_files(any_desk.session)] == list(files)


def test_the_desk_gets_one_receipt_with_the_form_filled_in(desk: Desk) -> None:
    """At its own address, whatever the mail asks, and no acknowledgement of a candidacy."""
    kept(desk, from_desk(LIST, Reply_To="autre@ailleurs.example"))

    [notice] = desk.notices()
    [file] = desk_files(desk.session)
    assert (notice.kind, notice.recipient) == ("desk_files", SECRETARY)
    assert f"/spro/formulaires/prevenir-structures?file={file.key}" in notice.text


def test_an_answer_to_our_own_letter_brings_anything(desk: Desk) -> None:
    """An archive too: it is no candidacy, since we asked for it."""
    deposit = kept(desk, from_desk({"tout.zip": b"PK\x05\x06" + bytes(18)}, In_Reply_To=told(desk)))

    assert (deposit.nature, deposit.trouble) == (Nature.desk, None)


def test_an_answer_that_looks_like_a_candidacy_is_for_a_person_too(desk: Desk) -> None:
    """The agent who answers our alert with what an applicant sent: the forms offer it, and somebody reads it."""
    deposit = kept(desk, from_desk(pdfs(["annexe-1"]), In_Reply_To=told(desk)))

    assert (deposit.nature, deposit.trouble) == (Nature.desk, LIKE_A_CANDIDACY)
    assert [file.trouble for file in desk_files(desk.session)] == [None]


def test_an_answer_without_a_file_is_for_a_person(desk: Desk) -> None:
    """The desk learns that nothing was joined."""
    deposit = kept(desk, from_desk({}, In_Reply_To=told(desk)))

    assert (deposit.nature, deposit.trouble) == (Nature.desk, NOTHING_JOINED)
    assert "Il n'y en avait aucun." in typed(desk.notices(kind="desk_files")[0].text)


def test_a_list_that_a_desk_passes_on_is_for_a_person_too(desk: Desk) -> None:
    """An applicant may have sent it: both are possible, and both stay so."""
    deposit = kept(desk, from_desk(LIST, QUOTED, subject="Tr: notre liste"))

    assert (deposit.nature, deposit.trouble) == (Nature.desk, PASSED_ON)


@pytest.mark.parametrize(
    "mail",
    [
        from_desk(pdfs(["dossier", "annexe-1"]), QUOTED, subject="Tr: Candidature SPRO"),
        from_desk({"scan1.pdf": b"%PDF-1.4"}, "Pour suite à donner.", subject="TR : demande"),
        from_desk(SIGNED, said("MJC des Lilas", siret=siret())),
        from_desk({"tout.zip": b"PK\x05\x06" + bytes(18)}),
        from_desk({}, "Une question."),
        compose(files=LIST),
    ],
    ids=["pieces", "a-paper-passed-on", "an-identifier", "an-archive", "no-file", "a-stranger"],
)
def test_all_else_goes_the_way_of_any_mail(desk: Desk, mail: EmailMessage) -> None:
    """What may be an applicant's is registered as such, at its own instant; and nobody else sends us files."""
    deposit = kept(desk, mail)

    assert deposit.nature is Nature.written
    assert [notice.kind for notice in desk.notices()][:1] == ["registration"]
    assert desk_files(desk.session) == []


def test_the_shipped_forward_of_a_deposit_goes_its_way(desk: Desk) -> None:
    """The mail of a desk that passes on an applicant's deposit opens its dossier."""
    application = desk.deposit(from_desk(pdfs(["dossier", "annexe-1"]), said("MJC des Lilas", siret=siret())))

    assert application.reference == "ARA-2026-0001"


def test_an_answer_about_a_dossier_joins_it(desk: Desk) -> None:
    """A desk that sends a list in the thread of a dossier's letter speaks of that dossier."""
    application = desk.deposit()
    [letter] = desk.notices(application)

    deposit = kept(desk, from_desk(LIST, In_Reply_To=letter.message_id))

    assert (deposit.nature, deposit.application_id) == (Nature.written, application.id)


def test_another_desks_mailbox_keeps_its_own_mails(desk: Desk) -> None:
    """What a desk writes to another is not ours to take, unless it answers us."""
    deposit = desk.receive(from_desk(SIGNED), mailbox="technical_contact")

    assert isinstance(deposit, Deposit)
    assert deposit.nature is Nature.written


def test_a_dangerous_file_is_told_and_not_offered(desk: Desk) -> None:
    """It is kept in quarantine, as any."""
    kept(desk, from_desk({"liste.csv": b"MZ"}))

    [file] = desk_files(desk.session)
    assert (file.trouble, file.uses) == (Trouble.executable, ())
    assert "n'a pas pu être pris" in typed(desk.notices(kind="desk_files")[0].text)


def test_the_deposit_mailbox_is_no_desk(desk: Desk) -> None:
    """What seems to come from our own address is somebody else's."""
    known = desks_of(desk.campaign.rules)

    assert "depot-spro@example.invalid" not in known
    assert known[SECRETARY] == "Direction de la Formation et de l'Orientation (DFOR)"


@pytest.mark.parametrize(
    ("names", "brought"),
    [
        ([], Brings.nothing),
        (["logo.png", "carte.vcf"], Brings.nothing),
        (["LISTE.CSV", "logo.png"], Brings.tables),
        (["liste.csv", "convention.pdf"], Brings.papers),
        (["convention.pdf", "tout.zip"], Brings.other),
        (["sans-suffixe"], Brings.other),
    ],
)
def test_what_files_are_is_told_by_the_least_usual(names: list[str], brought: Brings) -> None:
    """Ornaments of a mail are none of its files."""
    assert brings(names) is brought
