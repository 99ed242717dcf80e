"""Builds `resources/models` anew: every mesh of the sample incidents, by script alone.

For development only; it runs in a Python with `bpy` (Blender 4.5 as a module) and numpy, not in the project's own
environment. Names on the command line build those models only.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from models import cars, cycles, fleet, furniture, ground, heavy, houses, plants
from models.solid import Solid

MODELS = Path(__file__).resolve().parent.parent / "resources" / "models"


def made() -> Iterator[tuple[str, Callable[[], Solid], float]]:
    """Each model's name, how it is built, and the angle in degrees up to which its edges are smooth."""
    for name, car in (("saloon", fleet.SALOON), ("hatchback", fleet.HATCHBACK), ("suv", fleet.SUV), ("van", fleet.VAN)):
        yield name, partial(cars.build, car), 32.0
    for name, build in (("truck", heavy.truck), ("bus", heavy.bus)):
        yield name, build, 32.0
    yield "bicycle", cycles.bicycle, 50.0
    yield "cyclist", cycles.cyclist, 60.0
    for phase in range(8):
        yield f"person_walking_{phase}", partial(cycles.walking, phase), 60.0
        yield f"person_with_bicycle_{phase}", partial(cycles.pushing, phase), 60.0
    for number, style in enumerate(houses.STYLES):
        yield f"house_{number}", partial(houses.house, style), 20.0
    for number in range(3):
        yield f"tree_{number}", partial(plants.tree, plants.STREET[number], fine=True), 50.0
        yield f"tree_far_{number}", partial(plants.tree, plants.FAR[number], fine=False), 50.0
    for name, build in (
        ("hedge", plants.hedge), ("street_lamp", furniture.street_lamp), ("gantry", furniture.gantry),
        ("sign_speed_120", partial(furniture.sign_speed, "120")),
        ("sign_parking", furniture.sign_parking), ("sign_no_parking", furniture.sign_no_parking),
        ("sign_crossing", furniture.sign_crossing), ("sign_give_way", furniture.sign_give_way),
        ("sign_exit", furniture.sign_exit), ("bin", furniture.bin_), ("bollard", furniture.bollard),
        ("warning_triangle", furniture.warning_triangle), ("delineator", furniture.delineator),
        ("guard_rail", furniture.guard_rail), ("noise_barrier", furniture.noise_barrier),
    ):  # fmt: skip
        yield name, build, 35.0
    for name, build in (
        ("street_ground", ground.street_ground),
        ("motorway_ground", ground.motorway_ground),
        ("bridge", ground.bridge),
    ):
        yield name, build, 30.0


def main(wanted: list[str]) -> int:
    """Build all models, or those wanted; 1 if one of them is unknown."""
    builders = {name: (build, crease) for name, build, crease in made()}
    unknown = sorted(set(wanted) - set(builders))
    if unknown:
        print(f"no such model: {', '.join(unknown)}; there are {', '.join(builders)}")
        return 1
    for name in wanted or builders:
        build, crease = builders[name]
        build().write(MODELS, name, crease_deg=crease)
        size = (MODELS / f"{name}.npz").stat().st_size
        print(f"{name}: {size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
