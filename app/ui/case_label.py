"""Whether what is done here is kept, and what the case has to say that must not be overlooked: one line at the bottom.

It must not know cases. What was found of the evidence stays for as long as its log is open, whatever is said elsewhere.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.widgets.plain import plain


class CaseLabel(QLabel):
    """Of one window."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._state = ""
        self._why = ""
        self.findings: tuple[str, ...] = ()

    def forget(self) -> None:
        """Another log is open, or none."""
        self._state, self._why, self.findings = "", "", ()
        self._renew()

    def show_saved(self, when: str) -> None:
        """When the case was written last."""
        self._state, self._why = filled(self.tr("Case saved %1"), when), ""
        self._renew()

    def show_not_kept(self, why: str) -> None:
        """For as long as it is so."""
        self._state, self._why = self.tr("Case not kept"), from_below(why)
        self._renew()

    def show_found(self, text: str) -> None:
        """Something of the evidence, which stays."""
        text = from_below(text)
        if text not in self.findings:
            self.findings = (*self.findings, text)
            self._renew()

    def _renew(self) -> None:
        many = len(self.findings)
        found = filled(self.tr("1 finding") if many == 1 else self.tr("%1 findings"), many) if many else ""
        self.setText("   ·   ".join(one for one in (self._state, found) if one))
        self.setToolTip(plain("\n".join(one for one in (self._why, *self.findings) if one)))
        self.setProperty("tone", "warn" if self._why or many else "t2")
        self.style().unpolish(self)
        self.style().polish(self)
