"""The wrapping: what HDF5 tools would show, and what no seal covers. A hostile file may kill the worker, not us.

Must not know the seal beyond a sound log.
"""

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import h5py
import msgspec
import numpy as np
import pytest

from app.chain.verification import Options, verify
from app.kinds.declared import field_specs
from app.log import hdf5_view, hdf5_worker
from app.log.hdf5_view import SeenDataset, SeenFile, Viewer
from app.log.hdf5_worker import WorkerError
from app.log.leaf import LEAF_DTYPE
from app.log.source import SourceError
from tests.adversary.attack import Scene, directory_of
from tests.adversary.base import DEVICE_KEY, STATE, STATE_LAYOUT, KeyRing
from tests.adversary.vectors import TRUST


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("container")
    return Scene(folder / "made", folder, KeyRing("container"))


@pytest.fixture
def path(scene: Scene, tmp_path: Path) -> Path:
    copy = tmp_path / "log.h5"
    copy.write_bytes(scene.sound().read_bytes())
    return copy


def look_at(path: Path, *, timeout_s: float = hdf5_worker.TIMEOUT_S) -> SeenFile:
    with Viewer(timeout_s=timeout_s) as viewer:
        return viewer.look_at(path)


def answer(document: dict[str, Any]) -> SeenFile:
    return hdf5_view.seen_file(json.loads(json.dumps(document)))


def codes(path: Path) -> list[str]:
    found = verify([path], Options(trust=TRUST))
    assert found.verdict.status.name == "SEALED"
    return [finding.code for finding in found.segments[0].findings]


def test_a_sealed_log_opens_in_plain_h5py(path: Path) -> None:
    with h5py.File(path, "r") as file:
        assert file.userblock_size == 65_536
        assert set(file["channels"]) == {"camera_front", "vehicle_state", "log"}
        leaves = file["seal/leaf"]
        assert leaves.dtype == LEAF_DTYPE
        assert leaves[0]["magic"] == b"SLR1"
        assert leaves["index"].tolist() == list(range(len(leaves)))
        assert file["channels/vehicle_state/data"].dtype == STATE_LAYOUT.dtype  # type: ignore[union-attr]
        assert file["channels/vehicle_state/data"]["speed"][:3].tolist() == [0.0, 1.0, 2.0]
        attributes = dict(file["channels/camera_front/data"].attrs)
        assert attributes["name"] == "/camera/front"
        assert file["seal/checkpoint"][0].startswith(b"vehicle/7/")
    assert codes(path) == []


def test_the_worker_tells_what_h5py_sees(path: Path) -> None:
    seen = look_at(path)
    assert answer(hdf5_view.look(str(path))) == seen
    leaf = next(dataset for dataset in seen.datasets if dataset.path == "seal/leaf")
    area = directory_of(path).areas["seal/leaf"]
    assert (leaf.offset, leaf.size, leaf.plain, leaf.row_bytes) == (area.offset, area.size, True, 192)


