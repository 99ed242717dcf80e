"""Words that stand outside of a QObject, in the language of the user.

It must not know which language that is. pyside6-lupdate files a bare `tr` under the context without a name, so that is
where it is looked for; a class that is a QObject uses its own `self.tr`.
"""

from PySide6.QtCore import QCoreApplication


def tr(text: str, comment: str = "") -> str:
    """The text in the language of the user; `comment` parts meanings that English has one word for."""
    return QCoreApplication.translate("", text, comment)
