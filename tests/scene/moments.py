"""Moments made by hand, and those of the samples, for the tests of what is placed and drawn."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from app.kinds.calibration import SensorCalibration, Transform
from app.kinds.document import Document
from app.kinds.pose import POSE_LAYOUT
from app.kinds.registry import codec
from app.kinds.row_layout import RowLayout
from app.kinds.vehicle import Vehicle
from app.log.channel import Mode
from app.scene.content import Content, Points, Table, Words
from app.scene.moment import Moment
from app.scene.placing import placed
from app.scene.rigid import Matrix, matrix_of
from app.scene.sample import Lookup, Placement, Presence, Rule, Sample
from app.scene.setting import Setting
from app.scene.standing import Standing

T_NS = 10_000_000_000
SETTING = Setting(
    vehicle=Vehicle(
        length=4.5, width=1.8, height=1.6, wheelbase=2.7, track=1.5, rear_to_origin=1.0, steering_ratio=15.0,
        origin="middle of the rear axle, on the ground",
    ),
    sensors={
        "roof": SensorCalibration(
            sensor="roof", vehicle_from_sensor=Transform(translation=(1.0, 0.0, 2.0), rotation=(1.0, 0.0, 0.0, 0.0))
        ),
        "lost": SensorCalibration(sensor="lost"),
    },
)  # fmt: skip
QUARTER = (float(np.sqrt(0.5)), 0.0, 0.0, float(np.sqrt(0.5)))
"""A quarter turn to the left."""


def pose(x: float, y: float, turned: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0)) -> Matrix:
    return matrix_of(turned, (x, y, 0.0))


def placement(matrix: Matrix, *, world: str = "map", interpolated: bool = False) -> Placement:
    return Placement(
        world=world, world_from_vehicle=matrix, interpolated=interpolated, age_ns=0, standing=Standing.INTACT
    )


def sample(kind: str, content: Content | None, **said: Any) -> Sample:
    """`age_ms`, `presence`, `entry`, `placement`, `problem`, `channel`, `back`."""
    age_ns = int(said.get("age_ms", 0) * 1e6)
    lookup = Lookup(
        channel=said.get("channel", f"/{kind}"), kind=kind, presence=said.get("presence", Presence.CURRENT),
        rule=Rule(max_age_ns=None, stated=False), row=0, time_ns=T_NS - age_ns, age_ns=age_ns,
        back=said.get("back", 0),
    )  # fmt: skip
    return Sample(
        lookup=lookup, content=content, problem=said.get("problem"), standing=said.get("standing", Standing.INTACT),
        capture_ns=T_NS - age_ns, arrival_ns=T_NS - age_ns, setting=said.get("setting", SETTING),
        entry=MappingProxyType(dict(said.get("entry", {}))), placement=said.get("placement"),
    )  # fmt: skip


def moment(*samples: Sample) -> Moment:
    """Those with `back` are the earlier ones; the scene has them all."""
    earlier = [one for one in samples if one.lookup.back]
    made = Moment(
        t_ns=T_NS, mode=Mode.CAPTURE, samples={one.lookup.channel: one for one in samples if not one.lookup.back},
        draft=False, number=1,
        earlier={
            one.lookup.channel: tuple(two for two in earlier if two.lookup.channel == one.lookup.channel)
            for one in earlier
        },
    )  # fmt: skip
    return staged(made)


def staged(made: Moment) -> Moment:
    """With the scene of what it has by now."""
    backs = [one.lookup.back for those in made.earlier.values() for one in those]
    return replace(made, scene=placed(made, sweeps=1 + max(backs, default=0)))


def cloud(*points: tuple[float, float, float]) -> Points:
    layout = codec("cloud", "xyz_i16").layout
    assert layout is not None
    rows = layout.unknown(len(points))
    for axis, values in zip("xyz", np.array(points).T, strict=True):
        rows[axis] = np.round(values * 100)
    rows["intensity"], rows["ring"] = np.arange(len(points)) % 256, np.arange(len(points)) % 16
    return Points(
        xyz=np.array(points, dtype=np.float32), positions=np.arange(len(points)), table=Table(rows=rows, layout=layout)
    )


def words(document: Document) -> Words:
    return Words(document=document, members={}, size=0)


def poses(x: float, y: float) -> Table:
    rows = POSE_LAYOUT.unknown(1)
    rows["x"], rows["y"], rows["z"] = x, y, 0.0
    rows["qw"], rows["qx"], rows["qy"], rows["qz"] = 1.0, 0.0, 0.0, 0.0
    return Table(rows=rows, layout=POSE_LAYOUT)


def table(layout: RowLayout, **columns: Any) -> Table:
    rows = layout.unknown(len(next(iter(columns.values()))))
    for name, values in columns.items():
        rows[name] = values
    return Table(rows=rows, layout=layout)


def assumed(moment: Moment, *channels: str) -> Moment:
    """The same, as if the arrivals of these channels had not been measured."""
    samples = {
        name: replace(one, lookup=replace(one.lookup, assumed=True)) if name in channels else one
        for name, one in moment.samples.items()
    }
    return staged(replace(moment, samples=samples))
