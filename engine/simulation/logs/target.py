"""A file that appears whole or not at all."""

from __future__ import annotations

import gzip
import os
import secrets
from typing import IO, TYPE_CHECKING

from engine.simulation.errors import SimulationError

if TYPE_CHECKING:
    from pathlib import Path

_GZIP_LEVEL = 4  # twice as quick as the usual 6, for a file that is a tenth longer


class Target:
    """A file beside the one that is meant, which takes its place at the end. Compressed if the name ends with `.gz`;
    the same contents give the same bytes.

    Raises:
        SimulationError: The folder is not there, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
        if path.exists() and not path.is_file():
            raise SimulationError(f"Expected the log to be a file, but {path} is none")
        try:
            handle = os.open(self.part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except OSError as error:
            raise SimulationError(f"Expected to write the log {path}, but: {error.strerror}") from error
        self._raw: IO[bytes] = os.fdopen(handle, "wb", buffering=1 << 18)
        self.file: IO[bytes] = self._raw
        if path.name.lower().endswith(".gz"):
            self.file = gzip.GzipFile("", "wb", _GZIP_LEVEL, self._raw, mtime=0)  # type: ignore[assignment]
        self.open = True

    def write(self, data: bytes) -> None:
        """Add to the file.

        Raises:
            SimulationError: There is no room left, or whatever else the system says.
        """
        try:
            self.file.write(data)
        except OSError as error:
            raise self.lost(error) from error

    def commit(self) -> None:
        """Put the file in its place. Afterwards nothing is left of the one beside it, whether that worked or not."""
        if not self.open:
            return
        try:
            if self.file is not self._raw:
                self.file.close()
            self._raw.close()  # not forced to the disk: a log can be made again from its seed
            self.part.replace(self.path)
        except OSError as error:
            raise self.lost(error) from error
        finally:
            self.abort()

    def abort(self) -> None:
        """Leave nothing behind."""
        if self.open:
            self.open = False
            try:
                self._raw.close()  # not the compressor, which would write its last words
            except OSError:
                pass
            finally:
                self.part.unlink(missing_ok=True)

    def lost(self, error: OSError) -> SimulationError:
        """What is said when the system refuses to write."""
        return SimulationError(f"Expected to write the log {self.path}, but: {error.strerror or error}")
