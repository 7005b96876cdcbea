"""Draft a migration: from the newest one to the tables as the code has them.

    python scripts/draft_migration.py "Say what changes"     a new file in models/migrations/versions, to be looked at
    python scripts/draft_migration.py --first                writes the first migration anew (before a release only)

Checks, partial indexes and the append-only guards of a change must be added by hand; `tests/models/test_migrations.py`
compares the result with the tables to the letter, on both databases.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import MigrateOperation, UpgradeOps
from alembic.runtime.migration import MigrationContext

from models import Database
from models.migrate import head
from models.tables import APPEND_ONLY, metadata

VERSIONS = Path(__file__).parents[1] / "models" / "migrations" / "versions"
TEMPLATE = '''"""{title}"""

import sqlalchemy as sa
from alembic import op

import models.types
from models.tables.guards import guard_statements

revision = "{revision}"
down_revision = {down}


def upgrade() -> None:
{calls}


{functions}
'''
GUARDS = """
def _guards() -> None:
    for table in {tables}:
        for statement in guard_statements(op.get_bind().dialect.name, table):
            op.execute(statement)
"""


def main(arguments: list[str]) -> int:
    first = arguments == ["--first"]
    if len(arguments) != 1 or (arguments[0].startswith("-") and not first):
        print(__doc__)
        return 2
    down = None if first else head()
    number = 1 if down is None else int(down) + 1
    functions = _functions(migrated=not first)
    if first:
        functions["_guards"] = _guards()
    title = "The first tables." if first else arguments[0].rstrip(".") + "."
    text = TEMPLATE.format(
        title=title,
        revision=f"{number:04d}",
        down=f'"{down}"' if down else "None",
        calls="\n".join(f"    {name}()" for name in functions),
        functions="\n\n".join(functions.values()),
    )
    name = "tables" if first else "_".join(title.lower().split())[:40].rstrip("._")
    path = VERSIONS / f"{number:04d}_{name}.py"
    path.write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "-q", path], check=False)
    subprocess.run([sys.executable, "-m", "ruff", "format", "-q", path], check=True)
    print(path)
    return 0


def _functions(*, migrated: bool) -> dict[str, str]:
    """The operations that lead from an empty or a migrated database to the tables: a function for each table."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/draft.db"
        if migrated:
            database = Database.open(url)
            database.upgrade()
            database.dispose()
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            operations = produce_migrations(context, metadata).upgrade_ops
            assert operations is not None  # noqa: S101  (for the type checker: it is what was asked for)
            bodies: dict[str, str] = {}
            for operation in operations.ops:
                name = f"_{operation.table_name}"  # type: ignore[attr-defined]
                bodies[name] = bodies.get(name, "") + _code(operation, context)
        engine.dispose()
    return {name: f"def {name}() -> None:\n{body}" for name, body in bodies.items()}


def _code(operation: MigrateOperation, context: MigrationContext) -> str:
    code = render_python_code(UpgradeOps([operation]), migration_context=context, user_module_prefix="models.types.")
    code = re.sub(r"op\.f\(('(?!ck_)[^']*')\)", r"\1", code)  # the convention would add to the names of checks only
    code = code.replace("sa.BigInteger().with_variant(sa.Integer(), 'sqlite')", "models.types.BIG")
    lines = (line for line in code.replace(", unique=False", "").splitlines() if line.strip() and "###" not in line)
    return "".join(_where_it_belongs(line if line.startswith("    ") else f"    {line}") for line in lines)


def _where_it_belongs(line: str) -> str:
    """The line as it is, or under a condition where it makes an index that one database only gets."""
    for index in (index for table in metadata.tables.values() for index in table.indexes if "only" in index.info):
        if line.startswith(f"    op.create_index('{index.name}'"):
            return f"    if op.get_bind().dialect.name == '{index.info['only']}':\n    {line}\n"
    return f"{line}\n"


def _guards() -> str:
    return GUARDS.strip("\n").format(tables=tuple(table.name for table in APPEND_ONLY)) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
