"""The tests. Nothing of a live installation reaches them: its settings are set aside before Prefect reads any."""

import atexit
import os
import shutil
import tempfile

from flows.installation.prefect_server import CLIENT_SETTINGS, SERVER_SETTINGS

for _name in [name for name in os.environ if name.startswith(("PREFECT_", "SPRO_"))]:
    if not _name.startswith("SPRO_TESTS_"):
        del os.environ[_name]

_HOME = tempfile.mkdtemp(prefix="spro-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)

os.environ |= SERVER_SETTINGS | CLIENT_SETTINGS
os.environ |= {
    "PREFECT_HOME": _HOME,
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    # A task that a test calls outside any flow logs to nobody, which is no warning.
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
