"""Letters on paper: in words that fit an envelope, and read back as they were kept."""

import re
from dataclasses import replace

import pytest

from models.vocabulary import NoticeKind
from notifications.samples.every_kind import samples
from notifications.samples.sample_data import Sample
from notifications.writing.read_back import read_back
from notifications.writing.render import Rendered, render
from tasks.dossiers.letters.kept import APPLICANTS
from tests.factories import typed
from tests.support.notices import REGION

TO_MAILS = {
    NoticeKind.registration,
    NoticeKind.file_refused,
    NoticeKind.misdirected,
    NoticeKind.unattributed,
    NoticeKind.opening,
    NoticeKind.deposit_reminder,
}
"""What answers a mail, or goes to those whom the Région writes to by mail: never on paper."""

ON_PAPER = [one for one in samples(REGION) if one.kind in APPLICANTS - TO_MAILS]
EACH = pytest.mark.parametrize("sample", ON_PAPER, ids=[one.name for one in ON_PAPER])


def posted(sample: Sample) -> Rendered:
    """Return a sample as a letter on paper."""
    region = sample.region or REGION
    return render(sample.kind, region=region, session=sample.session, on_paper=True, **sample.variables)


@EACH
def test_no_letter_on_paper_asks_to_answer_a_mail(sample: Sample) -> None:
    """It may say our mail address, for whoever finds one; each sentence stays one."""
    text = typed(posted(sample).text)

    assert re.findall(r"\S* \S* \S*courriels?\b(?! :)", text) == []
    assert "écrivez-nous à l'adresse ci-dessous" in text
    assert re.findall(r"(?:lettre|ci-dessous) (?:en|à) ", text) == []


def test_what_a_person_wrote_is_not_put_in_other_words() -> None:
    """Reasons are read as they were signed."""
    [sample] = [one for one in ON_PAPER if one.name == "refused"]
    decision = sample.variables["decision"]
    said = {**sample.variables, "decision": replace(decision, reasons="Aucun courriel reçu.")}

    letter = render(sample.kind, region=REGION, session=sample.session, on_paper=True, **said)

    assert "Aucun courriel reçu." in letter.text


@EACH
def test_a_letter_is_read_back_whole(sample: Sample) -> None:
    """Every word of what was kept is in its document, and its title is one."""
    text = posted(sample).text

    blocks = list(read_back(text))

    assert " ".join(said for _, said in blocks).split() == re.sub(r"(?m)^(?:- |>> |[=-]+$)", "", text).split()
    assert [mark for mark, _ in blocks].count("title") == 1
