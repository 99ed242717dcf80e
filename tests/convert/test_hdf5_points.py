"""Points in HDF5: a row of the source is a whole sweep, and every number of it comes out of the sealed log.

Must not know how rows are read or sealed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt
import pytest

from tests.cli.say import Say
from tests.convert.logs import genesis, lost, payloads, taken, verified

pytestmark = pytest.mark.usefixtures("own_home")
ITEMS = tuple((name, f'dataset = "points", item = {at}') for at, name in enumerate(("x", "y", "z", "intensity")))
RANDOM = np.random.default_rng(7)


def mapping(path: Path, columns: tuple[tuple[str, str], ...], *, kind: str = "cloud", codec: str = "xyz_f32") -> Path:
    """A mapping of one channel with these columns."""
    listed = ", ".join(f'{{ name = "{name}", {said} }}' for name, said in columns)
    path.write_text(
        f'[[channel]]\nname = "/lidar"\nkind = "{kind}"\ncodec = "{codec}"\ntime = {{ dataset = "t" }}\n'
        f"columns = [{listed}]\n"
    )
    return path


def lists(path: Path, sweeps: list[npt.NDArray[Any]], name: str = "points", dtype: str = "<f4") -> Path:
    """A file with a list of numbers a sweep."""
    with h5py.File(path, "a") as file:
        dataset = file.create_dataset(name, (len(sweeps),), dtype=h5py.vlen_dtype(np.dtype(dtype)))
        for number, sweep in enumerate(sweeps):
            dataset[number] = sweep.reshape(-1)
        if "t" not in file:
            file["t"] = np.arange(len(sweeps)) / 10
    return path


def arrays(path: Path, **datasets: npt.NDArray[Any]) -> Path:
    with h5py.File(path, "w") as file:
        for name, values in datasets.items():
            file[name] = values
        file["t"] = np.arange(len(next(iter(datasets.values())))) / 10
    return path


def sweeps_of(log: Path, columns: int) -> list[npt.NDArray[np.float32]]:
    """The points of each record, where all columns are float32."""
    return [np.frombuffer(raw, dtype="<f4").reshape(-1, columns) for raw in payloads(log, 1)]


@pytest.mark.parametrize("dtype", ["<f4", "<f8", ">f4", ">f8"])
def test_sweeps_of_one_shape(say: Say, tmp_path: Path, dtype: str) -> None:
    points = RANDOM.normal(size=(5, 7, 4)).astype("f4").astype(dtype)  # numbers that float32 has exactly
    points[1, 2, :3], points[1, 3, 3], points[2, 0, 0] = np.nan, np.inf, -0.0
    source = arrays(tmp_path / "in.h5", points=points)
    log, facts = taken(say, tmp_path, source, 0, "--mapping", mapping(tmp_path / "m.toml", ITEMS[:3]))
    verified(say, log)
    found = sweeps_of(log, 3)
    assert [one.tobytes() for one in found] == [one[:, :3].astype("<f4").tobytes() for one in points]
    assert any("rounded to float32" in text for text in facts["assumptions"]) == (dtype[1:] == "f8")
    assert [field["type"] for field in genesis(say, log)["channels"][0]["fields"]] == ["<f4"] * 3


def test_a_further_column_keeps_its_type(say: Say, tmp_path: Path) -> None:
    points = RANDOM.normal(size=(3, 4, 4))
    source = arrays(tmp_path / "in.h5", points=points)
    shuffled = (ITEMS[3], ITEMS[2], ITEMS[0], ITEMS[1])
    log, _ = taken(say, tmp_path, source, 0, "--mapping", mapping(tmp_path / "m.toml", shuffled))
    dtype = np.dtype([("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("intensity", "<f8")])
    for raw, sweep in zip(payloads(log, 1), points, strict=True):
        rows = np.frombuffer(raw, dtype=dtype)
        assert (rows["intensity"] == sweep[:, 3]).all()
        assert (rows["z"] == sweep[:, 2].astype("f4")).all()


def test_a_column_of_its_own_for_each_axis(say: Say, tmp_path: Path) -> None:
    axes = {name: RANDOM.normal(size=(6, 3)).astype("f4") for name in "xyz"}
    source = arrays(tmp_path / "in.h5", **axes)
    columns = tuple((name, f'dataset = "{name}"') for name in "xyz")
    log, _ = taken(say, tmp_path, source, 0, "--mapping", mapping(tmp_path / "m.toml", columns))
    assert (np.stack(sweeps_of(log, 3)) == np.stack(list(axes.values()), axis=-1)).all()


def test_organised_sweeps_keep_their_order(say: Say, tmp_path: Path) -> None:
    points = np.arange(2 * 3 * 5 * 3, dtype="f4").reshape(2, 3, 5, 3)
    source = arrays(tmp_path / "in.h5", points=points)
    log, _ = taken(say, tmp_path, source, 0, "--mapping", mapping(tmp_path / "m.toml", ITEMS[:3]))
    assert (np.stack(sweeps_of(log, 3)) == points.reshape(2, 15, 3)).all()


def test_sweeps_without_points(say: Say, tmp_path: Path) -> None:
    source = arrays(tmp_path / "in.h5", points=np.zeros((4, 0, 3), dtype="f4"))
    log, facts = taken(say, tmp_path, source, 0, "--mapping", mapping(tmp_path / "m.toml", ITEMS[:3]))
    assert (facts["records"], payloads(log, 1)) == (4, [b""] * 4)


@pytest.mark.parametrize("dtype", ["<f4", ">f4"])
def test_lists_of_points(say: Say, tmp_path: Path, dtype: str) -> None:
    sweeps = [RANDOM.normal(size=(size, 4)).astype("f4") for size in (3, 0, 1, 6)]
    sweeps[0][1] = np.nan
    source = lists(tmp_path / "in.h5", sweeps, dtype=dtype)
    columns = tuple((name, f"{said}, width = 4") for name, said in ITEMS)
    log, facts = taken(say, tmp_path, source, 0, "--mapping", mapping(tmp_path / "m.toml", columns))
    assert facts["not_taken"] == []
    assert [one.tobytes() for one in sweeps_of(log, 4)] == [one.tobytes() for one in sweeps]


def test_a_list_of_no_whole_number_of_points_is_lost_alone(say: Say, tmp_path: Path) -> None:
    sweeps = [np.arange(6, dtype="f4"), np.arange(7, dtype="f4"), np.arange(9, dtype="f4")]
    source = lists(tmp_path / "in.h5", sweeps)
    columns = tuple((name, f"{said}, width = 3") for name, said in ITEMS[:3])
    log, facts = taken(say, tmp_path, source, 3, "--mapping", mapping(tmp_path / "m.toml", columns))
    assert lost(facts) == {("/lidar", "the list is no whole number of points of 3 numbers each"): 1}
    assert [one.reshape(-1).tolist() for one in sweeps_of(log, 3)] == [sweeps[0].tolist(), sweeps[2].tolist()]


def test_lists_for_each_axis_that_do_not_agree(say: Say, tmp_path: Path) -> None:
    source = tmp_path / "in.h5"
    for name, sizes in (("x", (2, 3)), ("y", (2, 3)), ("z", (2, 4))):
        lists(source, [np.arange(size, dtype="f4") for size in sizes], name)
    columns = tuple((name, f'dataset = "{name}", width = 1') for name in "xyz")
    log, facts = taken(say, tmp_path, source, 3, "--mapping", mapping(tmp_path / "m.toml", columns))
    assert lost(facts) == {("/lidar", "the columns have not equally many points"): 1}
    assert [one.tolist() for one in sweeps_of(log, 3)] == [[[0, 0, 0], [1, 1, 1]]]


def test_a_list_that_is_too_long_is_lost_alone(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.convert.hdf5.points.MOST_BYTES", 3 * 12)
    source = lists(tmp_path / "in.h5", [np.zeros((size, 3), dtype="f4") for size in (3, 4, 1)])
    columns = tuple((name, f"{said}, width = 3") for name, said in ITEMS[:3])
    log, facts = taken(say, tmp_path, source, 3, "--mapping", mapping(tmp_path / "m.toml", columns))
    assert lost(facts) == {("/lidar", "its points are more than 36 bytes"): 1}
    assert [len(one) for one in sweeps_of(log, 3)] == [3, 1]


def test_numbers_that_float32_has_not_are_unknown(say: Say, tmp_path: Path) -> None:
    points = np.zeros((2, 2, 3))
    points[1, 0, 2] = 1e300
    source = arrays(tmp_path / "in.h5", points=points)
    log, facts = taken(say, tmp_path, source, 3, "--mapping", mapping(tmp_path / "m.toml", ITEMS[:3]))
    assert lost(facts) == {("/lidar.z", "numbers that the column cannot hold"): 1}
    assert np.isnan(sweeps_of(log, 3)[1][0]).tolist() == [False, False, True]


def test_radar_cycles_of_one_shape(say: Say, tmp_path: Path) -> None:
    values = RANDOM.normal(size=(4, 5)).astype("f4")
    source = arrays(tmp_path / "in.h5", range=values)
    asked = mapping(tmp_path / "m.toml", (("range", 'dataset = "range"'),), kind="radar", codec="rows")
    log, _ = taken(say, tmp_path, source, 0, "--mapping", asked)
    assert (np.stack(sweeps_of(log, 1))[:, :, 0] == values).all()


@pytest.mark.parametrize(
    ("columns", "error"),
    [
        (ITEMS[:2], "needs a column 'z'"),
        ((*ITEMS[:2], ("z", 'dataset = "points", item = 4')), "has no column 4"),
        ((*ITEMS[:2], ("z", 'dataset = "points"')), "name an item"),
        ((*ITEMS[:2], ("z", 'dataset = "points", item = 2, width = 4')), "which only lists have"),
        ((*ITEMS[:2], ("z", 'dataset = "points", item = 2, unit = "mm"')), "is in m, not mm"),
        ((*ITEMS[:2], ("z", 'dataset = "t"')), "not equally many points"),
        ((*ITEMS[:2], ("z", 'dataset = "lists", width = 1')), "name one sort"),
        (tuple((name, 'dataset = "lists"') for name in "xyz"), "say with a width"),
        (tuple((name, 'dataset = "lists", width = 3') for name in "xyz"), "name an item"),
        (tuple((name, 'dataset = "lists", width = 3, item = 3') for name in "xyz"), "points of 3 numbers have no"),
        (tuple((name, 'dataset = "lists", width = 0') for name in "xyz"), "is no mapping"),
    ],
)
def test_points_that_do_not_fit(say: Say, tmp_path: Path, columns: tuple[tuple[str, str], ...], error: str) -> None:
    source = lists(arrays(tmp_path / "in.h5", points=np.zeros((2, 5, 4))), [np.zeros(6)] * 2, "lists")
    status, _, err = say("convert", source, "--mapping", mapping(tmp_path / "m.toml", columns), "--dry-run")
    assert (status, error in err) == (65, True)


def test_a_shape_of_too_many_points_is_refused(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.convert.hdf5.points.MOST_BYTES", 5 * 12 - 1)
    source = arrays(tmp_path / "in.h5", points=np.zeros((2, 5, 3), dtype="f4"))
    status, _, err = say("convert", source, "--mapping", mapping(tmp_path / "m.toml", ITEMS[:3]), "--dry-run")
    assert (status, "more than 59 bytes" in err) == (65, True)
