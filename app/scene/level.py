"""How grave a line of a log is, by the word that its source gave: one order for the words of many loggers.

It must not know the lines. Words: RFC 5424 table 2 (syslog), the names of OpenTelemetry's log data model, and those of
the loggers of Python, Java, .NET, Apple, glog, Android and ROS, as they are written in full and in short.
"""

import re
from enum import IntEnum


class Level(IntEnum):
    """Ascending. One that is not known may be as grave as any."""

    UNKNOWN = 0
    TRACE = 1
    DEBUG = 2
    INFO = 3
    NOTICE = 4
    WARNING = 5
    ERROR = 6
    CRITICAL = 7


_WORDS: dict[Level, str] = {
    Level.TRACE: "trace verbose finest finer all v",
    Level.DEBUG: "debug fine dbg d",
    Level.INFO: "info information informational config default i",
    Level.NOTICE: "notice success n",
    Level.WARNING: "warning warn w",
    Level.ERROR: "error err severe e",
    Level.CRITICAL: "critical crit fatal alert emergency emerg panic assert c f",
}
_LEVELS = {word: level for level, words in _WORDS.items() for word in words.split()}
_OF_OPENTELEMETRY = re.compile(r"(trace|debug|info|warn|error|fatal)[234]\Z")


def level_of(word: str | None) -> Level:
    """The level that a source means by its word."""
    if word is None:
        return Level.UNKNOWN
    small = word.strip().lower()
    found = _OF_OPENTELEMETRY.match(small)
    return _LEVELS.get(found[1] if found else small, Level.UNKNOWN)
