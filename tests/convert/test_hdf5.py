"""Foreign HDF5 by layout and by mapping: the numbers of the source come out of the sealed log.

Must not know how rows are read or sealed.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import cv2
import h5py
import numpy as np
import pytest

from app.kinds.registry import KINDS
from app.log.foreign_hdf5 import Crowd, ForeignFile
from app.log.segment import Segment
from app.log.source import Source
from app.record.recorder import Recorder
from tests.cli.say import Say
from tests.convert import layouts
from tests.convert.logs import cat

pytestmark = pytest.mark.usefixtures("own_home")
DATA = Path(__file__).parent / "data"
UNIX_2016_NS = 1_454_000_000 * 10**9


def test_ecal(say: Say, tmp_path: Path) -> None:
    """A real measurement: both stamps, and every message as it was."""
    status, facts = say.json("convert", DATA / "person.hdf5", "-o", tmp_path / "person")
    assert (status, facts["records"], facts["not_taken"]) == (0, 25, [])
    log = tmp_path / "person.h5"
    found = cat(say, log, "person")
    with h5py.File(DATA / "person.hdf5") as source:
        index = source["person"][()]
        assert [one["t_capture_ns"] for one in found] == (index[:, 3] * 1000).tolist()
        assert [one["t_arrival_ns"] for one in found] == (index[:, 0] * 1000).tolist()
        messages = b"".join(source[str(number)][()].tobytes() for number in index[:, 1])
    assert sum(one["bytes"] for one in found) == len(messages)
    genesis = json.loads(say("cat", log, "0", "--json")[1].splitlines()[0])["value"]
    assert genesis["intake"]["source_format"] == "hdf5, eCAL measurement 5"
    assert genesis["channels"][0]["arrival"] == "measured"
    assert genesis["intake"]["sources"][0]["name"] == "person.hdf5"


def test_asammdf(say: Say, tmp_path: Path) -> None:
    """A real car: the numbers that the source's README tells, and texts as codes."""
    status, facts = say.json("convert", DATA / "canedge_gnss.hdf", "-o", tmp_path / "gnss")
    assert (status, facts["records"]) == (0, 3013)
    log = tmp_path / "gnss"
    assert sorted(path.name for path in log.iterdir()) == ["0001.h5", "0002.h5", "0003.h5"]
    rows = [one["value"]["rows"][0] for one in cat(say, log, "/CAN2/gnss_speed")]
    speeds = [row["CAN2.gnss_speed.Speed"] for row in rows]
    assert (min(speeds), round(max(speeds), 3)) == (0.0, 7.449)
    assert len(cat(say, log, "/CAN2/gnss_imu")) == 1669
    _, info = say.json("info", log)
    declared = {channel["name"]: channel for channel in info["channels"]}
    assert declared["/CAN2/gnss_speed"]["rate_hz"] == pytest.approx(1, abs=0.05)
    genesis = json.loads(say("cat", log, "0", "--json")[1].splitlines()[0])["value"]
    fix = genesis["channels"][0]["fields"][0]
    assert fix["codes"] == {"0": "Dead reckoning only", "1": "GNSS + dead reckoning combined"} | fix["codes"]
    assert any("does not export" in text for text in genesis["intake"]["assumptions"])


def test_comma(say: Say, tmp_path: Path) -> None:
    source = layouts.comma(tmp_path / "source")
    status, facts = say.json("convert", source, "-o", tmp_path / "out")
    assert status == 3
    assert [(one["where"], one["count"]) for one in facts["not_taken"]] == [("/camera/front", 1)]
    log = tmp_path / "out.h5"
    pictures = cat(say, log, "/camera/front")
    # seconds since 1970 in a float64 are good to about 0.2 us
    since = [one["t_capture_ns"] - UNIX_2016_NS for one in pictures]
    assert since == pytest.approx([10_000_000, 60_000_000, 110_000_000], abs=200)
    state = cat(say, log, "/vehicle/state")[0]["value"]["rows"][0]
    assert state["speed"] == 10.0
    assert state["steering_wheel_angle"] == pytest.approx(np.pi / 2)
    assert state["brake_pedal"] is None
    others = cat(say, log, "/log")[0]["value"]["rows"][0]
    assert (others["gear_choice"], others["fiber_accel[2]"]) == (4, 0.0)


