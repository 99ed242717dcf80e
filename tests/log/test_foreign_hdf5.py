"""Foreign HDF5 through its worker: everything that is taken in is read exactly, everything hostile is named.

Must not know what any of it means.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from app.log import foreign_answers, foreign_hdf5, hdf5_worker, list_heads
from app.log.foreign_hdf5 import ForeignFile
from app.log.hdf5_worker import AnswerError, Worker, WorkerError
from app.log.source import SourceError
from app.log.worker_process import ForkServer
from tests.log import hostile


@pytest.fixture(scope="module")
def server() -> Iterator[ForkServer]:
    with ForkServer() as one:
        yield one


@pytest.mark.parametrize("case", hostile.CASES, ids=lambda case: case.__name__)
def test_what_is_hostile_is_named_and_not_read(tmp_path: Path, server: ForkServer, case: hostile.Make) -> None:
    path = hostile.make(case, tmp_path)
    where, code = hostile.CASES[case]
    with ForeignFile(path, server=server) as file:
        assert (where, code) in [(one.path, one.code) for one in file.refused]
        assert where not in file.datasets
        assert file.read("sound", 0, 8).tolist() == list(range(8))
        if code not in ("HDF5_ALIAS", "HDF5_SOFT_LINK"):  # whose bytes may be read, under their first name
            with pytest.raises(AnswerError):
                file._open_worker().ask("read", path=f"/{where}", start=0, stop=1, most_bytes=1 << 28)


@pytest.mark.parametrize("case", hostile.CASES, ids=lambda case: case.__name__)
def test_the_childs_answer(tmp_path: Path, case: hostile.Make) -> None:
    """The same here as behind the walls; nothing that is refused is opened further than to see why."""
    path = hostile.make(case, tmp_path)
    where, code = hostile.CASES[case]
    with h5py.File(path, locking=False) as file:
        answer = foreign_answers.inspect(file)
    assert (where, code) in [(one["path"], one["code"]) for one in answer["refused"]]


def test_the_childs_answers_on_sound_files(tmp_path: Path) -> None:
    made = [hostile.sample(tmp_path / "a.h5"), hostile.huge_attribute(tmp_path / "b.h5")]
    made += [hostile.sealed_like(tmp_path / f"{number}.h5", block) for number, block in enumerate((b"#!", b"\0"))]
    for path, refusals in zip(made, (0, 2, 1, 0), strict=True):
        with h5py.File(path, locking=False) as file:
            answer = foreign_answers.inspect(file)
            assert len(answer["refused"]) == refusals
            for dataset in answer["datasets"]:
                document, raw = foreign_answers.read(file, dataset["path"], 0, 1)
                assert document["rows"] == 1
                assert dataset["lists"] or len(raw) == dataset["row_bytes"]


def test_everything_is_read_as_h5py_reads_it(tmp_path: Path, server: ForkServer) -> None:
    path = hostile.sample(tmp_path / "sample.h5")
    with ForeignFile(path, server=server) as file, h5py.File(path) as plain:
        assert file.refused == ()
        names: list[str] = []
        plain.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
        assert sorted(file.datasets) == sorted(names)
        for name, dataset in file.datasets.items():
            wanted = plain[name][()]
            if dataset.lists:
                raw = [one if isinstance(one, bytes) else one.tobytes() for one in wanted]
                assert file.read_lists(name, 0, dataset.rows) == raw
                continue
            blocks = [file.read(name, start, stop) for start, stop in file.blocks(name)]
            assert [block.dtype for block in blocks] == [np.asarray(wanted).dtype] * len(blocks)
            assert b"".join(block.tobytes() for block in blocks) == np.asarray(wanted).tobytes()
            assert not any(block.flags.writeable for block in blocks)
        assert file.datasets["log/speed"].attributes == {"unit": "m/s"}
        assert file.datasets["log/speed"].chunk_rows == 64
        root = file.groups[""].attributes
        assert root == {
            "title": "drive 7", "blob": {"base64": "//4="}, "list": [1.5, "nan"], "none": None,
            "void": {"base64": "YWI="}, "flag": True,
        }  # fmt: skip


@pytest.mark.parametrize(
    ("block", "codes"), [(bytes(8), []), (b"#!/bin/sh\nrm", ["HDF5_USERBLOCK"]), (b"<html>", ["HDF5_USERBLOCK"])]
)
def test_what_stands_before_hdf5(tmp_path: Path, server: ForkServer, block: bytes, codes: list[str]) -> None:
    with ForeignFile(hostile.sealed_like(tmp_path / "x.h5", block), server=server) as file:
        assert [one.code for one in file.refused] == codes
        assert file.read("x", 0, 4).tolist() == [0, 1, 2, 3]


def test_attributes_that_are_too_much(tmp_path: Path, server: ForkServer) -> None:
    with ForeignFile(hostile.huge_attribute(tmp_path / "x.h5"), server=server) as file:
        assert [(one.path, one.code) for one in file.refused] == [("g@big", "HDF5_SHAPE_BOMB"), ("g@ref", "HDF5_TYPE")]
        assert file.groups["g"].attributes == {"fine": 8}


def test_groups_without_end(tmp_path: Path, server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with h5py.File(tmp_path / "deep.h5", "w") as file:
        file.create_group("/".join("g" * 70))
    with ForeignFile(tmp_path / "deep.h5", server=server) as deep:
        assert [one.code for one in deep.refused] == ["HDF5_LINK_CYCLE"]
    with h5py.File(tmp_path / "deep.h5") as plain:
        assert [one["code"] for one in foreign_answers.inspect(plain)["refused"]] == ["HDF5_LINK_CYCLE"]
    monkeypatch.setattr(foreign_answers, "_MOST_OBJECTS", 9)
    with h5py.File(tmp_path / "said.h5", "w") as file:
        for number in range(20):
            file.attrs[f"a{number}"] = "x"
    for name in ("deep.h5", "said.h5"):
        with h5py.File(tmp_path / name) as plain, pytest.raises(ValueError, match="more than 9 objects"):
            foreign_answers.inspect(plain)


def test_a_name_that_leads_past_the_preflight(tmp_path: Path, server: ForkServer) -> None:
    """A link named `a/b` as it lies in the file; as a path it goes through the external link `a`."""
    path = tmp_path / "x.h5"
    with h5py.File(tmp_path / "secret.h5", "w") as other:
        other["b"] = np.arange(4)
    with h5py.File(path, "w", libver="earliest") as file:
        file["a"] = h5py.ExternalLink(str(tmp_path / "secret.h5"), "/")
        file["aXb"] = np.arange(9)
    raw = path.read_bytes()
    assert raw.count(b"aXb") == 1
    path.write_bytes(raw.replace(b"aXb", b"a/b"))
    with h5py.File(path, locking=False) as plain:
        answer = foreign_answers.inspect(plain)
    assert answer["datasets"] == []
    refused = {one["path"]: one["code"] for one in answer["refused"]}
    assert refused == {"a": "HDF5_EXTERNAL_LINK", "a/b": "HDF5_UNREADABLE"}


def test_a_link_that_only_its_maker_can_follow(tmp_path: Path) -> None:
    """User-defined links cannot be made from Python: an external one gets another number."""
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file["linked"] = h5py.ExternalLink("elsewhere", "/y")
    raw = path.read_bytes()
    at = raw.index(b"linked") - 2
    assert raw[at] == 64
    path.write_bytes(raw[:at] + b"\x41" + raw[at + 1 :])
    with h5py.File(path) as plain:
        refused = foreign_answers.inspect(plain)["refused"]
    assert [(one["path"], one["code"]) for one in refused] == [("linked", "HDF5_EXTERNAL_LINK")]
    assert "its maker" in refused[0]["text"]


def test_what_the_library_cannot_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.h5"
    with h5py.File(path, "w", libver="latest") as file:
        for name in ("first", "second"):
            file.create_group(name).attrs["attribute"] = name
        file["third"] = np.arange(4)
    raw = path.read_bytes()
    for at in (raw.index(b"attribute") + 20, raw.rindex(b"OHDR") + 8, raw.index(b"GCOL")):
        bad = tmp_path / f"{at}.h5"
        bad.write_bytes(raw[:at] + bytes([raw[at] ^ 0xFF]) + raw[at + 1 :])
        with h5py.File(bad) as plain:
            answer = foreign_answers.inspect(plain)
        assert {one["code"] for one in answer["refused"]} == {"HDF5_UNREADABLE"}


def test_what_hdf5_cannot_open(tmp_path: Path, server: ForkServer) -> None:
    """C-24 as well: a pipe would hang the library, a link lead it to another file."""
    (tmp_path / "text.h5").write_text("hello")
    with pytest.raises(AnswerError, match="OSError"):
        ForeignFile(tmp_path / "text.h5", server=server)
    os.mkfifo(tmp_path / "pipe.h5")
    with pytest.raises(SourceError, match="not a regular file"):
        ForeignFile(tmp_path / "pipe.h5", server=server)
    (tmp_path / "link.h5").symlink_to(tmp_path / "text.h5")
    with pytest.raises(SourceError, match="symbolic link"):
        ForeignFile(tmp_path / "link.h5", server=server)


def test_a_dataset_that_is_damaged_costs_itself(tmp_path: Path, server: ForkServer) -> None:
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file["a"] = np.arange(4)
        made = file.create_dataset("b", data=np.arange(100), chunks=(100,), compression="gzip", fletcher32=True)
        at = made.id.get_chunk_info(0).byte_offset
    raw = bytearray(path.read_bytes())
    raw[at : at + 8] = bytes(8)
    path.write_bytes(raw)
    with ForeignFile(path, server=server) as opened:
        with pytest.raises(AnswerError):
            opened.read("b", 0, 100)
        assert opened.read("a", 0, 4).tolist() == [0, 1, 2, 3]


def test_too_much_for_one_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = hostile.sample(tmp_path / "sample.h5")
    monkeypatch.setattr(foreign_answers, "MOST_BYTES", 47)
    with h5py.File(path) as plain:
        with pytest.raises(ValueError, match="48 rows of 1 bytes"):
            foreign_answers.read(plain, "colour", 0, 48)
        with pytest.raises(ValueError, match="HDF5_SHAPE_BOMB"):
            foreign_answers.read(plain, "images/X", 0, 1)
        with pytest.raises(ValueError, match="HDF5_SHAPE_BOMB"):
            foreign_answers.sizes(plain, "images/X", 0, 1)
        monkeypatch.setattr(foreign_answers, "MOST_BYTES", 24 + 5)
        with pytest.raises(ValueError, match="6 bytes are too much"):
            foreign_answers.read(plain, "packets", 0, 3)


class _Liar:
    """A worker that somebody else owns by now."""

    def __init__(self, contents: dict[str, Any], raw: bytes = b"") -> None:
        self.answers = {"inspect": (contents, b""), "read": ({}, raw), "said_sizes": ({}, b""), "sizes": ({}, raw)}

    def open(self, path: Path) -> None:
        """Agree."""

    def close(self) -> None:
        """Agree."""

    def ask(self, question: str, **_: object) -> tuple[dict[str, Any], bytes]:
        """Say what was prepared."""
        return self.answers[question]


SOUND = {"path": "x", "shape": [2], "type": "<u2", "lists": False, "row_bytes": 2, "chunk_rows": 0, "stored": 4,
         "unwritten": 0, "attributes": {}}  # fmt: skip


def contents(**changed: object) -> dict[str, Any]:
    return {"datasets": [SOUND | changed], "groups": [], "refused": []}


@pytest.mark.parametrize(
    "answer",
    [
        {},
        contents(shape="x"),
        contents(shape=[-1]),
        contents(shape=[1, 2**40]),
        contents(shape=[2**63]),
        contents(type={"columns": [["a", "<u2", [], 0]], "itemsize": 2**70}),
        contents(type="|O8"),
        contents(type="<u2 "),
        contents(type="<u3"),
        contents(type="|S0"),
        contents(type={"columns": [["a", "<u2", [0], 0]], "itemsize": 2}),
        contents(type={"columns": [["a", "|O", [], 0]], "itemsize": 8}),
        contents(type={"columns": [["a", "<u2", [], 0], ["a", "<u2", [], 2]], "itemsize": 4}),
        contents(type={"columns": [["a", "<u2", [], -2]], "itemsize": 4}),
        contents(type={"columns": [["a", "<u2", [2**20, 2**20], 0]], "itemsize": 4}),
    ],
)
def test_an_answer_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]) -> None:
    (tmp_path / "x.h5").touch()
    monkeypatch.setattr(foreign_hdf5, "Worker", lambda **_: _Liar(answer))
    with pytest.raises(WorkerError, match="cannot be") as caught:
        ForeignFile(tmp_path / "x.h5")
    assert caught.value.code == "READER_CRASH"


@pytest.mark.parametrize(
    ("lists", "raw"),
    [(False, b"abc"), (False, b"abcde"), (True, b"abc"), (True, bytes(15)), (True, bytes([1]) + bytes(15))],
)
def test_bytes_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lists: bool, raw: bytes) -> None:
    (tmp_path / "x.h5").touch()
    monkeypatch.setattr(foreign_hdf5, "Worker", lambda **_: _Liar(contents(lists=lists), raw))
    with ForeignFile(tmp_path / "x.h5") as file, pytest.raises(WorkerError, match="cannot be"):
        (file.read_lists if lists else file.read)("x", 0, 2)


def test_a_crash_in_the_midst_costs_one_answer(tmp_path: Path, server: ForkServer) -> None:
    path = hostile.sample(tmp_path / "sample.h5")
    with ForeignFile(path, server=server) as file:
        worker = file._open_worker()
        worker._dialogue._process.kill()
        with pytest.raises(WorkerError) as caught:
            file.read("one", 0, 1)
        assert caught.value.code == "READER_CRASH"
        assert file.read("one", 0, 1).tolist() == [2.5]


def test_blocks_are_whole_pieces(tmp_path: Path, server: ForkServer, monkeypatch: pytest.MonkeyPatch) -> None:
    path = hostile.sample(tmp_path / "sample.h5")
    with ForeignFile(path, server=server) as file:
        assert list(file.blocks("log/speed")) == [(0, 200)]
        monkeypatch.setattr(foreign_hdf5, "_BLOCK_BYTES", 1000)
        assert list(file.blocks("log/speed")) == [(0, 64), (64, 128), (128, 192), (192, 200)]
        monkeypatch.setattr(foreign_hdf5, "MOST_BYTES", 100)
        assert list(file.blocks("log/speed"))[:2] == [(0, 12), (12, 24)]


def test_sizes_of_lists_are_asked_in_bearable_blocks(
    tmp_path: Path, server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are and however long: never more at once than the worker can hold."""
    with h5py.File(tmp_path / "x.h5", "w") as file:
        made = file.create_dataset("x", (60,), dtype=h5py.vlen_dtype(np.dtype("u1")), chunks=(16,))
        for number in range(60):
            made[number] = np.full(10 if number < 30 else 500, number, dtype="u1")
        file.create_dataset("none", (0,), dtype=h5py.vlen_dtype(np.dtype("u1")))
    asked: list[int] = []
    ask = Worker.ask

    def listening(self: Worker, question: str, **members: Any) -> Any:
        if question == "sizes":
            asked.append(members["stop"] - members["start"])
        return ask(self, question, **members)

    monkeypatch.setattr(Worker, "ask", listening)
    monkeypatch.setattr(foreign_hdf5, "_BLOCK_BYTES", 4000)
    with ForeignFile(tmp_path / "x.h5", server=server) as opened:
        assert opened.list_sizes("x").tolist() == [10] * 30 + [500] * 30
        assert opened.list_sizes("none").tolist() == []
    assert asked == [8, 16, 32, 4]


