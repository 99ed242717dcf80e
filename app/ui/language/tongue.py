"""The language in force, for the whole program: which translators Qt asks.

It must not know windows: what was said before stays as it was said, so a window is built anew.
"""

from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.ui.language.catalogue import Catalogue

Code = Literal["en", "ja"]
Wish = Literal["system", "en", "ja"]
CODES: tuple[Code, ...] = get_args(Code)
WISHES: tuple[Wish, ...] = get_args(Wish)


class Tongue:
    """What is spoken. English has no translator, so that it costs nothing."""

    def __init__(self) -> None:
        self.code: Code = "en"
        self._translators: list[QTranslator] = []

    def speak(self, wish: Wish) -> None:
        """Say everything in this language from now on."""
        app = QCoreApplication.instance()
        assert app is not None
        for translator in self._translators:
            app.removeTranslator(translator)
        self.code = meant(wish)
        self._translators = [] if self.code == "en" else [*_of_qt(self.code), Catalogue(self.code)]
        for translator in self._translators:
            app.installTranslator(translator)


def meant(wish: Wish) -> Code:
    """The language that is wished; that of the system, if it is one that the program has, else English."""
    if wish != "system":
        return wish
    wanted = (QLocale(name).language() for name in QLocale.system().uiLanguages())
    known: dict[QLocale.Language, Code] = {QLocale.Language.English: "en", QLocale.Language.Japanese: "ja"}
    return next((known[one] for one in wanted if one in known), "en")


def _of_qt(code: Code) -> list[QTranslator]:
    """What Qt itself says, in its dialogs; a bundle may come without it."""
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return [translator] if translator.load(f"qtbase_{code}", folder) else []


tongue = Tongue()
