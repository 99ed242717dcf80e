"""Asks the HDF5 library about a foreign file, in the child: what is in it, what is refused and why, and rows of it.

It must not know what anything means. Nothing is followed, and nothing large is read, before it was looked at here:
external storage reads any file of the machine, a virtual dataset is zeros where its source is missing, and a file of
1.4 KB can declare 2^40 elements.
"""

import base64
import math
import posixpath
from collections.abc import Iterator
from typing import Any

import numpy as np

from app.log import list_heads

MOST_BYTES = 256 << 20
"""One answer, and one decoded chunk, has at most so many bytes."""
_MOST_OBJECTS = 100_000
_MOST_CHARACTERS = 16 << 20
_MOST_DEPTH = 64
_MOST_OF_AN_ATTRIBUTE = 1 << 20
_MOST_SOFT_LINKS = 64
# a file that declares more than it stores: what is small is let through, what is empty or squeezed is not
_UNSUSPICIOUS_BYTES = 64 << 20
_MOST_EMPTINESS = 1_000
_MOST_EXPANSION = 500
_LARGEST = 1 << 40
_FILTERS = frozenset({1, 2, 3, 4, 5, 6, 307, 32000, 32001, 32004, 32008, 32015, 32026})
"""deflate, shuffle, Fletcher-32, szip, n-bit, scale-offset, bzip2, LZF, Blosc, LZ4, bitshuffle, Zstandard, Blosc 2."""


