"""What a drive still has to say of itself: faults and losses, until the records that say it are in a file.

It must not know segments or files. Rules: sealed-log.md section 7.5, steps 5 and 8.
"""

from collections import deque

from msgspec.structs import replace

from app.kinds.system import Fault
from app.record.losses import Losses

_FAULTS_KEPT = 8


class News:
    """Faults first, then losses, each piece one record. Used by one thread."""

    def __init__(self) -> None:
        self._faults: deque[Fault] = deque()
        self._losses: deque[Losses] = deque()
        self._told: list[Fault | Losses] = []
        self._left_out = 0

    def __bool__(self) -> bool:
        """Whether there is something to be told."""
        return bool(self._faults or self._losses)

    def fault(self, fault: Fault) -> None:
        """Something failed; of very many failures the first ones are told and the last one, which says how many."""
        if len(self._faults) < _FAULTS_KEPT:
            self._left_out = 0
        else:
            self._faults.pop()
            self._left_out += 1
            fault = replace(fault, text=f"{fault.text}; failures before it that are not listed: {self._left_out}")
        self._faults.append(fault)

    def lost(self, losses: Losses) -> None:
        """Records were lost."""
        self._losses += losses.pieces()

    @property
    def first(self) -> Fault | Losses:
        """What is to be told next."""
        return self._faults[0] if self._faults else self._losses[0]

    def told(self) -> None:
        """The first piece is in a record now, which is in no file yet."""
        self._told.append(self._faults.popleft() if self._faults else self._losses.popleft())

    def settled(self) -> None:
        """All that was told is in a file, behind a checkpoint or in the tail."""
        self._told.clear()

    def lost_again(self) -> None:
        """All that was told since is in no file, and is to be told again."""
        self._faults.extendleft(one for one in reversed(self._told) if isinstance(one, Fault))
        self._losses.extendleft(one for one in reversed(self._told) if isinstance(one, Losses))
        self._told.clear()
