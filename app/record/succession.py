"""The segments of a drive, one after another: each begins where the last durable checkpoint of the one before ends.

It must not know when a segment is over, nor what is recorded in it. Rules: sealed-log.md section 7.5, steps 8 and 9.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from app.kinds.system import Fault
from app.record.clock import TimeSource
from app.record.container_source import ContainerSource, Made
from app.record.failure import NoSegmentError, SegmentFailedError
from app.record.keys import Entropy, Signer
from app.record.news import News
from app.record.place import Drive, Link, Place
from app.record.plan import Plan
from app.record.segment_writer import Opening, SegmentWriter

_SALT_KEY_BYTES = 32


def last_arrival(last_ns: int) -> int:
    """The time of made-up records where no present is known."""
    return last_ns


def tell_nobody(_: Link) -> None:
    """Nobody wants to know of checkpoints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a drive is written with.

    `present`: given the last arrival, the time of a record that the writer makes up; by default that last arrival.
    `proven` is told every durable checkpoint, on the writer's thread; it must return soon and not raise.
    """

    device: Signer
    containers: ContainerSource
    clock: TimeSource
    entropy: Entropy
    present: Callable[[int], int] = last_arrival
    proven: Callable[[Link], None] = tell_nobody


class Succession:
    """Begins the segments of one drive and keeps what the next one has to say of the last. Used by one thread."""

    def __init__(self, plan: Plan, drive: Drive, means: Means) -> None:
        self._plan = plan
        self._drive = drive
        self._means = means
        self._number = drive.number
        self._secured: Made | None = None
        self.previous = drive.previous
        """The last durable checkpoint of the segment before."""
        self.news = News()
        """What the next segment has to say first."""

    def begin(self, t_ns: int) -> SegmentWriter:
        """Begin the next segment at `t_ns`, a second time elsewhere if the first fails, and let another be prepared.

        Raises:
            NoSegmentError: it cannot be made.
            ValueError: GENESIS is too large, or the capacity too small for the plan.
        """
        try:
            segment = self._try_begin(t_ns)
        except SegmentFailedError as failure:
            self.failed(failure)
            try:
                segment = self._try_begin(t_ns)
            except SegmentFailedError as again:
                self.failed(again)
                raise NoSegmentError(f"no segment can be begun: {again}") from again
        self._means.containers.prepare(self._number + 1)
        return segment

    def _try_begin(self, t_ns: int) -> SegmentWriter:
        means, entropy = self._means, self._means.entropy
        segment_id, container = self._take()
        place = Place(
            segment_id=segment_id,
            drive_id=self._drive.drive_id,
            number=self._number,
            boot=self._drive.boot,
            previous=self.previous,
        )
        opening = Opening(
            plan=self._plan,
            place=place,
            device=means.device,
            make_key=entropy.make_key,
            salt_key=entropy.random(_SALT_KEY_BYTES),
            clocks=means.clock.specs(),
            utc=means.clock.utc(),
        )
        try:
            return SegmentWriter(container, opening, t_ns=t_ns)
        except ValueError:
            container.storage.discard()
            raise

    @property
    def ready(self) -> bool:
        """Whether `secure` takes no time."""
        return self._secured is not None or self._means.containers.ready(self._number + 1)

    def secure(self) -> bool:
        """Whether the container for the segment after the present one is there: only then END may promise it."""
        if self._secured is None:
            try:
                self._secured = self._means.containers.take(self._number + 1)
            except OSError:
                return False  # `begin` tries again, and says why
        return True

    def ended(self, link: Link) -> None:
        """The segment has its END, and `link` is its last checkpoint."""
        self.previous = link
        self._number += 1

    def failed(self, failure: SegmentFailedError) -> None:
        """The segment stays as it is; the next one begins with FAULT and continues the last durable root (step 8)."""
        step, link = failure.step, failure.link
        if link is not None:
            self.ended(link)
        text = f"{step.reason}; records without a signature at the end of that segment: {failure.tail}"
        self.news.fault(
            Fault(
                component=step.component,
                code=step.code,
                text=text,
                errno=step.errno,
                segment=None if link is None else link.segment_id.hex(),
            )
        )
        if step.component == "storage":
            self._discard_secured()
            self._means.containers.use_other_medium()

    def close(self) -> None:
        """Remove what was prepared and not used."""
        self._discard_secured()
        self._means.containers.close()

    def _take(self) -> Made:
        made, self._secured = self._secured, None
        if made is not None:
            return made
        containers = self._means.containers
        try:
            return containers.take(self._number)
        except OSError as error:
            if containers.use_other_medium():
                with contextlib.suppress(OSError):  # the first error is the one to be told
                    return containers.take(self._number)
            raise NoSegmentError(f"no segment can be begun: {error}") from error

    def _discard_secured(self) -> None:
        made, self._secured = self._secured, None
        if made is not None:
            made[1].storage.discard()
