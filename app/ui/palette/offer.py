"""One thing that the palette offers, as a value.

It must not know Qt, nor where it was found or what is done with it.
"""

from dataclasses import dataclass
from enum import Enum

from app.kinds.severity import Severity
from app.scene.standing import Standing


class Group(Enum):
    """What is offered, in the order of the list where nothing else decides; the value is a word that finds it."""

    TIME = "time"
    ACTION = "action"
    OBJECT = "object road user"
    EVENT = "event"
    CHANGE = "model version change update"
    BOOKMARK = "bookmark"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One row. Texts may come from a log: they are text and never markup."""

    group: Group
    text: str
    about: str = ""
    """Said behind it, quieter."""
    words: str = ""
    """Further words by which it is found, not shown."""
    aside: str = ""
    """What stands at the right, and does not find it: keys, how sure and how far. With a time: that."""
    t_ns: int | None = None
    """Where Enter goes."""
    target: str = ""
    """Id of an action or an object, or the name of a channel."""
    icon: str = ""
    """Lucide's name."""
    severity: Severity | None = None
    """Of an event."""
    standing: Standing | None = None
    """How far the record of an event can be relied on."""
    class_name: str | None = None
    """Of a road user, as the log says it."""
    usable: bool = True
    """False: it only says what is wrong."""

    @property
    def key(self) -> tuple[Group, str, int | None, str]:
        """What tells it from the others, also when it is found once more."""
        return self.group, self.target, self.t_ns, "" if self.target else self.text
