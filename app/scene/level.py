"""How grave a line of a log is, by the word that its source gave: one order for the words of many loggers.

It must not know the lines. Words: RFC 5424 table 2 (syslog), OpenTelemetry's log data model ("Displaying severity"),
the standard loggers of Python, Java, .NET, ROS and Android, as they are written in full and in short.
"""

from enum import IntEnum


class Level(IntEnum):
    """Ascending. One that is not known may be as grave as any."""

    UNKNOWN = 0
    DEBUG = 1
    INFO = 2
    WARNING = 3
    ERROR = 4
    CRITICAL = 5


_WORDS: dict[Level, str] = {
    Level.DEBUG: "trace verbose finest finer fine debug dbg d v",
    Level.INFO: "info information informational notice config i n",
    Level.WARNING: "warning warn w",
    Level.ERROR: "error err severe e",
    Level.CRITICAL: "critical crit fatal alert emergency emerg panic assert c f",
}
_LEVELS = {word: level for level, words in _WORDS.items() for word in words.split()}


def level_of(word: str | None) -> Level:
    """The level that a source means by its word, also where it counts within a level, as in `INFO2` or `DEBUG4`."""
    return Level.UNKNOWN if word is None else _LEVELS.get(word.strip().lower().rstrip("0123456789"), Level.UNKNOWN)
