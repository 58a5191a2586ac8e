"""What the rules refuse, and the file system. The message is French: the field, the value, the mend."""

import errno
from collections.abc import Mapping, Sequence
from datetime import date


class Answer(Exception):  # noqa: N818  it is no failure of the program
    """What a person is answered instead of what was asked."""


class Refusal(Answer, ValueError):  # noqa: N818  likewise
    """An act that the rules do not hold at that moment, or a value that cannot be. Nothing was changed."""

    def __init__(self, field: str, value: object, mend: str) -> None:
        """Say which field, what it held, and what to do instead."""
        self.field, self.value, self.mend = field, shown(value), mend
        super().__init__(f"{field} « {self.value} » : {mend}")

    @property
    def sentences(self) -> Sequence[str]:
        """All that is wrong, each fault a sentence."""
        return (str(self),)


def shown(value: object) -> object:
    """Return a value as a refusal quotes it: a day as people write it."""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


FILES: Mapping[int, str] = {
    errno.EACCES: "les droits de ce compte ne le permettent pas ; changez-les, ou choisissez un autre endroit.",
    errno.EPERM: "les droits de ce compte ne le permettent pas ; changez-les, ou choisissez un autre endroit.",
    errno.ENOSPC: "il n'y a plus de place sur le disque ; libérez-en, et recommencez.",
    errno.EDQUOT: "il n'y a plus de place pour ce compte ; libérez-en, et recommencez.",
    errno.EROFS: "ce disque est en lecture seule ; choisissez un autre endroit.",
    errno.ENOTDIR: "un fichier est à la place d'un dossier de ce chemin ; choisissez un autre endroit.",
    errno.EEXIST: "quelque chose est déjà à cet endroit ; choisissez-en un autre.",
    errno.ENOENT: "ce chemin n'existe pas ; vérifiez-le.",
    errno.EISDIR: "c'est un dossier ; donnez le nom d'un fichier.",
    errno.ENAMETOOLONG: "ce nom est trop long ; choisissez-en un autre.",
}
"""What keeps a file from being read or written, by the number of the system's error, and the mend."""


def refused_file(error: OSError) -> Refusal | None:
    """Return what an error of the file system says to a person; None for one that is none of their files'."""
    mend = FILES.get(error.errno or 0)
    return Refusal("Fichier", error.filename or "sortie", mend) if mend else None
