"""Which signals there are, what is plotted first, and what a table of a signal says."""

import csv
from io import StringIO

import numpy as np
import pytest

from app.log.channel import Mode
from app.replay.cache import Cache
from app.replay.first_rows import FirstRows
from app.replay.sampler import Loaded, Sampler
from app.replay.signal_csv import HEAD, Origin, csv_blocks
from app.replay.signals import Shown, Signal, default_plots, full_name, names_of, signals_of
from app.replay.trace import Column, Trace, column_of
from app.scene.cell import text_cell
from app.scene.standing import Standing
from tests.replay.opening import SAMPLES, opened


def test_the_signals_of_a_sample_are_those_of_its_rows() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        found = signals_of(log.log.channels.values())
        by_name = {(one.channel, one.field): one for one in found}
        speed = by_name["/vehicle/state", "speed"]
        assert (speed.unit, speed.shown) == ("m/s", Shown("km/h", 3.6, 1))
        assert "along x" in speed.description
        mode = by_name["/vehicle/state", "driving_mode"]
        assert mode.stepped
        assert mode.codes is not None
        assert not speed.stepped
        assert by_name["/vehicle/state", "brake_pressure"].shown.unit == "bar"
        assert by_name["/vehicle/state", "brake_pedal"].shown.unit == "%"
        assert {one.kind for one in found} == {"state", "control", "actuation", "imu", "pose", "gnss"}


def test_speed_and_acceleration_come_first_measured_before_asked() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        plans = default_plots(signals_of(log.log.channels.values()))
    assert [plan.subject for plan in plans] == ["speed", "acceleration", "brake"]
    speed = plans[0].signals
    assert [(one.channel, one.field) for one in speed if isinstance(one, Signal)] == [
        ("/vehicle/state", "speed"), ("/control", "speed"),
    ]  # fmt: skip


def test_a_log_of_a_bus_plots_its_first_signals() -> None:
    some = [Signal(channel="/can/1", field=f"Eng {n}%", kind="signals", unit="1/min") for n in range(5)]
    plans = default_plots(some)
    assert [plan.signals for plan in plans] == [(one,) for one in some[:3]]
    names = names_of(some)
    assert names["can._1.Eng_0_"] == some[0]
    assert names["Eng_3_"] == some[3]
    assert full_name(some[2]) == "can._1.Eng_2_"


def test_short_names_mean_the_state_of_the_vehicle() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        names = names_of(signals_of(log.log.channels.values()))
    assert names["speed"].channel == "/vehicle/state"
    assert names["control.speed"].channel == "/control"
    assert names["vehicle.state.speed"] is names["state.speed"] is names["speed"]


def test_a_trace_of_a_sample_reads_as_its_records_do() -> None:
    with opened(SAMPLES / "cut-in.h5") as log:
        cache: Cache[Loaded] = Cache(1 << 24)
        sampler, channel = Sampler(log, cache), log.log.channels["/vehicle/state"]
        reader = FirstRows(sampler, channel)
        for _ in reader.blocks():
            pass
        series = reader.series()
        assert series is not None
        column = column_of(series, "speed", max_age_ns=10**8)
        assert column is not None
        assert column_of(series, "no such", max_age_ns=None) is None
        for mode in Mode:
            trace = Trace(column, mode)
            for t_ns in range(int(series.times_ns[0]), int(series.times_ns[-1]), 37_000_001):
                row = channel.row_at(t_ns, mode, 10**8)
                content = None if row is None else sampler.load(channel, row).content
                value = getattr(content, "value", lambda _: None)("speed")
                assert trace.at(t_ns).value == value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ('"=1', "\"'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("/x;=1", "/x;'=1"),
        ('/x"; =1', "/x\"; '=1"),
        ('a "b", c', 'a "b", c'),
        ("speed - 3, -a", "speed - 3, -a"),
        ("a\n# channel,b", "a # channel,b"),
        ("\u202ecba\x1b[31m\0", "?cba?[31m?"),
        ("x" * 10_000_000, "x" * 2000 + " ..."),
    ],
)
def test_no_name_is_a_formula_of_a_spreadsheet(text: str, shown: str) -> None:
    """C-22, D-13: whatever parts the cells there; what is no formula stays as it is."""
    assert next(csv.reader([f"# channel,{text_cell(text)}"])) == ["# channel", shown]


def test_a_table_says_where_its_numbers_come_from() -> None:
    times = np.array([1_000_000_000, 1_500_000_000, 2_000_000_001], dtype=np.int64)
    column = Column(
        rows=np.arange(3), times_ns=times, arrival_ns=times, values=np.array([1.5, np.nan, 0.1]),
        standing=np.array([0, Standing.BROKEN, Standing.UNSIGNED], dtype=np.int8), max_age_ns=None,
    )  # fmt: skip
    origin = Origin(
        program="Incident Replay 1", log="a.h5", provenance="simulated", channel="/x\n1,2,3,4", signal="speed",
        unit="m/s", basis="recorded", rule="capture", t0_ns=1_500_000_000,
    )  # fmt: skip
    text = "".join(csv_blocks(origin, Trace(column, Mode.CAPTURE), 1_000_000_000, 2_000_000_002))
    lines = text.splitlines()
    head = [line for line in lines if line.startswith("# ")]
    told = dict(csv.reader(head))
    assert told["# unit"] == "m/s"
    assert told["# provenance"] == "simulated"
    assert told["# channel"] == "/x 1,2,3,4"
    assert lines[len(head)] == HEAD
    rows = list(csv.DictReader(StringIO("\n".join(lines[len(head) :]))))
    assert [row["time_ns"] for row in rows] == ["1000000000", "1500000000", "2000000001"]
    assert [row["from_t0_s"] for row in rows] == ["-0.500000000", "0.000000000", "0.500000001"]
    assert [row["value"] for row in rows] == ["1.5", "", "0.1"]
    assert [row["standing"] for row in rows] == ["intact", "broken", "unsigned"]
