"""Where things are kept: the tables, and the `Database` that holds them."""

from models import tables
from models.database import Database
from models.errors import StoreUnavailable, Trouble, Unstorable
from models.ids import new_id
from models.types import NEVER

__all__ = ["NEVER", "Database", "StoreUnavailable", "Trouble", "Unstorable", "new_id", "tables"]
