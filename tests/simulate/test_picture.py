"""Pictures of stages: in the right place, hidden where hidden, the same again, darker at dusk; stages as documents."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from app.simulate.picture.film import develop
from app.simulate.picture.lamp import burning
from app.simulate.picture.rain import rained
from app.simulate.picture.ray_caster import RayCaster
from app.simulate.picture.rendering import identify, radiance, render
from app.simulate.picture.sky import mean_sky, sky
from app.simulate.world.camera_model import CameraModel
from app.simulate.world.light import Light, Preset
from app.simulate.world.material import INDEX
from app.simulate.world.placed import Placed, VehicleLamp, stand
from app.simulate.world.shape import Shape, mesh, shape
from app.simulate.world.stage import FIRST_OF_SET, Shot, Stage

PRESETS: tuple[Preset, ...] = ("day", "dusk", "low_sun", "overcast", "rain")


def camera(x: float = 0.0, y: float = 0.0, z: float = 1.4, *, width: int = 160, carrier: int = 0) -> CameraModel:
    """A camera that looks along the map's x axis, 90 degrees wide."""
    matrix = np.array([[0, 0, 1, x], [-1, 0, 0, y], [0, -1, 0, z], [0, 0, 0, 1]], np.float64)
    height = width * 9 // 16
    focal = width / 2
    return CameraModel(width, height, focal, focal, (width - 1) / 2, (height - 1) / 2, matrix, carrier=carrier)


def box(size: float, material: str) -> Shape:
    """A cube on the ground, its origin below its middle."""
    h = size / 2
    corners = [(x, y, z) for z in (0, size) for x, y in ((-h, -h), (h, -h), (h, h), (-h, h))]
    quads = ((0, 3, 2, 1), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7))
    faces = [(a, b, c) for q in quads for a, b, c in ((q[0], q[1], q[2]), (q[0], q[2], q[3]))]
    numbers = np.full(12, INDEX[material], np.uint8)
    return mesh("box", np.array(corners, np.float32), np.array(faces, np.uint32), numbers, crease_deg=0)


def floor(material: str = "concrete") -> Shape:
    """A level square of 200 m."""
    corners = np.array([(-100, -100, 0), (100, -100, 0), (100, 100, 0), (-100, 100, 0)], np.float32)
    numbers = np.full(2, INDEX[material], np.uint8)
    return mesh("floor", corners, np.array([(0, 1, 2), (0, 2, 3)], np.uint32), numbers, crease_deg=0)


def stage(*placed: Placed, light: Preset = "day") -> Stage:
    return Stage(placed, Light.preset(light))


def test_a_corner_is_seen_where_it_projects() -> None:
    view = camera(width=320)
    thing = Placed(box(2.0, "concrete"), stand(12.0, 1.5), id=7)
    ids, depth = identify(stage(thing), view)
    columns, rows = np.nonzero(ids.T == 7)
    near = np.array([(11, y, z) for y in (0.5, 2.5) for z in (0, 2)], np.float64)
    at = view.project(near)
    assert columns.min() == pytest.approx(at[:, 0].min(), abs=1)
    assert columns.max() == pytest.approx(at[:, 0].max(), abs=1)
    assert rows.min() == pytest.approx(at[:, 1].min(), abs=1)
    assert rows.max() == pytest.approx(at[:, 1].max(), abs=1)
    assert depth[ids == 7].min() == pytest.approx(11.0, abs=1e-3)
    assert np.isinf(depth[ids == 0]).all()


def test_edges_of_the_picture_are_where_those_of_the_ids_are() -> None:
    """The rendered picture and `identify` must agree to a pixel, or boxes drawn from one miss the other."""
    view = camera(width=160)
    thing = Placed(box(2.0, "sign_white"), stand(12.0, 1.5), id=7)
    lit = radiance(stage(thing), view, seed=1).mean(axis=2)
    without = radiance(stage(), view, seed=1).mean(axis=2)
    differs = np.abs(lit - without) > 0.02 * without
    ids, _ = identify(stage(thing), view)
    grown = np.zeros_like(differs)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            grown |= np.roll(ids == 7, (down, right), (0, 1))
    assert differs[ids == 7].mean() > 0.95
    assert not (differs & ~grown).any()


