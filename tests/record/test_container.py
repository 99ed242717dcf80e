"""The HDF5 container: what HDF5 tools see, where the areas lie, and that HDF5 and the directory agree.

It must not know records beyond those that the recorder writes for it.
"""

import threading
import time
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from app.log import container
from app.log.container import ChannelArea, Layout, create
from app.log.directory import USER_BLOCK, Directory, parse_directory
from app.log.hdf5_view import Viewer
from app.log.leaf import LEAF_DTYPE
from app.record import machine
from app.record.clock import ManualClock
from app.record.container_source import VEHICLE, DiskContainers
from app.record.recorder import Recorder
from app.record.storage import make_container, make_template
from tests.record.worlds import (
    CAMERA,
    CHANNELS,
    STATE,
    STATE_ROW,
    assert_drive_sealed,
    assert_sealed,
    counted_entropy,
    device,
    options,
    payload,
    plan,
    segments,
)

POINTS = np.dtype(("<f4", (4,)))
LAYOUT = Layout(
    leaves=1000,
    checkpoints=20,
    system=5000,
    parts=10,
    channels=(
        ChannelArea(id=1, area="camera", size=100_000, attributes={"unit": "1"}),
        ChannelArea(id=2, area="state", size=STATE_ROW.itemsize * 100, row=STATE_ROW),
        ChannelArea(id=9, area="lidar", size=POINTS.itemsize * 50, row=POINTS),
        ChannelArea(id=10, area="empty", size=0),
    ),
)


def made(path: Path) -> "h5py.File":
    return h5py.File(path, "r")


def test_datasets_have_the_names_types_and_attributes_of_the_profile(tmp_path: Path) -> None:
    create(tmp_path / "a.h5", LAYOUT, segment_id=bytes(range(16)))
    with made(tmp_path / "a.h5") as file:
        assert file.userblock_size == USER_BLOCK
        assert file["seal/leaf"].dtype == LEAF_DTYPE
        assert file["seal/location"].dtype == np.dtype("<u8")
        assert file["seal/checkpoint"].dtype == np.dtype("S4096")
        assert file["seal/salt"].shape == (32,)
        assert file["seal/part"].dtype.itemsize == 64
        assert file["channels/state/data"].dtype == STATE_ROW
        assert file["channels/lidar/data"].shape == (50, 4)
        assert file["channels/lidar/data"].dtype == np.dtype("<f4")
        assert file["channels/camera/data"].attrs["unit"] == "1"
        assert file["channels/empty/data"].shape == (0,)
        for name in ("seal/leaf", "channels/state/data"):
            properties = file[name].id.get_create_plist()
            assert properties.get_layout() == h5py.h5d.CONTIGUOUS
            assert properties.get_nfilters() == 0
            assert properties.get_fill_time() == h5py.h5d.FILL_TIME_NEVER
            assert properties.get_alloc_time() == h5py.h5d.ALLOC_TIME_EARLY


def test_areas_are_aligned_in_order_and_where_hdf5_says(tmp_path: Path) -> None:
    directory = create(tmp_path / "a.h5", LAYOUT, segment_id=bytes(range(16)))
    raw = (tmp_path / "a.h5").read_bytes()
    assert parse_directory(raw[:USER_BLOCK]) == directory
    offsets = [area.offset for area in directory.areas.values() if area.size]
    assert offsets == sorted(offsets)
    assert all(offset % 4096 == 0 for offset in offsets)
    assert len(raw) >= directory.end
    assert list(directory.areas)[:6] == [
        "seal/leaf",
        "seal/location",
        "seal/checkpoint",
        "seal/system",
        "seal/salt",
        "seal/part",
    ]
    with (tmp_path / "a.h5").open("r+b") as file:
        for number, area in enumerate(directory.areas.values()):
            if area.size:
                file.seek(area.offset)
                file.write(bytes([number + 1]) * min(area.size, 16))
    with made(tmp_path / "a.h5") as shown:
        paths = {1: "camera", 2: "state", 9: "lidar"}
        for number, (name, area) in enumerate(directory.areas.items()):
            if area.size:
                path = f"channels/{paths[int(name[8:])]}/data" if name.startswith("channel/") else name
                first: Any = shown[path][:1]
                assert first.tobytes()[0] == number + 1, name
                assert shown[path].id.get_storage_size() == area.size


