"""Letters signed (S/MIME, RFC 8551): their readers' programs show who wrote them, and that nobody changed them."""

from base64 import encodebytes
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509 import Certificate, load_pem_x509_certificates

SIGNED = 'multipart/signed; protocol="application/pkcs7-signature"; micalg="sha-256"'
"""What a signed mail is called, but for its boundary."""

_HEAD = (
    b'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
    b"Content-Transfer-Encoding: base64\r\n"
    b'Content-Disposition: attachment; filename="smime.p7s"\r\n\r\n'
)


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the key, its certificate, and those that lead to an authority."""

    key: RSAPrivateKey | EllipticCurvePrivateKey = field(repr=False)
    certificate: Certificate
    chain: tuple[Certificate, ...] = ()

    def signature(self, entity: bytes) -> bytes:
        """Return the part that signs another, as it goes on the wire."""
        builder = PKCS7SignatureBuilder().set_data(entity).add_signer(self.certificate, self.key, SHA256())
        for one in self.chain:
            builder = builder.add_certificate(one)
        made = builder.sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])
        return _HEAD + encodebytes(made).replace(b"\n", b"\r\n")


def read_signer(place: Path) -> Signer:
    """Read a file in PEM: the key, without a password, then its certificate, then those of its authorities. Raises
    ValueError, in French, for anything else."""
    try:
        octets = place.read_bytes()
        key = load_pem_private_key(octets, password=None)
        certificate, *chain = load_pem_x509_certificates(octets)
    except (OSError, TypeError, ValueError):
        raise ValueError(f"{place} : il n'y a pas là une clé sans mot de passe et son certificat (PEM)") from None
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise ValueError(f"{place} : la clé n'est ni RSA, ni sur une courbe elliptique")  # noqa: TRY004
    if certificate.public_key() != key.public_key():
        raise ValueError(f"{place} : le premier certificat n'est pas celui de la clé")
    return Signer(key, certificate, tuple(chain))