class _RefusedError(Exception):
    """An object that must not be read: a code, and why."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def inspect(file: Any) -> dict[str, Any]:  # noqa: ANN401
    """Everything in the file: datasets with form and attributes, groups with attributes, and what is refused."""
    walk = _Walk()
    if file.userblock_size and _user_block_speaks(file):
        walk.refuse("", "HDF5_USERBLOCK", f"the {file.userblock_size} bytes before the HDF5 file are not empty")
    walk.walk(file, "", [])
    return {"datasets": walk.datasets, "groups": walk.groups, "refused": walk.refused}


def read(file: Any, path: str, start: int, stop: int) -> tuple[dict[str, Any], bytes]:  # noqa: ANN401
    """Rows `[start, stop)` of a dataset that `inspect` did not refuse, packed; of lists their lengths before them.

    Raises:
        ValueError: the dataset is refused, or so many rows are too much.
    """
    dataset = file[path]
    form = _readable(dataset)
    if not form["shape"]:
        values = _alone(dataset) if form["lists"] else np.asarray(dataset[()])[np.newaxis]
    elif (stop - start) * form["row_bytes"] > MOST_BYTES:
        raise ValueError(f"{stop - start} rows of {form['row_bytes']} bytes are too much for one answer")
    else:
        values = dataset[start:stop]
    if not form["lists"]:
        return {"rows": len(values)}, np.ascontiguousarray(values).tobytes()
    lists = [_list_bytes(value) for value in values.reshape(-1)]
    if sum(map(len, lists)) > MOST_BYTES - 8 * len(lists):
        raise ValueError(f"{sum(map(len, lists))} bytes are too much for one answer")
    lengths = np.array([len(one) for one in lists], dtype="<u8").tobytes()
    return {"rows": len(values)}, b"".join([lengths, *lists])


def sizes(file: Any, path: str, start: int, stop: int) -> tuple[dict[str, Any], bytes]:  # noqa: ANN401
    """How many bytes `read` would give for each row of a dataset of lists, as uint64; raises ValueError as it does."""
    dataset = file[path]
    form = _readable(dataset)
    values = dataset[start:stop] if form["shape"] else _alone(dataset)
    found = [sum(len(_list_bytes(one)) for one in row) for row in values.reshape(len(values), -1)]
    return {"rows": len(found)}, np.array(found, dtype="<u8").tobytes()


def said_sizes(file: Any, path: str, start: int, stop: int) -> tuple[dict[str, Any], bytes]:  # noqa: ANN401
    """As `sizes`, by the heads of the lists alone where these lie one after another; no row where they do not."""
    dataset = file[path]
    _readable(dataset)
    found = list_heads.sizes(dataset, start, stop)
    return {"rows": len(found)}, found.tobytes()


def _readable(dataset: Any) -> dict[str, Any]:  # noqa: ANN401
    """The form of a dataset; raises ValueError if it must not be read."""
    try:
        return _form(dataset)
    except _RefusedError as error:
        raise ValueError(f"{error.code}: {error}") from error


def _alone(dataset: Any) -> "np.ndarray[Any, Any]":  # noqa: ANN401
    """A single list as a row of one, not as a row of what is in it."""
    values = np.empty(1, dtype=object)
    values[0] = dataset[()]
    return values


class _TooMuchError(ValueError):
    """There is no end to the file."""


class _Walk:
    """Collects what is in one file."""

    def __init__(self) -> None:
        self.datasets: list[dict[str, Any]] = []
        self.groups: list[dict[str, Any]] = []
        self.refused: list[dict[str, str]] = []
        self._met: set[Any] = set()
        self._objects = self._characters = 0

    def refuse(self, path: str, code: str, text: str) -> None:
        """One object that is left out."""
        self._count(path + text)
        self.refused.append({"path": path, "code": code, "text": text})

    def walk(self, group: Any, path: str, above: list[Any]) -> None:  # noqa: ANN401
        """Collect a group and all below it; raises ValueError where it is too much."""
        import h5py

        address = h5py.h5o.get_info(group.id).addr
        self._met.add(address)
        self.groups.append({"path": path, "attributes": self._attributes(group, path)})
        for name in group:
            below = f"{path}/{name}".removeprefix("/")
            self._count(below)
            try:
                if "/" in name or name in (".", ".."):
                    # as a path it would name something else than the link that was looked at
                    raise _RefusedError("HDF5_UNREADABLE", "a name that no path can have")
                _require_hard_link(group, name, path)
                item = group[name]
                self._meet(item, [*above, address])
                if isinstance(item, h5py.Group):
                    self.walk(item, below, [*above, address])
                elif isinstance(item, h5py.Dataset):
                    form = _form(item)
                    self.datasets.append({"path": below, **form, "attributes": self._attributes(item, below)})
            except _RefusedError as error:
                self.refuse(below, error.code, str(error))
            except _TooMuchError:
                raise
            except (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError) as error:
                self.refuse(below, "HDF5_UNREADABLE", f"the HDF5 library cannot read it: {error}"[:300])

    def _meet(self, item: Any, above: list[Any]) -> None:  # noqa: ANN401
        import h5py

        address = h5py.h5o.get_info(item.id).addr
        if address in above:
            raise _RefusedError("HDF5_LINK_CYCLE", "a link leads back to a group that it stands in")
        if address in self._met:
            raise _RefusedError("HDF5_ALIAS", "a second name for an object that was met before")
        if len(above) > _MOST_DEPTH:
            raise _RefusedError("HDF5_LINK_CYCLE", f"groups are nested more than {_MOST_DEPTH} deep")
        self._met.add(address)

    def _attributes(self, item: Any, path: str) -> dict[str, Any]:  # noqa: ANN401
        found: dict[str, Any] = {}
        for name in item.attrs:
            self._count(name)
            try:
                attribute = item.attrs.get_id(name)
                # HDF5 has no size for what has no elements
                stored = attribute.get_storage_size() if attribute.shape is not None and all(attribute.shape) else 0
                if stored > _MOST_OF_AN_ATTRIBUTE:
                    raise _RefusedError("HDF5_SHAPE_BOMB", f"an attribute of {stored} bytes")
                found[name] = _plain(item.attrs[name])
                self._count(str(found[name]))
            except _RefusedError as error:
                self.refuse(f"{path}@{name}", error.code, str(error))
            except _TooMuchError:
                raise
            except (OSError, RuntimeError, KeyError, ValueError, TypeError, AttributeError, MemoryError) as error:
                self.refuse(f"{path}@{name}", "HDF5_UNREADABLE", f"the HDF5 library cannot read it: {error}"[:300])
        return found

    def _count(self, text: str) -> None:
        self._objects += 1
        self._characters += len(text)
        if self._objects > _MOST_OBJECTS or self._characters > _MOST_CHARACTERS:
            raise _TooMuchError(f"it has more than {_MOST_OBJECTS} objects, or more text in them than is taken")


def _user_block_speaks(file: Any) -> bool:  # noqa: ANN401
    with open(file.filename, "rb") as raw:  # noqa: PTH123 - the one file that the walls leave readable
        return bool(raw.read(min(file.userblock_size, 1 << 20)).strip(b"\0"))


def _require_hard_link(group: Any, name: str, path: str) -> None:  # noqa: ANN401
    import h5py

    kind = group.id.links.get_info(name.encode("utf-8", "surrogateescape")).type
    if kind == h5py.h5l.TYPE_HARD:
        return
    if kind == h5py.h5l.TYPE_EXTERNAL:
        raise _RefusedError("HDF5_EXTERNAL_LINK", "a link into another file")
    if kind != h5py.h5l.TYPE_SOFT:
        raise _RefusedError("HDF5_EXTERNAL_LINK", "a link of a kind that only its maker can follow")
    here = f"{path}/{name}"
    if _leads_nowhere(group.file, f"/{here.removeprefix('/')}"):
        raise _RefusedError("HDF5_LINK_CYCLE", "a link that leads back to itself")
    target = _soft_target(group.file, here) or ""
    raise _RefusedError("HDF5_SOFT_LINK", f"a second name for {target[:200]!r}, which is taken under its own")


def _leads_nowhere(file: Any, here: str) -> bool:  # noqa: ANN401
    """Whether a soft link leads to itself or to a group above it; HDF5 would follow it without end."""
    seen = {here}
    while len(seen) < _MOST_SOFT_LINKS and (target := _soft_target(file, here)) is not None:
        here = posixpath.normpath(posixpath.join(posixpath.dirname(here), target)).replace("//", "/")
        if here in seen:
            return True
        seen.add(here)
    return any(one.startswith(here.rstrip("/") + "/") for one in seen)


def _soft_target(file: Any, path: str) -> str | None:  # noqa: ANN401
    """Where the soft link at `path` points; None if there is none. No link on the way there is followed."""
    import h5py

    item, names = file, path.strip("/").split("/")
    for number, name in enumerate(names):
        raw = name.encode("utf-8", "surrogateescape")
        if not isinstance(item, h5py.Group) or not item.id.links.exists(raw):
            return None
        kind = item.id.links.get_info(raw).type
        if kind == h5py.h5l.TYPE_SOFT and number == len(names) - 1:
            return str(item.id.links.get_val(raw).decode("utf-8", "surrogateescape"))
        if kind != h5py.h5l.TYPE_HARD:
            return None
        item = item[name]
    return None


def _form(dataset: Any) -> dict[str, Any]:  # noqa: ANN401
    """Shape, type and storage of a dataset; raises _RefusedError if it must not be read."""
    import h5py

    properties = dataset.id.get_create_plist()
    if properties.get_external_count():
        raise _RefusedError("HDF5_EXTERNAL_STORAGE", "its bytes lie in other files of the machine")
    if properties.get_layout() == h5py.h5d.VIRTUAL:
        raise _RefusedError(
            "HDF5_VIRTUAL", "it is put together from other datasets, and is zeros where they are missing"
        )
    filters = [properties.get_filter(number)[0] for number in range(properties.get_nfilters())]
    unknown = [number for number in filters if number not in _FILTERS or not h5py.h5z.filter_avail(number)]
    if unknown:
        raise _RefusedError(
            "HDF5_FILTER", f"it is packed by filter {unknown[0]}, which is not among those that are safe"
        )
    if dataset.shape is None:
        raise _RefusedError("HDF5_TYPE", "it has no elements at all")
    kind, lists = _kind(dataset.dtype)
    if lists and len(dataset.shape) > 2:
        raise _RefusedError("HDF5_TYPE", "lists in more than two directions have no rows")
    _require_sober(dataset, chunk=properties.get_layout() == h5py.h5d.CHUNKED, packed=bool(filters))
    return {
        "shape": list(dataset.shape),
        "type": kind,
        "lists": lists,
        "row_bytes": dataset.dtype.itemsize * math.prod(dataset.shape[1:]),
        "chunk_rows": dataset.chunks[0] if dataset.chunks else 0,
        "stored": dataset.id.get_storage_size(),
        "unwritten": _unwritten_pieces(dataset),
    }


def _require_sober(dataset: Any, *, chunk: bool, packed: bool) -> None:  # noqa: ANN401
    """Refuse what declares much more than the file stores."""
    size, stored = dataset.dtype.itemsize * math.prod(dataset.shape), dataset.id.get_storage_size()
    if len(dataset.shape) and dataset.dtype.itemsize * math.prod(dataset.shape[1:]) > MOST_BYTES:
        raise _RefusedError("HDF5_SHAPE_BOMB", "one row of it is larger than may be read at once")
    if chunk and dataset.dtype.itemsize * math.prod(dataset.chunks) > MOST_BYTES:
        raise _RefusedError("HDF5_EXPANSION", "one piece of it is larger than may be unpacked at once")
    if size and not stored:
        raise _RefusedError("HDF5_SHAPE_BOMB", f"it declares {size} bytes, and none was ever written")
    if size > _LARGEST or (size > _UNSUSPICIOUS_BYTES and size > _MOST_EMPTINESS * stored and not packed):
        raise _RefusedError("HDF5_SHAPE_BOMB", f"it declares {size} bytes and stores {stored}")
    if size > _UNSUSPICIOUS_BYTES and size > _MOST_EXPANSION * stored:
        raise _RefusedError("HDF5_EXPANSION", f"{stored} stored bytes would become {size}")


def _unwritten_pieces(dataset: Any) -> int:  # noqa: ANN401
    """Chunks that were never written and read as the fill value, as if it had been measured."""
    if not dataset.chunks:
        return 0
    pieces = math.prod(-(-extent // chunk) for extent, chunk in zip(dataset.shape, dataset.chunks, strict=True))
    return int(max(0, pieces - dataset.id.get_num_chunks()))


def _kind(dtype: "np.dtype[Any]") -> tuple[Any, bool]:
    """The type as the parent understands it, and whether each element is a list of such."""
    import h5py

    text = h5py.check_string_dtype(dtype)
    if text is not None and text.length is None:
        return "|S1", True
    base = h5py.check_vlen_dtype(dtype)
    if base is not None:
        return _plain_type(np.dtype(base)), True
    if dtype.names:
        columns = [[name, *_column(dtype.fields[name])] for name in dtype.names if dtype.fields is not None]
        return {"columns": columns, "itemsize": dtype.itemsize}, False
    return _plain_type(dtype), False


def _column(field: Any) -> Iterator[Any]:  # noqa: ANN401
    dtype, offset = field[0], field[1]
    base, shape = dtype.subdtype or (dtype, ())
    yield from (_plain_type(base), list(shape), offset)


def _plain_type(dtype: "np.dtype[Any]") -> str:
    if dtype.hasobject or dtype.names or dtype.subdtype or dtype.kind not in "biufS" or dtype.itemsize > 1 << 20:
        raise _RefusedError("HDF5_TYPE", f"its type, {str(dtype)[:100]}, is none that is taken in")
    if dtype.kind == "f" and dtype.itemsize > 8:
        raise _RefusedError("HDF5_TYPE", f"its type, {dtype}, means another number on another machine")
    return dtype.str


def _list_bytes(value: Any) -> bytes | memoryview:  # noqa: ANN401
    return value if isinstance(value, bytes) else np.ascontiguousarray(value).reshape(-1).view("u1").data


def _plain(value: Any) -> Any:  # noqa: ANN401
    """The value of an attribute for JSON: numbers, text, lists of them; bytes that are no text as base64."""
    import h5py

    if isinstance(value, np.ndarray):
        return [_plain(one) for one in value.reshape(-1)[:1000]]
    if isinstance(value, bytes | np.bytes_):
        try:
            return bytes(value).decode()
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, np.void):
        return {"base64": base64.b64encode(value.tobytes()).decode()}
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, h5py.Empty):
        return None
    raise _RefusedError("HDF5_TYPE", f"an attribute of type {type(value).__name__}")