def test_objects_that_no_seal_covers(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file["channels/soft"] = h5py.SoftLink("/seal/leaf")
        file["channels/external"] = h5py.ExternalLink("/etc/passwd", "/x")
        file["channels/~alias"] = file["channels/log"]
        file["type"] = np.dtype("f4")
        file["seal/leaf"].attrs["checked"] = "yes"
        file["channels"].attrs["note"] = "x"
        file["more/compressed"] = np.zeros(4)
        file.create_dataset("more/packed", data=np.zeros(100), compression="gzip")
    assert set(codes(path)) == {"UNSEALED_CONTENT"}
    assert len(codes(path)) == 9
    seen = look_at(path)
    assert not next(dataset for dataset in seen.datasets if dataset.path == "more/packed").plain
    assert answer(hdf5_view.look(str(path))) == seen


def test_rows_of_a_shape(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "shape.h5", "w") as file:
        file["points"] = np.zeros((5, 3), dtype="<f4")
    seen = look_at(tmp_path / "shape.h5")
    assert (seen.datasets[0].row_bytes, seen.datasets[0].size) == (12, 60)
    assert answer(hdf5_view.look(str(tmp_path / "shape.h5"))) == seen


def test_columns_that_the_channel_table_does_not_declare(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = look_at(scene.sound())
    forgery = scene.forgery()
    document = forgery.json(0)
    assert STATE_LAYOUT is not None
    own = msgspec.to_builtins(field_specs(STATE_LAYOUT))
    for number, fields in enumerate([[{"name": "speed", "type": "<f4"}], [7], own]):
        document["channels"][1]["fields"] = fields
        forgery.put_json(0, document)
        forgery.recompute()
        forgery.sign_all(scene.ring.keys, DEVICE_KEY)
        path = tmp_path / f"{number}.h5"
        forgery.write(path)
        bare = look_at(path)
        typed = {dataset.path: dataset.fields for dataset in seen.datasets}
        datasets = tuple(replace(dataset, fields=typed[dataset.path]) for dataset in bare.datasets)
        with monkeypatch.context() as patched:
            patched.setattr(Viewer, "look_at", lambda _, __, d=datasets: SeenFile(d))
            found = verify([path], Options(trust=TRUST)).segments[0].findings
        wanted = [] if fields is own else [("SCHEMA_MISMATCH", STATE)]
        assert [(finding.code, finding.channel) for finding in found] == wanted


def test_many_objects_are_counted(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        for number in range(30):
            file.attrs[f"a{number}"] = 1
    found = verify([path], Options(trust=TRUST)).segments[0].findings
    assert len(found) == 21
    assert "10 more" in found[-1].text


def test_endless_objects_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hdf5_view, "_MAX_OBJECTS", 2)
    with pytest.raises(ValueError, match="too many"):
        hdf5_view.look(str(path))


def test_a_channel_that_hdf5_does_not_show(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file.move("channels/log", "channels/other")
    assert codes(path) == ["UNSEALED_CONTENT", "CONTAINER_MISMATCH", "UNSEALED_CONTENT"]


def test_groups_and_attributes_can_tell_a_story_too(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file.create_group("THE DRIVER WAS ASLEEP/since 12:00:03")
        file["channels"].create_group("camera_rear")
        file["channels/log/data"].attrs["verdict"] = "sealed"
    found = verify([path], Options(trust=TRUST)).segments[0].findings
    assert [finding.code for finding in found] == ["UNSEALED_CONTENT"] * 4
    assert "verdict" in found[0].text
    assert "'THE DRIVER WAS ASLEEP/since 12:00:03'" in " ".join(finding.text for finding in found)
    with h5py.File(path, "r+") as file:
        for number in range(1000):
            file.create_group("x" * 6_000 + str(number))
    assert codes(path) == ["CONTAINER_MISMATCH"]
    assert "too many objects" in look_at(path).problem


def test_other_columns_than_declared(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(self: SeenFile, old: str) -> SeenFile:
        datasets = tuple(
            SeenDataset(
                path=d.path, offset=d.offset, size=d.size, plain=d.plain, type=d.type, row_bytes=d.row_bytes,
                fields=(("other", *d.fields[0][1:]), *d.fields[1:]) if d.path == old else d.fields,
            )
            for d in self.datasets
        )  # fmt: skip
        return SeenFile(datasets, self.extra)

    seen = look_at(scene.sound())
    monkeypatch.setattr(Viewer, "look_at", lambda _, __: renamed(seen, "seal/leaf"))
    assert codes(scene.sound()) == ["CONTAINER_MISMATCH"]


def test_a_file_that_hdf5_cannot_open(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(65_536)
        file.write(bytes(8))
    assert codes(path)[0] == "CONTAINER_MISMATCH"


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (SeenFile(problem="x", crashed=True), "READER_CRASH"),
        (SeenFile(problem="x", timed_out=True), "READER_TIMEOUT"),
    ],
)
def test_what_kills_the_worker_is_a_finding(
    path: Path, monkeypatch: pytest.MonkeyPatch, seen: SeenFile, code: str
) -> None:
    monkeypatch.setattr(Viewer, "look_at", lambda _, __: seen)
    assert codes(path) == [code]


def test_what_kills_its_process_costs_one_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hdf5_view, "can_fork", lambda: False)
    monkeypatch.setattr(hdf5_worker, "_COMMAND", "import os; input(); os.abort()")
    with Viewer() as viewer:
        assert viewer.look_at(path).crashed
        monkeypatch.undo()
        assert viewer.look_at(path).datasets


@pytest.mark.parametrize("answer", [{}, {"datasets": [{"path": 5}], "groups": [], "extra": []}, {"groups": 5}])
def test_what_cannot_be_an_answer_is_a_crash(answer: dict[str, Any]) -> None:
    with pytest.raises(WorkerError) as caught:
        hdf5_view.seen_file(answer)
    assert caught.value.code == "READER_CRASH"


def test_no_process_at_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hdf5_view, "can_fork", lambda: False)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert codes(path) == ["READER_CRASH"]


def test_a_pipe_is_refused_before_hdf5_sees_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """HDF5 would wait for a writer until the watchdog comes."""
    monkeypatch.setattr(Viewer, "look_at", lambda *_: pytest.fail("HDF5 was asked"))
    pipe = tmp_path / "pipe.h5"
    os.mkfifo(pipe)
    with pytest.raises(SourceError, match="not a regular file"):
        verify([pipe], Options(trust=TRUST))


def test_a_hang_costs_one_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hdf5_view, "can_fork", lambda: False)
    monkeypatch.setattr(
        hdf5_worker, "_COMMAND", "import time; input(); print('{}', flush=True); input(); time.sleep(60)"
    )
    began = time.monotonic()
    seen = look_at(path, timeout_s=0.3)
    assert seen.timed_out
    assert not seen.crashed
    assert time.monotonic() - began < 30


def test_bytes_in_slack(scene: Scene, tmp_path: Path) -> None:
    forgery = scene.forgery()
    forgery.slack = 64
    path = tmp_path / "slack.h5"
    forgery.write(path)
    assert codes(path) == []
    directory = directory_of(path)
    places: list[Any] = [60_000]
    places += [
        directory.areas[name].offset + directory.areas[name].size - 1 for name in ("seal/location", "seal/system")
    ]
    places.append(directory.areas[f"channel/{STATE}"].offset + directory.areas[f"channel/{STATE}"].size - 1)
    with path.open("r+b") as file:
        for place in places:
            file.seek(place)
            file.write(b"!")
    found = verify([path], Options(trust=TRUST)).segments[0].findings
    assert [finding.code for finding in found] == ["UNSEALED_BYTES"] * 4
    assert all(str(place) in finding.text for place, finding in zip(places, found, strict=True))


def test_bytes_behind_the_rows_of_the_parts(scene: Scene, tmp_path: Path) -> None:
    forgery = scene.forgery()
    forgery.part_slack = 2
    path = tmp_path / "slack.h5"
    forgery.write(path)
    area = directory_of(path).areas["seal/part"]
    with path.open("r+b") as file:
        file.seek(area.offset + area.size - 1)
        file.write(b"!")
    assert codes(path) == ["UNSEALED_BYTES"]


def test_slack_that_cannot_be_read(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.log import positioned

    forgery = scene.forgery()
    forgery.slack = 10_000
    path = tmp_path / "slack.h5"
    forgery.write(path)
    area = directory_of(path).areas[f"channel/{STATE}"]
    real = positioned.read_into

    def read_into(fd: int, target: memoryview, offset: int) -> int:
        if offset < area.offset + area.size - 5000 and offset + len(target) > area.offset + area.size - 6000:
            raise OSError(5, "Input/output error")
        return real(fd, target, offset)

    monkeypatch.setattr(positioned, "read_into", read_into)
    assert codes(path) == []
