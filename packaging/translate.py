"""Brings the translations of the window up to what its source says: `python packaging/translate.py`, then translate.

What is new stands in `resources/translations/*.ts` as `unfinished` until somebody writes it there, by hand or in Qt
Linguist; what is gone goes. Nothing has to be compiled. `tests/ui/test_translations.py` holds that nothing is left.

Texts are found where they stand as literals in `self.tr("...")`, `tr("...")` of `app.ui.language.words`, or
`translate("Context", "...")`; never in an f-string. What packages below the window say is listed in
`app/ui/language/sentences.py`.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"


def update(translation: Path) -> None:
    """Take all texts of the source into that file, which keeps what was translated."""
    import PySide6

    tool = Path(PySide6.__file__).with_name("lupdate.exe" if sys.platform == "win32" else "lupdate")
    # guessed from texts that are alike, a translation would be of another one; without lines two changes do not meet
    options = ["-no-obsolete", "-disable-heuristic", "similartext", "-locations", "none", "-silent"]
    subprocess.run(
        [tool, "-extensions", "py", "app", "-ts", translation, *options],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


if __name__ == "__main__":
    for one in sorted(TRANSLATIONS.glob("*.ts")):
        update(one)
        left = one.read_text(encoding="utf-8").count('type="unfinished"')
        print(f"{one.name}: {left} texts are to be translated")
