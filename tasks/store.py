"""Raw mails and pieces, kept by content: what was received stays as it was received, whatever happens later."""

from hashlib import sha256

from fsspec.core import url_to_fs


class Store:
    """A content-addressed store at any fsspec address: a folder by default, an object store by URL."""

    def __init__(self, address: str) -> None:
        """Open the store; its folder is made on the first `put`."""
        self._files, self._root = url_to_fs(address)

    def path(self, digest: str) -> str:
        """Return where the content of a digest (hexadecimal SHA-256) is kept."""
        return f"{self._root}/{digest[:2]}/{digest}"

    def put(self, content: bytes) -> str:
        """Keep a content and return its digest. The same content is kept once."""
        digest = sha256(content).hexdigest()
        path = self.path(digest)
        if not self._files.exists(path):
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            # A crash while writing must not leave half a file under a digest that promises the whole.
            self._files.pipe_file(f"{path}.part", content)
            self._files.mv(f"{path}.part", path)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the content of a digest; `FileNotFoundError` where nothing was kept under it."""
        content: bytes = self._files.cat_file(self.path(digest))
        return content
