"""Which token a driving mode, a manoeuvre or a class has, and which of them are hatched as a second cue.

It must not know painters. Names that are in no table keep the neutral colour, and their word says what they are.
"""

from app.scene.road_user import Drawn, drawn_class

_MODES = {
    "automated": "auto",
    "manual": "driver",
    "assisted": "driver",
    "transition demand": "warn",
    "minimum risk manoeuvre": "mrm",
    "emergency manoeuvre": "brake",
    "remote": "hold",
}
HATCHED = frozenset({"transition demand", "emergency manoeuvre"})
_GRAVEST = ("transition demand", "minimum risk manoeuvre", "emergency manoeuvre")
_GRAVEST_MANOEUVRES = ("keep", "ease", "change", "hold", "brake")
"""By their tokens, the gravest last."""
_FILLS: dict[Drawn, str] = {"veh": "veh_fill", "ped": "ped_fill", "bic": "bic_fill", "unk": "unk"}
_MANOEUVRES = (
    ("lane_change", "change"),
    ("nudge", "change"),
    ("swerve", "change"),
    ("brake", "brake"),
    ("emergency", "brake"),
    ("stop", "hold"),
    ("hold", "hold"),
    ("wait", "hold"),
    ("ease", "ease"),
    ("yield", "ease"),
    ("slow", "ease"),
)


def fill_of_class(name: str | None) -> str:
    """The token of what is filled with the colour of a class."""
    return _FILLS[drawn_class(name or "")]


def of_mode(mode: str | None) -> str:
    """The token of who drives."""
    return _MODES.get(mode or "", "unchecked")


def gravity_of(mode: str | None) -> int:
    """How much it matters that a mode is seen where there is room for one alone."""
    return _GRAVEST.index(mode) + 1 if mode in _GRAVEST else 0


def gravity_of_manoeuvre(manoeuvre: str | None) -> int:
    """As `gravity_of`, of what was decided."""
    return _GRAVEST_MANOEUVRES.index(of_manoeuvre(manoeuvre))


def of_manoeuvre(manoeuvre: str | None) -> str:
    """The token of a manoeuvre, by the words in its name."""
    return next((token for word, token in _MANOEUVRES if word in (manoeuvre or "")), "keep")
