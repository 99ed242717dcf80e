"""A recorder to be killed: records for ever and prints every durable checkpoint. Run as a script by test_kill.py."""

import sys
import threading
import time
from pathlib import Path

from app.kinds.event import Event
from app.record.place import Link
from app.record.recorder import Options, Recorder
from tests.record.worlds import CAMERA, STATE, device, payload, plan


def tell(link: Link) -> None:
    # the parent counts on it only once it has read the whole line
    sys.stdout.write(f"{link.segment_id.hex()} {link.size}\n")
    sys.stdout.flush()


def main(folder: str, verb: str) -> None:
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
