"""The queue between those who record and the one who writes: re-entry, given times, and when the writer awakes.

It must not know the writer. Losses and order under load are in test_recorder.py.
"""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from app.log.segment import Segment
from app.log.source import Source
from app.record.entry import Entry, EntryDesk
from app.record.logging_handler import SealingHandler
from app.record.losses import Losses
from app.record.record_queue import MAX_AHEAD_NS, QueueClosedError, RecordQueue, Waiting
from app.record.recorder import Recorder
from tests.record.worlds import CAMERA, CHANNELS, TEXT, assert_drive_sealed, device, plan, segments

DESK = EntryDesk(CHANNELS)
FOR_EVER_S = 600.0


def entry(text: bytes) -> Entry:
    return DESK.data_entry(CAMERA, text, t_capture_ns=None)


class Interrupted:
    """A clock in which, when told to, a signal handler or a finaliser strikes: in the midst of the queue's work."""

    def __init__(self) -> None:
        self.now_ns = 100
        self.strike: Callable[[], object] | None = None

    def __call__(self) -> int:
        self.now_ns += 1
        strike, self.strike = self.strike, None
        if strike is not None:
            strike()
        return self.now_ns


def queue(now_ns: Callable[[], int], *, records: int = 100) -> RecordQueue:
    return RecordQueue(max_bytes=1 << 20, max_records=records, now_ns=now_ns)


def taken(of: RecordQueue) -> list[Waiting | Losses]:
    items = list(of.take(timeout_s=0.0, linger_s=lambda: 0.0))
    for item in items:
        if isinstance(item, Waiting):
            of.done(item.entry)
    return items


def payloads(items: list[Waiting | Losses]) -> list[bytes]:
    return [bytes(item.entry.payload) for item in items if isinstance(item, Waiting)]


@pytest.mark.timeout(20)
def test_what_interrupts_a_put_is_taken_along() -> None:
    clock = Interrupted()
    one = queue(clock)
    clock.strike = lambda: one.put(entry(b"inner")) and one.put(entry(b"again"), severity="info")
    assert one.put(entry(b"outer"))
    items = taken(one)
    assert payloads(items) == [b"outer", b"inner", b"again"]
    stamps = [item.t_arrival_ns for item in items if isinstance(item, Waiting)]
    assert stamps == sorted(stamps)
    # and the writer's own calls can be interrupted like those who record
    clock.strike = lambda: one.put(entry(b"inner"))
    one.present(0)
    assert payloads(taken(one)) == [b"inner"]


@pytest.mark.timeout(20)
def test_what_interrupts_a_put_is_counted_if_there_is_no_room() -> None:
    clock = Interrupted()
    one = queue(clock, records=1)
    clock.strike = lambda: one.put(entry(b"inner"))
    assert one.put(entry(b"outer"))
    assert one.lost == 1
    assert payloads(taken(one)) == [b"outer"]


@pytest.mark.timeout(20)
def test_a_handler_that_interrupts_a_put_cannot_close() -> None:
    clock = Interrupted()
    one = queue(clock)
    clock.strike = one.close
    with pytest.raises(RuntimeError, match="signal handler"):
        one.put(entry(b"a"))
    assert one.put(entry(b"b"))
    one.close()
    with pytest.raises(QueueClosedError):
        one.put(entry(b"c"))


@contextmanager
def interrupting(strike: Callable[[], object]) -> Iterator[None]:
    """Call `strike` from a signal handler, hundreds of times a second of work."""
    before = signal.signal(signal.SIGVTALRM, lambda *_: strike())
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.0005, 0.0005)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.timeout(60)
def test_signal_handlers_may_log_at_any_moment(tmp_path: Path) -> None:
    """Every line is there, those of the handler too, in the order of their arrival; and nothing hangs."""
    with Recorder.open(tmp_path / "d", plan(), device=device()) as recorder:
        logger = logging.getLogger("interrupted")
        logger.propagate = False
        handler = SealingHandler(recorder, TEXT)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        strikes: list[None] = []

        def strike() -> None:
            strikes.append(None)
            logger.info("inner")

        with interrupting(strike):
            number = 0
            while number < 2000 or len(strikes) < 200:
                logger.info("outer")
                number += 1
                if number % 50 == 0:  # leave the writer some time: here nothing must be lost
                    threading.Event().wait(0.001)
        logger.removeHandler(handler)
    assert (handler.dropped, recorder.lost) == (0, 0)
    assert_drive_sealed(tmp_path / "d")
    lines: list[bytes] = []
    arrivals: list[int] = []
    for path in segments(tmp_path / "d"):
        with Segment(Source(path)) as segment:
            rows = [index for index, row in enumerate(segment.leaves) if int(row["channel"]) == TEXT]
            lines += [segment.read(index).payload for index in rows]
            arrivals += segment.leaves["t_arrival"].astype(int).tolist()
    assert sum(b"inner" in line for line in lines) == len(strikes)
    assert sum(b"outer" in line for line in lines) == number
    assert all(later >= earlier for earlier, later in pairwise(arrivals))


