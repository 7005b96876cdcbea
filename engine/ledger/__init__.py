"""The ledger of reform tasks (改革任务台账): read from the user's documents, run as long cases, listed.

The documents' own words never stand in the repository: they are read when a ledger is imported.
"""

from engine.ledger.documents import LEDGERS, Ledger, ledgers, read_ledger
from engine.ledger.task import LedgerError, Task

__all__ = ["LEDGERS", "Ledger", "LedgerError", "Task", "ledgers", "read_ledger"]
