"""The notices as pages to proofread, compared with the copies kept here.

`SPRO_TESTS_UPDATE_SNAPSHOTS=1` rewrites the copies; the difference is then reviewed like any other.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from notifications.catalogue import KINDS
from notifications.samples.documents import carried
from notifications.samples.preview import write_preview
from notifications.samples.sample_data import Sample
from notifications.writing.render import Rendered
from tests.factories import typed
from tests.notifications.documents.papers import read
from tests.support import for_each
from tests.support.notices import REGION, every_letter

SNAPSHOTS = Path(__file__).parents[1] / "snapshots"
FOR_THE_SERVICE = {"minutes", *(kind for kind, row in KINDS.items() if row.room in ("service", "advice"))}
DATE = re.compile(r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \w+ \w+ \d{4}")
TAG = re.compile(r"<[^>]+>")


LOOKED_INTO = {
    "minutes-no-quorum",
    "effective-unsigned",
    "convening-second",
    "refused",
    "formal-notice",
    "formal-notice-cured",
    "formal-notice-undone",
    "completion-request",
}
"""Samples whose files are read."""


def is_for_the_service(sample: Sample) -> bool:
    """Return True if a notice is for those who run the procedure."""
    return sample.kind in FOR_THE_SERVICE or bool(sample.variables.get("is_secretary"))


def every_sample() -> Iterator[Sample]:
    """Yield the samples."""
    return (sample for sample, _ in every_letter())


def every_notice() -> Iterator[Rendered]:
    """Yield the notice of each."""
    return (notice for _, notice in every_letter())


def every_notice_to_applicants() -> Iterator[Rendered]:
    """Yield those that are for no one who runs the procedure."""
    return (notice for sample, notice in every_letter() if not is_for_the_service(sample))


EACH_SAMPLE = for_each(every_sample, every_notice)
EACH = for_each(every_notice)


def words(text: str) -> list[str]:
    """Return the words of a text, its punctuation and its capitals left out."""
    return re.findall(r"\w+", text.lower())


def said(html: str) -> str:
    """Return what a page says, without its tags."""
    body = html.partition("<main>")[2].partition("</main>")[0]
    return TAG.sub(" ", body).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@EACH_SAMPLE
def test_a_notice_reads_as_its_snapshot(sample: Sample, notice: Rendered) -> None:
    """No word of a notice changes unseen."""
    for form, written in {"txt": f"Objet : {notice.subject}\n\n{notice.text}", "html": notice.html}.items():
        _compare(SNAPSHOTS / KINDS[sample.kind].folder / f"{sample.name}.{form}", written)


def _compare(snapshot: Path, written: str) -> None:
    if os.environ.get("SPRO_TESTS_UPDATE_SNAPSHOTS") == "1":
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        snapshot.write_text(written, encoding="utf-8")

    kept = snapshot.read_text(encoding="utf-8")

    assert written == kept


def test_no_snapshot_is_left_over() -> None:
    """A snapshot without its sample would prove nothing."""
    expected = {
        f"{KINDS[sample.kind].folder}/{sample.name}.{form}" for sample, _ in every_letter() for form in ("txt", "html")
    }

    assert {str(path.relative_to(SNAPSHOTS)) for path in SNAPSHOTS.rglob("*.*")} == expected


def test_every_kind_has_a_sample() -> None:
    """Whoever adds a kind shows what it looks like."""
    assert {sample.kind for sample, _ in every_letter()} == set(KINDS)


@EACH
def test_text_and_html_say_the_same(notice: Rendered) -> None:
    """Whichever part a mail reader shows, the words are the same; only the column headers differ in number."""
    headers = {word for header in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', notice.html) for word in words(header)}

    difference = set(words(notice.text)) ^ set(words(said(notice.html)))

    assert difference <= headers


@EACH
def test_html_is_accessible(notice: Rendered) -> None:
    """French is declared, there is one title, headers have a scope, and nothing is an image or comes from elsewhere."""
    scopes = re.findall(r"<th(?= |>)(?![^>]* scope=)", notice.html)
    elsewhere = re.findall(r"src=|url\(|@import", notice.html)

    assert (notice.html.count('<html lang="fr">'), notice.html.count("<h1"), scopes, elsewhere) == (1, 1, [], [])


@EACH_SAMPLE
def test_only_the_service_is_sent_to_a_page(sample: Sample, notice: Rendered) -> None:
    """Applicants are led nowhere but to an address; the links of the others show where they lead. Members are led to
    the dossiers that no mail carries."""
    links = re.findall(
        r'<a href="(?!mailto:|tel:|https://www\.(?:cnil|telerecours)\.fr")([^"]*)"[^>]*>(.*?)</a>', notice.html
    )

    assert [link for link, shown in links if link != shown] == []
    leads = sample.kind in {"digest", "incident", "gate_open", "desk_files"} and sample.name != "desk_files-none"
    with_links = {"convening-changed", "in_hand-link", "to_read-withdrawal", "advice-request-link", "advice-given"}
    assert bool(links) == (leads or sample.name in with_links)


WRITTEN_BY_A_PERSON = {"letter"}
"""What a person writes says what that person says."""


@EACH_SAMPLE
def test_a_mailbox_previews_the_answer(sample: Sample, notice: Rendered) -> None:
    """What is to be done follows the title, and the date of its first sentence is in the 140 characters that a mailbox
    shows of a mail."""
    (title, _, answer), preview = typed(notice.text).partition(" >> "), typed(said(notice.html))[:140]

    date = DATE.search(f"{title} {answer.partition('. ')[0]}") if sample.kind not in WRITTEN_BY_A_PERSON else None
    assert answer or sample.kind in WRITTEN_BY_A_PERSON
    assert date is None or date[0] in preview


@EACH
def test_html_lines_are_short(notice: Rendered) -> None:
    """A mail server may refuse a line of more than 998 octets."""
    assert max(len(line.encode()) for line in notice.html.splitlines()) < 900


@EACH
def test_dates_say_that_they_are_included(notice: Rendered) -> None:
    """No notice says « avant le »: a last day is always one that counts."""
    assert "avant le" not in notice.text.lower()


@for_each(every_notice_to_applicants)
def test_every_applicant_reads_the_common_mentions(notice: Rendered) -> None:
    """The service, its address, mail and telephone (CRPA R112-11-1), and the data-protection contact (GDPR 13)."""
    service, flat = REGION.roles.examining_service, typed(notice.text)
    mentions = (service.label, service.postal, service.email, service.phone, REGION.data_protection.contact, "CNIL")

    assert [mention for mention in mentions if mention not in flat] == []


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the index of a preview that was written, to be read or written over."""
    return write_preview(tmp_path_factory.mktemp("apercu") / "preview", REGION)


