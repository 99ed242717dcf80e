"""Contacts: momentum and energy of both, where they touch, and what the crash sensor makes of it and when.

Must not know the samples.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest

from app.simulate.drive import Drive
from app.simulate.sensors.rig import compact
from app.simulate.world.behaviour import Driving
from app.simulate.world.ego import Body, Ego, Motion
from app.simulate.world.light import Light
from app.simulate.world.road import MOTORWAY
from app.simulate.world.road_user import RoadUser
from app.simulate.world.world import PULSE_NS, World
from tests.simulate.drives import short_scenario

MS = 1_000_000


def meeting(user: RoadUser, *, speed: float = 20.0) -> World:
    ego = Ego(Body(), Motion(t_ns=0, x=0.0, y=0.0, speed=speed), friction=0.9)
    return World(ego, (user,), road=MOTORWAY, light=Light.preset("day"), scenery="motorway")


@pytest.mark.parametrize("mass", [75.0, 1500.0, 26_000.0])
@pytest.mark.parametrize("other", [0.0, 8.0])
def test_blow_keeps_momentum_and_wins_no_energy(mass: float, other: float) -> None:
    behaviour = {"behaviour": Driving(desired=other)} if other else {}
    user = RoadUser(2, "car", "saloon", 12.0, 0.0, speed=other, mass=mass, **behaviour)  # type: ignore[arg-type]
    world, body = meeting(user), Body()
    while not world.contacts:
        world.run_to(world.t_ns + 2 * MS)
    (contact,) = world.contacts
    before = body.mass * contact.ego_speed + mass * contact.user_speed
    energy = (body.mass * contact.ego_speed**2 + mass * contact.user_speed**2) / 2
    gained = contact.user_speed + contact.impulse / mass
    slowed = contact.ego_speed + contact.delta_v
    assert body.mass * slowed + mass * gained == pytest.approx(before)
    assert (body.mass * slowed**2 + mass * gained**2) / 2 < energy
    assert gained > slowed
    world.run_to(contact.t_ns + PULSE_NS)
    # air, rolling and locked wheels take a little of both meanwhile; the vehicle does not roll backwards
    assert world.ego.motion.speed == pytest.approx(max(0.0, slowed), abs=0.1)
    assert user.speed == pytest.approx(gained, abs=0.5)


@pytest.mark.parametrize("mass", [1500.0, 26_000.0])
def test_vehicle_does_not_drive_through_another(mass: float) -> None:
    user = RoadUser(2, "car", "saloon", 12.0, 0.0, mass=mass)
    world = meeting(user)
    for _ in range(300):
        world.run_to(world.t_ns + 10 * MS)
        ahead = user.x - user.length / 2 - world.ego.motion.x - world.ego.body.front
        assert ahead > -0.9  # bodies give way that far
    assert len(world.contacts) == 1


@pytest.mark.parametrize(
    ("x", "y", "yaw", "speed", "face"),
    [
        (8.0, 0.4, 0.0, 0.0, "front"),
        (-6.0, 0.0, 0.0, 30.0, "rear"),
        (1.5, 4.0, -math.pi / 2, 8.0, "left"),
        (1.5, -4.0, math.pi / 2, 8.0, "right"),
    ],
)
def test_contact_is_where_the_outlines_meet(x: float, y: float, yaw: float, speed: float, face: str) -> None:
    user = RoadUser(2, "car", "saloon", x, y, yaw=yaw, speed=speed)
    world = meeting(user, speed=10.0 if face == "front" else 1e-6)
    for _ in range(500):
        user.x += speed * math.cos(yaw) * 0.002
        user.y += speed * math.sin(yaw) * 0.002
        world.run_to(world.t_ns + 2 * MS)
        if world.contacts:
            break
    (contact,) = world.contacts
    body = Body()
    assert contact.face == face
    at_x, at_y = contact.place
    if face == "front":
        assert at_x == pytest.approx(body.front, abs=0.05)
        assert -0.2 < at_y < 0.6
    elif face == "rear":
        assert at_x == pytest.approx(-body.rear_to_origin, abs=0.1)
    else:
        assert abs(at_y) == pytest.approx(body.width / 2, abs=0.05)


def struck(mass: float, speed: float) -> tuple[list[tuple[int, dict[str, Any]]], bool, int]:
    """Events of a vehicle that strikes someone, with their times; whether the bonnet rose; the time of contact."""
    person = RoadUser(2, "pedestrian", "person_with_bicycle", 0.0, -1.625, gaits=True, mass=mass)
    scenario = replace(short_scenario(), users=lambda: (person,), start=(-5.0, -1.625, speed))
    drive = Drive(scenario, compact(), seed=1)
    aboard = drive.aboard
    aboard.schedule.every(10 * MS, lambda _: None, first_ns=scenario.boot_ns)
    while aboard.world.t_ns < scenario.boot_ns + 600 * MS:
        aboard.world.run_to(min(aboard.schedule.next_ns(), aboard.world.t_ns + 2 * MS))
        while aboard.schedule.next_ns() <= aboard.world.t_ns:
            aboard.schedule.run_next()
    channel = aboard.tape.channel("/events")
    events = [
        (draft.t_arrival_ns, json.loads(draft.content))
        for draft in aboard.tape.take()
        if draft.channel == channel and isinstance(draft.content, bytes)
    ]
    return events, aboard.bonnet_raised, aboard.world.contacts[0].t_ns


def test_trigger_knows_nothing_of_the_rest_of_the_blow() -> None:
    events, bonnet, at_ns = struck(80.0, 10.0)
    early = [event for t_ns, event in events if t_ns - at_ns < PULSE_NS]
    assert [one["kind"] for one in early] == ["collision", "edr_trigger", "safety_intervention"]
    assert bonnet
    names = {value["name"] for one in early for value in one.get("values", ())}
    assert names == {"speed", "contact_x", "contact_y"}
    late = {event["kind"]: event for t_ns, event in events if t_ns - at_ns >= PULSE_NS}
    assert late["collision"]["event"] == early[0]["event"]
    assert late["edr_trigger"]["event"] == early[1]["event"]
    assert late["edr_trigger"]["values"][0]["name"] == "delta_v_longitudinal_max"
    assert int(late["collision"]["end_ns"]) == at_ns + PULSE_NS
    assert {late["collision"]["severity"], late["edr_trigger"]["severity"]} == {"critical"}


@pytest.mark.parametrize(("mass", "speed"), [(80.0, 3.0), (1500.0, 10.0), (1.0, 10.0)])
def test_bonnet_stays_down_for_vehicles_cones_and_crawling(mass: float, speed: float) -> None:
    events, bonnet, _ = struck(mass, speed)
    assert not bonnet
    assert "safety_intervention" not in {event["kind"] for _, event in events}