@pytest.mark.parametrize(("chunks", "user_block"), [(None, 0), (None, 1024), ((2,), 0)])
def test_sizes_of_lists_are_those_of_what_is_read(
    tmp_path: Path, server: ForkServer, chunks: tuple[int, ...] | None, user_block: int
) -> None:
    """By their heads where these lie one after another, else by reading them."""
    with h5py.File(tmp_path / "x.h5", "w", userblock_size=user_block) as file:
        made = file.create_dataset("x", (5,), dtype=h5py.vlen_dtype(np.dtype(">u4")), chunks=chunks)
        for row, count in enumerate([3, 0, 70_000, 1]):  # the last one was never written
            made[row] = np.arange(count)
        file.create_dataset("text", data=["a", "", "bcd"], dtype=h5py.string_dtype())
    with h5py.File(tmp_path / "x.h5") as file:
        said = foreign_answers.said_sizes(file, "x", 1, 4)
        expected = np.array([0, 280_000, 4], dtype="<u8").tobytes() if chunks is None else b""
        assert said == ({"rows": len(expected) // 8}, expected)
        assert foreign_answers.said_sizes(file, "text", 0, 3) == ({"rows": 0}, b"")
    with ForeignFile(tmp_path / "x.h5", server=server) as opened:
        assert opened.list_sizes("x").tolist() == [12, 0, 280_000, 4, 0]
        assert [len(one) for one in opened.read_lists("x", 0, 5)] == [12, 0, 280_000, 4, 0]
        assert opened.list_sizes("text").tolist() == [1, 0, 3]


def test_a_list_that_was_never_written_has_no_bytes_whatever_its_head_says(tmp_path: Path, server: ForkServer) -> None:
    with h5py.File(tmp_path / "x.h5", "w") as file:
        made = file.create_dataset("x", (2,), dtype=h5py.vlen_dtype(np.dtype("u1")))
        made[0] = np.zeros(3, dtype="u1")
        offset = made.id.get_offset()
    with (tmp_path / "x.h5").open("r+b") as raw:
        raw.seek(offset + 16)
        raw.write((6).to_bytes(4, "little"))
    with ForeignFile(tmp_path / "x.h5", server=server) as opened:
        assert opened.list_sizes("x").tolist() == [3, 0]
        assert [len(one) for one in opened.read_lists("x", 0, 2)] == [3, 0]


def test_more_lists_than_records_are_refused_before_they_are_asked_for(
    tmp_path: Path, server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.create_dataset("x", (5,), dtype=h5py.vlen_dtype(np.dtype("u1")))[0] = np.zeros(3, dtype="u1")
    monkeypatch.setattr(foreign_hdf5, "MOST_LISTS", 4)
    with (
        ForeignFile(tmp_path / "x.h5", server=server) as opened,
        pytest.raises(AnswerError, match="5 lists; at most 4"),
    ):
        opened.list_sizes("x")


def test_heads_that_say_more_than_the_file_has_are_not_believed(
    tmp_path: Path, server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with h5py.File(tmp_path / "x.h5", "w") as file:
        made = file.create_dataset("x", (2,), dtype=h5py.vlen_dtype(np.dtype("u1")))
        made[0] = made[1] = np.zeros(3, dtype="u1")
        offset = made.id.get_offset()
    with (tmp_path / "x.h5").open("r+b") as raw:
        raw.seek(offset)
        raw.write((2**31).to_bytes(4, "little"))
    with h5py.File(tmp_path / "x.h5") as file:
        assert foreign_answers.said_sizes(file, "x", 0, 2) == ({"rows": 0}, b"")
        assert foreign_answers.said_sizes(file, "x", 1, 2) == ({"rows": 1}, (3).to_bytes(8, "little"))
        monkeypatch.setattr(list_heads, "_MOST_BYTES", 15)
        assert foreign_answers.said_sizes(file, "x", 1, 2) == ({"rows": 0}, b"")
    with ForeignFile(tmp_path / "x.h5", server=server) as opened, pytest.raises((AnswerError, WorkerError)):
        opened.list_sizes("x")


def test_a_worker_that_has_no_sizes_at_all_is_not_asked_for_ever(
    tmp_path: Path, server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.create_dataset("x", (2,), dtype=h5py.vlen_dtype(np.dtype("u1")))[0] = np.zeros(3, dtype="u1")
    with ForeignFile(tmp_path / "x.h5", server=server) as opened:
        monkeypatch.setattr(Worker, "ask", lambda *_, **__: ({"rows": 0, "bytes": 0}, b""))
        with pytest.raises(WorkerError, match="no sizes at all"):
            opened.list_sizes("x")


def test_heads_behind_the_end_of_the_file_are_none(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "x.h5", "w") as file:
        made = file.create_dataset("x", (4,), dtype=h5py.vlen_dtype(np.dtype("u1")))
        made[0] = np.zeros(3, dtype="u1")
    with h5py.File(tmp_path / "x.h5") as file:
        offset = file["x"].id.get_offset()
        os.truncate(tmp_path / "x.h5", offset + 20)
        assert foreign_answers.said_sizes(file, "x", 0, 1)[0] == {"rows": 1}
        assert foreign_answers.said_sizes(file, "x", 0, 4) == ({"rows": 0}, b"")


def test_a_row_of_several_lists_is_one(tmp_path: Path, server: ForkServer) -> None:
    """As DDD17 has its packets: a stamp, a header and what follows."""
    with h5py.File(tmp_path / "x.h5", "w") as file:
        made = file.create_dataset("x", (2, 3), dtype=h5py.vlen_dtype(np.dtype("u1")))
        for row in range(2):
            for item in range(3):
                made[row, item] = np.full(item + 1, 10 * row + item, dtype="u1")
        file.create_dataset("none", (2, 0), dtype=h5py.vlen_dtype(np.dtype("u1")))
        file.create_dataset("one", (), dtype=h5py.vlen_dtype(np.dtype("<u2")))[()] = np.array([7, 8], dtype="<u2")
    with ForeignFile(tmp_path / "x.h5", server=server) as opened:
        assert opened.list_sizes("x").tolist() == [6, 6]
        assert opened.read_lists("x", 0, 2) == [bytes([0, 1, 1, 2, 2, 2]), bytes([10, 11, 11, 12, 12, 12])]
        assert opened.read_lists("x", 1, 2) == [bytes([10, 11, 11, 12, 12, 12])]
        assert opened.list_sizes("one").tolist() == [4]
        assert opened.read_lists("one", 0, 1) == [b"\7\0\b\0"]
        assert opened.list_sizes("none").tolist() == [0, 0]
        assert opened.read_lists("none", 0, 2) == [b"", b""]


def test_a_single_list_is_a_row(tmp_path: Path) -> None:
    """Also where nobody stands between: what the worker does."""
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file.create_dataset("one", (), dtype=h5py.vlen_dtype(np.dtype("<u2")))[()] = np.array([7, 8], dtype="<u2")
        assert foreign_answers.sizes(file, "one", 0, 1) == ({"rows": 1}, (4).to_bytes(8, "little"))
        assert foreign_answers.read(file, "one", 0, 1)[1] == (4).to_bytes(8, "little") + b"\7\0\b\0"


@pytest.mark.parametrize("raw", [b"abc", bytes(24), (2**60).to_bytes(8, "little") * 2])
def test_sizes_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    (tmp_path / "x.h5").touch()
    monkeypatch.setattr(foreign_hdf5, "Worker", lambda **_: _Liar(contents(lists=True), raw))
    with ForeignFile(tmp_path / "x.h5") as file, pytest.raises(WorkerError, match="cannot be"):
        file.list_sizes("x")


def test_without_a_server(tmp_path: Path) -> None:
    path = hostile.sample(tmp_path / "sample.h5")
    with ForeignFile(path) as file:
        assert file.read("flags", 0, 2).tolist() == [True, False]
        file.close()
    with Worker() as worker:
        assert worker.open(path)["limits"] is True
        with pytest.raises(AnswerError):
            worker.ask("read", path="/nothing", start=0, stop=1)
        with pytest.raises(AnswerError):
            worker.ask("what")
    assert hdf5_worker.TIMEOUT_S == 30.0


def test_where_no_process_can_be_started_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as made:
        made["sound"] = np.arange(8)

    def refused(**_: object) -> Worker:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(foreign_hdf5, "Worker", refused)
    with pytest.raises(WorkerError, match="no process can be started to read HDF5: Resource temporarily") as caught:
        ForeignFile(path)
    assert caught.value.code == "READER_CRASH"
