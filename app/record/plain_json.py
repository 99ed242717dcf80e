"""Turns what an application or a foreign log says into JSON within the rules of the format, of a bounded size.

It must not know what it means.
"""

import math
from collections.abc import Mapping
from typing import Any

from app.kinds.strict_json import MAX_INTEGER
from app.record.entry import CUT, sayable

MAX_DEPTH = 8
MAX_ITEMS = 256
MAX_CHARACTERS = 8192


class Plainer:
    """Turns the members of one line into JSON within the rules of the format, of about `budget` characters at most.

    What JSON cannot say becomes text, what finds no room any more a mark. `cut`: whether there was such.
    """

    def __init__(self, budget: int) -> None:
        self._left = budget
        self.cut = False

    def members(self, value: Mapping[Any, object], depth: int = MAX_DEPTH) -> dict[str, object]:
        """The members of a mapping, each as JSON can say it."""
        pairs = list(value.items())[:MAX_ITEMS]
        made = {self._count(sayable(str(name), 256)): self._plain(member, depth) for name, member in pairs}
        if len(value) > MAX_ITEMS:
            self.cut = True
            made[CUT] = f"{len(value) - MAX_ITEMS} more"
        return made

    def _plain(self, value: object, depth: int) -> object:
        if self._left <= 0:
            self.cut = True
            return CUT
        self._left -= 8
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int):
            return int(value) if abs(value) <= MAX_INTEGER else self._count(sayable(str(int(value)), MAX_CHARACTERS))
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else str(float(value))
        if isinstance(value, Mapping) and depth:
            return self.members(value, depth - 1)
        if isinstance(value, list | tuple | set | frozenset) and depth:
            items = [self._plain(item, depth - 1) for item in list(value)[:MAX_ITEMS]]
            if len(value) > MAX_ITEMS:
                self.cut = True
                items.append(f"{CUT} {len(value) - MAX_ITEMS} more")
            return items
        text = str(value)
        self.cut = self.cut or len(text) > MAX_CHARACTERS
        return self._count(sayable(text, MAX_CHARACTERS))

    def _count(self, text: str) -> str:
        self._left -= len(text)
        return text