def test_a_given_time_that_is_old_becomes_that_of_the_entry_before() -> None:
    clock = Interrupted()
    one = queue(clock)
    one.put(entry(b"a"), t_arrival_ns=500)
    one.put(entry(b"b"), t_arrival_ns=300)
    one.put(entry(b"c"))
    assert [item.t_arrival_ns for item in taken(one) if isinstance(item, Waiting)] == [500, 500, 500]


def test_a_given_time_in_the_future_is_refused_and_pins_nothing() -> None:
    clock = Interrupted()
    one = queue(clock)
    with pytest.raises(ValueError, match="lies in the future"):
        one.put(entry(b"a"), t_arrival_ns=clock.now_ns + MAX_AHEAD_NS + 10)
    one.put(entry(b"b"), t_arrival_ns=clock.now_ns + MAX_AHEAD_NS)
    assert payloads(taken(one)) == [b"b"]
    clock.now_ns += 2 * MAX_AHEAD_NS
    one.put(entry(b"c"))
    (item,) = taken(one)
    assert isinstance(item, Waiting)
    assert item.t_arrival_ns == clock.now_ns


class Taking(threading.Thread):
    """Takes once, lingering for ever."""

    def __init__(self, of: RecordQueue, *, linger_s: Callable[[], float] = lambda: FOR_EVER_S) -> None:
        super().__init__(daemon=True)
        self._of, self._linger_s = of, linger_s
        self.items: list[Waiting | Losses] = []
        self.lingers = threading.Event()
        self.start()

    def run(self) -> None:
        def linger_s() -> float:
            self.lingers.set()
            return self._linger_s()

        self.items = list(self._of.take(timeout_s=FOR_EVER_S, linger_s=linger_s))

    def must_end(self) -> list[bytes]:
        self.join(30)
        assert not self.is_alive()
        return payloads(self.items)


@pytest.mark.timeout(60)
def test_an_event_ends_the_wait_for_company() -> None:
    one = queue(Interrupted())
    taking = Taking(one)
    one.put(entry(b"a"))
    assert taking.lingers.wait(30)
    one.put(entry(b"b"))
    taking.join(0.2)
    assert taking.is_alive()  # a record is company, and no reason to stop waiting
    one.put(entry(b"c"), severity="info")
    assert taking.must_end() == [b"a", b"b", b"c"]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("lingering", [False, True])
def test_closing_ends_every_wait(*, lingering: bool) -> None:
    one = queue(Interrupted())
    taking = Taking(one)
    if lingering:
        one.put(entry(b"a"))
        assert taking.lingers.wait(30)
    one.close()
    assert taking.must_end() == ([b"a"] if lingering else [])
    assert one.closed_and_empty


@pytest.mark.timeout(60)
def test_how_long_company_is_waited_for_is_asked_when_the_first_record_is_there() -> None:
    """Asked before, a checkpoint came late by as long as the writer had slept."""
    one = queue(Interrupted())
    taking = Taking(one, linger_s=lambda: 0.0)
    taking.join(0.1)
    assert not taking.lingers.is_set()
    one.put(entry(b"a"))
    assert taking.must_end() == [b"a"]
    assert taking.lingers.is_set()


@pytest.mark.timeout(60)
def test_a_bell_that_rings_too_late_wakes_nobody_twice() -> None:
    """Time and again the wait is over just when a record comes: nothing is lost, and no later wait is cut short."""
    one = queue(Interrupted(), records=10**6)
    stop = threading.Event()
    count = 0

    def put() -> None:
        nonlocal count
        while not stop.is_set():
            one.put(entry(b"a"))
            count += 1
            stop.wait(0.0005)

    putting = threading.Thread(target=put)
    putting.start()
    got = sum(len(one.take(timeout_s=0.0005, linger_s=lambda: 0.0001)) for _ in range(2000))
    stop.set()
    putting.join()
    got += len(taken(one))
    assert got == count
    assert one._bell.locked()
