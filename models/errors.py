"""What goes wrong with the store, said in a sentence."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """Why the store did not do what it was asked."""

    LOCKED = "locked"  # another writer held on for longer than we wait
    FULL = "full"  # no space on the disk
    GONE = "gone"  # the file or the server went away
    READ_ONLY = "read_only"
    REFUSED = "refused"  # no connection: server down, wrong password, no such database
    OUTDATED = "outdated"  # the tables are not those of this version
    CONFLICT = "conflict"  # two units of work crossed; the whole unit may be repeated
    BROKEN = "broken"  # the file is damaged or no database at all


class StoreUnavailable(Exception):  # noqa: N818  (the name is the contract's)
    """The database could not do it, through no fault of the request. Nothing was changed, except that after `GONE`
    in the middle of a commit nobody knows: repeat the command with the same `command_id`.

    `trouble` says which kind it is; the message is a sentence for people.
    """

    def __init__(self, trouble: Trouble, sentence: str) -> None:
        super().__init__(sentence)
        self.trouble = trouble


class Unstorable(ValueError):  # noqa: N818  (it is an answer to bad input)
    """A value that no database holds: text with a NUL character or half a character, a number beyond 64 bits."""
