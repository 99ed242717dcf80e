"""Rules LEVEL_UNKNOWN and LINE_ERROR: the levels of text lines, counted.

It must not know loggers. Spellings are those of syslog (RFC 5424), Python, log4j, glog and OpenTelemetry.
"""

import re
from collections import Counter
from collections.abc import Mapping

from app.analysis.audit.tally import Tally, place_of
from app.kinds.text import TextLine
from app.log.channel import Channel

_SPELLINGS = {
    "trace": "trace finest finer verbose all",
    "debug": "debug fine dbg",
    "info": "info information informational config default",
    "notice": "notice success",
    "warning": "warning warn",
    "error": "error err severe",
    "critical": "critical crit fatal alert emergency emerg panic",
}
_LEVELS = {spelling: level for level, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_OF_OPENTELEMETRY = re.compile(r"(trace|debug|info|warn|error|fatal)[234]\Z")
_BAD = frozenset({"error", "critical"})
_MOST_OF_A_TEXT = 200


class Levels:
    """Of the text lines of one log."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._counts: Counter[str] = Counter()

    @property
    def counts(self) -> Mapping[str, int]:
        """Lines by level, from the least to the worst; then `unknown` and `none`."""
        order = (*_SPELLINGS, "unknown", "none")
        return {level: self._counts[level] for level in order if self._counts[level]}

    def take(self, channel: Channel, row: int, line: TextLine) -> None:
        """Judge one line."""
        if line.level is None:
            self._counts["none"] += 1
            self._tally.left("LEVEL_UNKNOWN", "lines without a level")
            return
        level = level_of(line.level)
        self._counts[level or "unknown"] += 1
        self._tally.judged("LEVEL_UNKNOWN")
        if level is None:
            self._tally.found("LEVEL_UNKNOWN", place_of(channel, row, f"level {line.level!r}"))
            return
        self._tally.judged("LINE_ERROR")
        if level in _BAD:
            said = line.message[:_MOST_OF_A_TEXT]
            self._tally.found("LINE_ERROR", place_of(channel, row, f"{level}: {said}"))


def level_of(spelled: str) -> str | None:
    """The level that a source means; None: nobody knows."""
    word = spelled.strip().lower()
    found = _OF_OPENTELEMETRY.match(word)
    return _LEVELS.get(found[1] if found else word)
