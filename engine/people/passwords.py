"""Password hashes: Argon2id, in the parameters that RFC 9106 gives for machines short of memory."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 10
MAXIMUM_LENGTH = 1024


class Passwords:
    """Hashes and compares passwords. Thread-safe; one hash takes some 50 ms and 64 MiB with the default hasher."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        """The hash of a new password, with its salt and parameters.

        Raises:
            ValueError: It is too short or too long.
        """
        if not MINIMUM_LENGTH <= len(password) <= MAXIMUM_LENGTH:
            raise ValueError(
                f"Expected a password of {MINIMUM_LENGTH} to {MAXIMUM_LENGTH} characters, but got {len(password)}"
            )
        return self._hasher.hash(_normal(password))

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one behind the stored hash. Without a hash (nobody has that login) the same
        work is done and the answer is no, so that the time taken does not tell which logins exist.
        """
        decoy = self._decoy
        try:
            fits = self._hasher.verify(stored or decoy, _normal(password[:MAXIMUM_LENGTH]))
        except (VerificationError, InvalidHashError):
            return False
        return fits and stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than those in use now."""
        return self._hasher.check_needs_rehash(stored)

    @cached_property
    def _decoy(self) -> str:
        return self._hasher.hash(secrets.token_hex())


def _normal(password: str) -> bytes:
    """One form for what looks the same on two keyboards (RFC 8265, OpaqueString)."""
    return unicodedata.normalize("NFC", password).encode(errors="surrogatepass")
