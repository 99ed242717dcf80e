"""The models: all there, of real sizes, on the ground, closed enough, of known materials; and the sets made of them."""

from __future__ import annotations

import numpy as np
import pytest

from app.resource import resource
from app.simulate.world.material import INDEX, MATERIALS, NAMES
from app.simulate.world.shape import Shape, mesh, names, shape
from app.simulate.world.stage import FIRST_OF_SET, SetName, pieces

# length, width, height in m, and by how much each may differ: registration papers and shop lists of common makes;
# widths of vehicles are with mirrors
SIZES: dict[str, tuple[tuple[float, float, float], float]] = {
    "saloon": ((4.75, 2.1, 1.44), 0.12), "hatchback": ((4.3, 2.1, 1.47), 0.15), "suv": ((4.5, 2.15, 1.67), 0.15),
    "van": ((5.95, 2.35, 2.6), 0.15), "truck": ((16.5, 2.95, 4.0), 0.2), "bus": ((12.2, 2.9, 3.2), 0.25),
    "bicycle": ((1.8, 0.6, 1.05), 0.08), "cyclist": ((1.8, 0.62, 1.8), 0.15), "street_lamp": ((2.2, 0.3, 7.67), 0.1),
    "bin": ((0.8, 0.62, 1.07), 0.06), "bollard": ((0.18, 0.18, 1.05), 0.05),
    "warning_triangle": ((0.25, 0.5, 0.45), 0.05),
    "guard_rail": ((0.19, 4.0, 1.06), 0.02), "noise_barrier": ((0.28, 4.02, 4.5), 0.1),
    "delineator": ((0.11, 0.12, 1.15), 0.02), "sign_parking": ((0.08, 0.6, 2.8), 0.05),
}  # fmt: skip
PEOPLE = tuple(f"person_walking_{phase}" for phase in range(8))
PUSHING = tuple(f"person_with_bicycle_{phase}" for phase in range(8))
VEHICLES = ("saloon", "hatchback", "suv", "van", "truck", "bus")
SET_NAMES: tuple[SetName, ...] = ("street", "motorway")


@pytest.mark.parametrize("name", SIZES)
def test_a_model_has_a_real_size(name: str) -> None:
    wanted, tolerance = SIZES[name]
    low, high = shape(name).bounds
    assert high - low == pytest.approx(wanted, abs=tolerance)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_walking_person_has_a_real_size_in_every_phase(name: str) -> None:
    length, width, height = np.subtract(*reversed(shape(name).bounds))
    assert 0.35 < length < 1.15, "a stride of 0.75 m between heels, and a foot"
    assert 0.4 < width < 0.65
    assert height == pytest.approx(1.75, abs=0.08)


@pytest.mark.parametrize("name", PUSHING)
def test_a_person_who_pushes_a_bicycle_is_as_long_as_the_bicycle(name: str) -> None:
    length, width, height = np.subtract(*reversed(shape(name).bounds))
    assert length == pytest.approx(1.8, abs=0.12)
    assert 0.8 < width < 1.15
    assert height == pytest.approx(1.77, abs=0.08)


def test_the_feet_of_a_gait_pass_each_other() -> None:
    reach = [float(np.ptp(shape(name).vertices[:, 0])) for name in PEOPLE]
    assert max(reach) > 1.4 * min(reach)


@pytest.mark.parametrize("name", [*VEHICLES, "bicycle", "cyclist", *PEOPLE, *PUSHING, "bin", "warning_triangle"])
def test_what_moves_stands_on_the_ground_above_its_middle(name: str) -> None:
    low, high = shape(name).bounds
    assert low[2] == pytest.approx(0.0, abs=0.012)
    middle = (low + high) / 2
    length = high[0] - low[0]
    assert np.abs(middle[:2]).max() < 0.06 * length + 0.15, "a leg may reach further ahead than the other behind"


@pytest.mark.parametrize("name", names())
def test_a_model_holds_together(name: str) -> None:
    one = shape(name)
    assert np.isfinite(one.vertices).all()
    assert one.triangles.max() < len(one.vertices)
    assert one.material.max() < len(NAMES)
    corners = one.vertices[one.triangles].astype(np.float64)
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    assert area.min() > 0
    assert np.linalg.norm(one.normals, axis=2) == pytest.approx(1.0, abs=1e-3)
    assert not one.vertices.flags.writeable
    assert not one.normals.flags.writeable


@pytest.mark.parametrize("name", [*VEHICLES, *PEOPLE, "bin"])
def test_no_ray_through_a_closed_model_misses_its_skin(name: str) -> None:
    """Seen from all sides, what is behind the outline of a body is hidden: it has no holes to look through."""
    import open3d as o3d

    one = shape(name)
    scene = o3d.t.geometry.RaycastingScene()
    scene.add_triangles(
        o3d.core.Tensor.from_numpy(one.vertices.copy()), o3d.core.Tensor.from_numpy(one.triangles.copy())
    )
    low, high = one.bounds
    middle = (low + high) / 2
    random = np.random.default_rng(5)
    # towards the core of the body, from far outside
    if name in PEOPLE:
        core, spread = np.array([middle[0] * 0.2, 0, 1.2]), np.array([0.02, 0.05, 0.15])
    else:
        core, spread = (
            np.array([middle[0], 0, low[2] + 0.62 * (high[2] - low[2]) * 0.7]),
            (high - low) * (0.2, 0.2, 0.05),
        )
    targets = core + random.uniform(-1, 1, (400, 3)) * spread
    towards = random.normal(size=(400, 3))
    towards[:, 2] = np.abs(towards[:, 2]) * 0.3
    starts = targets + 40 * towards / np.linalg.norm(towards, axis=1, keepdims=True)
    rays = np.concatenate([starts, targets - starts], axis=1).astype(np.float32)
    assert scene.cast_rays(o3d.core.Tensor.from_numpy(rays))["t_hit"].numpy().max() < 1.0


