"""Tables that are hostile: nothing but TableError comes of them, and bombs are found before they are unpacked.

Must not know what columns mean.
"""

from __future__ import annotations

import io
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.convert.encodings import arrow_tables
from app.convert.encodings.arrow_tables import TableError, feather_rows, feather_table, parquet_table, require_arrow
from app.convert.recording import ConvertError

pa = pytest.importorskip("pyarrow")
pytest.importorskip("pyarrow.feather")
pytest.importorskip("pyarrow.parquet")
COLUMNS: dict[str, Any] = {
    "x": np.arange(50, dtype=np.float16),
    "n": np.arange(50),
    "name": [f"a{row % 7}" for row in range(50)],
}
WANTED: dict[str, arrow_tables.Sort] = {"x": "number", "n": "number", "name": "text", "other": "number"}


def packed(columns: dict[str, Any], how: str = "lz4", **more: Any) -> bytes:
    """A Feather file, or one of Parquet."""
    sink = io.BytesIO()
    if how == "parquet":
        pa.parquet.write_table(pa.table(columns), sink, **more)
    else:
        pa.feather.write_feather(pa.table(columns), sink, compression=how, **more)
    return sink.getvalue()


READERS = {"lz4": feather_table, "zstd": feather_table, "uncompressed": feather_table, "parquet": parquet_table}


@pytest.mark.parametrize("how", READERS)
def test_columns_come_as_they_are(how: str) -> None:
    table = READERS[how](packed(COLUMNS, how), WANTED)
    assert table.rows == 50
    assert table.numbers["x"].dtype == np.float16
    assert table.numbers["x"].tolist() == COLUMNS["x"].tolist()
    assert table.numbers["n"].tolist() == list(range(50))
    assert table.texts["name"] == COLUMNS["name"]
    assert "other" not in table.numbers


@pytest.mark.parametrize("how", READERS)
def test_a_column_of_another_sort(how: str) -> None:
    with pytest.raises(TableError, match="column name is of type string where a number belongs"):
        READERS[how](packed(COLUMNS, how), {"name": "number"})
    with pytest.raises(TableError, match="where a text belongs"):
        READERS[how](packed(COLUMNS, how), {"n": "text"})
    with pytest.raises(TableError, match="empty cells"):
        READERS[how](packed({"n": [1, None]}, how), {"n": "number"})
    with pytest.raises(TableError, match="a text of 300 bytes"):
        READERS[how](packed({"name": ["x" * 300]}, how), {"name": "text"})


def test_floats_may_be_empty_and_texts_too() -> None:
    table = feather_table(packed({"x": [1.5, None], "name": [None, "b"]}), WANTED)
    assert np.isnan(table.numbers["x"][1])
    assert table.texts["name"] == [None, "b"]


def test_batches_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = packed({"n": np.zeros(1000, dtype=np.int64)}, "zstd", chunksize=300)
    assert feather_rows(raw) == 1000
    monkeypatch.setattr(arrow_tables, "MOST_ROWS", 999)
    with pytest.raises(TableError, match="more than 999 rows"):
        feather_rows(raw)


def test_bombs_are_found_before_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = packed({"n": np.zeros(1_000_000, dtype=np.int64)}, "zstd")
    assert len(raw) < 20_000
    monkeypatch.setattr(arrow_tables, "MOST_BYTES", 7_000_000)
    before = pa.total_allocated_bytes()
    with pytest.raises(TableError, match="bytes"):
        feather_table(raw, WANTED)
    assert pa.total_allocated_bytes() <= before + 1_000_000
    with pytest.raises(TableError, match="bytes"):
        parquet_table(packed({"n": np.zeros(1_000_000, dtype=np.int64)}, "parquet", use_dictionary=False), WANTED)
    monkeypatch.setattr(arrow_tables, "MOST_ROWS", 10)
    with pytest.raises(TableError, match="more than 10 rows"):
        parquet_table(packed({"n": np.zeros(11)}, "parquet"), WANTED)


