"""The formats that can be taken in: which one a source is in, and how it is opened.

It must not know what any of them contains.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from app.convert import hdf5, mcap, osi_trace, ros1_bag, ros2_db3
from app.convert.carrier import missing_content
from app.convert.recording import Choice, ConvertError, Recording
from app.log.source import SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format. `recognised` looks at names and first bytes only; it may raise OSError.

    `opened` raises ConvertError and SourceError, when it is entered.
    """

    name: str
    title: str
    recognised: Callable[[Path], bool]
    opened: Callable[[Path, Choice], AbstractContextManager[Recording]]


FORMATS: tuple[Format, ...] = (
    Format(name="hdf5", title="HDF5 (*.h5, *.hdf5)", recognised=hdf5.recognised, opened=hdf5.opened),
    Format(name="mcap", title="MCAP (*.mcap)", recognised=mcap.recognised, opened=mcap.opened),
    Format(name="ros2-db3", title="ROS 2 database (*.db3)", recognised=ros2_db3.recognised, opened=ros2_db3.opened),
    Format(name="osi", title="ASAM OSI trace (*.osi)", recognised=osi_trace.recognised, opened=osi_trace.opened),
    Format(name="ros1-bag", title="ROS 1 bag (*.bag)", recognised=ros1_bag.recognised, opened=ros1_bag.opened),
)
"""In the order in which a source is offered to them."""


def format_of(source: Path, name: str | None = None) -> Format:
    """The format of a source, or the one of that name.

    Raises:
        ConvertError: it is in none that is known, or in several; the text names them.
        SourceError: it cannot be looked at.
    """
    known = "; ".join(f"{one.name}: {one.title}" for one in FORMATS)
    if name is not None:
        chosen = next((one for one in FORMATS if one.name == name), None)
        if chosen is None:
            raise ConvertError(f"there is no format {name!r}. Known are {known}")
        return chosen
    try:
        missing = missing_content(_begin(source)) if source.is_file() else None
        found = [one for one in FORMATS if missing is None and one.recognised(source)]
    except OSError as error:
        raise SourceError(f"{source}: cannot be looked at: {error.strerror}") from error
    if missing is not None:
        raise ConvertError(f"{source}: {missing}")
    if not found:
        raise ConvertError(f"{source}: is in no format that is known. Known are {known}")
    if len(found) > 1:
        names = ", ".join(one.name for one in found)
        raise ConvertError(f"{source}: holds recordings of several formats: {names}; say with --format which to take")
    return found[0]


def _begin(source: Path) -> bytes:
    with source.open("rb") as file:
        return file.read(64)
