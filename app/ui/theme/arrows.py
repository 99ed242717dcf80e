"""The few small pictures that Qt's style sheets take only as files: chevrons and check marks in the theme's colours.

It must not know which widget shows them. They are written into a folder of this process that goes when it ends, as SVG:
Qt's icon engine of that name (plugin `iconengines/qsvgicon`) draws them as sharp as the screen is.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.ui.theme.lucide import shape
from app.ui.theme.tokens import Tokens


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="incident-replay-")


def arrow(name: str, token: str, tokens: Tokens, *, margin: int = 0) -> str:
    """The file with that Lucide icon in that colour, as a style sheet names it.

    `margin`, in the 24 units of the icon, where the place is larger than the icon should be.
    """
    path = Path(_folder().name) / f"{name}-{token}-{tokens.name}-{margin}.svg"
    if not path.exists():
        side = 24 + 2 * margin
        drawn = shape(name, tokens[token]).replace(
            'viewBox="0 0 24 24"', f'viewBox="{-margin} {-margin} {side} {side}"'
        )
        path.write_text(drawn, encoding="utf-8")
    return path.as_posix()
