"""Work that is handed over: in order, no further ahead than there is memory for, and ended by the first failure."""

import threading

import pytest

from app.convert.handover import Handover


def test_jobs_are_done_in_order_in_a_thread_of_their_own() -> None:
    done: list[tuple[int, str]] = []
    with Handover(most_bytes=10, thread="work") as handover:
        for number in range(100):
            handover.put(lambda number=number: done.append((number, here())), number)  # type: ignore[misc]
        handover.wait()
        assert not handover.ended
    assert done == [(number, "work_0") for number in range(100)]
    assert handover.ended


def test_who_hands_over_too_much_waits() -> None:
    begun, gate = threading.Event(), threading.Event()
    with Handover(most_bytes=10, thread="work") as handover:

        def blocked() -> None:
            begun.set()
            gate.wait()

        handover.put(blocked, 10)
        assert begun.wait(10)
        late = threading.Timer(0.05, gate.set)
        late.start()
        handover.put(lambda: None, 1)
        assert gate.is_set()
        late.join()
        handover.wait()


def test_behind_a_failure_nothing_is_begun() -> None:
    done: list[int] = []

    def failing() -> None:
        raise OSError("the disk was pulled out")

    with Handover(most_bytes=1000, thread="work") as handover:
        handover.put(lambda: done.append(1))
        handover.put(failing, 100)
        with pytest.raises(OSError, match="pulled out"):  # noqa: PT012 - one of them tells it, whichever is first
            handover.put(lambda: done.append(2), 1)
            handover.wait()
        # and it is not forgotten
        with pytest.raises(OSError, match="pulled out"):
            handover.wait()
        with pytest.raises(OSError, match="pulled out"):  # noqa: PT012
            handover.put(lambda: done.append(3), 1)
            handover.wait()
    assert done == [1]


def test_what_waits_when_it_ends_is_let_go() -> None:
    begun, gate, done = threading.Event(), threading.Event(), []

    def blocked() -> None:
        begun.set()
        gate.wait()

    with Handover(most_bytes=10, thread="work") as handover:
        handover.put(blocked)
        handover.put(lambda: done.append(1))
        assert begun.wait(10)
        threading.Timer(0.05, gate.set).start()
    assert done == []


def here() -> str:
    """The thread that asks."""
    return threading.current_thread().name
