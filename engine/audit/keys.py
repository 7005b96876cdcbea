"""The key that signs checkpoints: 256 random bits in a file beside the database, never in it.

The signature is an HMAC: who has the key can check it, and can make one. So it convinces those who trust the keeper of
the key; others compare with a receipt that they were given at the time.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.audit.digest import mac

if TYPE_CHECKING:
    from pathlib import Path

_BYTES = 32


@dataclass(frozen=True, slots=True)
class Key:
    """A signing key. `id` names it without telling it."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        return hashlib.sha256(b"banjie audit key\n" + self.secret).hexdigest()[:16]

    def sign(self, algorithm: str, content: bytes) -> str:
        """The HMAC of the content, in hexadecimal."""
        return mac(algorithm, self.secret, content)


def load_key(path: Path) -> Key | None:
    """The key in the file; None where there is no file.

    Raises:
        ValueError: The file holds no key.
        OSError: It cannot be read.
    """
    try:
        written = path.read_text(encoding="ascii")
        secret = bytes.fromhex(written.strip())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise ValueError(f"Expected 64 hexadecimal digits in {path}, but found something else") from error
    if len(secret) != _BYTES:
        raise ValueError(f"Expected 64 hexadecimal digits in {path}, but found {len(written.strip())} characters")
    return Key(secret)


def load_or_make_key(path: Path) -> Key:
    """The key in the file, made (readable by its owner only) where there is none.

    Raises:
        ValueError: As `load_key`.
        OSError: It can be neither read nor written.
    """
    found = load_key(path)
    if found is not None:
        return found
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link never replaces: of two that make a key at once, one wins and both use it.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    made = load_key(path)
    if made is None:
        raise FileNotFoundError(f"Expected the key just made in {path}, but it is gone")
    return made
