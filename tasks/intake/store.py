"""Raw mails and pieces, kept by content: what was received stays as it was received, whatever happens later."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from models.storage.backup.durable import force, put_in_place

_CHUNK = 1 << 20


class Missing(FileNotFoundError):  # noqa: N818  an answer to whoever asks, as a refusal is
    """A content that the store does not have. `said` is what it is, in French."""

    said = "n'est plus dans le magasin de fichiers"


class Altered(Missing):
    """A content that is no more what it was when it came: it is set aside, and given to nobody."""

    said = "n'est plus ce qu'il était à sa réception : il est mis de côté, et n'est remis à personne"


class Kept(NamedTuple):
    """What the store took: its digest (hexadecimal SHA-256), and how many bytes it was."""

    digest: str
    size: int


class Received(NamedTuple):
    """A content that was written whole, and what keeping it will have taken."""

    part: str
    kept: Kept


class Store:
    """A content-addressed store at any fsspec address: a folder by default, an object store by URL."""

    def __init__(self, address: str) -> None:
        """Open the store; its folder is made on the first `put`."""
        self._files, self._root = url_to_fs(address)

    def path(self, digest: str, *, is_quarantined: bool = False) -> str:
        """Return where the content of a digest (hexadecimal SHA-256) is kept."""
        return f"{self._root}/quarantaine/{digest}" if is_quarantined else f"{self._root}/{digest[:2]}/{digest}"

    def put(self, content: bytes, *, is_quarantined: bool = False) -> str:
        """Keep a content and return its digest. The same content is kept once; in quarantine, apart from the others."""
        digest = sha256(content).hexdigest()
        path = self.path(digest, is_quarantined=is_quarantined)
        if not self._files.exists(path):
            # A crash while writing must not leave half a file under a digest that promises the whole.
            part = self._part()
            self._files.pipe_file(part, content)
            self._keep(part, path)
        return digest

    def put_stream(self, chunks: Iterable[bytes]) -> Kept:
        """Keep a content that comes in parts, never all of it in memory."""
        return self.keep(self.receive(chunks))

    def receive(self, chunks: Iterable[bytes]) -> Received:
        """Write a content that comes in parts, for `keep`: until then it is none of the store's."""
        digest, size, part = sha256(), 0, self._part()
        try:
            with self._files.open(part, "wb") as written:
                for chunk in chunks:
                    digest.update(chunk)
                    size += written.write(chunk)
        except BaseException:
            self._files.rm_file(part)  # a connection that broke midway leaves nothing behind
            raise
        return Received(part, Kept(digest.hexdigest(), size))

    def keep(self, received: Received) -> Kept:
        """Keep what was received."""
        self._keep(received.part, self.path(received.kept.digest))
        return received.kept

    def _part(self) -> str:
        part = f"{self._root}/arrivees/{uuid4().hex}.part"
        self._files.makedirs(part.rpartition("/")[0], exist_ok=True)
        return part

    def _keep(self, part: str, path: str) -> None:
        """Give what was written its name. It is on the disk from then on: a mail leaves its mailbox after that."""
        folder = path.rpartition("/")[0]
        is_new = not self._files.exists(folder)
        self._files.makedirs(folder, exist_ok=True)
        if isinstance(self._files, LocalFileSystem):
            put_in_place(Path(part), Path(path))
            if is_new:
                force(Path(folder).parent)
        else:
            self._files.mv(part, path)

    def get(self, digest: str, *, is_quarantined: bool = False) -> bytes:
        """Return the content of a digest. Raises Missing where nothing is kept under it, Altered where what is kept is
        another content."""
        return self._read(digest, self.path(digest, is_quarantined=is_quarantined))

    def digests(self, digest: str) -> Iterator[str]:
        """Yield the digest of what is kept under one, wherever it is: the same, where nobody changed it."""
        for is_quarantined in (False, True):
            with (
                suppress(FileNotFoundError),
                self._files.open(self.path(digest, is_quarantined=is_quarantined)) as kept,
            ):
                yield file_digest(kept, "sha256").hexdigest()

    def head(self, digest: str, length: int) -> bytes:
        """Return the first bytes of a content, at most so many. Raises as `get` does."""
        return self._read(digest, self.path(digest), length)

    def size(self, digest: str) -> int | None:
        """Return how many bytes the content of a digest has; None where it is not there."""
        path = self.path(digest)
        return int(self._files.size(path)) if self._files.exists(path) else None

    def forget(self, digest: str) -> None:
        """Delete the content of a digest, wherever it is; of one that is not there, nothing."""
        for path in (self.path(digest), self.path(digest, is_quarantined=True), self._aside(digest)):
            with suppress(FileNotFoundError):
                self._files.rm_file(path)

    def altered(self) -> list[str]:
        """Return the digests whose content was set aside, and has not been put back since."""
        if not self._files.exists(f"{self._root}/alteres"):
            return []
        found = (path.rpartition("/")[2] for path in self._files.find(f"{self._root}/alteres"))
        return sorted(digest for digest in found if not self._files.exists(self.path(digest)))

    def is_altered(self, digest: str) -> bool:
        """Return True if the content of a digest was set aside, and has not been put back since."""
        return self._files.exists(self._aside(digest)) and not self._files.exists(self.path(digest))

    def _read(self, digest: str, path: str, length: int | None = None) -> bytes:
        try:
            for _ in range(2):  # what a disk misread once is no change
                if content := self._read_once(digest, path, length):
                    return content[0]
            self._files.makedirs(self._aside("").rstrip("/"), exist_ok=True)
            self._files.mv(path, self._aside(digest))
        except FileNotFoundError:
            if not self.is_altered(digest):
                raise Missing(digest) from None
        raise Altered(digest)

    def _read_once(self, digest: str, path: str, length: int | None) -> tuple[bytes] | None:
        """Return a content, or its first bytes; None where the whole of it is not that of its digest."""
        found, start, left = sha256(), [], length
        with self._files.open(path, "rb") as opened:
            while chunk := opened.read(_CHUNK):
                found.update(chunk)
                start.append(chunk[:left])
                left = None if left is None else max(0, left - len(chunk))
        return (b"".join(start),) if found.hexdigest() == digest else None

    def _aside(self, digest: str) -> str:
        return f"{self._root}/alteres/{digest}"
