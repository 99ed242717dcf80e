"""Formats that are known by their names and not read, each with what to do instead.

It must not know those that are read.
"""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

_MOST_FILES = 20_000
_ADVICE: tuple[tuple[tuple[str, ...], str], ...] = (
    ((".mf4", ".mdf", ".dat"), "ASAM MDF: export it as HDF5 (asammdf does) and convert that"),
    ((".pcap", ".pcapng"), "packets of a network: turn them into MCAP or a bag with the tools of the sensor's maker"),
    ((".zarray", ".zgroup", ".zarr"), "a Zarr store, as Lyft Level 5 is: export its tables as HDF5 and give a mapping"),
    ((".xosc", ".xodr"), "OpenSCENARIO or OpenDRIVE: says what shall happen or how roads lie, and records nothing"),
    ((".rlog", ".qlog", ".capnp"), "logs of openpilot: export them as MCAP, or as HDF5 with a mapping"),
    ((".record",), "records of Apollo's Cyber RT: export them as MCAP or a bag"),
    ((".blf", ".asc", ".trc"), "a trace of a CAN bus: export its signals as HDF5 and give a mapping"),
    ((".csv", ".tsv"), "a table of text: export it as HDF5 and give a mapping, or write a line of JSON a row"),
    ((".mp4", ".avi", ".mkv", ".mov", ".hevc"), "a video alone: nothing says when its frames were"),
    ((".pcd", ".ply", ".las", ".laz"), "clouds of points without a recording around them: nothing says when they were"),
)  # fmt: skip


def advice(source: Path) -> str:
    """What a source that no format claims looks like, and what to do; empty if nobody knows."""
    suffixes = {Path(name).suffix.lower() or name.lower() for name in islice(_names(source), _MOST_FILES)}
    found = [text for known, text in _ADVICE if not suffixes.isdisjoint(known)]
    return f"It looks like {'; or like '.join(found)}. " if found else ""


def _names(source: Path) -> Iterator[str]:
    if not source.is_dir():
        yield source.name
        return
    for _, folders, files in os.walk(source):  # which follows no links
        yield from files
        yield from folders
