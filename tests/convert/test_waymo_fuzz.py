"""Waymo's records altered at random, in frames whose checksums are right: whoever made the file can do that.

Must not know what is in the records.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.convert.recording import Choice, ConvertError
from app.convert.waymo.reader import opened
from tests.convert.waymo_files import framed, scenario
from tests.convert.waymo_frame_files import frame

RECORDS = {"scenario": scenario().SerializeToString(), "frame": frame(0).SerializeToString()}


@pytest.mark.parametrize("sort", RECORDS)
@settings(max_examples=250)
@given(data=st.data())
def test_altered_ones_are_read_or_refused(
    sort: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    raw = bytearray(RECORDS[sort])
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path: Path = tmp_path_factory.mktemp("waymo") / "a.tfrecord"
    path.write_bytes(framed(bytes(raw[: data.draw(st.integers(len(raw) // 2, len(raw)))])))
    with suppress(ConvertError), opened(path, Choice()) as recording:
        last = recording.span[0]
        for item in recording.items():
            assert last <= item.t_arrival_ns < recording.span[1]
            assert len(item.payload) <= recording.channels[item.channel - 1].max_bytes
            last = item.t_arrival_ns
        assert recording.setting is not None
