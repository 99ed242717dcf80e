"""The window of one instant as a picture, without a display: what `render` writes.

It must not parse arguments. The window is the real one: it is opened, shows the moment in full detail with the chain
walked to its end, and is then drawn once.
"""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtGui import QImage

from app.replay.evidence import Evidence
from app.replay.instant import InstantError, instant_ns
from app.scene.wording import seconds
from app.ui.desk.desk import Desk
from app.ui.layouts.layout import Layout
from app.ui.session import Session
from app.ui.window import Window

_MOST_S = 600.0


class RenderError(ValueError):
    """The picture cannot be made; the text says why."""


def rendered(evidence: Evidence, at: str, *, width: int, height: int, layout: Layout, name: str) -> QImage:
    """The window at an instant, as `instant_ns` reads it; T0 is the first recorded trigger, as when a log is opened.

    Raises:
        RenderError: `at` names no instant in this log, or it takes more than ten minutes.
    """
    window = Window()
    window.resize(width, height)
    window.layouts.show_alone(name, layout)
    window.show()
    session = Session(evidence)
    wrong: list[str] = []
    session.problem.connect(wrong.append)
    try:
        window.set_session(session)
        _until(lambda: bool(wrong) or (session.lanes.complete and session.trust.ended))
        try:
            t_ns = instant_ns(at, evidence.log.log, t0_ns=session.state.t0_ns)
        except InstantError as error:
            raise RenderError(str(error)) from error
        _require_inside(at, t_ns, session.timeline.span)
        session.seek(t_ns)
        desk = window.desk
        assert desk is not None
        _until(lambda: bool(wrong) or (session.complete and session.idle and settled(desk)))
        if wrong:
            raise RenderError(wrong[0].strip().splitlines()[-1])
        # what changed its text may need another place
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()
        return window.grab().toImage()
    finally:
        window.close()


def _require_inside(at: str, t_ns: int, span: tuple[int, int]) -> None:
    """A picture of another instant than was asked for would be taken for it."""
    first, last = span
    if not first <= t_ns <= last:
        raise RenderError(
            f"{at} is {seconds(t_ns - first)} from the start, which is outside of the log: it lasts from 0.000 s to "
            f"{seconds(last - first)}. Give a time in it, or a share from 0% to 100%"
        )


def settled(desk: Desk) -> bool:
    """Whether what is read and made beside the moments is there."""
    return desk.map.settled and desk.plots.settled


def _until(done: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    began, loop, timer = time.monotonic(), QEventLoop(), QTimer()
    late = False

    def look() -> None:
        nonlocal late
        late = time.monotonic() - began > _MOST_S
        if late or done():
            loop.quit()

    timer.timeout.connect(look)
    timer.start(10)
    if not done():
        loop.exec()
    timer.stop()
    if late:
        raise RenderError("it took more than ten minutes")
