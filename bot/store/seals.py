"""Seals: a person's id as only who holds the secret can read it, and marks that recognise it.

The cipher is cryptography's Fernet; an id is padded to a block, so its length tells nothing. What
has to be the same each time, as the address of a picture, is covered with AES-SIV instead. Both are
loaded for the first seal: 6 MB that nobody needs who never asked anonymously.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256


class NoSecret(Exception):
    """Nothing can be sealed: the environment has no secret."""


class CannotOpen(Exception):
    """It was sealed with another secret."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Somebody whom nothing that is stored may name."""

    token: str


class Seals:
    """Seals and marks made with one secret."""

    def __init__(self, secret: str, purpose: str = "seal") -> None:
        from cryptography.fernet import Fernet
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        self._fernet = Fernet(urlsafe_b64encode(_derived(secret, f"potluck {purpose}".encode())))
        self._key = _derived(secret, b"potluck mark")
        self._cover = AESSIV(_derived(secret, b"potluck cover"))

    def seal(self, text: str) -> str:
        """The text, encrypted; never the same twice."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, token: str) -> str:
        """What was sealed. Raises CannotOpen."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken:
            raise CannotOpen from None

    def cover(self, text: str) -> str:
        """The text, encrypted for an address: always the same, and nobody else can make it."""
        return urlsafe_b64encode(self._cover.encrypt(text.encode(), None)).decode().rstrip("=")

    def uncover(self, token: str) -> str:
        """What was covered. Raises CannotOpen."""
        from cryptography.exceptions import InvalidTag

        try:
            sealed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
            return self._cover.decrypt(sealed, None).decode()
        except (InvalidTag, ValueError):
            raise CannotOpen from None

    def mark(self, *about: object) -> str:
        """A keyed digest: the same for the same things, and nothing to anybody without the key."""
        said = "\0".join(str(a) for a in about)
        return hmac.new(self._key, said.encode(), sha256).hexdigest()


def _derived(secret: str, purpose: bytes) -> bytes:
    """A key for one purpose alone."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


def seals(secret: str, purpose: str = "seal") -> Seals:
    """The seals of a secret; what is sealed for one purpose opens for no other.

    Raises NoSecret when there is none.
    """
    if not secret:
        raise NoSecret
    return _seals(secret, purpose)


@lru_cache(maxsize=8)
def _seals(secret: str, purpose: str) -> Seals:
    return Seals(secret, purpose)
