"""One ROS 2 database as a carrier of messages: opened so that it is never written to, and read table by table.

It must not know what a message says. Layout: ros2/rosbag2, rosbag2_storage_sqlite3. A database is hostile: views and
triggers are off, its schema is not trusted, nothing but the columns named here is asked for (sqlite.org/security.html).
"""

import re
from array import array
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from app.convert.messages.carrier import (
    MOST_MESSAGE_BYTES,
    MOST_MESSAGES,
    Buffer,
    CarrierError,
    Findings,
    Message,
    Topic,
    read,
    require_content,
)
from app.convert.messages.horizon import MOST_TIME_NS, Horizon
from app.convert.recording import Losses
from app.convert.topics.bag_metadata import DATABASE_SUFFIXES
from app.log.source import Source, SourceError

MAGIC = b"SQLite format 3\0"
_LEAST_ROW_BYTES = 4
_MOST_TOPICS = 65_536
_MOST_TEXT = 16 << 20
_MOST_TEXTS = 256 << 20
"""Of the descriptions in one table together."""
_WHOLE = re.compile(r"-?[0-9]{1,19}")
_ALL_TIMES = "SELECT rowid, timestamp FROM messages INDEXED BY timestamp_idx ORDER BY timestamp LIMIT ?"
"""Answered by that index alone, which rosbag2 makes in every database."""
_LAST_ROW = "SELECT max(rowid) FROM messages"
_ALL_MESSAGES = "SELECT rowid, topic_id, timestamp, data FROM messages NOT INDEXED ORDER BY rowid"
Unpack = Callable[[bytes], Buffer]


