"""Time stamps (RFC 3161): what is asked of a service, and what its tokens attest.

`asn1crypto` has the structures, and opens signed mails here already; `cryptography` knows the signatures. What asks
services by itself (rfc3161ng, rfc3161-client) would be one more dependency for one octet string sent and one received.
"""

from datetime import datetime
from hashlib import new
from typing import NamedTuple

from asn1crypto import cms, tsp, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

_GRANTED = {"granted", "granted_with_mods"}
_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}


class BadToken(ValueError):  # noqa: N818  as a Refusal: what is wrong with it, in French
    """A token that attests nothing of what it should."""


class Attested(NamedTuple):
    """What a token attests: at which instant, by whose certificate."""

    at: datetime
    by: str


def request_for(digest: str, nonce: int) -> bytes:
    """Return the request of a time stamp for a digest (hexadecimal SHA-256)."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes.fromhex(digest)}
    asked = {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    content: bytes = tsp.TimeStampReq(asked).dump()
    return content


def token_of(answer: bytes, digest: str, nonce: int) -> bytes:
    """Return the token of a service's answer. Raises BadToken where it gave none, or none of what was asked."""
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        status = response["status"]["status"].native
        token: bytes = response["time_stamp_token"].dump() if status in _GRANTED else b""
    except (ValueError, TypeError) as error:
        raise BadToken("le service n'a pas répondu par un horodatage") from error
    if not token:
        raise BadToken(f"le service refuse ({status})")
    attested(token, digest)
    if _Signed(token).info["nonce"].native != nonce:
        raise BadToken("il répond à une autre demande")
    return token


def attested(token: bytes, digest: str) -> Attested:
    """Return what a token attests of a digest. Raises BadToken where it does not."""
    try:
        signed = _Signed(token)
        signed.check(digest)
    except BadToken:
        raise
    except (ValueError, TypeError, KeyError, StopIteration) as error:
        raise BadToken("il ne se lit pas") from error
    return Attested(signed.info["gen_time"].native, signed.certificate.subject.native.get("common_name", "?"))


class _Signed:
    """A token taken apart."""

    def __init__(self, token: bytes) -> None:
        """Raises ValueError, TypeError, KeyError or StopIteration for what is none."""
        self._data = cms.ContentInfo.load(token, strict=True)["content"]
        self._content = self._data["encap_content_info"]["content"]
        self.info = self._content.parsed
        [self._signer] = self._data["signer_infos"]
        held = [one.chosen for one in self._data["certificates"] if one.name == "certificate"]
        self.certificate: x509.Certificate = next(one for one in held if self._is_signers(one))
        self._attributes = {one["type"].native: one["values"][0] for one in self._signer["signed_attrs"]}

    def _is_signers(self, certificate: x509.Certificate) -> bool:
        said = self._signer["sid"].chosen
        return bool(said["issuer"] == certificate.issuer and said["serial_number"].native == certificate.serial_number)

    def check(self, digest: str) -> None:
        """Raise BadToken where it is not what the holder of its certificate signed as a time stamp of a digest."""
        imprint = self.info["message_imprint"]
        if (
            imprint["hash_algorithm"]["algorithm"].native != "sha256"
            or imprint["hashed_message"].native.hex() != digest
        ):
            raise BadToken("il atteste une autre empreinte")
        usage = self.certificate.extended_key_usage_value
        if usage is None or "time_stamping" not in usage.native:
            raise BadToken("son certificat n'est pas celui d'un service d'horodatage")
        name = self._signer["digest_algorithm"]["algorithm"].native
        signed = self._attributes["message_digest"].native == new(name, self._content.contents).digest()
        if not signed or not self._names_its_certificate():
            raise BadToken("ce qui est signé n'est pas ce qu'il dit")
        self._check_signature(_HASHES[name])

    def _names_its_certificate(self) -> bool:
        """Return True if what is signed names the certificate, so that no other can be put in its place."""
        if "signing_certificate_v2" in self._attributes:
            said = self._attributes["signing_certificate_v2"]["certs"][0]
            name = said["hash_algorithm"]["algorithm"].native
        else:
            said, name = self._attributes["signing_certificate"]["certs"][0], "sha1"
        return bool(said["cert_hash"].native == new(name, self.certificate.dump()).digest())

    def _check_signature(self, algorithm: hashes.HashAlgorithm) -> None:
        key = load_der_public_key(self.certificate.public_key.dump())
        signature, signed = self._signer["signature"].native, self._signer["signed_attrs"].untag().dump(force=True)
        try:
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(signature, signed, padding.PKCS1v15(), algorithm)
            elif isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(signature, signed, ec.ECDSA(algorithm))
            else:
                raise BadToken("sa signature est d'une sorte inconnue")
        except InvalidSignature as error:
            raise BadToken("sa signature est fausse") from error
