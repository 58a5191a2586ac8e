"""Raw mails and pieces, kept by content: what was received stays as it was received, whatever happens later."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import file_digest, sha256
from typing import NamedTuple
from uuid import uuid4

from fsspec.core import url_to_fs


class Kept(NamedTuple):
    """What the store took: its digest (hexadecimal SHA-256), and how many bytes it was."""

    digest: str
    size: int


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
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            # A crash while writing must not leave half a file under a digest that promises the whole.
            part = f"{path}.{uuid4().hex}.part"
            self._files.pipe_file(part, content)
            self._files.mv(part, path)
        return digest

    def put_stream(self, chunks: Iterable[bytes]) -> Kept:
        """Keep a content that comes in parts, never all of it in memory."""
        digest, size, part = sha256(), 0, f"{self._root}/arrivees/{uuid4().hex}.part"
        self._files.makedirs(part.rpartition("/")[0], exist_ok=True)
        try:
            with self._files.open(part, "wb") as written:
                for chunk in chunks:
                    digest.update(chunk)
                    size += written.write(chunk)
        except BaseException:
            self._files.rm_file(part)  # a connection that broke midway leaves nothing behind
            raise
        path = self.path(digest.hexdigest())
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._files.mv(part, path)
        return Kept(digest.hexdigest(), size)

    def get(self, digest: str, *, is_quarantined: bool = False) -> bytes:
        """Return the content of a digest; `FileNotFoundError` where nothing was kept under it."""
        content: bytes = self._files.cat_file(self.path(digest, is_quarantined=is_quarantined))
        return content

    def digests(self, digest: str) -> Iterator[str]:
        """Yield the digest of what is kept under one, wherever it is: the same, where nobody changed it."""
        for is_quarantined in (False, True):
            with (
                suppress(FileNotFoundError),
                self._files.open(self.path(digest, is_quarantined=is_quarantined)) as kept,
            ):
                yield file_digest(kept, "sha256").hexdigest()

    def head(self, digest: str, length: int) -> bytes:
        """Return the first bytes of a content, at most so many."""
        start: bytes = self._files.cat_file(self.path(digest), start=0, end=length)
        return start
