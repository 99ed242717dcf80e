"""Small HDF5 files that nobody should read unwarily, each with the code that must be said of it (ATTACKS.md C)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import hdf5plugin
import numpy as np

Make = Callable[[Any, Path], None]


def external_storage(file: Any, secret: Path) -> None:
    """C-01: a dataset whose bytes are another file of the machine."""
    file.create_dataset("x", shape=(64,), dtype="u1", external=[(str(secret), 0, 64)])


def external_link(file: Any, secret: Path) -> None:
    """C-02."""
    file["x"] = h5py.ExternalLink(str(secret), "/data")


def virtual(file: Any, secret: Path) -> None:
    """C-03: zeros where the source is missing or forbidden."""
    layout = h5py.VirtualLayout(shape=(4,), dtype="u1")
    layout[:] = h5py.VirtualSource(str(secret), "data", shape=(4,))
    file.create_virtual_dataset("x", layout)


def soft_loop(file: Any, _: Path) -> None:
    """C-04."""
    file["x"] = h5py.SoftLink("/y")
    file["y"] = h5py.SoftLink("/x")


def soft_loop_upwards(file: Any, _: Path) -> None:
    """C-04: to the group that the link stands in."""
    file.create_group("a/b")["x"] = h5py.SoftLink("/a")


def hard_cycle(file: Any, _: Path) -> None:
    """C-04: a group within itself."""
    group = file.create_group("a")
    group["x"] = file["/"]


def shape_bomb(file: Any, _: Path) -> None:
    """C-05: 2^40 elements in 1.4 KB."""
    file.create_dataset("x", shape=(2**40,), dtype="u1", chunks=(2**20,))


def empty_gigabyte(file: Any, _: Path) -> None:
    """C-05: contiguous, never written."""
    file.create_dataset("x", shape=(2**30,), dtype="u1")


def one_huge_row(file: Any, _: Path) -> None:
    """C-05: one row fills the memory."""
    file.create_dataset("x", shape=(1, 2**29), dtype="u1", chunks=(1, 2**16), compression="gzip")[0, :2] = 1


def expansion(file: Any, _: Path) -> None:
    """C-06: a gzip bomb, 1 : 1 029."""
    file.create_dataset("x", data=np.zeros(2**27, dtype="u1"), chunks=(2**24,), compression="gzip", compression_opts=9)


def huge_chunk(file: Any, _: Path) -> None:
    """C-06: one piece that cannot be unpacked at once."""
    file.create_dataset("x", shape=(2**29,), dtype="u1", chunks=(2**29,), compression="gzip")


def unknown_filter(file: Any, _: Path) -> None:
    """C-09: a filter that HDF5 would look for on the disk."""
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_chunk((4,))
    properties.set_filter(300, h5py.h5z.FLAG_OPTIONAL, (1,))
    space = h5py.h5s.create_simple((4,))
    h5py.h5d.create(file.id, b"x", h5py.h5t.NATIVE_UINT8, space, properties)


def rare_filter(file: Any, _: Path) -> None:
    """C-09: a filter that is installed, but whose code is not among those we would let at a hostile file."""
    file.create_dataset("x", data=np.arange(64, dtype="f4"), chunks=(64,), **hdf5plugin.Zfp(rate=8))


def alias(file: Any, _: Path) -> None:
    """C-11: two names of one object."""
    file["a"] = np.arange(4)
    file["x"] = file["a"]


def object_references(file: Any, _: Path) -> None:
    """C-25: what only Python or HDF5 itself could follow."""
    file.create_dataset("x", shape=(1,), dtype=h5py.ref_dtype)


def opaque(file: Any, _: Path) -> None:
    """C-25: bytes that somebody would have to unpickle."""
    file["x"] = np.void(b"\x80\x04K\x01.")


def complex_numbers(file: Any, _: Path) -> None:
    """Numbers that no kind of payload has."""
    file["x"] = np.array([1j])


def long_double(file: Any, _: Path) -> None:
    """Numbers that mean something else on another machine."""
    file["x"] = np.longdouble(1)


def soft_link_through_a_link(file: Any, secret: Path) -> None:
    """C-02: following it would open the other file."""
    file["away"] = h5py.ExternalLink(str(secret), "/")
    file["x"] = h5py.SoftLink("/away/data")


def soft_link_through_a_soft_link(file: Any, _: Path) -> None:
    """Nothing on the way is followed, so where it leads is not known."""
    file["near"] = h5py.SoftLink("/")
    file["x"] = h5py.SoftLink("near/sound")


def soft_link_into_a_dataset(file: Any, _: Path) -> None:
    """Where nothing can be."""
    file["x"] = h5py.SoftLink("/sound/deeper")


def lists_in_three_directions(file: Any, _: Path) -> None:
    """Lists that have no row each."""
    file.create_dataset("x", (2, 2, 2), dtype=h5py.vlen_dtype(np.dtype("u1")))[0, 0, 0] = [1]


def almost_empty_gigabytes(file: Any, _: Path) -> None:
    """C-05: one piece of very many was written."""
    file.create_dataset("x", shape=(2**31,), dtype="u1", chunks=(2**20,))[:4] = 1


def never_written(file: Any, _: Path) -> None:
    """C-05: numbers that would be zeros, as if they had been measured."""
    file.create_dataset("x", shape=(100,), dtype="f8", chunks=(10,))


def no_elements(file: Any, _: Path) -> None:
    """A dataset without a shape."""
    file["x"] = h5py.Empty("f4")


def soft_link(file: Any, _: Path) -> None:
    """Not hostile, but a second name all the same."""
    file["a"] = np.arange(4)
    file["x"] = h5py.SoftLink("/a")


def dangling_soft_link(file: Any, _: Path) -> None:
    """A link to nothing."""
    file["x"] = h5py.SoftLink("nothing/here")


CASES: dict[Make, tuple[str, str]] = {
    external_storage: ("x", "HDF5_EXTERNAL_STORAGE"),
    external_link: ("x", "HDF5_EXTERNAL_LINK"),
    virtual: ("x", "HDF5_VIRTUAL"),
    soft_loop: ("x", "HDF5_LINK_CYCLE"),
    soft_loop_upwards: ("a/b/x", "HDF5_LINK_CYCLE"),
    hard_cycle: ("a/x", "HDF5_LINK_CYCLE"),
    shape_bomb: ("x", "HDF5_SHAPE_BOMB"),
    empty_gigabyte: ("x", "HDF5_SHAPE_BOMB"),
    one_huge_row: ("x", "HDF5_SHAPE_BOMB"),
    expansion: ("x", "HDF5_EXPANSION"),
    huge_chunk: ("x", "HDF5_EXPANSION"),
    unknown_filter: ("x", "HDF5_FILTER"),
    rare_filter: ("x", "HDF5_FILTER"),
    alias: ("x", "HDF5_ALIAS"),
    object_references: ("x", "HDF5_TYPE"),
    opaque: ("x", "HDF5_TYPE"),
    complex_numbers: ("x", "HDF5_TYPE"),
    long_double: ("x", "HDF5_TYPE"),
    lists_in_three_directions: ("x", "HDF5_TYPE"),
    almost_empty_gigabytes: ("x", "HDF5_SHAPE_BOMB"),
    never_written: ("x", "HDF5_SHAPE_BOMB"),
    no_elements: ("x", "HDF5_TYPE"),
    soft_link_through_a_link: ("x", "HDF5_SOFT_LINK"),
    soft_link_through_a_soft_link: ("x", "HDF5_SOFT_LINK"),
    soft_link_into_a_dataset: ("x", "HDF5_SOFT_LINK"),
    soft_link: ("x", "HDF5_SOFT_LINK"),
    dangling_soft_link: ("x", "HDF5_SOFT_LINK"),
}


def make(case: Make, folder: Path) -> Path:
    """The file of a case, and beside it one that it has no business to read."""
    secret = folder / "secret.h5"
    with h5py.File(secret, "w") as other:
        other["data"] = np.frombuffer(b"TOP SECRET", dtype="u1")
    path = folder / f"{case.__name__}.h5"
    with h5py.File(path, "w") as file:
        file["sound"] = np.arange(8, dtype="<i4")
        case(file, secret)
    return path


def sample(path: Path, *, libver: str = "earliest") -> Path:
    """A file that has everything that is taken in: to read, and to alter at random."""
    with h5py.File(path, "w", libver=libver) as file:
        file.attrs["title"] = "drive 7"
        file.attrs["blob"] = np.bytes_(b"\xff\xfe")
        file.attrs["list"] = np.array([1.5, float("nan")])
        file.attrs["none"] = h5py.Empty("f4")
        file.attrs["void"] = np.void(b"ab")
        file.attrs["flag"] = True
        file.create_dataset("images/X", data=np.arange(96, dtype="u1").reshape(2, 3, 4, 4), chunks=(1, 3, 4, 4))
        file.create_dataset("log/speed", data=np.linspace(0, 1, 200), chunks=(64,), compression="gzip", shuffle=True)
        file["log/speed"].attrs["unit"] = "m/s"
        file["log/times"] = np.arange(200) * 0.01
        rows = np.zeros(3, dtype=[("stamp", ">i8"), ("xyz", "<f4", (3,)), ("name", "S4")])
        rows["stamp"], rows["xyz"][1], rows["name"] = [1, 2, 3], [1, 2, 3], [b"a", b"bb", b"ccc"]
        file["radar/rows"] = rows
        file["one"] = np.float32(2.5)
        file["a type"] = np.dtype("f4")
        file["flags"] = np.array([True, False])
        file["colour"] = np.array([1, 0], dtype=h5py.enum_dtype({"RED": 0, "BLUE": 1}, basetype="i1"))
        packets = file.create_dataset("packets", (3,), dtype=h5py.vlen_dtype(np.dtype("<u2")))
        packets[0], packets[2] = [1, 2], [3]
        file["texts"] = ["ab", "", "é"]
        for name, options in (
            ("lzf", {"compression": "lzf"}),
            ("zstd", hdf5plugin.Zstd()),
            ("blosc", hdf5plugin.Blosc()),
        ):
            file.create_dataset(f"packed/{name}", data=np.arange(1000, dtype="<i4"), chunks=(100,), **options)
    return path


def sealed_like(path: Path, block: bytes) -> Path:
    """C-12: a file with something before HDF5 begins."""
    with h5py.File(path, "w", userblock_size=512) as file:
        file["x"] = np.arange(4)
    with path.open("r+b") as raw:
        raw.write(block)
    return path


def huge_attribute(path: Path) -> Path:
    """An attribute that is larger than any name or unit."""
    with h5py.File(path, "w", libver="latest") as file:
        file.create_group("g").attrs["big"] = np.zeros(2**18, dtype="f8")
        file["g"].attrs["fine"] = struct.calcsize("q")
        file["g"].attrs["ref"] = file["g"].ref
    return path
