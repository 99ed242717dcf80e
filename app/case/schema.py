"""The form of a case's tables: makes it, brings an older one up to date, and says what does not belong to it.

It must not know what the rows mean. alembic takes a tenth of a second to import and is needed for a new case or an
older one only.
"""

import re
from pathlib import Path

from sqlalchemy import Connection, Inspector, inspect, text

from app.case.errors import NewerCaseError, damaged
from app.case.tables import SQLITE_GUARDS, metadata

VERSION = "0001"
"""The number of the last migration."""
_MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"
_NUMBER = re.compile(r"[0-9]{4}\Z", re.ASCII)


def upgrade(connection: Connection, path: Path) -> None:
    """Run the migrations that are still to come, inside the transaction of `connection`; raises CaseError."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise damaged(path, f"its tables are of a form that never was: {error}") from error


def check_version(connection: Connection, path: Path) -> bool:
    """Whether the tables are those of today, False if they are older; raises CaseError."""
    found = _version(connection, path)
    if found > VERSION:
        raise NewerCaseError(
            f"{path}: the case was written by a newer version of this program (its tables are of form {found}, this "
            f"version knows {VERSION}). Open it with that version or a later one."
        )
    return found == VERSION


def missing_guards(connection: Connection, path: Path) -> tuple[str, ...]:
    """The triggers of the ledger that are not there; raises CaseError if anything else is missing or is too much.

    A view in place of a table, or a trigger that somebody added, could swallow what is acknowledged.
    """
    rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master"))
    # tables and indices of SQLite's own, which ANALYZE for instance makes
    own = {"table", "index"}
    found = {(kind, name): sql for kind, name, sql in rows if kind not in own or not str(name).startswith("sqlite_")}
    guards = {("trigger", name): sql for name, sql in SQLITE_GUARDS.items()}
    tables = {("table", name) for name in (*metadata.tables, _VERSION_TABLE)}
    if lacking := sorted(name for _, name in tables - found.keys()):
        raise damaged(path, f"it has no table {', '.join(lacking)}")
    foreign = sorted(f"{kind} {name}" for kind, name in found.keys() - tables - guards.keys())
    foreign += [f"trigger {key[1]} in another form" for key, sql in guards.items() if found.get(key, sql) != sql]
    if foreign:
        raise damaged(path, f"something else added to it: {', '.join(foreign)}")
    return tuple(name for kind, name in guards if (kind, name) not in found)


def restore_guards(connection: Connection, names: tuple[str, ...]) -> None:
    """Make the triggers of these names again."""
    for name in names:
        connection.execute(text(SQLITE_GUARDS[name]))


def _version(connection: Connection, path: Path) -> str:
    inspector: Inspector = inspect(connection)
    if not inspector.has_table(_VERSION_TABLE):
        raise damaged(path, "it does not say of which form its tables are")
    found = [row[0] for row in connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}"))]  # noqa: S608
    if len(found) != 1 or not isinstance(found[0], str) or not _NUMBER.match(found[0]):
        raise damaged(path, f"{found!r:.80} is no form of its tables")
    return found[0]
