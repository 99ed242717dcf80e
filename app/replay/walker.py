"""Checks every payload of a drive in the background, and again whenever one of its files was changed.

It must not know Qt, nor what is shown: it publishes what is known by now.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from app.chain.finding import Finding
from app.chain.opening import CheckedLog, Opened
from app.chain.trust import TrustStore
from app.chain.verdict import Fact
from app.chain.verification import Options, Verification, verify
from app.chain.walk import Amiss, CancelledError, Walk
from app.log.source import Look
from app.replay.priority import BACKGROUND, give_way, right_of_way
from app.replay.trust import Located, Trust, after_walk

LOOK_EVERY_S = 1.0
"""So often the files are looked at after the walk; a network drive is asked as seldom."""


_GONE = "moved, removed or replaced while it was open; what is shown is still that of the file that was opened"
_ANOTHER = "another log is in the file than was opened; open it again"
_WRITTEN = "written to, or touched, since it was opened; what does not hold is refused"
_MOST_PAUSE_S = 60.0


class Walker:
    """Close it before the log is closed."""

    def __init__(
        self, log: CheckedLog, trust: TrustStore, known: Trust, *, published: Callable[[Trust], None],
        failed: Callable[[BaseException], None], look_every_s: float = LOOK_EVERY_S,
    ) -> None:  # fmt: skip
        """Begin at once, with what is `known` at opening.

        `published` is called from the walker's thread: now and then, and when it is done.
        """
        self._log = log
        self._trust = trust
        self._known = self._now = known
        self._published = published
        self._failed = failed
        self._look_every_s = look_every_s
        self._cancelled = threading.Event()
        self._walked = threading.Event()
        self._found: Trust | None = None
        """By the last walk that came to its end."""
        self._changes: list[Located] = []
        self._told = 0
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="walker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Read no more than what is being read; waits for nothing."""
        self._cancelled.set()

    def close(self) -> None:
        """Stop, and return when nothing is read any more."""
        self.stop()
        self._thread.join()

    def join(self) -> None:
        """Return when everything was walked once, or could not be."""
        self._walked.wait()

    def _run(self) -> None:
        give_way(BACKGROUND)
        pause_s = self._look_every_s
        try:
            while self._walk():
                # one that is written to all the time is not walked all the time
                if self._cancelled.wait(pause_s):
                    return
                pause_s = min(2 * pause_s, _MOST_PAUSE_S)
                self._begin_again()
        except CancelledError:
            pass
        except (OSError, ValueError) as error:  # the files are gone, or others by now
            self._stop(str(error))
        except BaseException as error:  # noqa: BLE001 - the edge of the thread
            self._failed(error)
        finally:
            self._walked.set()

    def _walk(self) -> bool:
        """Check everything, then watch the files. False: there is no use in checking again."""
        before = self._looks()
        amiss: dict[Path, Amiss] = {}
        walk = Walk(
            threads=1, progress=self._advanced, planned=self._planned, cancelled=self._cancelled,
            amiss=amiss.__setitem__,
        )  # fmt: skip
        done = verify([one.path for one in self._log.opened], Options(trust=self._trust, walk=walk))
        if not self._tell(done, amiss):
            return False
        self._walked.set()
        while (looks := self._looks()) == before:
            if self._cancelled.wait(self._look_every_s):
                return False
        for one, look in zip(self._log.opened, looks, strict=True):
            if not look.same_file:
                self._note(one, _GONE)
                self._tell_now(self._now)
                return False
        return True

    def _begin_again(self) -> None:
        """What was found stays; that all is well has to be found again."""
        last = self._now
        base = last if last.verdict.intact is Fact.NO else replace(self._known, findings=last.findings)
        with self._lock:
            self._told = 0
            self._now = replace(base, changed=last.changed, done_bytes=0, total_bytes=0, finished=False)
        self._published(self._now)

    def _tell(self, done: Verification, amiss: Mapping[Path, Amiss]) -> bool:
        """What was walked are the files at these paths; of others than those that are shown it says nothing."""
        walked = {one.path: one.structure for one in done.segments}
        for one in self._log.opened:
            source = one.segment.source
            # the structure of what was opened is read only when it is asked for
            if source.changes() and not (source.look().same_file and walked[one.path].hashes == one.structure.hashes):
                self._note(one, _ANOTHER)
                self._stop(f"{one.path.name}: {_ANOTHER}")
                return False
        found, before = after_walk(self._log, done, amiss), self._found
        if before is not None and not set(before.findings) <= set(found.findings):
            # a finding is never taken back: what came right again was changed meanwhile
            more = [one for one in found.findings if one not in before.findings]
            found = replace(before, findings=(*before.findings, *more))
        otherwise = found.verdict.intact is Fact.NO if before is None else found.findings != before.findings
        self._found = found
        for one in self._log.opened:
            change = one.segment.source.changes()
            if change == "size" or (change and otherwise):
                self._note(one, _WRITTEN)
        total = self._now.total_bytes
        self._tell_now(replace(found, done_bytes=total, total_bytes=total))
        return True

    def _note(self, one: Opened, what: str) -> None:
        """Keep that this file is not as it was opened."""
        finding = Finding(code="FILE_CHANGED", text=f"{one.path.name}: {what}")
        located = Located(finding=finding, segment=self._log.opened.index(one))
        if located not in self._changes:
            self._changes.append(located)

    def _tell_now(self, known: Trust) -> None:
        """Publish what is known, and what happened to the files."""
        found = [one for one in known.findings if one not in self._changes]
        changed = self._changes[-1].finding.text if self._changes else None
        self._now = replace(known, findings=(*found, *self._changes), changed=changed)
        self._published(self._now)

    def _stop(self, why: str) -> None:
        self._tell_now(replace(self._now, stopped=why))

    def _looks(self) -> list[Look]:
        return [one.segment.source.look() for one in self._log.opened]

    def _planned(self, size: int) -> None:
        with self._lock:
            self._now = replace(self._now, total_bytes=self._now.total_bytes + size)

    def _advanced(self, size: int) -> None:
        right_of_way.let_pass()
        with self._lock:
            self._now = replace(self._now, done_bytes=self._now.done_bytes + size)
            # a hundred times are enough for a bar
            due = self._now.done_bytes - self._told >= max(self._now.total_bytes // 100, 1)
            if due:
                self._told = self._now.done_bytes
                self._published(self._now)
