"""What to do about a file that could not be taken, trouble by trouble, as its sender reads it."""

from collections.abc import Mapping

from models.intake.words import Trouble

ADVICE: Mapping[str, str] = {
    Trouble.empty: "vérifiez qu'il s'ouvre sur votre ordinateur, puis envoyez-le de nouveau.",
    Trouble.too_large: "réduisez sa taille, ou répartissez ce qu'il contient entre plusieurs fichiers, que vous "
    "pouvez envoyer en plusieurs courriels.",
    Trouble.executable: "enregistrez le document au format PDF, sans macro, et envoyez ce fichier PDF.",
    Trouble.wrong_format: "enregistrez le document au format PDF, et envoyez ce fichier PDF.",
    Trouble.encrypted: "enregistrez-le sans mot de passe, puis envoyez-le de nouveau ; ne nous communiquez pas le mot "
    "de passe.",
    Trouble.corrupted: "ouvrez-le sur votre ordinateur ; s'il s'affiche correctement, enregistrez-le au format PDF et "
    "envoyez ce fichier PDF.",
    Trouble.infected: "faites vérifier votre ordinateur, refaites le document sur un poste sûr, puis envoyez-le au "
    "format PDF. Personne n'ouvrira le fichier reçu.",
    Trouble.too_many: "joignez directement les fichiers à votre courriel, sans archive, et répartissez-les entre "
    "plusieurs courriels s'ils sont nombreux.",
    Trouble.wrapped: "envoyez de nouveau votre courriel au format HTML ou texte brut (et non « texte enrichi »), sans "
    "le signer ni le chiffrer, avec vos fichiers en pièces jointes.",
    Trouble.dynamic: "ouvrez-le dans Acrobat Reader, imprimez-le vers un fichier PDF, et envoyez ce fichier.",
    Trouble.unreadable: "enregistrez le document au format PDF, et envoyez ce fichier PDF dans un courriel à part.",
    Trouble.damaged: "renvoyez-nous votre courriel avec ses fichiers, de préférence depuis une autre messagerie.",
}
"""How to send a file again."""


def resend(trouble: str) -> str:
    """Return how to send again a file that had this trouble."""
    return ADVICE[trouble]