def test_pictures_are_kept_without_loss(say: Say, tmp_path: Path) -> None:
    source = layouts.comma(tmp_path / "source")
    assert say("convert", source, "-o", tmp_path / "out", "--channels", "/camera/front")[0] == 3
    with Segment(Source(tmp_path / "out.h5")) as segment:
        index = int(np.flatnonzero(segment.leaves["channel"] == 1)[0])
        raw = np.frombuffer(segment.read(index).payload, dtype="u1")
    first = cv2.imdecode(raw, cv2.IMREAD_COLOR)
    assert first is not None
    with h5py.File(source / "camera" / "drive.h5") as file:
        assert (first[:, :, ::-1] == file["X"][0].transpose(1, 2, 0)).all()


def test_corl(say: Say, tmp_path: Path) -> None:
    """Duplicate and backwards stamps stay, and are counted; arrival is what was latest."""
    status, facts = say.json("convert", layouts.corl(tmp_path / "data_00001.h5"), "-o", tmp_path / "out")
    assert status == 0
    targets = next(channel for channel in facts["channels"] if channel["name"] == "/targets")
    assert (targets["duplicates"], targets["regressions"]) == (1, 1)
    found = cat(say, tmp_path / "out.h5", "/targets")
    assert [one["t_capture_ns"] // 10**6 for one in found] == [0, 100, 200, 200, 150]
    assert [one["t_arrival_ns"] // 10**6 for one in found] == [0, 100, 200, 200, 200]
    assert found[0]["value"]["rows"][0]["speed"] == 36.0
    annex = [json.loads(line)["value"] for line in say("cat", tmp_path / "out.h5", "0", "--json")[1].splitlines()]
    told = json.loads(next(one["text"] for one in annex if one["record"] == "ANNEX"))
    assert told["stamps"]["/targets"]["regressions"] == 1


def test_ddd(say: Say, tmp_path: Path) -> None:
    status, facts = say.json("convert", layouts.ddd(tmp_path / "rec.hdf5"), "-o", tmp_path / "out")
    assert (status, facts["records"]) == (0, 4)
    assert [one["bytes"] for one in cat(say, tmp_path / "out.h5", "/dvs")] == [8, 10]
    assert [one["value"]["rows"][0]["value"] for one in cat(say, tmp_path / "out.h5", "/vehicle_speed")] == [10.0, 11.0]


def test_mvsec(say: Say, tmp_path: Path) -> None:
    status, facts = say.json("convert", layouts.mvsec(tmp_path / "outdoor.hdf5"), "-o", tmp_path / "out")
    assert status == 3
    lost = {one["where"]: one["why"] for one in facts["not_taken"]}
    assert set(lost) == {"/davis/left/imu"}
    assert "no number" in lost["/davis/left/imu"]
    depth = cat(say, tmp_path / "out.h5", "/davis/left/depth")  # no picture: floating, and kept as it is
    assert [one["bytes"] for one in depth] == [20 * 24 * 4] * 3
    assert len(cat(say, tmp_path / "out.h5", "/davis/left/image_raw")) == 3
    assert len(cat(say, tmp_path / "out.h5", "/davis/left/imu")) == 2


def test_a_file_in_no_known_layout(say: Say, tmp_path: Path) -> None:
    """What inspect proposes, people mend and convert takes: units, jpeg as it was, and everything lost is named."""
    source = layouts.unknown(tmp_path / "drive.h5")
    status, _, err = say("convert", source, "-o", tmp_path / "out")
    assert status == 65
    assert "inspect" in err
    mapping = tmp_path / "drive.toml"
    status, out, _ = say("inspect", source, "-o", mapping)
    assert status == 0
    assert "HDF5_EXTERNAL_LINK" in out
    text = mapping.read_text()
    assert "map is left out" in text
    assert 'unit = "km/h"' in text
    text = text.replace(
        'name = "/camera/jpeg"\nkind = "raw"\ncodec = "bytes"', 'name = "/front"\nkind = "image"\ncodec = "jpeg"'
    )
    text = text.replace('unit = "km/h"', 'unit = "m/s", scale = 0.2777777777777778')
    mapping.write_text(text)
    status, facts = say.json("convert", source, "--mapping", mapping, "-o", tmp_path / "out")
    assert status == 3
    lost = {(one["where"], one["count"]) for one in facts["not_taken"]}
    assert lost == {("drive.h5:away", 1), ("/front", 1), ("map", 1)}
    log = tmp_path / "out.h5"
    assert [one["bytes"] for one in cat(say, log, "/front")] == [7, 9]
    assert cat(say, log, "/can")[1]["value"]["rows"][0]["speed"] == pytest.approx(2.0)
    hits = [one["value"]["rows"][0] for one in cat(say, log, "/radar")]
    assert [hit["hits.name"] for hit in hits] == [2, 1, 2, 0]  # of "", "bike", "car"


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('format = "hdf5-mapping/1"', 'format = "other"', "is no mapping"),
        ("[[channel]]", "[[channel]", "is no mapping"),
        ('dataset = "can/speed"', 'dataset = "can/sped"', "there is no dataset 'can/sped'"),
        ('dataset = "can/speed"', 'dataset = "away"', "HDF5_EXTERNAL_LINK"),
        ('dataset = "can/speed"', 'dataset = "camera/jpeg"', "holds lists"),
        ('dataset = "can/speed"', 'dataset = "map"', "name an item"),
        ('dataset = "can/speed"', 'dataset = "map", item = 9', "has no column 9"),
        ('dataset = "can/speed"', 'dataset = "radar/hits", field = "rang"', "has no field 'rang'"),
        ('kind = "signals"', 'kind = "signal"', "unknown kind"),
        ('kind = "signals"', 'kind = "state"', "has no column"),
        ('"can/time", unit = "s", epoch = "unix"', '"can/time"', "nobody can tell which came first"),
        ('kind = "raw"\ncodec = "bytes"', 'kind = "image"\ncodec = "png"', ""),
        ('time = { dataset = "can/time", unit = "s", epoch = "unix" }\n', "", "nobody can tell which came first"),
        ('name = "/can"', 'name = "/can"\nrate_hz = 0.0', "is no mapping"),
    ],
)
def test_mappings_that_do_not_fit(say: Say, tmp_path: Path, old: str, new: str, error: str) -> None:
    source, mapping = layouts.unknown(tmp_path / "drive.h5"), tmp_path / "drive.toml"
    assert say("inspect", source, "-o", mapping)[0] == 0
    text = mapping.read_text()
    assert old in text
    mapping.write_text(text.replace(old, new))
    status, _, err = say("convert", source, "--mapping", mapping, "--dry-run")
    assert (status, error in err) == (65 if error else 3, True)
    assert "Traceback" not in err


