"""Sealed log lines: what is in them, what they cost the application, and what is counted.

It must not know disks: most tests hand the lines to a list.
"""

import json
import logging
import math
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.kinds.strict_json import parse_object
from app.log.segment import Segment
from app.log.source import Source
from app.record.entry import EntryError, Trace
from app.record.logging_handler import SealingHandler
from app.record.record_queue import QueueClosedError
from app.record.recorder import Recorder
from tests.record.worlds import TEXT, assert_sealed, device, plan, segments

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Lines:
    """A recorder that keeps what it gets."""

    def __init__(self) -> None:
        self.lines: list[tuple[dict[str, Any], Trace | None]] = []
        self.takes = True
        self.largest_bytes = 65_536
        self.error: Exception | None = None

    def append(self, channel: int, payload: bytes, *, t_capture_ns: int | None, trace: Trace | None = None) -> bool:
        assert (channel, t_capture_ns) == (TEXT, None)
        assert len(payload) <= self.largest_bytes
        if self.error is not None:
            raise self.error
        if self.takes:
            self.lines.append((parse_object(payload, limit=65_536), trace))
        return self.takes

    def largest(self, channel: int) -> int:
        assert channel == TEXT
        return self.largest_bytes


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def handler(lines: Lines) -> SealingHandler:
    return SealingHandler(lines, TEXT)


@pytest.fixture
def logger(handler: SealingHandler) -> Iterator[logging.Logger]:
    made = logging.getLogger("planner.behaviour")
    made.setLevel(logging.DEBUG)
    made.propagate = False
    made.addHandler(handler)
    yield made
    made.removeHandler(handler)


def test_a_line_has_its_message_level_logger_place_and_fields(logger: logging.Logger, lines: Lines) -> None:
    logger.warning("brake %s", "hard", extra={"deceleration": 6.5, "objects": ["a", 3], "nested": {"x": None}})
    ((line, trace),) = lines.lines
    assert line["message"] == "brake hard"
    assert line["level"] == "warning"
    assert line["logger"] == "planner.behaviour"
    assert line["fields"] == {"deceleration": 6.5, "objects": ["a", 3], "nested": {"x": None}}
    assert line["source"]["function"] == "test_a_line_has_its_message_level_logger_place_and_fields"
    assert line["time"].endswith("+00:00")
    assert trace is None


@pytest.mark.parametrize(
    ("extra", "span"),
    [
        ({"traceparent": f"00-{TRACE}-{SPAN}-01"}, SPAN),
        ({"trace_id": TRACE, "span_id": SPAN}, SPAN),
        ({"trace_id": int(TRACE, 16), "span_id": int(SPAN, 16)}, SPAN),
        ({"otelTraceID": TRACE, "otelSpanID": SPAN}, SPAN),
        ({"trace_id": TRACE}, "0" * 16),
    ],
)
def test_a_trace_context_goes_into_the_leaf(
    logger: logging.Logger, lines: Lines, extra: dict[str, object], span: str
) -> None:
    logger.info("decided", extra=extra)
    ((line, trace),) = lines.lines
    assert trace == Trace(bytes.fromhex(TRACE), bytes.fromhex(span))
    assert "fields" not in line


@pytest.mark.parametrize("wrong", [{"trace_id": "xyz"}, {"trace_id": "0" * 32}, {"traceparent": "00-1-2-3"}])
def test_what_is_no_trace_context_stays_a_field(logger: logging.Logger, lines: Lines, wrong: dict[str, object]) -> None:
    logger.info("decided", extra=wrong)
    ((line, trace),) = lines.lines
    assert trace is None
    assert line["fields"] == wrong


def test_lines_below_the_level_are_no_lines(lines: Lines, logger: logging.Logger, handler: SealingHandler) -> None:
    logger.debug("quiet")
    assert lines.lines == []
    handler.setLevel(logging.DEBUG)
    logger.debug("quiet")
    assert len(lines.lines) == 1
    assert handler.dropped == 0


def test_values_that_are_no_json_become_text(logger: logging.Logger, lines: Lines, handler: SealingHandler) -> None:
    class Thing:
        def __str__(self) -> str:
            return "a thing"

    values = {
        "thing": Thing(),
        "nan": math.nan,
        "huge": 2**60,
        "bytes": b"\xff",
        "set": {1},
        "surrogate": "a\ud800b",
        "keys": {1: 2, None: 3},
    }
    # not by the logger: pytest reports what is logged, and half a surrogate pair cannot be written
    handler.handle(logger.makeRecord(logger.name, logging.ERROR, "plan.py", 7, "x\udfff", (), None, extra=values))
    fields = lines.lines[0][0]["fields"]
    assert fields["thing"] == "a thing"
    assert fields["nan"] == "nan"
    assert fields["huge"] == str(2**60)
    assert fields["bytes"] == "b'\\xff'"
    assert fields["set"] == [1]
    assert fields["surrogate"] == "a\ufffdb"
    assert fields["keys"] == {"1": 2, "None": 3}
    assert lines.lines[0][0]["message"] == "x\ufffd"


