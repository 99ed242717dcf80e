"""The simulator's truth, for a file beside the log: nothing of the program reads it, only tests and people do.

It must not know what the vehicle believed.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.simulate.sensors.camera import Glimpse
from app.simulate.world.road_user import RoadUser
from app.simulate.world.world import Contact, World


class Truth:
    """Grows while a drive is simulated."""

    def __init__(self, name: str, seed: int) -> None:
        self._name = name
        self._seed = seed
        self._instants: list[dict[str, Any]] = []
        self._returns: list[dict[str, Any]] = []
        self._glimpses: list[dict[str, Any]] = []
        self._contacts: list[dict[str, Any]] = []
        self._users: list[dict[str, Any]] = []
        self._sources: list[dict[str, Any]] = []

    def introduce(self, users: tuple[RoadUser, ...]) -> None:
        """Who is on the road."""
        self._users = [
            {"id": one.id, "kind": one.kind, "length": one.length, "width": one.width, "mass": one.mass}
            for one in users
        ]

    def instant(self, world: World) -> None:
        """Where everybody is."""
        ego = world.ego.motion
        self._instants.append(
            {
                "t_ns": ego.t_ns,
                "ego": [round(value, 4) for value in (ego.x, ego.y, ego.yaw, ego.speed, ego.acceleration)],
                "users": {
                    str(one.id): [round(value, 4) for value in (one.x, one.y, one.yaw, one.speed)]
                    for one in world.users
                    if not one.still
                },
            }
        )

    def sweep(self, end_ns: int, ids: NDArray[np.int64], users: tuple[RoadUser, ...]) -> None:
        """How many returns came from whom."""
        counts = Counter(ids.tolist())
        self._returns.append(
            {"t_ns": end_ns, "points": {str(one.id): counts[one.id] for one in users if counts[one.id]}}
        )

    def picture(self, t_ns: int, camera: str, glimpses: dict[int, Glimpse]) -> None:
        """How much of whom a picture shows."""
        self._glimpses.append(
            {
                "t_ns": t_ns,
                "camera": camera,
                "visible": {str(key): [one.pixels, round(one.share, 4)] for key, one in glimpses.items()},
            }
        )

    def belief(self, t_ns: int, sources: dict[str, int]) -> None:
        """From which road user the detections of each reported track mostly came."""
        self._sources.append({"t_ns": t_ns, "tracks": sources})

    def contact(self, contact: Contact) -> None:
        """The vehicle touched someone."""
        self._contacts.append({name: getattr(contact, name) for name in Contact.__slots__})

    def document(self) -> dict[str, Any]:
        """All of it."""
        return {
            "sample": self._name,
            "seed": self._seed,
            "users": self._users,
            "instants": self._instants,
            "returns": self._returns,
            "pictures": self._glimpses,
            "beliefs": self._sources,
            "contacts": self._contacts,
        }

    def write(self, path: Path) -> None:
        """Write it as JSON; raises OSError."""
        path.write_text(json.dumps(self.document(), separators=(",", ":")) + "\n", encoding="utf-8", newline="\n")
