"""Digests, each with the name of its algorithm: SHA-256, or SM3 (GB/T 32905) where the OpenSSL at hand has it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from engine.audit.canonical import canonical

SHA256 = "sha256"
SM3 = "sm3"
ALGORITHMS = (SHA256, SM3)


def digest(algorithm: str, data: bytes) -> str:
    """The digest of the bytes, in hexadecimal.

    Raises:
        ValueError: The algorithm is not one of `ALGORITHMS`, or this machine's OpenSSL does not have it.
    """
    if algorithm == SHA256:
        return hashlib.sha256(data).hexdigest()
    _check(algorithm)
    return hashlib.new(algorithm, data).hexdigest()


def mac(algorithm: str, key: bytes, data: bytes) -> str:
    """The HMAC (RFC 2104) of the bytes, in hexadecimal.

    Raises:
        ValueError: As `digest`.
    """
    _check(algorithm)
    return hmac.new(key, data, algorithm).hexdigest()


def new_salt() -> str:
    """128 random bits in hexadecimal: without the salt, a short value could be guessed from its digest."""
    return secrets.token_hex(16)


def salted_digest(data: Any, salt: str, algorithm: str = SHA256) -> str:
    """The digest of private data, for the log: `sha256:…`. It proves the data while they are kept together with
    their salt, and says nothing once both are erased.

    Raises:
        ValueError: The data are no JSON, or the algorithm is unknown.
    """
    return f"{algorithm}:{mac(algorithm, salt.encode(), canonical(data, fractions=True))}"


def matches(expected: str, data: Any, salt: str) -> bool:
    """Whether data and salt give this digest. Data without a canonical form never do."""
    algorithm = expected.partition(":")[0]
    try:
        return hmac.compare_digest(expected.encode(), salted_digest(data, salt, algorithm).encode())
    except ValueError:
        return False


def _check(algorithm: str) -> None:
    if algorithm not in ALGORITHMS:
        raise ValueError(f"Expected a digest by one of {', '.join(ALGORITHMS)}, but got {algorithm!r}")
    if algorithm not in hashlib.algorithms_available:
        raise ValueError(f"Expected OpenSSL to have {algorithm}, but this machine's does not")
