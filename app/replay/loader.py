"""Turns requests into moments on threads of its own; the newest request wins.

The running one is finished, so that playing shows something however slow the machine is. It must not know Qt, nor where
moments go: `deliver` is called from its thread.
"""

import os
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

from app.replay.ahead import HEAVY
from app.replay.newest import Newest
from app.replay.priority import DECODING, give_way, right_of_way
from app.replay.request import Request
from app.replay.sampler import Sampler
from app.replay.stager import Stager
from app.replay.tracer import Tracer
from app.scene.moment import Moment, moment_of
from app.scene.sample import Lookup, Sample
from app.scene.sampled import Sampled
from app.scene.staging import Staging
from app.scene.traced import Traced, Untraced

Deliver = Callable[[Request, Moment], None]
Failed = Callable[[BaseException], None]
MOST_DECODERS = 4
SMALL_BYTES = 32 << 10
"""A record of any kind that is larger is read beside the others."""
STANDS = 3
"""So often the same frames were wanted: it plays so slowly that one looks at each."""
MOST_DRAWING_S = 0.25
"""A draft is drawn before what is finer is made of it: on few processors, both at once would delay what is seen first.
So long is waited for that.
"""
MOST_UNDRAWN = 2
"""One is drawn while the next one is made. With a third the second would be passed over, and was made for nothing."""
BUSY_S = 0.04
"""A window that takes longer to draw a moment has enough to do."""
REST_S = 0.06
"""So long it must have been quiet, standing still, before neighbours are read: who jumps about has no use for them."""


