"""Signing: the key of whoever works at this machine, and what it signs.

The key is Ed25519 (RFC 8032), made when something is first signed, and kept in the user's own configuration folder, which only its owner
may read. A signature says that a text came from whoever holds the key and was not changed since. It does not say who that is: those
who receive something compare the fingerprint once (trust on first use) and notice when it becomes another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia.errors import Invalid, Refused

if TYPE_CHECKING:  # it takes longer to import than most commands to start
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ALGORITHM, FIELD = "Ed25519", "signature"


@dataclass(frozen=True)
class Key:
    """A key that can sign. `fingerprint`: 32 hexadecimal digits, in groups of four, of the sha256 of its public half."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public half, 32 bytes in base64."""
        return base64.b64encode(self.private.public_key().public_bytes_raw()).decode()

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public)

    def sign(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """What is said, with who said it: the same mapping and a field `signature` over all the others."""
        bare = {name: value for name, value in body.items() if name != FIELD}
        value = base64.b64encode(self.private.sign(plain(bare))).decode()
        return {**bare, FIELD: {"algorithm": ALGORITHM, "key": self.public, "value": value}}


def place() -> Path:
    """Where the key of this user is kept."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "intarsia" / "signing.key"


def own(path: Path | None = None) -> Key:
    """The key of this user, made now when there is none.

    Raises: Refused when others may read it; Invalid when it cannot be understood; OSError where it cannot be written.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    path = path or place()
    try:
        with path.open("rb") as handle:
            if stat.S_IMODE(os.fstat(handle.fileno()).st_mode) & 0o077:
                raise Refused("others on this machine may read the signing key", where=str(path), way_out=f"chmod 600 {path}; if somebody else may have it, remove it: a new one is made")
            found = load_pem_private_key(handle.read(), None)
    except FileNotFoundError:
        return _made(path)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Invalid("the signing key cannot be understood", where=str(path), way_out="put your copy of it back, or remove it: a new one is made, which others will not know") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise Invalid("the signing key is of another kind", where=str(path), way_out="remove it: a new one is made, which others will not know")
    return Key(found)


def _made(path: Path) -> Key:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(aside, path)  # unlike a rename, it never takes the place of a key that another process made meanwhile
        except FileExistsError:
            return own(path)
    finally:
        aside.unlink(missing_ok=True)
    return Key(made)


def plain(body: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: JSON with sorted keys and nothing between them."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def fingerprint(public: str) -> str:
    """What people compare of a public key."""
    digits = hashlib.sha256(base64.b64decode(public)).hexdigest()[:32]
    return " ".join(digits[n : n + 4] for n in range(0, 32, 4))


def signer(body: Mapping[str, Any], where: str = "") -> str:
    """The fingerprint of the key that signed this very body.

    Raises: Invalid when it is not signed, or was changed since.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        given = body[FIELD]
        if given["algorithm"] != ALGORITHM:
            raise ValueError("another algorithm")
        public = base64.b64decode(given["key"], validate=True)
        bare = {name: value for name, value in body.items() if name != FIELD}
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(given["value"], validate=True), plain(bare))
    except InvalidSignature:
        raise Invalid("it was changed after it was signed", where=where, way_out="ask whoever made it for another copy") from None
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise Invalid("it has no signature that can be checked", where=where, way_out="ask whoever made it for another copy") from None
    return fingerprint(given["key"])