def test_size_and_depth_are_bounded(logger: logging.Logger, lines: Lines, handler: SealingHandler) -> None:
    deep: list[Any] = []
    deep.append(deep)
    wide = {str(number): list(range(1000)) for number in range(1000)}
    logger.info("ä" * 100_000, extra={"deep": deep, "wide": wide, "text": "\x01" * 10**6})
    logger.info("short", extra={f"text{number}": "\x01" * 8000 for number in range(100)})
    assert len(lines.lines) == 2
    assert handler.dropped == 0
    assert handler.shortened == 2
    assert lines.lines[0][0]["message"].endswith("[…]")


@pytest.mark.parametrize("largest", [600, 2_000, 20_000])
def test_no_line_is_larger_than_a_record_of_its_channel(lines: Lines, largest: int) -> None:
    lines.largest_bytes = largest
    handler = SealingHandler(lines, TEXT)
    for text in ("x", "\x01", "ä"):
        handler.handle(
            logging.makeLogRecord({"msg": text * 100_000, "levelno": logging.INFO, "name": "a.b", "more": text * 9999})
        )
    assert (len(lines.lines), handler.dropped, handler.shortened) == (3, 0, 3)


def test_a_channel_that_does_not_exist_is_said_at_once(tmp_path: Path) -> None:
    with Recorder.open(tmp_path / "d", plan(), device=device()) as recorder, pytest.raises(EntryError, match="channel"):
        SealingHandler(recorder, 99)


def test_exceptions_are_sealed_with_their_stack(logger: logging.Logger, lines: Lines) -> None:
    try:
        raise KeyError("missing")
    except KeyError:
        logger.exception("failed")
    assert "KeyError: 'missing'" in lines.lines[0][0]["exception"]


def test_nothing_is_ever_raised_into_the_application(
    logger: logging.Logger, lines: Lines, handler: SealingHandler
) -> None:
    class Angry:
        def __str__(self) -> str:
            raise RuntimeError("no text")

    # not through the logger: pytest's own handler would raise
    handler.handle(logging.makeLogRecord({"msg": "%d", "args": ("no number",), "levelno": logging.INFO}))
    logger.info("angry", extra={"value": Angry()})
    lines.error = QueueClosedError("closed")
    logger.info("late")
    lines.error = None
    lines.takes = False
    logger.info("full")
    assert handler.dropped == 4
    assert lines.lines == []


def test_dropped_lines_are_counted_from_every_thread(
    lines: Lines, logger: logging.Logger, handler: SealingHandler
) -> None:
    lines.takes = False

    def write() -> None:
        for _ in range(100):
            logger.info("x")

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert handler.dropped == 800


def test_no_lock_is_held_while_a_line_is_recorded(
    lines: Lines, logger: logging.Logger, handler: SealingHandler, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be taken before the queue's, and behind it by a finaliser that logs while its thread holds that one."""
    free: list[bool] = []

    def append(*_: object, **__: object) -> bool:
        def look() -> None:
            assert handler.lock is not None
            free.append(handler.lock.acquire(blocking=False))
            handler.lock.release()

        looking = threading.Thread(target=look)
        looking.start()
        looking.join()
        return True

    monkeypatch.setattr(lines, "append", append)
    logger.info("x")
    handler.addFilter(lambda record: record.levelno > logging.INFO)
    logger.info("filtered")
    assert free == [True]


def test_lines_reach_a_sealed_log(tmp_path: Path) -> None:
    with Recorder.open(tmp_path / "d", plan(), device=device()) as recorder:
        logger = logging.getLogger("sealed")
        logger.propagate = False
        handler = SealingHandler(recorder, TEXT)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.info("model %s", "v7", extra={"confidence": 0.9, "traceparent": f"00-{TRACE}-{SPAN}-01"})
        logger.removeHandler(handler)
    (path,) = segments(tmp_path / "d")
    assert_sealed(path)
    with Segment(Source(path)) as segment:
        (row,) = [number for number in range(len(segment)) if int(segment.leaves[number]["channel"]) == TEXT]
        assert json.loads(segment.read(row).payload)["fields"] == {"confidence": 0.9}
        assert segment.leaves[row]["trace_id"].tobytes().hex() == TRACE
        assert segment.leaves[row]["span_id"].tobytes().hex() == SPAN
