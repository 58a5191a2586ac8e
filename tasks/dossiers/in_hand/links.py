"""Links to dossiers: made with a secret that only their mail holds, and found again by it."""

import secrets
from hashlib import sha256

from sqlmodel import Session, select

from models.dossiers.handling import DossierLink

_OCTETS = 32


def issue(session: Session, link: DossierLink, *, at_address: str) -> str:
    """Keep a link without its secret, and return the address that opens it; `at_address` is where such links lead."""
    secret = secrets.token_urlsafe(_OCTETS)
    link.digest = digest(secret)
    session.add(link)
    return f"{at_address}/{secret}"


def find(session: Session, secret: str) -> DossierLink | None:
    """Return the link of a secret; None where there is none."""
    return session.exec(select(DossierLink).where(DossierLink.digest == digest(secret))).first()


def digest(secret: str) -> str:
    """Return what is kept of a secret."""
    return sha256(secret.encode()).hexdigest()