@pytest.mark.parametrize("name", VEHICLES)
def test_a_vehicle_has_its_lamps_left_and_right(name: str) -> None:
    one = shape(name)
    low, high = one.bounds
    heads, tails = one.centres("lamp_head"), one.centres("lamp_tail")
    assert len(heads) in (2, 4)
    assert len(tails) == 2
    for lamps, end in ((heads, high[0]), (tails, low[0])):
        assert lamps[:, 1].sum() == pytest.approx(0.0, abs=0.02)
        assert np.abs(lamps[:, 0] - end).max() < 0.5
        assert ((lamps[:, 2] > 0.5) & (lamps[:, 2] < 1.4)).all()
    assert (one.centres("lamp_left")[:, 1] > 0.4).all()
    assert (one.centres("lamp_right")[:, 1] < -0.4).all()


def test_the_models_are_small() -> None:
    assert sum(len(entry.read_bytes()) for entry in resource("models").iterdir()) < 3_000_000


def test_an_unknown_model_is_named_with_those_that_are_there() -> None:
    with pytest.raises(ValueError, match=r"no model is called 'tank'; there are .*saloon"):
        shape("tank")


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        mesh("bad", np.zeros((2, 3), np.float32), np.array([[0, 1, 2]], np.uint32), np.zeros(1, np.uint8))


def test_edges_that_bend_more_than_the_crease_stay_sharp() -> None:
    roof = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, -1, 0.5]], np.float32)
    faces, paint = np.array([[0, 1, 2], [0, 3, 1]], np.uint32), np.zeros(2, np.uint8)
    sharp, soft = (mesh("roof", roof.copy(), faces.copy(), paint.copy(), crease_deg=deg) for deg in (10, 60))
    assert sharp.normals[0, 0] == pytest.approx([0, 0, 1])
    assert soft.normals[0, 0] == pytest.approx(soft.normals[1, 0])
    assert soft.normals[0, 2] == pytest.approx([0, 0, 1])


def test_materials_have_possible_numbers() -> None:
    for name, one in MATERIALS.items():
        for share in (*one.colour, one.roughness, one.coat, one.metal, one.reflectance, one.passes):
            assert 0 <= share <= 1, name
        assert one.retro >= 0
        assert all(part >= 0 for part in one.emission)
        assert one.lamp is None or max(one.emission) > 0, name
    assert [INDEX[name] for name in NAMES] == list(range(len(NAMES)))


@pytest.mark.parametrize("name", SET_NAMES)
def test_a_set_has_ids_of_its_own_and_is_cheap_enough(name: SetName) -> None:
    placed = pieces(name)
    assert [one.id for one in placed] == list(range(FIRST_OF_SET, FIRST_OF_SET + len(placed)))
    assert sum(len(one.shape.triangles) for one in placed) < 1_500_000
    for one in placed:
        assert one.world_from_shape[:3, :3] @ one.world_from_shape[:3, :3].T == pytest.approx(np.eye(3), abs=1e-9)


def _spans(one: Shape, y: float, material: str) -> float:
    """How many metres along x that material covers at y, at the height of the road."""
    chosen = one.vertices[one.triangles[one.material == INDEX[material]]]
    level = chosen[np.abs(chosen[:, :, 2]).max(axis=1) < 0.01]
    here = level[(level[:, :, 1].min(axis=1) <= y) & (level[:, :, 1].max(axis=1) >= y)]
    return float(np.ptp(here[:, :, 0], axis=1).sum() / 2)


def test_the_street_is_marked_and_clear_where_it_is_driven_on() -> None:
    ground = shape("street_ground")
    assert _spans(ground, 0.0, "marking") == pytest.approx(31 * 3, abs=15), "three metres of line in nine"
    assert _spans(ground, -1.2, "marking") < 10, "only the stop line and the crossing"
    assert _spans(ground, -4.3, "marking") == 0
    for one in pieces("street"):
        if one.shape.name.endswith("_ground"):
            continue
        points = one.shape.vertices @ one.world_from_shape[:3, :3].T + one.world_from_shape[:3, 3]
        low = points[points[:, 2] < 2.4]
        driven = (np.abs(low[:, 1]) < 5.45) & (low[:, 0] > -80) & (low[:, 0] < 260)
        assert not driven.any(), one.shape.name


def test_nothing_stands_on_the_motorway() -> None:
    assert _spans(shape("motorway_ground"), 1.875, "marking") > 500
    for one in pieces("motorway"):
        if one.shape.name.endswith("_ground"):
            continue
        points = one.shape.vertices @ one.world_from_shape[:3, :3].T + one.world_from_shape[:3, 3]
        low = points[(points[:, 2] < 4.5) & (points[:, 0] > -150) & (points[:, 0] < 1100)]
        assert not ((low[:, 1] > -4.3) & (low[:, 1] < 10.2)).any(), one.shape.name