def test_the_preview_links_every_page(index: Path) -> None:
    """The index leads to an HTML page and a text for each sample, and to nothing that is not there."""
    links = re.findall(r'href="([^"]+)"', index.read_text(encoding="utf-8"))
    assert sorted(links) == sorted(path.name for path in index.parent.iterdir() if path != index)


def test_the_preview_can_be_written_again(index: Path) -> None:
    """Writing over a former preview gives the same pages."""
    first = index.read_bytes()

    assert write_preview(index.parent, REGION).read_bytes() == first


def test_a_sample_carries_the_files_of_its_case() -> None:
    """Without a quorum nothing was examined, an unsigned text is not said to be signed, a second meeting is on its own
    day, and a letter that tells an act encloses that act."""
    of_each = {
        sample.name: {file.name: file.content for file in carried(REGION, sample, notice.text)}
        for sample, notice in every_letter()
        if sample.name in LOOKED_INTO
    }

    no_quorum = read(of_each["minutes-no-quorum"]["proces-verbal.pdf"]).text
    assert ("n'était pas atteint" in no_quorum, "Aucun dossier n'a été examiné." in no_quorum) == (True, True)
    assert "signé le" not in read(of_each["effective-unsigned"]["certificat-ADH-2021-0001.pdf"]).text
    assert b"20210715" in of_each["convening-second"]["seance.ics"]
    assert "refusée" in read(of_each["refused"]["decision-ARA-2021-0001.pdf"]).text
    assert [*of_each["formal-notice"], *of_each["formal-notice-cured"]] == ["mise-en-demeure-ARA-2021-0001.pdf"]
    assert [*of_each["refused"]] == ["decision-ARA-2021-0001.pdf", "dernier-jour-pour-contester.ics"]
    assert b"20210304" in of_each["completion-request"]["dernier-jour-pour-completer.ics"]
    assert [*of_each["formal-notice-undone"]] == ["decision-ARA-2021-0001.pdf"]
