"""What the pointer over the timeline shows: asks the session for the picture of that time, and puts it beside it.

It must not read, decode or paint. Time, frame and picture always belong together: while another picture is being read
the last one stays with its own time, and after a while gives way to the words that say so.
"""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QTimer

from app.kinds.severity import Severity
from app.replay.glimpse import Glimpse
from app.scene.content import Picture
from app.scene.sample import Presence
from app.scene.standing import Standing
from app.scene.wording import count, milliseconds, named
from app.ui.filling import filled
from app.ui.pane import MARKS
from app.ui.session import Session
from app.ui.timeline.bar import TimelineBar
from app.ui.timeline.popover import Peek, Popover

NEAR_PX = 14
"""As near an event has to be to be named: the distance at which two are one glyph."""
_LATE_MS = 150


class TimelineHover(QObject):
    """The popover of one timeline."""

    def __init__(self, bar: TimelineBar, camera: Callable[[], str | None], parent: QObject | None = None) -> None:
        """`camera`: the channel whose pictures are shown; None: none."""
        super().__init__(parent)
        self._bar = bar
        self._camera = camera
        self._session: Session | None = None
        self._where: QPointF | None = None
        self._t_ns = 0
        self.popover = Popover(bar)
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._ask)
        self._late = QTimer(self, singleShot=True, interval=_LATE_MS)
        self._late.timeout.connect(self._on_late)
        bar.hovered.connect(self._on_hovered)
        bar.axis_changed.connect(self._on_axis_changed)

    def set_session(self, session: Session | None) -> None:
        """Another drive, or none."""
        self._on_hovered(None, None)
        self._session = session
        if session is not None:
            session.glimpse_shown.connect(self._on_glimpse_shown)

    # -- inside

    def _on_hovered(self, t_ns: int | None, where: QPointF | None) -> None:
        if t_ns is None or where is None or self._session is None:
            self._where = None
            self._turn.stop()
            self._late.stop()
            self.popover.hide()
            return
        self._t_ns, self._where = t_ns, where
        if self.popover.isVisible():
            self.popover.place(self._over(), round(where.x()))
        self._turn.start()

    def _on_axis_changed(self, _: object) -> None:
        """The pointer stands still, and another time is under it."""
        axis = self._bar.axis
        if self._where is not None and axis is not None:
            at = self._bar.mapFromGlobal(self._where)
            self._on_hovered(axis.time(at.x()), self._where)

    def _ask(self) -> None:
        """Once a turn of the event loop."""
        camera = self._camera()
        if self._session is None or self._where is None:
            return
        if camera is None:
            self._show(self._peek(self._t_ns))
            return
        if not self._late.isActive():
            self._late.start()
        self._session.glimpse(camera, self._t_ns)

    def _on_glimpse_shown(self, glimpse: Glimpse) -> None:
        camera = self._camera()
        if self._where is None or camera is None or glimpse.sample.lookup.channel != camera:
            return
        # what was asked for since comes next
        if glimpse.t_ns == self._t_ns:
            self._late.stop()
        else:
            self._late.start()
        self._show(self._peek(glimpse.t_ns, glimpse))

    def _on_late(self) -> None:
        camera = self._camera()
        if self._session is None or self._where is None or camera is None:
            return
        timeline, mode = self._session.timeline, self._session.state.mode
        (lookup,) = timeline.rows_at(self._t_ns, mode, [camera])
        frame = "" if lookup.row is None else count(timeline.frame(camera, lookup.row, mode) + 1)
        self._show(self._peek(self._t_ns, reason=filled(self.tr("Reading frame %1"), frame)))

    def _show(self, peek: Peek) -> None:
        if self._where is not None:
            self.popover.show_peek(peek, self._over(), round(self._where.x()))

    def _over(self) -> QRect:
        """The timeline on the screen."""
        return QRect(self._bar.mapToGlobal(QPoint(0, 0)), self._bar.size())

    def _peek(self, t_ns: int, glimpse: Glimpse | None = None, *, reason: str = "") -> Peek:
        assert self._session is not None
        camera = (self._camera() or "").lstrip("/")
        content = self._bar.content
        peek = {
            "time": "" if content is None else content.dial.told(t_ns),
            "camera": camera,
            "event": self._event(t_ns),
        }
        if glimpse is None:
            return Peek(**peek, reason=reason)  # type: ignore[arg-type]
        sample, warning = glimpse.sample, ""
        picture = sample.content if isinstance(sample.content, Picture) else None
        if sample.lookup.presence is Presence.TOO_OLD:
            reason = filled(self.tr("Absent, last sample %1 ago"), milliseconds(sample.lookup.age_ns or 0))
        elif not sample.current:
            reason = self.tr("Absent, the first picture comes later")
        elif picture is None:
            reason = filled(self.tr("Cannot decode frame %1"), count(glimpse.frame or 0))
        if sample.current and sample.standing >= Standing.AFTER_BREAK:
            broken = sample.standing is Standing.BROKEN
            warning = self.tr("Fails its check, shown as found") if broken else self.tr("After a break: not proven")
        elif sample.current and sample.lookup.assumed:
            warning = self.tr("Arrival assumed")
        return Peek(
            **peek,  # type: ignore[arg-type]
            frame="" if not sample.current else filled(self.tr("frame %1"), count(glimpse.frame or 0)),
            picture=picture,
            reason=reason,
            verdict=MARKS[sample.standing] if sample.current else None,
            warning=warning,
            greyed=sample.lookup.assumed,
        )

    def _event(self, t_ns: int) -> tuple[Severity, str] | None:
        """The nearest that is within reach."""
        content, axis = self._bar.content, self._bar.axis
        if content is None or axis is None:
            return None
        here = axis.x(t_ns)
        behind = int(np.searchsorted(content.event_times, t_ns, side="right"))
        # of several at one time the first
        before = int(np.searchsorted(content.event_times, content.event_times[behind - 1])) if behind else behind
        apart = [
            (abs(axis.x(int(content.event_times[at])) - here), at)
            for at in {before, behind}
            if at < len(content.events)
        ]
        nearest = min(apart, default=(NEAR_PX + 1.0, 0))
        if nearest[0] > NEAR_PX:
            return None
        event = content.events[nearest[1]]
        return event.severity, event.text or named(event.kind)
