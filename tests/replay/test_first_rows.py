"""Whole columns read in bulk are the same, record by record, as what the slow way says: on sound and altered logs."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.chain.opening import CheckedLog
from app.log.channel import Channel, Mode
from app.replay import columns as columns_module
from app.replay.cache import Cache
from app.replay.columns import Columns
from app.replay.first_rows import FirstRows
from app.replay.lanes import lanes_of
from app.replay.reactions import Reactions
from app.replay.sampler import Loaded, Sampler
from app.replay.series import Series
from app.scene.content import Points, Table
from app.scene.standing import Standing
from tests.replay.opening import NAMES, SAMPLES, opened

_ROWS = ("/vehicle/state", "/control", "/imu", "/localisation/pose", "/radar/front", "/planner/candidates", "/gnss")


def sampler_of(log: CheckedLog) -> Sampler:
    cache: Cache[Loaded] = Cache(1 << 24)
    return Sampler(log, cache)


def read(sampler: Sampler, channel: Channel) -> Series | None:
    reader = FirstRows(sampler, channel)
    for _ in reader.blocks():
        pass
    return reader.series()


def same(sampler: Sampler, channel: Channel) -> Series:
    """Every record of the series against the record alone."""
    series = read(sampler, channel)
    assert series is not None
    assert series.complete
    assert np.array_equal(series.rows, channel.rows_in_order(Mode.CAPTURE))
    assert np.array_equal(series.times_ns, channel.times_in_order(Mode.CAPTURE))
    assert np.array_equal(series.arrival_ns, channel.arrival_ns[series.rows])
    for at, row in enumerate(series.rows.tolist()):
        loaded = sampler.load(channel, row)
        found = loaded.content.table if isinstance(loaded.content, Points) else loaded.content
        assert series.standing[at] == loaded.standing
        assert bool(series.failed[at]) == (not isinstance(found, Table) or not len(found.rows))
        if isinstance(found, Table) and len(found.rows):
            assert series.table.rows[at].tobytes() == found.rows[0].tobytes()
    return series


@pytest.mark.parametrize("channel", _ROWS)
@pytest.mark.parametrize("name", NAMES)
def test_bulk_is_what_each_record_says(name: str, channel: str) -> None:
    with opened(SAMPLES / f"{name}.h5") as log:
        same(sampler_of(log), log.log.channels[channel])


def altered(folder: Path, *rows: int, channel: str = "/vehicle/state") -> Path:
    """A copy of a sample with one byte flipped in the payloads of some rows of a channel."""
    path = folder / "altered.h5"
    shutil.copyfile(SAMPLES / "crossing.h5", path)
    with opened(path) as log:
        of = log.log.channels[channel]
        segment = log.opened[0].segment
        places = [segment.extent(int(of.index[row])).offset + 30 for row in rows]
    with path.open("r+b") as file:
        for place in places:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 0x40]))
    return path


def test_an_altered_record_is_nothing_in_the_column_and_broken(tmp_path: Path) -> None:
    with opened(altered(tmp_path, 0, 63, 64, 200, 529)) as log:
        series = same(sampler_of(log), log.log.channels["/vehicle/state"])
    assert sorted(series.rows[series.failed].tolist()) == [0, 63, 64, 200, 529]
    assert set(series.standing[series.failed].tolist()) == {Standing.BROKEN}
    values = series.values("speed")
    assert values is not None
    assert np.isnan(values[series.failed]).all()
    assert np.isfinite(values[~series.failed]).all()


def test_a_channel_of_which_nothing_holds_is_still_told(tmp_path: Path) -> None:
    with opened(altered(tmp_path, *range(530))) as log:
        series = same(sampler_of(log), log.log.channels["/vehicle/state"])
    assert series.failed.all()


def test_what_stands_behind_a_break_is_told_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "altered.h5"
    shutil.copyfile(SAMPLES / "crossing.h5", path)
    with opened(path) as log:
        one = log.opened[0]
        size = log.log.chapters[0].segment.leaves.dtype.itemsize
        at = one.segment.directory.areas["seal/leaf"].offset + (one.structure.records // 2) * size + 40
    with path.open("r+b") as file:
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))
    with opened(path) as log:
        series = same(sampler_of(log), log.log.channels["/vehicle/state"])
    behind = series.standing == Standing.AFTER_BREAK
    assert behind.any()
    shown, all_of_it = series.values("speed"), series.values("speed", unproven=True)
    assert shown is not None
    assert all_of_it is not None
    assert np.isnan(shown[behind]).all()
    assert np.isfinite(all_of_it[behind & ~series.failed]).all()


def test_a_file_that_ends_early_gives_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "cut.h5"
    shutil.copyfile(SAMPLES / "crossing.h5", path)
    with opened(path) as log:
        channel = log.log.channels["/vehicle/state"]
        end = log.opened[0].segment.extent(int(channel.index[300])).offset + 20
    with path.open("r+b") as file:
        file.truncate(end)
    with opened(path) as log:
        for name in _ROWS:
            same(sampler_of(log), log.log.channels[name])


def test_who_drives_is_what_each_record_says() -> None:
    with opened(SAMPLES / "crossing.h5") as log:
        sampler = sampler_of(log)
        *_, lanes = lanes_of(sampler)
        channel = log.log.channels["/vehicle/state"]
        for mode in Mode:
            for row, t_ns in enumerate(channel.time_ns(mode).tolist()):
                content = sampler.load(channel, row).content
                assert isinstance(content, Table)
                (who,) = [one.mode for one in lanes.who_drove(mode) if one.start_ns <= t_ns < one.end_ns]
                assert who == content.code("driving_mode")


def test_columns_tell_of_what_is_wanted_and_end_at_once() -> None:
    told: list[Series] = []
    done = threading.Event()

    def take(series: Series) -> None:
        told.append(series)
        if series.complete:
            done.set()

    failures: list[BaseException] = []
    with opened(SAMPLES / "crossing.h5") as log:
        columns = Columns(
            sampler_of(log),
            lanes=lambda _: None,
            trails=lambda _: None,
            charts=lambda _: None,
            reactions=lambda _: None,
            series=take,
            failed=failures.append,
        )
        columns.want("/vehicle/state")
        columns.want("/vehicle/state")
        assert done.wait(20)
        columns.want("/imu")
        began = time.monotonic()
        columns.close()
        assert time.monotonic() - began < 1.0
    assert not failures
    assert [one.channel for one in told if one.complete].count("/vehicle/state") == 1


def test_a_mistake_about_one_channel_does_not_take_the_others_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(*_: object) -> Iterator[Reactions]:
        raise ValueError("a mistake")

    monkeypatch.setattr(columns_module, "reactions_of", mistaken)
    done = threading.Event()
    failures: list[BaseException] = []
    with opened(SAMPLES / "crossing.h5") as log:
        columns = Columns(
            sampler_of(log), lanes=lambda _: None, trails=lambda _: None, charts=lambda _: None,
            reactions=lambda _: None, series=lambda series: done.set() if series.complete else None,
            failed=failures.append,
        )  # fmt: skip
        columns.want("/planner/decision")
        columns.want("/vehicle/state")
        assert done.wait(20)
        columns.close()
        assert columns.idle
    assert [str(one) for one in failures] == ["a mistake"]


def test_a_plot_does_not_wait_for_the_reactions_of_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, served = threading.Event(), threading.Event()

    def endless(*_: object) -> Iterator[Reactions]:
        none = np.zeros(0, dtype=np.int64)
        found = Reactions(channel="/planner/decision", rows=none, took_ns=none.astype(np.float64), stage=None)
        yield found
        asked.wait(20)
        yield found
        # it would end only when the plot was served
        served.wait(20)

    monkeypatch.setattr(columns_module, "reactions_of", endless)
    failures: list[BaseException] = []
    with opened(SAMPLES / "crossing.h5") as log:
        columns = Columns(
            sampler_of(log), lanes=lambda _: None, trails=lambda _: None, charts=lambda _: None,
            reactions=lambda _: None, series=lambda series: served.set() if series.complete else None,
            failed=failures.append,
        )  # fmt: skip
        columns.want("/planner/decision")
        columns.want("/vehicle/state")
        asked.set()
        assert served.wait(10)
        columns.close()
    assert not failures
