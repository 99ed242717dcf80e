"""Pickles are hostile: nothing in them runs, everything that is no plain table is refused by name, none costs much.

Must not know what tables mean.
"""

from __future__ import annotations

import struct
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.convert.encodings.pandas_frames import NAMES, frame_of, unpacked
from app.convert.encodings.pickle_tree import Made, Name, PickleError, tree_of
from tests.convert import pickles
from tests.convert.pickles import BEGIN, END, name, value

FRAMES = Path(__file__).parent / "data" / "frames"
TABLE = pickles.frame({"uuid": ["a", "b"]})


def refusal(code: bytes, *, whole: bool = False) -> str:
    with pytest.raises(PickleError) as told:
        tree_of(code if whole else BEGIN + code + END, names=NAMES)
    return str(told.value)


def block(values: pickles.Raw, rows: int = 2) -> bytes:
    places = pickles.called(name("builtins", "slice"), 0, 1, 1)
    axes = [pickles.index(["a"]), pickles.rows_index(rows)]
    return BEGIN + pickles.table(axes, [{"values": values, "mgr_locs": places}]) + END


RECONSTRUCT, NDARRAY = name("numpy.core.multiarray", "_reconstruct"), pickles.Raw(name("numpy", "ndarray"))


def state(shape: object, kind: str, data: object) -> pickles.Raw:
    return pickles.called(RECONSTRUCT, NDARRAY, (0,), b"b", state=(1, shape, pickles.dtype(kind), False, data))


PLAIN: list[object] = [
    None,
    True,
    False,
    0,
    255,
    -1,
    2**62,
    1.5,
    "é",
    b"\0\xff",
    (1, "a"),
    [1, [2]],
    {"a": (None,)},
    (),
]


@pytest.mark.parametrize("one", PLAIN)
def test_plain_values(one: object) -> None:
    assert tree_of(BEGIN + value(one) + END, names=()) == one


def test_what_is_called_is_only_named() -> None:
    made = tree_of(BEGIN + name("builtins", "eval") + value(("1/0",)) + b"R" + END, names={("builtins", "eval")})
    assert isinstance(made, Made)
    assert (made.maker, made.arguments, made.state) == (Name("builtins", "eval"), ("1/0",), None)


@pytest.mark.parametrize(
    ("module", "called"),
    [
        ("os", "system"), ("posix", "system"), ("nt", "system"), ("subprocess", "Popen"), ("builtins", "eval"),
        ("builtins", "exec"), ("builtins", "getattr"), ("builtins", "__import__"), ("__builtin__", "apply"),
        ("importlib", "import_module"), ("operator", "attrgetter"), ("functools", "partial"), ("pickle", "loads"),
        ("_pickle", "loads"), ("copyreg", "_reconstructor"), ("copyreg", "add_extension"), ("numpy", "load"),
        ("numpy.core.multiarray", "scalar"), ("numpy.testing._private.utils", "runstring"), ("pandas", "read_pickle"),
        ("pandas.io.pickle", "read_pickle"), ("pandas.core.frame", "DataFrame.query"), ("pandas", "eval"),
        ("numpy.core.multiarray", "_reconstruct.__globals__"), ("", ""), ("os\0", "system"),
    ],
)  # fmt: skip
def test_no_other_name_stands_in_a_table(module: str, called: str) -> None:
    told = refusal(name(module, called) + value(("touch /nothing",)) + b"R")
    assert told.startswith("byte 2: it names ")
    assert module[:2] in told
    stacked = value(module) + value(called) + b"\x93" + value(("x",)) + b"R"
    assert "which is not allowed" in refusal(stacked)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (value("id") + b"Q", "BINPERSID"),
        (b"Pid\n", "PERSID"),
        (b"\x82\x01", "EXT1"),
        (b"\x83\x01\x00", "EXT2"),
        (b"\x84\x01\x00\x00\x00", "EXT4"),
        (b"(ios\nsystem\n", "INST"),
        (b"(" + name("pandas", "Index") + b"o", "OBJ"),
        (name("pandas", "Index") + b")}\x92", "NEWOBJ_EX"),
        (b"\x97", "NEXT_BUFFER"),
        (b"\x98", "READONLY_BUFFER"),
        (b"S'x'\n", "STRING"),
        (b"L1L\n", "LONG"),
        (b"\x8b\x00\x00\x00\x7f", "LONG4"),
        (b"\x8f", "EMPTY_SET"),
        (b"\xff", "opcode ff"),
    ],
)
def test_opcodes_that_are_refused(code: bytes, said: str) -> None:
    assert said in refusal(code)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (value("no name") + b")R", "it calls something that is no name"),
        (name("pandas", "Index") + value([1]) + b"R", "it calls something that is no name"),
        (value(1) + value(2) + b"\x93", "a name that is no text"),
        (
            name("pandas", "Index") + b")\x81" + value({"a": 1}) + b"b" + value({"a": 1}) + b"b",
            "fills pandas.Index twice",
        ),
        (value({"a": 1}) + value({"a": 1}) + b"b", "it fills a dict where a Made belongs"),
        (value((1,)) + value(1) + b"a", "it fills a tuple where a list belongs"),
        (b"}" + value(1) + value(1) + b"s", "a key that is no text"),
        (b"}(" + value("a") + b"u", "a key without a value"),
        (b"h\x07", "it recalls value 7, which it never made"),
        (b"t", "a mark that is not there"),
        (b"R", "a value that is not there"),
        (b"NN", "2 values are left"),
        (b"(N", "a mark is left at its end"),
        (b"B\xff\xff\xff\x7fabc", "are left: it was cut off"),
        (b"\x8e" + b"\xff" * 8, "are left: it was cut off"),
        (b"\x8c\x02\xff\xff", "a text is not UTF-8"),
        (b"c" + b"a" * 300, "a name has no end"),
        (b"\x8a\xff", "an integer of 255 bytes"),
        (b"\x80\x01N", "protocol 1"),
        (b"\x80\x06N", "protocol 6"),
    ],
)
def test_damage(code: bytes, said: str) -> None:
    assert said in refusal(code)


