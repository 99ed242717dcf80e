"""What was read, checked and decoded lately, up to a number of bytes: the longest unused goes first.

It must not know what it holds, nor how it was made.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")

DEFAULT_BYTES = 1 << 30


class Cache(Generic[V]):
    """Values by key with their sizes. Safe from several threads; a value that is too large is not kept at all."""

    def __init__(self, most_bytes: int = DEFAULT_BYTES) -> None:
        self.most_bytes = most_bytes
        self._held: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    @property
    def held_bytes(self) -> int:
        """What all values take together."""
        return self._bytes

    def get(self, key: Hashable) -> V | None:
        """The value of a key, which is thereby the last used; None: it is not here."""
        with self._lock:
            if key not in self._held:
                return None
            self._held.move_to_end(key)
            return self._held[key][0]

    def put(self, key: Hashable, value: V, size: int) -> None:
        """Keep a value that takes so many bytes."""
        with self._lock:
            if key in self._held:
                self._bytes -= self._held.pop(key)[1]
            if size > self.most_bytes:
                return
            self._held[key] = value, size
            self._bytes += size
            while self._bytes > self.most_bytes:
                _, (_, gone) = self._held.popitem(last=False)
                self._bytes -= gone

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._held.clear()
            self._bytes = 0
