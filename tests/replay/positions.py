"""Columns of positions made by hand, as if they had been read from a log."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import numpy as np

from app.kinds.gnss import GNSS_LAYOUT
from app.kinds.pose import POSE_LAYOUT
from app.kinds.vehicle import FrameSpec
from app.log.channel import Channel
from app.replay.series import Series
from app.scene.content import Table
from app.scene.setting import Setting
from app.scene.standing import Standing

SECOND = 1_000_000_000
LAYOUTS = {"gnss": GNSS_LAYOUT, "pose": POSE_LAYOUT}


def series(kind: str, times_ns: Any, *, standing: Any = None, delay_ns: int = 0, **columns: Any) -> Series:
    """Of channel `/<kind>`; what `standing` says is broken, missing or unchecked has failed."""
    times = np.asarray(times_ns, dtype=np.int64)
    count = len(times)
    rows = LAYOUTS[kind].unknown(count)
    for name, values in columns.items():
        rows[name] = values
    stands = np.full(count, Standing.INTACT, dtype=np.int8) if standing is None else np.asarray(standing, dtype=np.int8)
    return Series(
        channel=f"/{kind}", rows=np.arange(count), times_ns=times, arrival_ns=times + delay_ns,
        table=Table(rows=rows, layout=LAYOUTS[kind]), standing=stands, complete=True,
        failed=np.isin(stands, (Standing.BROKEN, Standing.MISSING, Standing.UNCHECKED)),
    )  # fmt: skip


def channel(one: Series, kind: str, **document: Any) -> Channel:
    """The channel that such a series was read from."""
    count = len(one.rows)
    return Channel(
        ids={0: 1}, name=one.channel, kind=kind, codec="rows", document=MappingProxyType(document),
        segment=np.zeros(count, dtype=np.int32), index=one.rows, size=np.full(count, 100, dtype=np.uint64),
        arrival_ns=one.arrival_ns, capture_ns=one.times_ns, by_capture=one.rows,
    )  # fmt: skip


def setting(*frames: FrameSpec) -> tuple[Setting, ...]:
    """What one segment's GENESIS says."""
    return (Setting(frames={one.name: one for one in frames}),)
