"""A backup put back where there is no installation yet: all of it looked at first, nothing written over."""

from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from models.errors import Refusal
from models.storage.backup.archive import Manifest, Reader, read
from models.storage.backup.databases import NAMES, engine_of, has_tables, load
from models.storage.backup.places import Place, all_places
from models.storage.settings import Settings
from models.storage.version import refuse_newer


def check(path: Path) -> Manifest:
    """Read all of a backup, and return what it is of. Raises Refusal for the first file that is damaged or missing, and
    for a backup of a later version of the program. Nothing is written."""
    with read(path) as opened:
        return _sound(opened)


def restore(settings: Settings, path: Path) -> Manifest:
    """Put a backup back, and return what it is of. Raises Refusal as `check` does, and where there is something already
    that would be written over."""
    with read(path) as opened:
        manifest = _sound(opened)
        _need_nothing(settings, manifest)
        places = all_places(settings)
        files = [name for name in manifest.files if name not in NAMES.values()]
        missing = [name for name in files if not _is_there(opened, name, places)]
        for name in missing:
            _write(opened, name, places)
        # Last: without it, what was put back is no installation yet, and the same command ends what was begun.
        _load(opened, settings)
    return manifest


def _sound(opened: Reader) -> Manifest:
    opened.check()
    refuse_newer(opened.manifest.schema_version)
    return opened.manifest


def _need_nothing(settings: Settings, manifest: Manifest) -> None:
    engine = engine_of(settings.database)
    if engine != manifest.engine:
        mend = f"la sauvegarde est celle d'une base {manifest.engine}. Désignez-en une par SPRO_DATABASE_URL."
        raise Refusal("Base", engine, mend)
    if has_tables(settings.database):
        mend = "elle sert déjà. Désignez un dossier vide par SPRO_HOME, ou une base vide par SPRO_DATABASE_URL."
        raise Refusal("Base", settings.home, mend)


def _place_of(name: str, places: dict[str, Place]) -> tuple[Place, str]:
    folder, _, below = name.partition("/")
    if folder not in places or not below:
        raise Refusal("Fichier", name, "cette installation n'a pas de place pour lui : voyez SPRO_MAILBOX_URL.")
    return places[folder], places[folder].path(below)


def _is_there(opened: Reader, name: str, places: dict[str, Place]) -> bool:
    """Return True if a file is there as it was saved. Raises Refusal if another one is."""
    place, path = _place_of(name, places)
    if not place.files.exists(path):
        return False
    with place.files.open(path, "rb") as there:
        found = file_digest(there, "sha256").hexdigest()
    if found != opened.manifest.files[name].sha256:
        raise Refusal("Fichier", path, "un autre est déjà à cette place. Rien n'a été écrit.")
    return True


def _write(opened: Reader, name: str, places: dict[str, Place]) -> None:
    place, path = _place_of(name, places)
    place.files.makedirs(path.rpartition("/")[0], exist_ok=True)
    part = f"{path}.part"
    with place.files.open(part, "wb") as written:
        for chunk in opened.chunks(name):
            written.write(chunk)
    place.files.mv(part, path)


def _load(opened: Reader, settings: Settings) -> None:
    home = settings.home.resolve()
    home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".spro-", dir=home) as folder:
        copy = Path(folder) / "base"
        with copy.open("wb") as written:
            for chunk in opened.chunks(NAMES[opened.manifest.engine]):
                written.write(chunk)
        load(copy, settings.database)
