"""Rows of JSON tables, one at a time: the same as all at once, wherever blocks end.

Must not know what rows mean.
"""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.convert.encodings import json_rows
from app.convert.encodings.json_rows import RowsError, rows_of
from app.log.source import Source

TABLE: list[Any] = [
    {"token": "a"},
    {"token": "}{", "x": [1, {"y": "]}"}]},
    {"token": 'q"}\\', "z": None},
    {"token": "é"},
]


class Row(msgspec.Struct):
    token: str


def read(path: Path, raw: bytes) -> list[str]:
    path.write_bytes(raw)
    with Source(path) as source:
        return [row.token for row in rows_of(source, Row)]


@pytest.mark.parametrize("block", [*range(1, 40), 8 << 20])
@pytest.mark.parametrize("indent", [None, 1])
def test_wherever_blocks_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int, indent: int | None) -> None:
    monkeypatch.setattr(json_rows, "_BLOCK", block)
    raw = json.dumps(TABLE, indent=indent).encode()
    assert read(tmp_path / "t", b"  " * 50 + raw + b"\n\n") == [row["token"] for row in TABLE]
    assert read(tmp_path / "t", b" [ ] ") == []


@given(
    table=st.lists(st.fixed_dictionaries({"token": st.text(), "more": st.lists(st.text())})), block=st.integers(1, 99)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_as_all_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: Any, block: int) -> None:
    monkeypatch.setattr(json_rows, "_BLOCK", block)
    assert read(tmp_path / "t", msgspec.json.encode(table)) == [row["token"] for row in table]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "does not begin as an array"),
        (b"{}", "does not begin as an array"),
        (b"[1]", "row 0: an object belongs here"),
        (b'[{"token": 1}]', "row 0: Expected `str`, got `int`"),
        (b'[{"token": "a"}, {}]', "row 1: Object missing required field `token`"),
        (b'[{"token": "a"}', "row 1: a comma or the end belongs here: the file was cut"),
        (b'[{"token": "a"', "row 0: is no object"),
        (b'[{"token": "a"},]', "row 1: a row belongs behind a comma"),
        (b'[{"token": "a"} {"token": "b"}]', "row 1: a comma or the end"),
        (b'[{"token": "a"}] x', "behind the end"),
        (b'[{"token": "\xff"}]', "row 0: is no object"),
        (b'[{"token": "' + b"}" * 10_000 + b'"}]', "of more than"),
        (b'[{"token": "' + b"a" * (2 << 20) + b'"}]', "of more than"),
        (b'[{"x": ' + b"[" * 5000 + b"]" * 5000 + b', "token": "a"}]', "row 0: is no object"),
    ],
)
def test_what_is_refused(tmp_path: Path, raw: bytes, said: str) -> None:
    with pytest.raises(RowsError, match=said):
        read(tmp_path / "t", raw)


def test_a_large_table_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "t"
    with path.open("wb") as file:
        file.write(b"[")
        for number in range(200_000):
            file.write(b'%s{"token": "%032d", "filename": "%0100d"}' % (b"," if number else b"", number, number))
        file.write(b"]")
    tracemalloc.start()
    with Source(path) as source:
        assert sum(1 for _ in rows_of(source, Row)) == 200_000
    assert tracemalloc.get_traced_memory()[1] < 30 << 20
    tracemalloc.stop()
