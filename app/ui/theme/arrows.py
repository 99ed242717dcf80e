"""The few small pictures that Qt's style sheets take only as files: chevrons and check marks in the theme's colours.

It must not know which widget shows them. They are drawn into a folder of this process that goes when it ends.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.ui.theme.lucide import image
from app.ui.theme.tokens import Tokens

_SIZE = 12


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="incident-replay-")


def arrow(name: str, token: str, tokens: Tokens, *, scale: float) -> str:
    """The file with that Lucide icon in that colour, as a style sheet names it; one for sharp screens is beside it."""
    side = round(_SIZE * scale)
    path = Path(_folder().name) / f"{name}-{token}-{tokens.name}-{side}.png"
    if not path.exists():
        image(name, tokens[token], size=side, ratio=1.0).save(str(path))
        image(name, tokens[token], size=side, ratio=2.0).save(str(path.with_stem(f"{path.stem}@2x")))
    return path.as_posix()
