"""One translation of the window, read from its Linguist file as it is committed: nothing has to be compiled.

It must not know who asks. The file is the program's own, so its XML is trusted. `packaging/translate.py` renews it.
"""

from xml.etree import ElementTree as ET

from PySide6.QtCore import QTranslator

from app.resource import resource


class Catalogue(QTranslator):
    """What `incident_replay_<code>.ts` says; what it does not know is left to other translators, then to English."""

    def __init__(self, code: str) -> None:
        """
        Raises:
            OSError: there is no such file.
        """
        super().__init__()
        self._texts = texts_of(resource("translations", f"incident_replay_{code}.ts").read_bytes())

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        """The text in its language; None: it is not among its own."""
        found = self._texts.get((context, text, disambiguation or ""))
        # languages with one form for every number only: Japanese is one
        return found if found is None or n < 0 else found.replace("%n", str(n))

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        """Qt does not ask an empty one."""
        return not self._texts


def texts_of(raw: bytes) -> dict[tuple[str, str, str], str]:
    """Every finished translation of a Linguist file by context, source and comment."""
    found = {}
    for context in ET.fromstring(raw).iter("context"):  # noqa: S314 - our own file
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is None or translation.get("type") is not None:
                continue
            said = translation.findtext("numerusform") if message.get("numerus") else translation.text
            if said:
                found[name, message.findtext("source") or "", message.findtext("comment") or ""] = said
    return found
