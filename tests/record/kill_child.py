"""A recorder to be killed: records for ever and prints every durable checkpoint. Run as a script by test_kill.py.

Told to, it kills itself: before or after the nth call of a function with which the recorder touches its files.
"""

import itertools
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.kinds.event import Event
from app.record import machine
from app.record.place import Link
from app.record.recorder import Options, Recorder
from tests.record.worlds import CAMERA, STATE, device, payload, plan


def tell(link: Link) -> None:
    # the parent counts on it only once it has read the whole line
    sys.stdout.write(f"{link.segment_id.hex()} {link.size}\n")
    sys.stdout.flush()


def kill_at(name: str, number: str, when: str) -> None:
    place: Any = Path if name == "rename" else machine
    real: Callable[..., object] = getattr(place, name)
    left = itertools.count(int(number) - 1, -1)

    def kill(*given: object) -> object:
        mine = next(left) == 0
        if mine and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*given)
        if mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(place, name, kill)


def main(folder: str, verb: str, *point: str) -> None:
    if point:
        kill_at(*point)
    short = plan(interval_ms=50, segment_ms=400)
    begin = Recorder.resume if verb == "resume" else Recorder.open
    recorder = begin(Path(folder), short, device=device(), options=Options(proven=tell))

    def state() -> None:
        while True:
            recorder.append(STATE, bytes(32), t_capture_ns=None)
            time.sleep(0.002)

    threading.Thread(target=state, daemon=True).start()
    number = 0
    while True:
        number += 1
        recorder.append(CAMERA, payload(number, 20_000), t_capture_ns=None)
        if number % 40 == 0:
            recorder.event(Event(event="e" * 32, kind="mark", severity="info"))
        time.sleep(0.005)


if __name__ == "__main__":
    main(*sys.argv[1:])
