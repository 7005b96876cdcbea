"""The ledger of reform tasks (改革任务台账): read from the user's documents, run as long cases, listed.

The documents' own words never stand in the repository: they are read when a ledger is imported.
"""

from engine.ledger.documents import LEDGERS, Ledger, ledgers, read_ledger
from engine.ledger.importing import Imported, import_tasks
from engine.ledger.listing import PROCESS, LedgerRow, list_tasks
from engine.ledger.task import LedgerError, Task

__all__ = [
    "LEDGERS",
    "PROCESS",
    "Imported",
    "Ledger",
    "LedgerError",
    "LedgerRow",
    "Task",
    "import_tasks",
    "ledgers",
    "list_tasks",
    "read_ledger",
]
