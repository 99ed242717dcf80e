"""Rules LEVEL_UNKNOWN and LINE_ERROR: the levels of text lines, counted.

It must not know loggers.
"""

from collections import Counter
from collections.abc import Mapping

from app.analysis.audit.tally import Tally, place_of
from app.kinds.text import TextLine
from app.log.channel import Channel
from app.scene.level import Level, level_of

_MOST_OF_A_TEXT = 200


class Levels:
    """Of the text lines of one log."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._counts: Counter[str] = Counter()

    @property
    def counts(self) -> Mapping[str, int]:
        """Lines by level, from the least to the worst; then `unknown` and `none`."""
        order = (*(level.name.lower() for level in Level if level), "unknown", "none")
        return {level: self._counts[level] for level in order if self._counts[level]}

    def take(self, channel: Channel, row: int, line: TextLine) -> None:
        """Judge one line."""
        if line.level is None:
            self._counts["none"] += 1
            self._tally.left("LEVEL_UNKNOWN", "lines without a level")
            return
        level = level_of(line.level)
        self._counts[level.name.lower()] += 1
        self._tally.judged("LEVEL_UNKNOWN")
        if level is Level.UNKNOWN:
            self._tally.found("LEVEL_UNKNOWN", place_of(channel, row, f"level {line.level!r}"))
            return
        self._tally.judged("LINE_ERROR")
        if level >= Level.ERROR:
            said = line.message[:_MOST_OF_A_TEXT]
            self._tally.found("LINE_ERROR", place_of(channel, row, f"{level.name.lower()}: {said}"))