def test_every_cut_is_told() -> None:
    for size in range(len(TABLE)):
        with pytest.raises(PickleError):
            frame_of(TABLE[:size])
    assert "stand behind its end" in refusal(TABLE + b"N", whole=True)


def test_a_million_steps_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.convert.encodings.pickle_tree.MAX_STEPS", 100_000)
    tracemalloc.start()
    assert "more than 100000 opcodes" in refusal(b"]" * 5_000_000)
    # 4 000 000 steps are allowed: 400 MB of empty lists, and nothing costs more
    assert tracemalloc.get_traced_memory()[1] < 20 << 20
    tracemalloc.stop()


def test_a_list_that_holds_itself_is_no_table() -> None:
    """A cycle, and a tree that is small as written and endless as walked."""
    with pytest.raises(PickleError, match="no table"):
        frame_of(BEGIN + b"]q\x00h\x00a" + END)
    tree = value(["laugh"]) + b"q\x00"
    for level in range(60):
        tree += b"](" + b"h" + bytes([level]) + (b"h" + bytes([level])) * 9 + b"eq" + bytes([level + 1])
    began = time.monotonic()
    with pytest.raises(PickleError, match="values are left"):
        frame_of(BEGIN + tree + END)
    cells = pickles.called(
        RECONSTRUCT, NDARRAY, (0,), b"b", state=(1, (1, 2), pickles.dtype("O8"), False, [pickles.Raw(tree)])
    )
    with pytest.raises(PickleError):
        frame_of(block(cells))
    assert time.monotonic() - began < 1


@given(st.binary(max_size=200))
def test_noise_is_refused(noise: bytes) -> None:
    for raw in (BEGIN + noise, TABLE[: len(noise)] + noise):
        with pytest.raises(PickleError):
            frame_of(raw)


@given(st.integers(0, len(TABLE) - 1), st.integers(0, 255))
def test_a_changed_byte_gives_a_table_or_a_refusal(at: int, byte: int) -> None:
    try:
        frame = frame_of(TABLE[:at] + bytes([byte]) + TABLE[at + 1 :])
    except PickleError:
        return
    assert frame.rows == 2


@pytest.mark.parametrize("path", sorted(FRAMES.glob("*.pkl")), ids=lambda path: path.stem)
def test_what_pandas_wrote(path: Path) -> None:
    """Written by pandas itself, see data/SOURCE.md."""
    frame = frame_of(path.read_bytes())
    if path.name.startswith("lidar"):
        numbers = {called: column.tolist() for called, column in frame.numbers.items()}
        assert numbers == {
            "x": [1.5, -2.25, 3.0], "y": [0.1, 0.2, 0.3], "z": [0.0, 1.0, 2.5], "i": [1.0, 255.0, 7.0],
            "t": [1557539956.45, 1557539956.5, 1557539956.55], "d": [0, 1, 0],
        }  # fmt: skip
        assert (frame.rows, frame.cells) == (3, {})
    else:
        assert frame.texts("uuid") == ["a-1", "b-2"]
        assert frame.texts("odd") == [None, "é"]
        assert frame.texts("nothing") == [None, None]
        assert (frame.numbers["stationary"].tolist(), frame.numbers["camera_used"].tolist()) == ([1, 0], [2, -1])


