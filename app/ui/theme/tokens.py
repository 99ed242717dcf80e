"""The colours of the three themes, in one table that widgets, plots and OpenGL read.

It must not know Qt: colours are text as in `#56B4E9`. Every text colour reaches 4.5:1 on the surfaces it may stand on.
"""

from dataclasses import dataclass
from typing import Literal

FAINT = 0.4
"""How opaque that is drawn of which nobody knows whether it was known then."""
ThemeName = Literal["dark", "light", "contrast"]
THEME_NAMES: tuple[ThemeName, ...] = ("dark", "light", "contrast")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The colours of one theme; what each is for stands in `_TABLE`."""

    name: ThemeName
    bg0: str
    bg1: str
    bg2: str
    bg3: str
    bg4: str
    canvas: str
    line: str
    line2: str
    t1: str
    t2: str
    t3: str
    acc: str
    on_acc: str
    sel: str
    ok: str
    ok_band: str
    broken: str
    warn: str
    after: str
    info: str
    unchecked: str
    t0: str
    ped: str
    bic: str
    veh: str
    unk: str
    ped_fill: str
    bic_fill: str
    veh_fill: str
    auto: str
    driver: str
    mrm: str
    keep: str
    ease: str
    brake: str
    hold: str
    change: str
    cost_1: str
    cost_2: str
    cost_3: str
    cost_4: str
    cost_5: str

    def __getitem__(self, token: str) -> str:
        """Return the colour of that name, for places that keep the name: `tokens["t2"]`."""
        colour = getattr(self, token)
        assert isinstance(colour, str)
        return colour

    @property
    def costs(self) -> tuple[str, str, str, str, str]:
        """Collision, comfort, progress, lane, rule: always in this order."""
        return self.cost_1, self.cost_2, self.cost_3, self.cost_4, self.cost_5

    @property
    def dark(self) -> bool:
        """Whether text is lighter than what it stands on."""
        return luminance(self.bg1) < luminance(self.t1)

    def tint(self, token: str) -> str:
        """A surface that hints at a state (banner, filter): text keeps its contrast on it."""
        return mixed(self[token], self.canvas if self.dark else self.bg1, share=0.12)

    def tint_line(self, token: str) -> str:
        """The border of such a surface."""
        return mixed(
            self[token], self.canvas if self.dark else self.bg1, share=0.8 if self.name == "contrast" else 0.36
        )


def mixed(over: str, under: str, *, share: float) -> str:
    """The colour seen where `over` covers `under` by `share`, 0 to 1."""
    pairs = zip(_channels(over), _channels(under), strict=True)
    return "#" + "".join(f"{round(o * share + u * (1 - share)):02X}" for o, u in pairs)


def luminance(colour: str) -> float:
    """Relative luminance, 0 black to 1 white (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dim, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dim + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


# token: dark, light, contrast
_TABLE = {
    "bg0": ("0E1012", "D5D9DD", "000000"),  # gaps, splitters
    "bg1": ("15181B", "FFFFFF", "000000"),  # panes; pressed
    "bg2": ("1B1F23", "F3F5F6", "000000"),  # headers, bars
    "bg3": ("23282D", "E8EBEE", "1A1A1A"),  # hover
    "bg4": ("2D333A", "DADFE3", "333333"),  # pressed, tracks
    "canvas": ("0B0D0F", "F1F3F4", "000000"),  # strips
    "line": ("292F35", "D9DDE1", "8C8C8C"),
    "line2": ("3C444C", "AEB6BD", "FFFFFF"),  # borders of controls
    "t1": ("E9ECEF", "14181B", "FFFFFF"),
    "t2": ("B1B8C0", "424A52", "FFFFFF"),
    "t3": ("8A929B", "5F6871", "D6D6D6"),  # never on sel
    "acc": ("56B4E9", "0068A8", "6FD0FF"),  # the one accent
    "on_acc": ("0E1012", "FFFFFF", "000000"),  # text on it
    "sel": ("173549", "D6E9F6", "003D66"),
    "ok": ("3FC79A", "00734F", "4DE3B0"),
    "ok_band": ("2C8A6C", "4FA98A", "2FB487"),
    "broken": ("F47B45", "B23C00", "FF9460"),  # also critical
    "warn": ("E6B422", "7F5900", "FFD84A"),
    "after": ("E6A817", "7F5900", "FFC83D"),  # after the break
    "info": ("8FBBDD", "2A6592", "A8DCFF"),
    "unchecked": ("6F7882", "8A929B", "D6D6D6"),  # also disabled
    "t0": ("F0E442", "6B5E00", "FFF04D"),
    "ped": ("F0A818", "825600", "FFB833"),
    "bic": ("E08FBF", "9C3F76", "FFA6D4"),
    "veh": ("A9C9E8", "2A6592", "BFE0FF"),
    "unk": ("9AA3AC", "5F6871", "D6D6D6"),
    "ped_fill": ("F0A818", "F3C36B", "FFB833"),
    "bic_fill": ("E08FBF", "E6B3D0", "FFA6D4"),
    "veh_fill": ("A9C9E8", "B4D2EC", "BFE0FF"),
    "auto": ("2F5A7A", "A8CCE6", "0B5A94"),
    "driver": ("59626B", "B4BBC2", "59626B"),
    "mrm": ("6D5BA6", "B7A8DC", "6A4FC0"),  # minimum-risk manoeuvre
    "keep": ("4A545E", "A7AFB7", "4A545E"),
    "ease": ("A8912F", "D2BC4E", "C9AE38"),
    "brake": ("D9692D", "D55E00", "FF8A4D"),
    "hold": ("655C8E", "A79CCB", "5A4FA0"),
    "change": ("C27AA6", "CC79A7", "C27AA6"),
    "cost_1": ("D9692D", "C4561C", "D9692D"),
    "cost_2": ("4C97C6", "3C86B5", "4C97C6"),
    "cost_3": ("C4B43C", "B3A32B", "C4B43C"),
    "cost_4": ("3B9C7F", "2C8A6E", "3B9C7F"),
    "cost_5": ("B57AA1", "A3658E", "B57AA1"),
}


def _of(column: int, name: ThemeName) -> Tokens:
    return Tokens(name=name, **{token: f"#{row[column]}" for token, row in _TABLE.items()})


DARK = _of(0, "dark")
LIGHT = _of(1, "light")
CONTRAST = _of(2, "contrast")
THEMES: dict[ThemeName, Tokens] = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST}
