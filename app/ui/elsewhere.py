"""Asks on threads of their own what may take for ever, such as whether a file is there: its drive may not answer.

It must not know what is asked.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal


class Elsewhere(QObject):
    """Of a parent: it gets answers on the main thread for as long as it lives."""

    _answered = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)

    def ask(self, question: Callable[[], Any], answered: Callable[[Any], object]) -> None:
        """Ask at once; nothing waits for the answer. A question raises nothing."""
        threading.Thread(target=self._run, args=(question, answered), name="asking", daemon=True).start()

    def _run(self, question: Callable[[], Any], answered: Callable[[Any], object]) -> None:
        answer = question()
        # whoever asked is gone by now
        with suppress(RuntimeError):
            self._answered.emit(answered, answer)

    def _on_answered(self, answered: Callable[[Any], object], answer: object) -> None:
        answered(answer)
