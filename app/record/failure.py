"""What can go wrong while a segment is written, each with the words that FAULT will use.

It must not know how a drive goes on after it.
"""

from app.record.entry import sayable
from app.record.place import Link

_MOST_WORDS = 1024


class StepError(RuntimeError):
    """One step of the writer failed: `component` and `code` as in FAULT, `errno` if the system gave one."""

    def __init__(self, component: str, code: str, reason: OSError | str) -> None:
        self.component = component
        self.code = code
        self.errno: int | None = None
        words = str(reason)
        if isinstance(reason, OSError):
            # anything can be in an error that a device or a key raised, and FAULT must be able to say it
            number = reason.errno
            self.errno = number if isinstance(number, int) and abs(number) < 2**31 else None
            words = str(reason.strerror or reason)
        self.reason = sayable(words, _MOST_WORDS)
        super().__init__(f"{component}: {code}: {self.reason}")


class AuditError(StepError):
    """What is in memory does not agree with itself: nothing may be signed over it (sealed-log.md section 7.5)."""

    def __init__(self, reason: str) -> None:
        super().__init__("memory", "audit_failed", reason)


class SegmentFailedError(RuntimeError):
    """The segment is over as it is: no END, nothing is retried (section 7.5, step 8)."""

    def __init__(self, step: StepError, *, link: Link | None, tail: int, lost: bool) -> None:
        """`link`: the last durable checkpoint, None if there is none; `tail`: records behind it that the file has.

        `lost`: there were records behind it which the file does not have.
        """
        super().__init__(str(step))
        self.step = step
        self.link = link
        self.tail = tail
        self.lost = lost


class NoSegmentError(OSError):
    """No segment could be begun: nothing can be recorded for now. The text says why; `__cause__` is the first error."""