def test_without_any_time_the_log_says_so(say: Say, tmp_path: Path) -> None:
    source, mapping = layouts.unknown(tmp_path / "drive.h5"), tmp_path / "m.toml"
    columns = 'columns = [{ dataset = "can/speed", name = "speed", unit = "km/h" }]'
    mapping.write_text(f'[[channel]]\nname = "/can"\nkind = "signals"\ncodec = "rows"\nrate_hz = 4.0\n{columns}\n')
    assert say("convert", source, "--mapping", mapping, "-o", tmp_path / "out")[0] == 3
    found = cat(say, tmp_path / "out.h5", "/can")
    assert [one["t_capture_ns"] for one in found] == [0, 250_000_000, 500_000_000]
    genesis = json.loads(say("cat", tmp_path / "out.h5", "0", "--json")[1].splitlines()[0])["value"]
    assert genesis["channels"][0]["capture"] == "synthesised"


def test_a_message_that_no_index_names_is_counted(say: Say, tmp_path: Path) -> None:
    source = tmp_path / "person.hdf5"
    source.write_bytes((DATA / "person.hdf5").read_bytes())
    with h5py.File(source, "a") as file:
        file["4711"] = np.arange(3, dtype="u1")
    _, facts = say.json("convert", source, "-o", tmp_path / "out")
    assert [(one["where"], one["why"]) for one in facts["not_taken"]] == [("4711", "is in no channel of the mapping")]