class Loader:
    """Makes the moments of one log. Close it before the log is closed."""

    def __init__(self, sampler: Sampler, *, deliver: Deliver, failed: Failed) -> None:
        """Start its threads. `failed` is told of a programmer's mistake; bad data is a part of a moment."""
        self._sampler = sampler
        self._deliver = deliver
        self._failed = failed
        self._pool = ThreadPoolExecutor(
            max(1, min(os.cpu_count() or 1, MOST_DECODERS)), thread_name_prefix="decoder",
            initializer=give_way, initargs=(DECODING,),
        )  # fmt: skip
        self._frames: tuple[tuple[str, int | None], ...] = ()
        self._alike = 0
        """So many requests before this one wanted the same frames."""
        self._drawing: deque[float] = deque()
        """When those moments were delivered that have not been drawn yet, by `perf_counter`."""
        self._drew_s = self._last_s = 0.0
        """So long the last one took to be drawn, and when it was, by `perf_counter`."""
        self._stager = Stager(failed=failed)
        self._tracer = Tracer(sampler)
        self._asked = Newest(self._serve, failed=failed, name="loader", ready=self._drawn_enough)

    def request(self, request: Request) -> None:
        """Ask for a moment; one that is waiting is replaced."""
        self._asked.ask(request)

    def drawn(self) -> None:
        """To be called once for each moment that was delivered, in their order, when it is on the screen."""
        if self._drawing:
            now = time.perf_counter()
            # it may have waited for the one before it
            self._drew_s, self._last_s = now - max(self._drawing.popleft(), self._last_s), now
            self._asked.look_again()

    def stop(self) -> None:
        """Read no more than what is being read; waits for nothing."""
        self._asked.stop()

    def close(self) -> None:
        """End the threads; returns when nothing reads any more."""
        self._asked.close()
        self._pool.shutdown(cancel_futures=True)

    def _serve(self, request: Request) -> None:
        frames = tuple((one.channel, one.row) for one in request.lookups if one.kind in HEAVY)
        self._alike = self._alike + 1 if frames == self._frames else 0
        self._frames = frames
        moment = self._moment(request, draft=True)
        self._give(request, moment)
        if moment.draft:
            if not request.playing:
                overtaken = self._asked.pause(MOST_DRAWING_S, until=lambda: not self._drawing)
            else:
                # the next frames count more than this one in full, but for what stands as good as still
                # a window that is busy with drawing has no use for finer ones
                overtaken = self._alike < STANDS and not self._prepared(request.ahead, draft=self._drew_s > BUSY_S)
            if overtaken or not self._fetched(request):
                return
            self._give(request, self._moment(request, draft=False))
        if request.playing or not self._asked.pause(REST_S):
            self._prepared(request.ahead)

    def _drawn_enough(self) -> bool:
        """Whether one more moment would be drawn soon; who does not say that it drew any is not waited for for ever."""
        waiting = list(self._drawing)
        return len(waiting) < MOST_UNDRAWN or time.perf_counter() - waiting[0] > MOST_DRAWING_S

    def _give(self, request: Request, moment: Moment) -> None:
        self._drawing.append(time.perf_counter())
        self._deliver(request, moment)

    def _prepared(self, coming: Sequence[Lookup], *, draft: bool = False) -> bool:
        """Bring what will be current soon into the cache; False: something else is wanted by now."""
        for lookup in coming:
            right_of_way.let_pass()
            if self._asked.interrupted:
                return False
            if lookup.row is not None and self._missing(lookup, draft=draft):
                self._sampler.load(self._sampler.log.log.channels[lookup.channel], lookup.row, draft=draft)
        return not self._asked.interrupted

    def _fetched(self, request: Request) -> bool:
        """Bring earlier records into the cache; False: something else is wanted by now."""
        jobs = [
            self._pool.submit(self._sample, one, request, draft=False)
            for one in request.earlier
            if self._missing(one, draft=False)
        ]
        for number, job in enumerate(jobs):
            # one at least, or what is asked for all the time would never have all
            if number and self._asked.interrupted:
                for other in jobs:
                    other.cancel()
                return False
            job.result()
        return True

    def _earlier(self, request: Request, *, draft: bool) -> dict[str, tuple[Sample, ...]]:
        """What came before the current samples; of a draft: as far as it is at hand."""
        found: dict[str, list[Sample]] = defaultdict(list)
        for one in request.earlier:
            if one.row is not None and (not draft or self._sampler.has(one.channel, one.row, draft=True)):
                found[one.channel].append(self._sample(one, request, draft=False))
        return {channel: tuple(samples) for channel, samples in found.items()}

    def _sample(self, lookup: Lookup, request: Request, *, draft: bool) -> Sample:
        """A mistake about one channel is told, and does not take all others away with it."""
        try:
            return self._sampler.sample(lookup, request.t_ns, request.mode, draft=draft)
        except MemoryError:
            return Sample(lookup=lookup, problem="there is not enough memory for this record; close other programs")
        except Exception as error:  # noqa: BLE001 - the edge of the task
            self._failed(error)
            return Sample(lookup=lookup, problem=f"internal error: {error!r}")

    def _missing(self, one: Lookup, *, draft: bool) -> bool:
        """Whether there is a record that is not at hand."""
        return one.row is not None and not self._sampler.has(one.channel, one.row, draft=draft)

    def _large(self, one: Lookup) -> bool:
        """Whether its record takes long to be read and decoded."""
        size = self._sampler.log.log.channels[one.channel].size
        return one.kind in HEAVY or (one.row is not None and int(size[one.row]) > SMALL_BYTES)

    def _samples(self, request: Request, *, draft: bool) -> dict[str, Sample]:
        """Those of a request, by channel, in its order."""
        slow = [one for one in request.lookups if self._large(one) and self._missing(one, draft=draft)]
        # what is small or at hand costs less than handing it to another thread, and this one would only wait
        jobs = {one.channel: self._pool.submit(self._sample, one, request, draft=draft) for one in slow[:-1]}
        here = [*slow[-1:], *(one for one in request.lookups if one not in slow)]
        found = {one.channel: self._sample(one, request, draft=draft) for one in here}
        return {
            one.channel: found[one.channel] if one.channel in found else jobs[one.channel].result()
            for one in request.lookups
        }

    def _moment(self, request: Request, *, draft: bool) -> Moment:
        samples = self._samples(request, draft=draft)
        earlier = self._earlier(request, draft=draft)
        asked = Counter(one.channel for one in request.earlier)
        waiting = asked - Counter({channel: len(those) for channel, those in earlier.items()})
        found = Sampled(
            t_ns=request.t_ns,
            mode=request.mode,
            samples=MappingProxyType(samples),
            earlier=MappingProxyType(earlier),
            waiting=MappingProxyType(waiting),
        )
        scene, overlays = self._stager.staged(found, request.staging)
        coarse = bool(waiting) or any(getattr(sample.content, "draft", False) for sample in samples.values())
        traced = self._traced(found, request.staging) if request.staging.trace else None
        return moment_of(
            found, draft=coarse, number=request.number, scene=scene, overlays=overlays, traced=traced
        )  # fmt: skip

    def _traced(self, found: Sampled, wanted: Staging) -> Traced | Untraced | None:
        """The trace of a decision. A mistake about it is told, and takes nothing else away."""
        sample = found.first_of(["decision"])
        name, row = wanted.pinned or ("", None)
        if wanted.pinned is None and sample is not None and sample.current:
            name, row = sample.lookup.channel, sample.lookup.row
        if row is None:
            return None
        try:
            return self._tracer.traced(self._sampler.log.log.channels[name], row, found.mode.known_ns(found.t_ns))
        except Exception as error:  # noqa: BLE001 - the edge of the task
            self._failed(error)
            return Untraced.FAILED