def test_a_text_that_repeats_is_not_unpacked() -> None:
    """A megabyte, said two hundred thousand times: 200 GB."""
    raw = packed({"name": pa.DictionaryArray.from_arrays(np.zeros(200_000, dtype="i4"), ["x" * 1_000_000])}, "parquet")
    assert len(raw) < 3_000_000
    with pytest.raises(TableError, match="a text of 1000000 bytes"):
        parquet_table(raw, WANTED)


def test_a_text_that_repeats_is_one_text() -> None:
    """Two hundred thousand rows of 250 bytes: 50 MB, were each a text of its own."""
    words = pa.array(["x" * 250, "y"])
    codes = pa.array([0, 1, None, 0] * 50_000, type=pa.int8())
    found = parquet_table(packed({"name": pa.DictionaryArray.from_arrays(codes, words)}, "parquet"), WANTED)
    assert found.texts["name"][:4] == ["x" * 250, "y", None, "x" * 250]
    assert len({id(one) for one in found.texts["name"]}) == 3


def test_numbers_that_repeat_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = packed({"n": np.zeros(1_000_000)}, "parquet")
    assert len(raw) < 20_000
    monkeypatch.setattr("app.convert.encodings.arrow_tables.MOST_BYTES", 4_000_000)
    with pytest.raises(TableError, match="1000000 rows of 1 columns"):
        parquet_table(raw, WANTED)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no Feather"),
        (b"FEA1" + bytes(20), "version 1"),
        (b"ARROW1\0\0", "cannot be read"),
        (b"ARROW1\0\0" + b"\xff" * 40, "cannot be read"),
        (packed({"name": pa.array(["a", "b"]).dictionary_encode()}), "codes"),
    ],
)
def test_what_is_none(raw: bytes, why: str) -> None:
    with pytest.raises(TableError, match=why):
        feather_table(raw, WANTED)


def altered(told: bytes, at: int, value: int) -> bytes:
    return told[:at] + value.to_bytes(8, "little", signed=True) + told[at + 8 :]


def test_buffers_that_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    """The header of a batch says another size, or one less than nothing; pyarrow is not asked to believe it."""
    raw = packed({"n": np.arange(70_001)}, "lz4")
    rows = (65_536).to_bytes(8, "little")
    at = raw.index(rows)
    with pytest.raises(TableError, match="less than no rows"):
        feather_rows(altered(raw, at, -5))
    with pytest.raises(TableError, match="more than"):
        feather_rows(altered(raw, at, 2**40))
    unpacked = (8 * 65_536).to_bytes(8, "little")
    with pytest.raises(TableError, match="more than"):
        feather_rows(altered(raw, raw.index(unpacked), 2**50))
    with pytest.raises(TableError, match="less than no bytes"):
        feather_rows(altered(raw, raw.index(unpacked), -2))


def test_two_columns_of_one_name() -> None:
    twice = pa.Table.from_arrays([pa.array([1.0]), pa.array([2.0])], names=["x", "x"])
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, twice.schema) as writer:
        writer.write_table(twice)
    with pytest.raises(TableError):
        feather_table(sink.getvalue(), WANTED)


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConvertError, match=r"python -m pip install 'incident-replay\[av2\]'"):
        require_arrow()


@pytest.mark.parametrize("how", READERS)
@settings(max_examples=250)
@given(data=st.data())
def test_altered_ones_never_raise_anything_else(how: str, data: st.DataObject) -> None:
    raw = bytearray(packed(COLUMNS, how))
    for _ in range(data.draw(st.integers(1, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        table = READERS[how](bytes(raw[: data.draw(st.integers(0, len(raw)))]), WANTED)
    except TableError:
        return
    assert all(len(column) == table.rows for column in table.numbers.values())
    assert all(len(column) == table.rows for column in table.texts.values())
