"""Lines of text in messages, as lines of a structured log.

It must not know topics. Levels: rosgraph_msgs/Log, rcl_interfaces/Log, foxglove.Log.
"""

from collections.abc import Callable

from app.convert.messages.carrier import MessageError
from app.convert.messages.message_type import MessageType, Plain
from app.convert.takers.taker import DocumentTaker, Outlet
from app.kinds.text import Place, TextLine

_ROS_1 = {1: "debug", 2: "info", 4: "warning", 8: "error", 16: "fatal"}
_ROS_2 = {10: "debug", 20: "info", 30: "warning", 40: "error", 50: "fatal"}
_FOXGLOVE = {0: "unknown", 1: "debug", 2: "info", 3: "warning", 4: "error", 5: "fatal"}
_MOST_NAME = 256
Line = Callable[[Plain], TextLine]


class TextTaker(DocumentTaker):
    """A line a message."""

    refusal = "is no line of text"

    def __init__(self, type_: MessageType, line: Line) -> None:
        super().__init__(type_)
        self._line = line
        # a string has nothing but its text
        self.whole = line is string

    def outlet(self) -> Outlet:
        """See Taker."""
        return Outlet(kind="text", codec="json")

    def _document(self, plain: Plain) -> TextLine:
        return self._line(plain)


def string(plain: Plain) -> TextLine:
    """std_msgs/String."""
    return TextLine(message=_text(plain["data"]))


def ros_log(plain: Plain) -> TextLine:
    """rosgraph_msgs/Log and rcl_interfaces/Log, which differ in their levels."""
    levels = _ROS_1 if "header" in plain else _ROS_2
    return _log(plain, levels.get(plain["level"], str(plain["level"])), plain["msg"])


def foxglove_log(plain: Plain) -> TextLine:
    """foxglove.Log."""
    level = plain.get("level", 0)
    return _log(plain, _FOXGLOVE.get(level, str(level)), plain.get("message", ""))


def _log(plain: Plain, level: str, message: object) -> TextLine:
    line = plain.get("line", 0)
    place = Place(
        file=_text(plain.get("file", "")) or None, function=_text(plain.get("function", "")) or None,
        line=line if isinstance(line, int) and line > 0 else None,
    )  # fmt: skip
    said = place != Place()
    return TextLine(
        message=_text(message), level=level[:_MOST_NAME] or None, logger=_text(plain.get("name", "")) or None,
        source=place if said else None,
    )  # fmt: skip


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MessageError("its text is none")
    return value
