"""What must be kept apart from the database for the checks to mean something: the key, and receipts of checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.audit.checkpoints import Checkpoint, add_receipt, receipts, stored_checkpoints, take_checkpoint
from engine.audit.keys import Key, load_key, load_or_make_key

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from models import Database


class Safe:
    """A folder with `audit.key` and `checkpoints.jsonl`. Copy both to a place that those who run the database do not
    reach: a printed receipt does.
    """

    def __init__(self, folder: Path) -> None:
        self._key = folder / "audit.key"
        self._receipts = folder / "checkpoints.jsonl"

    def key(self) -> Key | None:
        """The key; None before the first seal.

        Raises:
            ValueError: The file holds no key.
        """
        return load_key(self._key)

    def receipts(self) -> tuple[Checkpoint, ...]:
        """The receipts so far.

        Raises:
            ValueError: A line of the file is no receipt.
        """
        return receipts(self._receipts)

    def seal(self, database: Database, at: datetime) -> Checkpoint | None:
        """Sign how far the log has come and write the receipt; None when it has not grown. Makes the key if need be.

        Raises:
            ValueError: The log has shrunk since the last checkpoint, or a file here is damaged.
        """
        key = load_or_make_key(self._key)
        known = {receipt.id for receipt in self.receipts()}
        taken = database.run(lambda connection: take_checkpoint(connection, at, key))
        with database.read() as connection:
            # Also those of which a crash prevented the receipt.
            missing = [one for one in stored_checkpoints(connection) if one.id not in known]
        for one in missing:
            add_receipt(self._receipts, one)
        return taken
