"""The structures to which a session is told, by a list that a desk sent."""

from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from models.errors import Refusal
from models.forms.dossiers import ProspectsForm
from models.notices import Notice
from models.sessions.campaign import Prospect
from tasks.sessions.prospects import lines_told, read_list, tell_listed
from tests.factories import campaign_with, desk_file, paris, typed

AT = paris("2026-01-20 10:00")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a store of its own."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))


def told(session: Session) -> tuple[list[str], list[str]]:
    """Those to whom the session is told, and those who were written to."""
    prospects = session.exec(select(Prospect.address).order_by(col(Prospect.id))).all()
    return list(prospects), list(session.exec(select(Notice.recipient).order_by(col(Notice.id))))


def listed(session: Session, content: bytes, *, confirmed: bool = True) -> ProspectsForm:
    """Return the form that uses a list."""
    return ProspectsForm(
        session="ara-2026", file=desk_file(session, content, "liste.csv"), confirmed=confirmed, by="Essai"
    )


def test_each_address_is_read_once() -> None:
    """One address a line, in small letters; empty lines and remarks are passed over."""
    text = "# Ain\nContact@CIDFF01.example\n\n  contact@cidff01.example \nb@mde.example\n"

    assert read_list(text.encode()) == (["contact@cidff01.example", "b@mde.example"], [])


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfcontact@a.example\r\n",
        b'"contact@a.example";\r\n',
        "Adresse électronique;\ncontact@a.example;\n".encode("cp1252"),
        "\ufeff# Réseau\ncontact@a.example,".encode(),
        "contact@a.example\r\n".encode("utf-16"),
    ],
    ids=["mark", "quoted", "heading", "mark-and-remark", "unicode"],
)
def test_a_list_reads_as_a_spreadsheet_writes_it(content: bytes) -> None:
    """The mark of Windows is no part of the first address, nor is what surrounds a cell."""
    assert read_list(content) == (["contact@a.example"], [])


@pytest.mark.parametrize("line", ["CIDFF", "a@b@cidff.example", "CIDFF <a@cidff.example>", "a@b.example, c@d.example"])
def test_a_line_that_is_no_address_refuses_the_list(session: Session, line: str) -> None:
    """The line is numbered and not repeated: what is refused is shown in the console, which holds no address."""
    campaign_with(session)

    with pytest.raises(Refusal, match="la ligne 2 n'est pas une adresse") as refused:
        tell_listed(session, listed(session, f"a@cidff.example\n{line}\n".encode()), at=AT)

    assert line not in str(refused.value)
    assert told(session) == ([], [])


def test_a_wrong_list_that_nobody_confirmed_tells_which_lines_and_writes_to_nobody(session: Session) -> None:
    """Nothing is recorded, nobody is written to."""
    campaign_with(session, prospects=["a@cidff.example"])
    form = listed(session, b"a@cidff.example\nb@mde.example\nCIDFF\n", confirmed=False)

    found = tell_listed(session, form, at=AT)

    assert (found.addresses, found.new, found.wrong) == (2, 1, (3,))
    assert told(session) == (["a@cidff.example"], [])


def test_each_is_written_to_once(session: Session) -> None:
    """A second list with some of the first writes to the others alone."""
    campaign_with(session)

    tell_listed(session, listed(session, b"a@cidff.example\n"), at=AT)
    tell_listed(session, listed(session, b"a@cidff.example\nb@mde.example\n"), at=AT)

    assert told(session) == (["a@cidff.example", "b@mde.example"], ["a@cidff.example", "b@mde.example"])


def test_nobody_is_told_of_a_session_whose_deposits_are_closed(session: Session) -> None:
    """The announcement would be false."""
    campaign_with(session)

    with pytest.raises(Refusal, match="les dépôts y sont clos depuis le"):
        tell_listed(session, listed(session, b"a@cidff.example\n"), at=paris("2026-06-01 10:00"))


def test_nobody_is_told_to_deposit_in_a_register(session: Session) -> None:
    """Nothing opens there for those who would read it."""
    campaign = campaign_with(session, region="hauts-de-france")
    form = listed(session, b"a@cidff.example\n").model_copy(update={"session": campaign.code})

    with pytest.raises(Refusal, match="rien ne s'y dépose"):
        tell_listed(session, form, at=AT)


def test_without_a_deadline_the_announcement_says_so(session: Session) -> None:
    """No last day is told where there is none."""
    campaign = campaign_with(session, region="centre-val-de-loire")
    form = listed(session, b"a@cidff.example\n").model_copy(update={"session": campaign.code})

    tell_listed(session, form, at=AT)

    [letter] = session.exec(select(Notice)).all()
    assert "il n'y a pas de date limite" in typed(letter.text)
    assert "au plus tard" not in typed(letter.text)


def test_an_empty_list_is_refused(session: Session) -> None:
    """It is another file than was meant."""
    campaign_with(session)

    with pytest.raises(Refusal, match="ne contient aucune adresse"):
        tell_listed(session, listed(session, b"# rien\n"), at=AT)


def test_many_wrong_lines_are_told_by_the_first() -> None:
    """A file that is no list has thousands."""
    assert lines_told([2, 5]) == "les lignes 2 et 5 ne sont pas des adresses"
    assert lines_told(range(1, 23)).endswith("20 et 2 autres ne sont pas des adresses")
