"""Collects cyclic garbage on the thread of the windows alone, a little at a time.

Python collects on whichever thread happens to allocate. A widget that dies on another thread than its own takes Qt's
locks and waits for the interpreter's, which the main thread may hold while it waits for Qt's: both stand still for
ever. And a full collection takes a third of a second where a window is open, in the middle of a picture.
It must not know what is collected.
"""

import gc

from PySide6.QtCore import QObject, QTimer

YOUNG_EVERY_MS = 200
"""Young garbage takes some milliseconds: what a second of playing leaves would take fifteen at once."""
OLD_EVERY = 150
"""Every so many times the old is looked at, too: all that came since `set_aside`."""


def collect_here(parent: QObject) -> QTimer:
    """From now on collect on this thread, whenever its event loop has time; `parent` lives as long as that goes on."""
    gc.disable()
    times = 0

    def collect() -> None:
        nonlocal times
        times += 1
        gc.collect(2 if times % OLD_EVERY == 0 else 1)

    timer = QTimer(parent, interval=YOUNG_EVERY_MS)
    timer.timeout.connect(collect)
    timer.start()
    return timer


def set_aside() -> None:
    """Look no more at what there is now: a window and its log will stay."""
    gc.freeze()


def look_at_all() -> None:
    """Collect what was set aside and is garbage by now, such as a log that was closed; to be called while one waits."""
    gc.unfreeze()
    gc.collect()