@pytest.mark.parametrize("layout", [LAYOUT, plan().layout(), Layout(leaves=3, checkpoints=1, system=10, locations=9)])
def test_a_copied_container_is_what_libhdf5_would_have_made(tmp_path: Path, layout: Layout) -> None:
    """Byte for byte, the segment's own directory included; and HDF5 tools see the same in it."""
    segment_id = bytes(range(16))
    directory = create(tmp_path / "a.h5", layout, segment_id=segment_id)
    template = make_template(tmp_path / "b.h5", layout)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.h5"]
    assert b"".join(piece for _, piece in template.pieces)  # there is metadata to be copied
    made_of_it = make_container(tmp_path / "b.h5", template, segment_id=segment_id)
    made_of_it.storage.publish()
    made_of_it.storage.close()
    assert (tmp_path / "b.h5").read_bytes() == (tmp_path / "a.h5").read_bytes()
    assert made_of_it.directory == directory
    with Viewer() as viewer:
        seen = [viewer.look_at(tmp_path / name) for name in ("a.h5", "b.h5")]
    assert seen[0] == seen[1]
    assert len(seen[0].datasets) == len(directory.areas)
    assert not seen[0].problem


def test_libhdf5_makes_one_container_a_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds up every thread of the process, so it works before the first record only."""
    made_by_it: list[Path] = []

    def counted(path: Path, layout: Layout, *, segment_id: bytes) -> Directory:
        made_by_it.append(path)
        return create(path, layout, segment_id=segment_id)

    monkeypatch.setattr(container, "create", counted)
    used = options(synchronous=True, entropy=counted_entropy())
    short = plan(segment_ms=1000)
    with Recorder.open(tmp_path / "d", short, device=device(), clock=ManualClock(), options=used) as recorder:
        for number in range(5):
            recorder.append(CAMERA, payload(number), t_capture_ns=None, t_arrival_ns=number * 10**9)
    assert len(segments(tmp_path / "d")) >= 4
    assert len(made_by_it) == 1
    assert_drive_sealed(tmp_path / "d")


def test_a_container_that_is_made_ahead_is_ready_when_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    reserve = machine.preallocate

    def slow(*given: Any) -> None:
        assert go_on.wait(30)
        reserve(*given)

    containers = DiskContainers([tmp_path], plan().layout(), make_segment_id=lambda: bytes(16), options=VEHICLE)
    assert not containers.ready(0)
    _, first = containers.take(0)
    monkeypatch.setattr(machine, "preallocate", slow)
    containers.prepare(1)
    assert not containers.ready(1)
    go_on.set()
    deadline = time.monotonic() + 30
    while not containers.ready(1):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert not containers.ready(2)
    first.storage.discard()
    containers.close()
    assert list(tmp_path.iterdir()) == []


def test_a_container_is_reserved_in_full_and_its_owners(tmp_path: Path) -> None:
    """F-03: what is promised at the start is there at the end. Others must not read what cameras saw."""
    layout = plan().layout()
    template = make_template(tmp_path / "a.h5", layout)
    for name, reserve in (("a.h5", True), ("b.h5", False)):
        one = make_container(tmp_path / name, template, segment_id=bytes(16), reserve=reserve)
        one.storage.publish()
        one.storage.close()
    whole, sparse = ((tmp_path / name).stat() for name in ("a.h5", "b.h5"))
    assert whole.st_size == sparse.st_size == template.size
    assert whole.st_blocks * 512 >= template.size > 4 * sparse.st_blocks * 512
    assert whole.st_mode & 0o137 == 0


def test_equal_layouts_make_equal_files(tmp_path: Path) -> None:
    for name in ("a.h5", "b.h5"):
        create(tmp_path / name, LAYOUT, segment_id=bytes(range(16)))
    assert (tmp_path / "a.h5").read_bytes() == (tmp_path / "b.h5").read_bytes()


def test_a_derived_container_has_no_salt_and_may_have_more_locations(tmp_path: Path) -> None:
    layout = Layout(leaves=3, checkpoints=1, system=10, salt=False, parts=0, locations=5)
    directory = create(tmp_path / "a.h5", layout, segment_id=bytes(range(16)))
    assert directory.derived
    assert directory.areas["seal/location"].size == 40
    assert parse_directory((tmp_path / "a.h5").read_bytes()[:USER_BLOCK]) == directory


def test_many_channels_fit(tmp_path: Path) -> None:
    channels = tuple(
        ChannelArea(id=number, area=f"c{number}", size=4096, attributes={"name": "x" * 200})
        for number in range(1, 1025)
    )
    layout = Layout(leaves=3, checkpoints=1, system=10, channels=channels)
    directory = create(tmp_path / "a.h5", layout, segment_id=bytes(range(16)))
    assert len(directory.areas) == 1029


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"leaves": 2**20 + 1}, "beyond the limits"),
        ({"checkpoints": 2**14 + 1}, "beyond the limits"),
        ({"parts": 2**22 + 1}, "part rows"),
        ({"salt": False}, "needs a part table"),
        ({"channels": (ChannelArea(id=1, area="a", size=17, row=STATE_ROW),)}, "no multiple"),
        ({"channels": tuple(ChannelArea(id=n, area=f"c{n}", size=0) for n in range(1, 1026))}, "1025 channels"),
    ],
)
def test_what_the_format_forbids_is_refused(changes: dict[str, Any], match: str) -> None:
    given: dict[str, Any] = {"leaves": 1, "checkpoints": 1, "system": 1} | changes
    with pytest.raises(ValueError, match=match):
        Layout(**given)


def test_an_existing_file_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "a.h5").write_bytes(b"evidence")
    with pytest.raises(FileExistsError):
        create(tmp_path / "a.h5", LAYOUT, segment_id=bytes(16))
    assert (tmp_path / "a.h5").read_bytes() == b"evidence"


def test_a_container_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    twice = (ChannelArea(id=1, area="a", size=1), ChannelArea(id=2, area="a", size=1))
    with pytest.raises(ValueError, match="name already exists"):
        create(tmp_path / "a.h5", Layout(leaves=1, checkpoints=1, system=1, channels=twice), segment_id=bytes(16))
    assert list(tmp_path.iterdir()) == []


def test_a_recorded_log_is_ordinary_hdf5(tmp_path: Path) -> None:
    used = options(synchronous=True, entropy=counted_entropy())
    with Recorder.open(tmp_path / "d", plan(), device=device(), clock=ManualClock(), options=used) as recorder:
        rows = np.zeros(5, dtype=STATE_ROW)
        rows["speed"] = [1, 2, 3, 4, 5]
        recorder.append(STATE, rows.tobytes(), t_capture_ns=None, t_arrival_ns=1)
        recorder.append(CAMERA, payload(7), t_capture_ns=5, t_arrival_ns=2, key_frame=True)
    path = tmp_path / "d" / "0000.h5"
    assert_sealed(path)
    with made(path) as file:
        assert sorted(file["channels"]) == sorted(channel.area for channel in CHANNELS)
        assert list(file["channels/vehicle_state/data"]["speed"][:6]) == [1, 2, 3, 4, 5, 0]
        assert file["channels/camera_front/data"][:64].tobytes() == payload(7)
        assert file["channels/camera_front/data"].attrs["name"] == "camera/front"
        leaves = file["seal/leaf"][:6]
        assert list(leaves["index"]) == [0, 1, 2, 3, 4, 0]
        assert list(leaves["magic"]) == [b"SLR1"] * 5 + [b""]
        assert leaves["t_capture"][3] == 5
        assert leaves["flags"][3] == 1
        assert file["seal/checkpoint"][0].startswith(b"demonstration/")
