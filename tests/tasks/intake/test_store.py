"""The store keeps contents under their digest, once, and never anything else."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from tasks.intake.store import Altered, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Give a store in a folder."""
    return Store((tmp_path / "store").as_uri())


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"", bytes(range(256)) * 4_096])
def test_a_content_comes_back_as_it_was_put(store: Store, content: bytes) -> None:
    """Byte for byte, under the SHA-256 of the content."""
    digest = store.put(content)

    assert digest == sha256(content).hexdigest()
    assert store.get(digest) == content


def test_the_same_content_is_kept_once(store: Store, tmp_path: Path) -> None:
    """A piece that comes twice takes the room of one, and leaves no half-written file."""
    digests = {store.put(b"annexe"), store.put(b"annexe")}

    assert [path.name for path in (tmp_path / "store").rglob("*") if path.is_file()] == list(digests)


def test_what_was_not_kept_is_not_found(store: Store) -> None:
    """A digest under which nothing was put is an error, never an empty file."""
    with pytest.raises(FileNotFoundError):
        store.get("0" * 64)


def test_a_half_written_file_is_written_anew(store: Store, tmp_path: Path) -> None:
    """What a crash left behind is no content: the digest promises the whole."""
    digest = sha256(b"annexe").hexdigest()
    half = tmp_path / "store" / digest[:2] / f"{digest}.part"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"ann")

    store.put(b"annexe")

    assert store.get(digest) == b"annexe"


def test_a_content_that_changed_is_given_to_nobody(store: Store, tmp_path: Path) -> None:
    """Not even its first bytes; it is set aside as it was found, and every later look-up says so."""
    digest = store.put(b"annexe")
    Path(store.path(digest)).write_bytes(b"annexa")

    for read in (store.get, lambda asked: store.head(asked, 2), store.get):
        with pytest.raises(Altered):
            read(digest)

    assert (tmp_path / "store" / "alteres" / digest).read_bytes() == b"annexa"
    assert (store.altered(), store.is_altered(digest)) == ([digest], True)


def test_a_content_that_is_kept_anew_is_given_again(store: Store) -> None:
    """From a backup, or because it came once more."""
    digest = store.put(b"annexe")
    Path(store.path(digest)).write_bytes(b"")
    with pytest.raises(Altered):
        store.get(digest)

    store.put(b"annexe")

    assert store.get(digest) == b"annexe"
    assert store.altered() == []


def test_what_is_kept_is_on_the_disk(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content before it has its name, then the name, and that of a folder that is new."""
    forced: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda number: forced.append(str(Path(f"/proc/self/fd/{number}").readlink())))

    digest = store.put_stream([b"ann", b"exe"]).digest

    root = tmp_path / "store"
    assert forced[0].startswith(str(root / "arrivees"))
    assert forced[1:] == [str(root / digest[:2]), str(root)]


def test_the_first_bytes_are_those_of_a_whole_content(store: Store) -> None:
    """However long it is."""
    content = bytes(range(256)) * 10_000

    assert store.head(store.put(content), 300) == content[:300]


def test_an_object_store_is_an_address_away() -> None:
    """Any address that fsspec knows serves: here, memory."""
    store = Store("memory://pieces")

    assert store.get(store.put(b"annexe")) == b"annexe"