class Db3File:
    """One database. Used by one thread."""

    def __init__(self, path: Path, findings: Findings, unpack: Unpack) -> None:
        """Open it; `unpack` undoes the compression of a message. Raises SourceError."""
        import apsw

        self._source = Source(path)
        self._findings = findings
        self._unpack = unpack
        self._error: type[Exception] = apsw.Error
        self._rows: list[int] = []
        try:
            flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
            # immutable: no lock, no journal and no shared memory beside the evidence
            self._database: Any = apsw.Connection(f"{path.absolute().as_uri()}?mode=ro&immutable=1", flags=flags)
        except apsw.Error as error:
            self._source.close()
            raise SourceError(f"{path}: cannot be opened: {error}") from error

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._source.path

    @property
    def place(self) -> int:
        """See Carrier: the row that was looked at last."""
        return self._rows[-1] if self._rows else 0

    @property
    def passed(self) -> float:
        """See Carrier."""
        return min(1.0, self.place / self._last_row) if self._last_row > 0 else 1.0

    @cached_property
    def _last_row(self) -> int:
        """The number of the last row, as far as that can be had; 0: there is none."""
        try:
            (number,) = self._database.execute(_LAST_ROW).fetchone()
        except self._error:
            return 0
        return number if isinstance(number, int) else 0

    def horizon(self) -> Horizon | None:
        """See Carrier."""
        rows, times = array("q"), array("q")
        try:
            self._harden()
            if "timestamp" not in self._columns("messages"):
                return None
            for row, time in self._database.execute(_ALL_TIMES, (MOST_MESSAGES + 1,)):
                rows.append(row)
                times.append(time)
        except (self._error, TypeError, OverflowError):
            return None  # the scan says what is wrong with it
        return Horizon.of(rows, times, times, end=max(rows, default=0) + 1, messages=len(rows))

    def close(self) -> None:
        """Let go of the file."""
        self._database.close(force=True)
        self._source.close()

    def read(self, row: int) -> Buffer:
        """The message of a row; raises CarrierError."""
        try:
            found = self._database.execute("SELECT data FROM messages WHERE rowid = ?", (self._rows[row],)).fetchone()
        except self._error as error:
            raise CarrierError(f"the database is damaged: {error}") from error
        if found is None or not isinstance(found[0], bytes):
            raise CarrierError("the row has no bytes any more")
        return self._unpack(found[0])

    def beside(self) -> Iterator[Message]:
        """See Carrier: there is nothing of that."""
        yield from ()

    def scan(self) -> Iterator[Message]:
        """Every message in the order of its row; raises CarrierError."""
        require_content(self._source)
        if read(self._source, 0, len(MAGIC)) != MAGIC:
            raise CarrierError(f"{self.path}: does not begin as a database of SQLite does")
        _tell_unmerged(self.path, self._findings.losses)
        try:
            self._harden()
            topics = self._topics()
        except self._error as error:
            raise CarrierError(f"{self.path}: is no database of ROS 2, or damaged: {error}") from error
        yield from self._messages(topics)

    def _harden(self) -> None:
        import apsw

        database = self._database
        for option, value in (
            (apsw.SQLITE_DBCONFIG_DEFENSIVE, 1), (apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
            (apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), (apsw.SQLITE_DBCONFIG_ENABLE_VIEW, 0),
        ):  # fmt: skip
            database.config(option, value)
        for limit, value in (
            (apsw.SQLITE_LIMIT_LENGTH, MOST_MESSAGE_BYTES), (apsw.SQLITE_LIMIT_SQL_LENGTH, 100_000),
            (apsw.SQLITE_LIMIT_COLUMN, 100), (apsw.SQLITE_LIMIT_EXPR_DEPTH, 20), (apsw.SQLITE_LIMIT_VDBE_OP, 25_000),
            (apsw.SQLITE_LIMIT_FUNCTION_ARG, 8), (apsw.SQLITE_LIMIT_ATTACHED, 0), (apsw.SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        ):  # fmt: skip
            database.limit(limit, value)
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON", "mmap_size = 0"):
            database.execute(f"PRAGMA {pragma}").fetchall()

    def _columns(self, table: str) -> set[str]:
        """The stored columns of a table of that name; none if there is no plain table."""
        plain = self._database.execute(
            "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ? AND rootpage > 0", (table,)
        ).fetchone()
        if plain is None:
            return set()
        described = self._database.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (table,)).fetchall()
        return {str(name) for name, hidden in described if hidden == 0}

    def _topics(self) -> dict[int, Topic]:
        for table, needed in (
            ("topics", {"id", "name", "type"}),
            ("messages", {"topic_id", "timestamp", "data"}),
        ):
            if missing := needed - self._columns(table):
                raise CarrierError(f"{self.path}: table {table!r} has no column {min(missing)!r}: no bag of ROS 2")
        definitions: dict[str, tuple[str, bytes]] = {}
        if {"topic_type", "encoding", "encoded_message_definition"} <= self._columns("message_definitions"):
            for name, encoding, text in self._texts(
                "message_definitions", "topic_type", "encoding", "encoded_message_definition"
            ):
                definitions[name] = (encoding, text.encode())
        format_ = "serialization_format" if "serialization_format" in self._columns("topics") else "'cdr'"
        topics: dict[int, Topic] = {}
        if "offered_qos_profiles" in self._columns("topics"):
            for name, profiles in self._texts("topics", "name", "offered_qos_profiles"):
                self._findings.tell("connections", {"topic": name[:200], "offered_qos_profiles": profiles[:4000]})
        for number, name, type_name, encoding in self._texts("topics", "id", "name", "type", format_):
            if not _WHOLE.fullmatch(number):
                self._findings.losses.add(f"topic {name!r:.100}", f"its number {number!r:.40} is none")
                continue
            schema_encoding, schema = definitions.get(type_name, ("", b""))
            topics[int(number)] = Topic(
                name=name, type_name=type_name, encoding=encoding, schema_encoding=schema_encoding if schema else "",
                schema=schema,
            )  # fmt: skip
        return topics

    def _texts(self, table: str, *columns: str) -> Iterator[list[str]]:
        """Columns as texts, whatever bytes they hold; table and columns are names of this module."""
        chosen = ", ".join(f"CAST(substr({column}, 1, {_MOST_TEXT}) AS BLOB)" for column in columns)
        left = _MOST_TEXTS
        for row in self._database.execute(f"SELECT {chosen} FROM {table} LIMIT {_MOST_TOPICS}"):  # noqa: S608
            left -= sum(len(value or b"") for value in row)
            if left < 0:
                self._findings.losses.add(table, f"descriptions behind the first {_MOST_TEXTS} bytes")
                return
            yield [(value or b"").decode("utf-8", "replace") for value in row]

    def _messages(self, topics: dict[int, Topic]) -> Iterator[Message]:
        """In the order of rows, which a database that goes round in a circle does not keep."""
        losses, last = self._findings.losses, -(2**63)
        most = self._source.size // _LEAST_ROW_BYTES
        rows: Iterator[tuple[Any, ...]] | None = None
        while True:
            try:
                rows = rows or self._database.execute(_ALL_MESSAGES)
                row = next(rows, None)
            except self._error as error:
                behind = "" if last == -(2**63) else f" behind row {last}"
                losses.add(self.path.name, f"the database is damaged{behind}: {error}"[:200])
                return
            if row is None:
                return
            if row[0] <= last or len(self._rows) > most:
                losses.add(self.path.name, f"the rows of the database go round in a circle behind row {last}")
                return
            last = row[0]
            yield from self._message(row, topics, losses)

    def _message(self, row: tuple[Any, ...], topics: dict[int, Topic], losses: Losses) -> Iterator[Message]:
        number, topic_id, log, data = row
        topic = topics.get(topic_id) if isinstance(topic_id, int) else None
        if topic is None:
            losses.add(f"topic {topic_id!r:.20}", "messages of a topic that the database does not describe")
        elif not isinstance(log, int) or not -MOST_TIME_NS < log < MOST_TIME_NS:
            losses.add(topic.name, "messages without a time, or beyond the year 2116")
        elif not isinstance(data, bytes):
            losses.add(topic.name, "messages without bytes")
        else:
            try:
                plain = self._unpack(data)
            except CarrierError as error:
                losses.add(topic.name, str(error))
                return
            self._rows.append(number)
            yield Message(len(self._rows) - 1, topic, log, None, None, plain)


def _tell_unmerged(path: Path, losses: Losses) -> None:
    """What a recorder that crashed left beside its database, which nothing is merged of here."""
    for suffix in DATABASE_SUFFIXES[:2]:
        beside = path.with_name(path.name + suffix)
        if beside.is_file() and beside.stat().st_size:
            losses.add(
                beside.name,
                "what the recorder had not merged yet; copy both files elsewhere, open the copy once with sqlite3, "
                "and take that",
            )