def test_the_log_keeps_what_attributes_say(say: Say, tmp_path: Path) -> None:
    """Without the descriptor nobody could read the messages that were kept."""
    assert say("convert", DATA / "person.hdf5", "-o", tmp_path / "out")[0] == 0
    system = [json.loads(line)["value"] for line in say("cat", tmp_path / "out.h5", "0", "--json")[1].splitlines()]
    told = json.loads("".join(one["text"] for one in system if one["record"] == "ANNEX" and one["name"] == "intake"))
    assert told["attributes"]["person"]["Channel Type"] == "proto:pb.People.Person"
    assert b"animal.proto" in base64.b64decode(told["attributes"]["person"]["Channel Description"]["base64"])


def test_a_column_of_many_texts_costs_itself(say: Say, tmp_path: Path) -> None:
    source = tmp_path / "x.h5"
    with h5py.File(source, "w") as file:
        group = file.create_group("ChannelGroup_0")
        group.attrs["master"] = "time"
        group["time"], group["speed"] = np.arange(300) / 10, np.arange(300.0)
        group["serial"] = np.array([f"{n:04}".encode() for n in range(300)])
    status, facts = say.json("convert", source, "-o", tmp_path / "out")
    assert status == 3
    (lost,) = facts["not_taken"]
    assert (lost["where"].rsplit(".", 1)[-1], lost["count"]) == ("serial", 300)
    assert len(cat(say, tmp_path / "out.h5", facts["channels"][0]["name"])) == 300


def test_a_clock_counts_from_what_its_stamps_do(say: Say, tmp_path: Path) -> None:
    source, mapping = tmp_path / "s.h5", tmp_path / "m.toml"
    write(source, v=np.arange(4.0), boot=np.arange(4.0), got=1_700_000_000 + np.arange(4.0))
    mapping.write_text(
        '[[channel]]\nname = "/v"\nkind = "signals"\ncodec = "rows"\ntime = { dataset = "boot", epoch = "boot" }\n'
        'arrival = { dataset = "got", epoch = "unix" }\ncolumns = [{ dataset = "v", name = "v" }]\n'
    )
    assert say("convert", source, "--mapping", mapping, "-o", tmp_path / "out")[0] == 0
    genesis = json.loads(say("cat", tmp_path / "out.h5", "0", "--json")[1].splitlines()[0])["value"]
    clock = next(one for one in genesis["clocks"] if one["role"] == "source")
    assert (clock["name"], clock["epoch"]) == ("source, boot", "boot")
    assert genesis["channels"][0]["clock"] == "source, boot"


