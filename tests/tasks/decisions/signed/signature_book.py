"""Acts signed as a signature book does, by a certificate of this test alone."""

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore


@cache
def signer(name: str) -> SimpleSigner:
    """Return who signs, by a key that nothing else knows."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begun = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=36_500))
        .sign(key, hashes.SHA256())
    )
    return SimpleSigner(
        signing_cert=Certificate.load(made.public_bytes(Encoding.DER)),
        signing_key=PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )


class _Dated(PdfSigner):
    """Signs at an instant of ours: the library reads the machine's clock."""

    at: datetime | None = None

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:  # noqa: ANN401  the library's own
        """Return its session, at that instant."""
        begun = super().init_signing_session(*args, **kwargs)
        begun.system_time = self.at or begun.system_time
        return begun


def signed(document: bytes, name: str = "Camille Essai", *, at: datetime | None = None) -> bytes:
    """Return a PDF with a PAdES signature added to it, at an instant or now."""
    return signed_over(IncrementalPdfFileWriter(BytesIO(document)), name, at=at)


def signed_over(changed: IncrementalPdfFileWriter, name: str = "Camille Essai", *, at: datetime | None = None) -> bytes:
    """Return a PDF that was changed, then signed."""
    how = PdfSignatureMetadata(field_name=name, subfilter=SigSeedSubFilter.PADES)
    book = _Dated(how, signer=signer(name))
    book.at = at
    made: BytesIO = book.sign_pdf(changed)
    return made.getvalue()