def test_a_pickle_within_a_cell_stays_bytes_and_is_refused() -> None:
    with pytest.raises(PickleError, match="a cell that is a bytes"):
        frame_of(pickles.frame({"uuid": [TABLE, "b"]}))  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (state((1, 2), "O8", b"\x01" * 16), "no list of cells"),
        (pickles.called(name("numpy.core.numeric", "_frombuffer"), b"\x01" * 16, pickles.dtype("O8"), (1, 2), "C"),
         "those would be addresses"),
        (state((2**40, 2), "f8", b"\0" * 16), "with 16 bytes"),
        (state((1, 2**62), "f8", b""), "with 0 bytes"),
        (state((1, -2), "f8", b""), "no count"),
        (state((1, 1, 1, 2), "f8", b"\0" * 16), "at most 2"),
        (state((1, 2), "V8", b"\0" * 16), "of type 'V8'"),
        (state((1, 2), "M8", b"\0" * 16), "of type 'M8'"),
        (state((1, 2), "f16", b"\0" * 32), "of type 'f16'"),
        (state((1, 2), "O8", [None]), "with 1 cells"),
        (state((1, 2), "f8", pickles.called(name("_codecs", "encode"), "\0" * 16, "utf-16")), "_codecs.encode"),
        (state((1, 2), "f8", pickles.called(name("_codecs", "encode"), "€" * 16, "latin1")), "no Latin-1"),
        (pickles.called(RECONSTRUCT, pickles.Raw(name("pandas", "Index")), (0,), b"b"), "another class"),
        (pickles.called(RECONSTRUCT, NDARRAY, (0,), b"b"), "without a state"),
        (pickles.called(name("pandas", "Index"), 1), "where an array belongs"),
    ],
)  # fmt: skip
def test_arrays_that_are_refused(values: pickles.Raw, said: str) -> None:
    with pytest.raises(PickleError, match=said):
        frame_of(block(values))


def test_tables_that_do_not_agree() -> None:
    with pytest.raises(PickleError, match="of 9 rows with a block of shape"):
        frame_of(pickles.frame({"a": ["x", "y"]}, rows=9))
    with pytest.raises(PickleError, match="more than 8000000 rows"):
        frame_of(pickles.frame({"a": ["x", "y"]}, rows=2**60))
    with pytest.raises(PickleError, match="has no values"):
        frame_of(BEGIN + pickles.table([pickles.index(["a"]), pickles.rows_index(2)], []) + END)
    with pytest.raises(PickleError, match="no table of pandas"):
        frame_of(BEGIN + value({"a": 1}) + END)


def test_one_content_in_many_columns_is_refused() -> None:
    """A kilobyte that would become 500 columns of it."""
    cells = pickles.Raw(pickles.value([None] * 400) + b"q\x07")
    again = pickles.Raw(b"h\x07")
    names = [f"c{number}" for number in range(500)]

    def column(place: int) -> dict[str, pickles.Raw]:
        values = state((1, 400), "O8", cells if not place else again)
        return {"values": values, "mgr_locs": pickles.called(name("builtins", "slice"), place, place + 1, 1)}

    axes = [pickles.index(names), pickles.rows_index(400)]
    raw = BEGIN + pickles.table(axes, [column(place) for place in range(500)]) + END
    with pytest.raises(PickleError, match="more cells than its pickle has bytes for"):
        frame_of(raw)
    alone = BEGIN + pickles.table([pickles.index(["a"]), pickles.rows_index(400)], [column(0)]) + END
    assert frame_of(alone).cells == {"a": [None] * 400}


def gzip(raw: bytes) -> bytes:
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(raw) + packer.flush()


def test_bombs_of_gzip_are_refused_before_they_are_whole() -> None:
    bomb = gzip(bytes(64 << 20))
    assert len(bomb) < 100_000
    tracemalloc.start()
    with pytest.raises(PickleError, match="holds more than 1048576 bytes"):
        unpacked(bomb, limit=1 << 20)
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()
    assert unpacked(gzip(TABLE)) == TABLE
    for raw, said in (
        (gzip(TABLE)[:-9], "was cut off"),
        (gzip(TABLE) + b"x", "1 bytes stand behind"),
        (TABLE, "is no gzip"),
        (b"", "was cut off"),
        (gzip(TABLE)[:20] + struct.pack("<Q", 2**63) + gzip(TABLE)[28:], "damaged"),
    ):
        with pytest.raises(PickleError, match=said):
            unpacked(raw)