def test_more_rows_than_records_are_refused(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file can say that it has any number."""
    monkeypatch.setattr("app.convert.hdf5.records.MOST_ROWS", 99)
    source = write(tmp_path / "x.h5", X=np.zeros(100, dtype="u1"), X_ts=np.arange(10.0))
    status, _, err = say("convert", source, "--dry-run")
    assert (status, "rows, a record each" in err) == (65, True)


def test_many_files_share_few_processes(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Crowd.__init__, "__defaults__", (3,))
    (tmp_path / "in").mkdir()
    for number in range(8):
        write(tmp_path / "in" / f"{number}.h5", v=np.arange(4.0), v_ts=1_700_000_000 + np.arange(4.0) + number)
    ended: list[Path] = []
    close = ForeignFile.close

    def counting(self: ForeignFile) -> None:
        if self._worker is not None:
            ended.append(self.path)
        close(self)

    monkeypatch.setattr(ForeignFile, "close", counting)
    status, facts = say.json("convert", tmp_path / "in", "-o", tmp_path / "out")
    assert (status, facts["records"]) == (0, 32)
    assert len(ended) > 8


def write(path: Path, **datasets: Any) -> Path:
    """An HDF5 file of these datasets; __ stands for / and a dict is given to create_dataset."""
    with h5py.File(path, "w") as file:
        for name, value in datasets.items():
            made = value if isinstance(value, dict) else {"data": value}
            units = made.pop("units", None)
            dataset = file.create_dataset(name.replace("__", "/"), **made)
            if units:
                dataset.attrs["units"] = units
    return path


STAMPS = {"data": np.arange(4, dtype="i8") * 10_000_000, "units": "ns"}


def test_a_unit_that_is_said_is_used(say: Say, tmp_path: Path) -> None:
    source = write(tmp_path / "ns.h5", v=np.arange(4.0), v_ts=dict(STAMPS))
    status, facts = say.json("convert", source, "-o", tmp_path / "out")
    assert (status, facts["duration_s"]) == (0, 0.03)
    assert "stamps of v_ts are in ns and count from: arbitrary" in facts["assumptions"]
    source = write(tmp_path / "odd.h5", v=np.arange(4.0), v_ts=dict(STAMPS, units="fortnights"))
    status, _, err = say("convert", source, "-o", tmp_path / "no")
    assert (status, "no unit of time" in err) == (65, True)


def test_numbers_that_do_not_fit_are_unknown_and_counted(say: Say, tmp_path: Path) -> None:
    source = write(tmp_path / "gear.h5", gear=np.array([1, 300, -500, 2]), lamp=np.array([1.0, np.nan, 1e10, 0.5]),
                   t=np.arange(4) / 10)  # fmt: skip
    mapping = tmp_path / "m.toml"
    columns = '{ dataset = "gear", name = "gear" }, { dataset = "lamp", name = "horn" }'
    mapping.write_text(
        f'[[channel]]\nname = "/s"\nkind = "state"\ncodec = "rows"\ntime = {{ dataset = "t" }}\ncolumns = [{columns}]\n'
    )
    status, facts = say.json("convert", source, "--mapping", mapping, "-o", tmp_path / "out")
    assert status == 3
    assert {one["where"]: one["count"] for one in facts["not_taken"]} == {"/s.gear": 2, "/s.horn": 3}
    with Segment(Source(tmp_path / "out.h5")) as segment:
        rows = [segment.read(int(i)).payload for i in np.flatnonzero(segment.leaves["channel"] == 1)]
    layout = KINDS["state"].codecs["rows"].layout
    assert layout is not None
    values = np.frombuffer(b"".join(rows), dtype=layout.dtype)
    unknown = layout.unknown(1)
    assert values["gear"].tolist() == [1, unknown["gear"][0], unknown["gear"][0], 2]
    assert values["horn"].tolist() == [1, *[unknown["horn"][0]] * 3]


def test_one_bad_piece_costs_its_rows(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "bad.h5"
    with h5py.File(path, "w") as file:
        made = file.create_dataset("v", data=np.arange(1000.0), chunks=(100,), compression="gzip", fletcher32=True)
        file["v_ts"] = np.arange(1000) / 100
        at = made.id.get_chunk_info(3).byte_offset
    raw = bytearray(path.read_bytes())
    raw[at : at + 8] = bytes(8)
    path.write_bytes(raw)
    status, facts = say.json("convert", path, "-o", tmp_path / "out")
    assert (status, facts["records"]) == (3, 900)
    assert sum(one["count"] for one in facts["not_taken"]) == 100
    found = [one["value"]["rows"][0]["v"] for one in cat(say, tmp_path / "out.h5", "/v")]
    assert found == [*range(300), *range(400, 1000)]


def test_rows_that_lie_far_apart(say: Say, tmp_path: Path) -> None:
    """Arrivals out of order: each payload stays with its own stamps."""
    order = np.array([0, 500, 1, 501, 2, 502, 999])
    arrival = np.full(1000, 50.0)
    arrival[order] = np.arange(len(order))
    source = write(tmp_path / "s.h5", v=np.arange(1000.0), t=np.arange(1000) / 1000, a=arrival)
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        '[[channel]]\nname = "/v"\nkind = "signals"\ncodec = "rows"\ntime = { dataset = "t" }\n'
        'arrival = { dataset = "a" }\ncolumns = [{ dataset = "v", name = "v" }]\n'
    )
    assert say("convert", source, "--mapping", mapping, "-o", tmp_path / "out")[0] == 0
    found = cat(say, tmp_path / "out.h5", "/v")
    assert len(found) == 1000
    assert [one["value"]["rows"][0]["v"] for one in found[:7]] == order.tolist()
    assert all(one["t_capture_ns"] == one["value"]["rows"][0]["v"] * 1_000_000 for one in found)


def test_what_no_channel_takes_is_named(say: Say, tmp_path: Path) -> None:
    source = write(
        tmp_path / "x.h5", g0__v=np.arange(3.0), g0__v_ts=np.arange(3) / 10, important=np.arange(9),
        holes={"shape": (40,), "chunks": (10,), "dtype": "f8"}, part={"shape": (30,), "chunks": (10,), "dtype": "f8"},
        part_ts=np.arange(30) / 10,
    )  # fmt: skip
    with h5py.File(source, "r+") as file:
        file["part"][:10] = 1
    status, facts = say.json("convert", source, "--dry-run")
    assert status == 3
    lost = {one["where"]: (one["why"], one["count"]) for one in facts["not_taken"]}
    assert "no channel" in lost["important"][0]
    assert "HDF5_SHAPE_BOMB" in lost["x.h5:holes"][0]
    assert lost["part"] == ("pieces that were never written, taken as the fill value", 2)


def test_columns_that_end_alike_are_both_there(say: Say, tmp_path: Path) -> None:
    source = write(
        tmp_path / "x.h5", g__speed=np.arange(3.0), g__sub__speed=np.arange(3.0) + 7, g__time=np.arange(3) / 10
    )
    with h5py.File(source, "r+") as file:
        file["g"].attrs["master"] = "time"
    assert say("convert", source, "-o", tmp_path / "out")[0] == 0
    row = cat(say, tmp_path / "out.h5", "/g")[1]["value"]["rows"][0]
    assert row == {"speed": 1.0, "g/sub/speed": 8.0}


def test_two_files_without_an_epoch_are_not_one_clock(say: Say, tmp_path: Path) -> None:
    folder = tmp_path / "week"
    folder.mkdir()
    for day in ("monday", "tuesday"):
        write(folder / f"{day}.h5", v=np.arange(3.0), v_ts=np.arange(3) / 10)
    status, _, err = say("convert", folder, "-o", tmp_path / "out")
    assert (status, "which came first" in err) == (65, True)


def test_nothing_but_an_intake_is_replaced(say: Say, tmp_path: Path) -> None:
    source = DATA / "canedge_gnss.hdf"
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "notes.txt").write_text("mine")
    assert say("convert", source, "-o", tmp_path / "case.h5", "--force")[0] == 65
    assert (tmp_path / "case" / "notes.txt").read_text() == "mine"
    mapping = tmp_path / "m.toml"
    assert say("inspect", source, "-o", mapping)[0] == 0
    assert say("convert", source, "--mapping", mapping, "-o", mapping, "--force")[0] == 65
    assert say("convert", source, "-o", "")[0] == 64


def test_the_log_tells_how_it_was_read(say: Say, tmp_path: Path) -> None:
    source = layouts.comma(tmp_path / "source")
    assert say("convert", source, "-o", tmp_path / "out")[0] == 3
    system = [json.loads(line)["value"] for line in say("cat", tmp_path / "out.h5", "0", "--json")[1].splitlines()]
    names = [one["name"] for one in system[0]["intake"]["sources"]]
    assert names == ["camera/drive.h5", "log/drive.h5"]
    told = json.loads(next(one["text"] for one in system if one["record"] == "ANNEX"))
    assert "steering_wheel_angle" in told["mapping"]
    assert "scale = 0.0174" in told["mapping"]


def test_a_source_that_changes_meanwhile_is_not_sealed(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source" / "person.hdf5"
    source.parent.mkdir()
    source.write_bytes((DATA / "person.hdf5").read_bytes())
    append = Recorder.append

    def touching(self: Recorder, *given: Any, **named: Any) -> bool:
        source.touch()
        return append(self, *given, **named)

    monkeypatch.setattr(Recorder, "append", touching)
    status, _, err = say("convert", source, "-o", tmp_path / "out")
    assert (status, "was changed" in err) == (65, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config", "source"]


def test_a_computer_that_is_called_otherwise_keeps_its_key(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, host in enumerate(("one", "two")):
        monkeypatch.setattr("socket.gethostname", lambda host=host: host)
        assert say("convert", DATA / "person.hdf5", "-o", tmp_path / f"{number}")[0] == 0
        assert say("verify", tmp_path / f"{number}.h5")[0] == 0


def test_a_span_alone(say: Say, tmp_path: Path) -> None:
    source = DATA / "canedge_gnss.hdf"
    status, facts = say.json("convert", source, "--from", "60", "--to", "70.5", "-o", tmp_path / "out")
    assert status == 0
    assert facts["duration_s"] == pytest.approx(10.4, abs=0.2)
    found = cat(say, tmp_path / "out.h5", "/CAN2/gnss_imu")
    with h5py.File(source) as file:
        stamps = file["ChannelGroup_8/time"][()]
        first = min(file[f"ChannelGroup_{number}/time"][0] for number in range(9))
    inside = stamps[(stamps >= first + 60) & (stamps < first + 70.5)]
    assert [one["t_capture_ns"] for one in found] == pytest.approx((inside * 1e9).tolist(), abs=1)
    assert say("convert", source, "--from", "5000", "--to", "5001", "-o", tmp_path / "no")[0] == 65
    assert say("convert", source, "--from", "2026-01-01T00:00:00Z", "-o", tmp_path / "no")[0] == 65
    assert not (tmp_path / "no.h5").exists()


def test_what_is_there_stays(say: Say, tmp_path: Path) -> None:
    source = tmp_path / "person.hdf5"
    source.write_bytes((DATA / "person.hdf5").read_bytes())
    assert say("convert", source)[0] == 64
    assert say("convert", source, "-o", source, "--force")[0] == 65
    assert say("convert", source, "-o", tmp_path / "out", "--dry-run")[0] == 0
    assert not (tmp_path / "out.h5").exists()
    assert say("convert", source, "-o", tmp_path / "out")[0] == 0
    before = (tmp_path / "out.h5").read_bytes()
    status, _, err = say("convert", source, "-o", tmp_path / "out")
    assert (status, "exists" in err) == (65, True)
    assert (tmp_path / "out.h5").read_bytes() == before
    assert say("convert", source, "-o", tmp_path / "out", "--force")[0] == 0
    assert (tmp_path / "out.h5").read_bytes() != before
    assert say("convert", source, "-o", tmp_path / "nothing" / "out", "--channels", "animal")[0] == 65
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config", "out.h5", "person.hdf5"]
    assert source.read_bytes() == (DATA / "person.hdf5").read_bytes()


def test_what_is_no_hdf5(say: Say, tmp_path: Path) -> None:
    (tmp_path / "text.h5").write_text("hello")
    (tmp_path / "none").mkdir()
    for source, status in ((tmp_path / "text.h5", 65), (tmp_path / "none", 65), (tmp_path / "gone.h5", 66)):
        for verb in ("convert", "inspect"):
            found, out, err = say(verb, source, *(("--dry-run",) if verb == "convert" else ()))
            assert (found, out) == (status, "")
            assert err.count("\n") <= 2


def test_the_key_of_the_workstation_is_its_own(say: Say, tmp_path: Path) -> None:
    for number in range(2):
        assert say("convert", DATA / "person.hdf5", "-o", tmp_path / f"{number}")[0] == 0
    out = say("keys", "list")[1]
    assert out.count("(intake)") == 1
    assert "this workstation" in out
    status, out, _ = say("verify", tmp_path / "1.h5")
    assert status == 0
    assert "authentic since intake" in out


def test_what_is_sealed_already_is_refused(say: Say, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    assert say("convert", DATA / "person.hdf5", "-o", tmp_path / "logs" / "a.h5")[0] == 0
    bare, cut = tmp_path / "bare", tmp_path / "cut.h5"
    bare.write_bytes((tmp_path / "logs" / "a.h5").read_bytes())
    cut.write_bytes(bare.read_bytes()[:1000])
    for source in (tmp_path / "logs" / "a.h5", tmp_path / "logs", bare, cut):
        for verb in (("convert", "--dry-run"), ("inspect",)):
            status, out, err = say(verb[0], source, *verb[1:])
            assert (status, out, err.count("\n")) == (65, "", 1)
            assert "sealed log" in err
            assert "verify" in err


def test_a_sealed_log_beside_foreign_files_is_a_loss(say: Say, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert say("convert", DATA / "person.hdf5", "-o", tmp_path / "in" / "a.h5")[0] == 0
    (tmp_path / "in" / "person.hdf5").write_bytes((DATA / "person.hdf5").read_bytes())
    _, facts = say.json("convert", tmp_path / "in", "--dry-run")
    assert any("sealed log" in one["why"] for one in facts["not_taken"])
