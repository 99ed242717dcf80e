"""Makes a case and opens one: file, tables of today, guards and the first entry of the ledger.

It must not know commands.
"""

import secrets
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import insert

from app.case import schema
from app.case.case_file import make_file, open_file
from app.case.custody import Custody
from app.case.database import Database
from app.case.entry import Action
from app.case.examiner import Examiner, Now
from app.case.reading import read_case
from app.case.tables import case_file

FORMAT = "incident-replay/case/1"


def found(path: Path, *, examiner: Examiner, now: Now) -> tuple[Database, Custody]:
    """A new case at `path`; raises CaseError."""

    def fill(database: Database) -> None:
        with database.writing() as connection:
            schema.upgrade(connection, path)
        with Custody(database, examiner=examiner, now=now).command() as command:
            case_id = secrets.token_hex(16)
            command.log(Action.CREATE, {"format": FORMAT, "case": case_id})
            command.connection.execute(insert(case_file).values(id=case_id, created_utc_ns=command.utc_ns))

    database = make_file(path, fill)
    return database, Custody(database, examiner=examiner, now=now)


def open_founded(path: Path, *, examiner: Examiner, now: Now) -> tuple[Database, Custody]:
    """The case at `path`; raises CaseError."""
    database = open_file(path)
    with ExitStack() as undo:
        undo.callback(database.close)
        custody = Custody(database, examiner=examiner, now=now)
        with database.reading() as connection:
            is_of_today = schema.check_version(connection, path)
        if not is_of_today:
            with database.writing() as connection:
                schema.upgrade(connection, path)
        _put_guards_back(database, custody)
        read_case(database, custody)  # what cannot be read is said now
        undo.pop_all()
    return database, custody


def _put_guards_back(database: Database, custody: Custody) -> None:
    with database.reading() as connection:
        missing = schema.missing_guards(connection, database.path)
    if missing:
        with custody.command() as command:
            command.log(Action.GUARDS, {"restored": list(missing)})
            schema.restore_guards(command.connection, missing)
