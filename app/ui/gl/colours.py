"""The colours that scenes are drawn in, by name. 3D and map stay dark in every theme.

It must not know what is drawn.
"""

INKS = {
    "canvas": "#0B0D0F",
    "bg1": "#15181B",
    "bg2": "#1B1F23",
    "line": "#292F35",
    "line2": "#3C444C",
    "t1": "#E9ECEF",
    "t2": "#B1B8C0",
    "t3": "#8A929B",
    "acc": "#56B4E9",
    "warn": "#E6B422",
    "broken": "#F47B45",
    "after": "#E6A817",
    "t0": "#F0E442",
    "unchecked": "#6F7882",
    "ped": "#F0A818",
    "bic": "#E08FBF",
    "veh": "#A9C9E8",
    "unk": "#9AA3AC",
    "grid": "#171B1F",
    "grid2": "#20262B",
    "road": "#56616B",
    "lane": "#7C868F",
    "driven": "#2F5A7A",
    "ego": "#E9ECEF",
    "ego_fill": "#4A545E",
    "ego_roof": "#23282D",
}


def channels(ink: str) -> tuple[int, int, int]:
    """Red, green, blue of a name."""
    text = INKS[ink]
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
