"""The formats that can be taken in: which one a source is in, and how it is opened.

It must not know what any of them contains.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from app.convert import av2, carla, commonroad, hdf5, openxc, pandaset, text_logs, waymo
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
    Format(
        name="pandaset", title="PandaSet (folder of a sequence)", recognised=pandaset.recognised, opened=pandaset.opened
    ),
    Format(name="carla", title="log of CARLA's recorder", recognised=carla.recognised, opened=carla.opened),
    Format(
        name="commonroad",
        title="CommonRoad scenario (*.xml)",
        recognised=commonroad.recognised,
        opened=commonroad.opened,
    ),
    Format(
        name="av2",
        title="Argoverse 2 (folder of a sensor log or a motion forecasting scenario)",
        recognised=av2.recognised,
        opened=av2.opened,
    ),
    Format(
        name="waymo",
        title="Waymo Open Dataset (*.tfrecord of scenarios or frames)",
        recognised=waymo.recognised,
        opened=waymo.opened,
    ),
    Format(name="openxc", title="trace of OpenXC (lines of JSON)", recognised=openxc.recognised, opened=openxc.opened),
    Format(
        name="text",
        title="lines of JSON, ECS, OTLP/JSON, Fluentd, Splunk, Datadog (*.jsonl, *.ndjson, *.json, *.log, *.gz)",
        recognised=text_logs.recognised,
        opened=text_logs.opened,
    ),
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
        empty = source.is_file() and source.stat().st_size == 0
        found = [one for one in FORMATS if not empty and one.recognised(source)]
    except OSError as error:
        raise SourceError(f"{source}: cannot be looked at: {error.strerror}") from error
    if empty:
        raise ConvertError(f"{source}: is empty; nothing can be taken of it")
    if not found:
        raise ConvertError(f"{source}: is in no format that is known. Known are {known}")
    if len(found) > 1:
        names = ", ".join(one.name for one in found)
        raise ConvertError(f"{source}: holds recordings of several formats: {names}; say which with --format")
    return found[0]
