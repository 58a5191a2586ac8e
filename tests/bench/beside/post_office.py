"""The same letters sent by django-post_office, whose state is written once for all of them at the end.

Run as a module, with the address of a database, the port of a mail server and a number of connections, it says how many
seconds that took: what Django is told holds for its whole process.
"""

import os
import subprocess
import sys
import time
from importlib import import_module
from typing import Any

from sqlalchemy.engine import make_url

from tests.bench.beside import is_there
from tests.bench.commands import environment
from tests.bench.mails.sending import CONNECTIONS, LETTERS, MANY, Fresh, file, letters, sink, with_state
from tests.servers.postgresql import find_programs, running

ROUNDS = 3


def post_office() -> None:
    """Compare our sending, state written letter by letter, with django-post_office's, over as many connections."""
    if not is_there("post_office", "post_office"):
        return
    _measure("SQLite", file)
    if programs := find_programs():
        with running(programs) as server:
            _measure("PostgreSQL", server.fresh_database)


def _measure(name: str, fresh: Fresh) -> None:
    for lines in (CONNECTIONS, MANY):
        with sink("PIPELINING") as port:
            pairs = [_round(port, fresh, lines) for _ in range(ROUNDS)]
        best, other = (min(times) for times in zip(*pairs, strict=True))
        rates = f"ours {LETTERS / best:,.0f}/s, django-post_office {LETTERS / other:,.0f}/s"
        print(
            f"sending {LETTERS} letters over {lines} connections, {name}: {rates}, "
            f"ours {other / best:.1f} times as fast (best of {ROUNDS})"
        )


def _round(port: int, fresh: Fresh, lines: int) -> tuple[float, float]:
    with fresh() as ours, fresh() as theirs:
        return with_state(port, ours, connections=lines), _theirs(port, theirs, lines)


def _theirs(port: int, database: str, lines: int) -> float:
    command = [sys.executable, "-m", "tests.bench.beside.post_office", database, str(port), str(lines)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, env=environment()).stdout)


def _settings(database: str, port: int, lines: int) -> dict[str, Any]:
    url = make_url(database)
    engine = "sqlite3" if url.get_backend_name() == "sqlite" else "postgresql"
    place = {"NAME": url.database, "USER": url.username, "HOST": url.query.get("host", url.host or "")}
    return {
        "DATABASES": {"default": {"ENGINE": f"django.db.backends.{engine}", **place}},
        "INSTALLED_APPS": ["post_office"],
        "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        "EMAIL_BACKEND": "post_office.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "USE_TZ": True,
        "POST_OFFICE": {
            "BATCH_SIZE": LETTERS,
            "THREADS_PER_PROCESS": lines,
            "BACKENDS": {"default": "django.core.mail.backends.smtp.EmailBackend"},
            "LOG_LEVEL": 0,
        },
    }


def _send(database: str, port: int, lines: int) -> float:
    conf, django = import_module("django.conf"), import_module("django")
    conf.settings.configure(**_settings(database, port, lines))
    django.setup()
    import_module("django.core.management").call_command("migrate", verbosity=0)
    mail = import_module("post_office.mail")
    mail.send_many(
        [
            {
                "sender": "depot@region.example",
                "recipients": [one.recipient],
                "subject": one.subject,
                "message": one.text,
                "html_message": one.html,
            }
            for one in letters()
        ]
    )
    began = time.perf_counter()
    sent, _, _ = mail.send_queued(processes=1, log_level=0)
    seconds = time.perf_counter() - began
    assert sent == LETTERS
    return seconds


if __name__ == "__main__":
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    print(_send(sys.argv[1], *map(int, sys.argv[2:])))
