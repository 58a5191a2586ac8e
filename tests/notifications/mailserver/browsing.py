"""What the tests of the gallery share: a browser that asks for one page, or for one file."""

from http.client import HTTPConnection

from notifications.mailserver.gallery import Gallery


def get(gallery: Gallery, path: str, name: str = "127.0.0.1") -> tuple[int, str]:
    """Return the status and the page that a browser gets for this path, sent as it is, by some name of the server."""
    connection = HTTPConnection("127.0.0.1", gallery.server_port)
    connection.request("GET", path, headers={"Host": f"{name}:{gallery.server_port}"})
    with connection.getresponse() as response:
        answer = response.status, response.read().decode()
    connection.close()
    return answer


def file(gallery: Gallery, path: str) -> tuple[str | None, str | None, bytes]:
    """Return the type, the disposition and the octets that a browser gets for this path."""
    connection = HTTPConnection("127.0.0.1", gallery.server_port)
    connection.request("GET", path)
    with connection.getresponse() as response:
        answer = response.getheader("Content-Type"), response.getheader("Content-Disposition"), response.read()
    connection.close()
    return answer
