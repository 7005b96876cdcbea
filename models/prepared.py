"""Core statements compiled once and handed to the driver as they are.

For a small statement SQLAlchemy's way to the driver costs several times what SQLite needs: the compiled form is looked
up, a context and a result are made that nobody reads. A command writes a dozen of them. What they say, how values are
bound and which errors come out stays SQLAlchemy's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sqlalchemy as sa
    from sqlalchemy.engine import Connection, Dialect


class Prepared:
    """An INSERT, UPDATE or DELETE whose rows nobody wants back. Made once, at the top of a module; thread-safe.

    Databases that need another statement than the rest are given theirs by the dialect's name.
    """

    def __init__(self, statement: sa.Executable, **of_dialect: sa.Executable) -> None:
        self._statement = statement
        self._of_dialect = of_dialect
        self._compiled: dict[tuple[str, tuple[str, ...]], _Compiled] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Execute it for every row, and give the number of rows changed. A row has the columns to be written and the
        names bound in the statement; all have those of the first one.

        Raises:
            sqlalchemy.exc.DBAPIError: As `Connection.execute`.
            ValueError: A column that has a default of Python's is not given.
        """
        if not rows:
            return 0
        dialect = connection.dialect
        key = dialect.name, tuple(rows[0])
        compiled = self._compiled.get(key)
        if compiled is None:
            compiled = _Compiled(self._of_dialect.get(dialect.name, self._statement), dialect, key[1])
            self._compiled[key] = compiled
        values = [compiled.values(row) for row in rows]
        failed = dialect.loaded_dbapi.Error
        cursor = connection.connection.cursor()
        try:
            if len(values) == 1:
                cursor.execute(compiled.text, values[0])
            else:
                cursor.executemany(compiled.text, values)
            return int(cursor.rowcount)
        except failed as error:
            raise DBAPIError.instance(compiled.text, None, error, failed, dialect=dialect) from error
        finally:
            cursor.close()


class _Compiled:
    """The driver's text of a statement, and how a row becomes its values."""

    __slots__ = ("_binds", "_named", "text")

    def __init__(self, statement: sa.Executable, dialect: Dialect, names: tuple[str, ...]) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(names))  # type: ignore[attr-defined]
        left_out = [column.name for column in (*compiled.insert_prefetch, *compiled.update_prefetch)]
        unknown = set(compiled.binds) ^ set(names)
        if left_out or unknown:
            raise ValueError(f"Expected a row with the columns of the statement, but not so: {left_out or unknown}")
        self.text: str = compiled.string
        self._named = not compiled.positional
        self._binds = tuple(
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in (compiled.positiontup if compiled.positional else names)
        )

    def values(self, row: Mapping[str, Any]) -> Any:
        """What the driver is given: values in their order, or by name."""
        if self._named:
            return {name: process(row[name]) if process else row[name] for name, process in self._binds}
        return [process(row[name]) if process else row[name] for name, process in self._binds]
