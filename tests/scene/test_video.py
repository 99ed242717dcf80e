"""Pictures of H.264 groups against a stream whose every picture is known exactly."""

from __future__ import annotations

import os
import platform
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.scene import video as video_module
from app.scene.values import DecodeError, DecoderGoneError
from app.scene.video import VideoDecoder
from app.scene.video import _told as believed
from tests.scene.h264 import brightness, stream


@pytest.fixture(scope="module")
def video() -> Iterator[VideoDecoder]:
    with VideoDecoder() as made:
        yield made


def pid(of: VideoDecoder) -> int:
    assert of._dialogue is not None
    return int(of._dialogue._process._process.pid)  # type: ignore[attr-defined]


@pytest.mark.parametrize("reordered", [False, True])
@pytest.mark.parametrize("count", [1, 2, 3, 7, 60])
def test_every_access_unit_gives_its_own_picture(video: VideoDecoder, count: int, reordered: bool) -> None:
    units, shown, places = stream(60, reordered=reordered)
    found = video.group(units[:count], "h264", places[:count])
    assert sorted(found) == list(range(count))
    for at, picture in found.items():
        # the way to RGB and back may lose one step
        assert np.abs(brightness(picture.pixels) - shown[at]).max() <= 1


def test_stamps_that_go_back_move_no_picture_where_none_was_reordered(video: VideoDecoder) -> None:
    units, shown, _ = stream(9)
    found = video.group(units, "h264", [5, 4, 3, 9, 8, 1, 2, 7, 6])
    assert all(np.abs(brightness(found[at].pixels) - shown[at]).max() <= 1 for at in range(9))


def test_of_a_group_that_is_too_large_the_last_pictures_are_kept(video: VideoDecoder) -> None:
    units, shown, places = stream(60)
    size = 64 * 48 * 4
    found = video.group(units, "h264", places, most_bytes=5 * size)
    assert sorted(found) == [55, 56, 57, 58, 59]
    assert np.abs(brightness(found[59].pixels) - shown[59]).max() <= 1
    assert list(video.group(units, "h264", places, most_bytes=1)) == [59]


def test_what_gives_another_number_of_pictures_is_not_shown(video: VideoDecoder) -> None:
    units, _, places = stream(5)
    with pytest.raises(DecodeError, match="6 access units from the key frame on give"):
        video.group([*units[:3], b"\0\0\0\1\x09\x10", *units[3:]], "h264", [*places, 5])
    with pytest.raises(DecodeError):
        video.group([b"\0\0\0\1\x65noise"], "h264", [0])


def test_a_decoder_that_does_not_survive_a_stream_takes_only_that_stream_with_it() -> None:
    units, shown, places = stream(3)
    with VideoDecoder() as made:
        made.group(units, "h264", places)
        os.kill(pid(made), signal.SIGKILL)
        with pytest.raises(DecodeError, match="did not survive"):
            made.group(units, "h264", places)
        found = made.group(units, "h264", places)
    assert np.abs(brightness(found[2].pixels) - shown[2]).max() <= 1


def test_a_decoder_that_hangs_is_ended() -> None:
    units, _, places = stream(3)
    with VideoDecoder(timeout_s=2.0) as made:
        made.group(units, "h264", places)
        os.kill(pid(made), signal.SIGSTOP)
        with pytest.raises(DecodeError, match="took over 2 s"):
            made.group(units, "h264", places)
        assert sorted(made.group(units, "h264", places)) == [0, 1, 2]


def test_whoever_waits_for_a_picture_waits_no_longer_when_the_log_is_closed() -> None:
    units, _, places = stream(3)
    made, told = VideoDecoder(), list[str]()
    made.group(units, "h264", places)
    os.kill(pid(made), signal.SIGSTOP)

    def ask() -> None:
        try:
            made.group(units, "h264", places)
        except DecodeError as error:
            told.append(str(error))

    waiting = threading.Thread(target=ask)
    waiting.start()
    made.close()
    waiting.join(timeout=10)
    assert not waiting.is_alive()
    assert len(told) == 1
    with pytest.raises(DecodeError, match="closed"):
        made.group(units, "h264", places)


@pytest.mark.parametrize(
    "answer",
    [
        {}, {"count": -1}, {"count": 1, "sizes": [[2, 3], [2, 3]]}, {"count": 2, "sizes": [[2, 3]]},
        {"count": 1, "sizes": [[2, 2]]}, {"count": 1, "sizes": [[-2, -6]]}, {"count": "1"},
        {"count": 1, "sizes": [[2, "6"]]}, {"count": 1, "sizes": None}, {"error": "no"},
    ],
)  # fmt: skip
def test_an_answer_is_not_believed_unseen(answer: dict[str, Any]) -> None:
    with pytest.raises(DecodeError):
        believed(answer, memoryview(bytes(36)))


_LIAR = """
import json, sys
for line, height in zip(sys.stdin.buffer, (-2, 2)):
    sys.stdin.buffer.read(json.loads(line)["bytes"])
    answer = {"count": 1, "sizes": [[height, 2]], "bytes": 12}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\\n" + bytes(12))
    sys.stdout.buffer.flush()
"""


def test_a_decoder_that_lied_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video_module, "_COMMAND", f"exec({_LIAR!r})")
    with VideoDecoder() as made:
        for _ in range(2):
            with pytest.raises(DecoderGoneError, match="nobody asked"):
                made.group([b"a"], "h264", [0])


def test_what_the_decoder_says_went_wrong_is_not_longer_than_can_be_read() -> None:
    with pytest.raises(DecodeError) as wrong:
        believed({"error": "x" * 5_000_000}, memoryview(b""))
    assert len(str(wrong.value)) < 600


@pytest.mark.skipif(platform.machine() != "x86_64" or sys.platform != "linux", reason="no such walls here")
def test_the_process_stands_behind_walls() -> None:
    units, _, places = stream(1)
    with VideoDecoder() as made:
        made.group(units, "h264", places)
        status = Path(f"/proc/{pid(made)}/status").read_text()
        limits = Path(f"/proc/{pid(made)}/limits").read_text()
    # no_new_privs, a filter of system calls, and not a byte that it could write to a file
    assert "NoNewPrivs:\t1" in status
    assert "Seccomp:\t2" in status
    assert "Max file size             0 " in limits