def test_what_is_behind_is_hidden() -> None:
    wall = Placed(box(4.0, "concrete"), stand(10.0, 0.0), id=1)
    person = Placed(shape("person_walking_0"), stand(20.0, 0.0), id=2)
    ids, _ = identify(stage(wall, person), camera())
    assert (ids == 1).any()
    assert not (ids == 2).any()
    ids, depth = identify(stage(person), camera())
    assert (ids == 2).any()
    assert depth[ids == 2].min() > 18


def test_the_carrier_of_the_camera_is_not_seen_but_lights_the_road() -> None:
    car = Placed(shape("saloon"), stand(0.0, 0.0), None, frozenset({"head"}), 1)
    ground = Placed(floor("asphalt"), stand(0.0, 0.0), id=2)
    view = camera(0.0, 0.0, 1.2, carrier=1)
    ids, _ = identify(stage(car, ground, light="dusk"), view)
    assert not (ids == 1).any()
    on = radiance(stage(car, ground, light="dusk"), view, seed=1)
    off = radiance(stage(replace(car, lamps=frozenset()), ground, light="dusk"), view, seed=1)
    road = ids == 2
    rows = np.nonzero(road.any(axis=1))[0]
    lit = slice(rows[len(rows) // 3], rows[2 * len(rows) // 3])
    assert on[lit].mean() > 1.3 * off[lit].mean()
    assert np.median(on[:20]) == pytest.approx(np.median(off[:20]), rel=0.02), "the sky stays as it is"


def test_the_same_stage_and_seed_give_the_same_picture() -> None:
    shown = Stage(
        (Placed(shape("hatchback"), stand(14.0, -1.6), (0.3, 0.02, 0.02), id=1),), Light.preset("dusk"), "street"
    )
    first, again, other = (
        render(shown, camera(y=-1.6, width=128), exposure=shown.light.exposure, seed=seed) for seed in (4, 4, 5)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.shape == (72, 128, 3)
    assert first.dtype == np.uint8


def test_dusk_is_darker_than_day_and_exposure_makes_up_for_it() -> None:
    view = camera(y=-1.6, width=96)
    day, dusk = (Stage((), Light.preset(name), "street") for name in ("day", "dusk"))
    bright, dark = (render(one, view, exposure=2.0, seed=1).mean() for one in (day, dusk))
    assert dark < 0.5 * bright
    shown = render(dusk, view, exposure=dusk.light.exposure, seed=1).mean()
    assert 40 < shown < 160


@pytest.mark.parametrize("name", PRESETS)
def test_every_light_gives_a_picture_with_light_and_shade(name: Preset) -> None:
    light = Light.preset(name)
    shown = render(Stage((), light, "street"), camera(y=-1.6, width=96), exposure=light.exposure, seed=1)
    assert 20 < shown.mean() < 200
    assert shown.std() > 20
    assert (shown == 255).mean() < 0.2


def test_street_lamps_light_the_street_at_dusk_alone() -> None:
    placed = Stage((), Light.preset("dusk"), "street").everything
    light = Light.preset("dusk")
    assert len(burning(placed, light)) >= 20
    assert not burning(placed, replace(light, street_lamps=False))
    view = camera(28.0, -1.6, width=96)
    on, off = (
        radiance(Stage((), replace(light, street_lamps=lit), "street"), view, seed=1)[35:].mean()
        for lit in (True, False)
    )
    assert on > 1.2 * off


def test_a_thing_shades_the_ground_from_the_sun() -> None:
    view = camera(-14.0, 0.0, 6.0, width=160)
    ground, thing = Placed(floor(), stand(0, 0), id=1), Placed(box(3.0, "concrete"), stand(0, 0), id=2)
    light = replace(Light.preset("day"), sun_azimuth_deg=90.0, sun_elevation_deg=45.0, clouds=0.0)
    with_thing = radiance(Stage((ground, thing), light), view, seed=1).mean(axis=2)
    without = radiance(Stage((ground,), light), view, seed=1).mean(axis=2)
    shaded = view.project(np.array([[0.0, -2.6, 0.0]]))[0]
    sunny = view.project(np.array([[0.0, 3.2, 0.0]]))[0]
    (a, b), (c, d) = ((round(at[1]), round(at[0])) for at in (shaded, sunny))
    assert with_thing[a, b] < 0.5 * without[a, b]
    assert with_thing[c, d] == pytest.approx(without[c, d], rel=0.3)


def test_what_moves_past_is_smeared() -> None:
    ground = Placed(floor("paving"), stand(0, 0), id=1)
    view = camera(0.0, 0.0, 1.2, width=160)
    still = radiance(stage(ground), view, seed=1)
    moving = radiance(stage(ground), replace(view, velocity=(30.0, 0.0, 0.0), shutter_ns=20_000_000), seed=1)
    near = slice(70, 88)
    detail = [float(np.abs(np.diff(one[near].mean(axis=2), axis=0)).mean()) for one in (still, moving)]
    assert detail[1] < 0.7 * detail[0]
    assert moving[:30] == pytest.approx(still[:30]), "far away nothing moves"


def test_rays_agree_with_a_plane() -> None:
    caster = RayCaster(stage(Placed(floor("grass"), stand(0, 0, -1.0), id=1)))
    random = np.random.default_rng(2)
    directions = random.normal(size=(300, 3))
    directions[:, 2] = -np.abs(directions[:, 2]) - 0.3
    hits = caster.cast(np.array([0.0, 0.0, 2.0]), directions)
    assert hits.hit.all()
    assert hits.distance == pytest.approx(-3.0 / directions[:, 2], rel=1e-5)
    assert (hits.material == INDEX["grass"]).all()
    assert hits.normal == pytest.approx(np.tile([0.0, 0.0, 1.0], (300, 1)), abs=1e-6)
    up = caster.cast(np.array([0.0, 0.0, 2.0]), -directions)
    assert not up.hit.any()
    assert np.isinf(up.distance).all()


def test_sight_is_blocked_by_what_stands_between_alone() -> None:
    caster = RayCaster(stage(Placed(box(2.0, "concrete"), stand(10.0, 0.0), id=1)))
    origins = np.tile([0.0, 0.0, 1.0], (3, 1))
    targets = np.array([(20.0, 0.0, 1.0), (20.0, 8.0, 1.0), (8.9, 0.0, 1.0)])
    assert caster.blocked(origins, targets).tolist() == [True, False, False]


def test_a_sky_is_brightest_towards_the_sun_and_shines_from_above() -> None:
    for name in PRESETS:
        light = Light.preset(name)
        assert (mean_sky(light) > 0).all()
    light = replace(Light.preset("low_sun"), clouds=0.0)
    towards = light.to_sun
    away = towards * (-1, -1, 1)
    assert sky(light, towards[None, :], disc=False).sum() > 1.5 * sky(light, away[None, :]).sum()
    assert sky(light, towards[None, :]).max() > 10


def test_a_resized_camera_sees_the_same_view() -> None:
    view = camera(width=160)
    half = view.resized(80)
    point = np.array([[20.0, 3.0, 2.0]])
    whole, small = view.project(point)[0], half.project(point)[0]
    assert (small[:2] + 0.5) * 2 == pytest.approx(whole[:2] + 0.5)
    turned = view.directions(whole[:1], whole[1:2])[0]
    assert turned / np.linalg.norm(turned) == pytest.approx(
        np.array([20.0, 3.0, 0.6]) / np.linalg.norm([20.0, 3.0, 0.6]), abs=1e-6
    )


def test_a_shot_survives_being_a_document() -> None:
    placed = (
        Placed(
            shape("van"), stand(3.0, 4.0, yaw=0.3), (0.5, 0.5, 0.5), frozenset({"hazard", "tail"}), 3, (1.0, 0.0, 0.0)
        ),
        Placed(shape("person_walking_2"), stand(8.0, 4.0), id=4),
    )
    shot = Shot(Stage(placed, Light.preset("rain"), "motorway"), camera(carrier=3), 2.5, 77)
    again = Shot.from_document(json.loads(json.dumps(shot.document())))
    assert again.document() == shot.document()
    assert again.stage.placed[0].shape is placed[0].shape
    assert again.stage.light == shot.stage.light
    assert again.camera.carrier == 3


def test_a_document_that_is_none_is_refused() -> None:
    document = Shot(stage(Placed(shape("bin"), stand(0, 0), id=1)), camera(), 1.0, 1).document()
    document["stage"]["placed"][0]["shape"] = "../../etc/passwd"
    with pytest.raises(ValueError, match="no model is called"):
        Shot.from_document(document)


def test_ids_of_the_set_are_apart() -> None:
    ids, _ = identify(
        Stage((Placed(shape("suv"), stand(15.0, -1.6), id=9),), Light.preset("day"), "street"), camera(y=-1.6)
    )
    assert (ids == 9).any()
    assert (ids >= FIRST_OF_SET).any()
    assert not ((ids > 9) & (ids < FIRST_OF_SET)).any()


def test_developing_keeps_grey_grey_and_glows_around_what_is_too_bright() -> None:
    plain = np.full((90, 160, 3), 0.18, np.float32)
    shown = develop(plain, exposure=1.0, seed=3)
    centre = shown[30:60, 60:100].reshape(-1, 3).mean(axis=0)
    assert np.ptp(centre) < 2
    assert 90 < centre.mean() < 140
    lamp = plain.copy()
    lamp[42:48, 77:83] = 200.0
    glowing = develop(lamp, exposure=1.0, seed=3)
    assert glowing[45, 90].mean() > shown[45, 90].mean() + 3
    assert shown[0, 0].mean() < centre.mean(), "corners are darker"


def test_rain_streaks_the_picture_and_only_where_it_rains() -> None:
    plain = np.full((90, 160, 3), 0.02, np.float32)
    assert rained(plain, Light.preset("dusk"), seed=1) is plain
    wet = rained(plain, Light.preset("rain"), seed=1)
    assert 0.02 < (wet != plain).any(axis=2).mean() < 0.9
    assert (wet >= plain - 1e-6).all(), "drops show the bright sky"
    assert np.array_equal(wet, rained(plain, Light.preset("rain"), seed=1))


def test_wet_ground_mirrors_what_stands_on_it() -> None:
    red = Placed(box(2.0, "sign_red"), stand(14.0, 0.0), id=1)
    ground = Placed(floor("asphalt"), stand(0.0, 0.0), id=2)
    view = camera(0.0, 0.0, 1.0)
    light = replace(Light.preset("rain"), haze_m=20_000.0, wetness=1.0)
    rows, columns = slice(52, 62), slice(76, 84)

    def redness(wetness: float) -> float:
        shown = radiance(Stage((red, ground), replace(light, wetness=wetness)), view, seed=1)[rows, columns]
        return float(shown[:, :, 0].mean() / shown[:, :, 2].mean())

    assert redness(1.0) > 1.1 * redness(0.0)


def test_head_lamps_do_not_outshine_the_day() -> None:
    ahead = Placed(shape("hatchback"), stand(9.0, 0.0), (0.4, 0.02, 0.02), id=2)
    ground = Placed(floor("asphalt"), stand(0.0, 0.0), id=3)
    view = camera(0.0, 0.0, 1.2, carrier=1)
    cases: tuple[tuple[Preset, float, float], ...] = (("low_sun", 0.95, 1.3), ("dusk", 1.5, 50.0))
    switched: tuple[frozenset[VehicleLamp], ...] = (frozenset({"head"}), frozenset())
    for light, least, most in cases:
        on, off = (
            radiance(
                Stage((Placed(shape("saloon"), stand(0, 0), None, lamps, 1), ahead, ground), Light.preset(light)),
                view,
                seed=1,
            )
            for lamps in switched
        )
        shown = identify(Stage((ahead,), Light.preset(light)), view)[0] == 2
        assert least < np.median(on[shown] / np.maximum(off[shown], 1e-6)) < most
