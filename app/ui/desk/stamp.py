"""A view as a picture that can stand for itself: beneath it, unshortened, what it shows, of which log, when, how sure.

It must not save, nor know what the views show: it repeats in full what they say in their headers and strips.
"""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from app import __version__
from app.log.channel import Mode
from app.scene.wording import seconds, utc
from app.ui.banner_words import shown_facts, status_word
from app.ui.filling import filled
from app.ui.gl.facts_strip import FactsStrip
from app.ui.language.words import tr
from app.ui.session import Session
from app.ui.theme.fonts import Role
from app.ui.theme.theme import theme
from app.ui.views.map_strip import MapStrip
from app.ui.widgets.info_strip import InfoStrip
from app.ui.widgets.painted import broken, draw_text
from app.ui.widgets.pane_header import PaneHeader

_LEAST_WIDTH = 640
_LINE, _EDGE = 18, 12


def stamped(view: QWidget, session: Session) -> QImage:
    """The view as it is shown, and the stamp beneath it."""
    shown, ratio = view.grab().toImage(), view.devicePixelRatioF()
    width = max(view.width(), theme.px(_LEAST_WIDTH))
    room = float(width - 2 * theme.px(_EDGE))
    lines = [line for said in stamp(view, session) for line in broken(said, Role.BODY, room)]
    height = view.height() + theme.px(_LINE) * len(lines) + 2 * theme.px(_EDGE)
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(theme.tokens.bg1))
    with QPainter(image) as painter:
        painter.drawImage(QPoint(0, 0), shown)
        top = float(view.height() + theme.px(_EDGE))
        for line in lines:
            place = QRectF(theme.px(_EDGE), top, room, theme.px(_LINE))
            draw_text(painter, place, line, role=Role.BODY, colour=theme.tokens.t1)
            top += theme.px(_LINE)
    return image


def stamp(view: QWidget, session: Session) -> Iterator[str]:
    """What the view says of itself; then the log, the time, how it stands with the evidence, and the program."""
    for header in view.findChildren(PaneHeader):
        if header.isVisible():
            yield header.accessibleDescription()
    for strip in view.findChildren(InfoStrip):
        if strip.isVisible() and strip.accessibleName():
            yield strip.accessibleName()
    for facts in (*view.findChildren(FactsStrip), *view.findChildren(MapStrip)):
        if facts.isVisible():
            yield " · ".join(facts.accessibleDescription().splitlines())
    evidence, state, timeline = session.evidence, session.state, session.timeline
    t_ns = state.here_ns
    utc_ns = timeline.utc_ns(t_ns)
    times = [filled(tr("%1 from the start"), seconds(t_ns - timeline.span[0], digits=6))]
    if utc_ns is not None:
        times.insert(0, utc(utc_ns, digits=6))
    if state.t0_ns is not None:
        times.append(f"T0 {seconds(t_ns - state.t0_ns, signed=True)}")
    times.append(tr("capture time") if state.mode is Mode.CAPTURE else tr("as the system knew then"))
    yield " · ".join((evidence.title, filled(tr("drive %1"), evidence.genesis.drive), *times))
    told = (f"{fact.word} {fact.detail}".strip() for fact in shown_facts(session.trust, evidence))
    yield " · ".join((status_word(session.trust), *told))
    hidden = sorted(session.showing.hidden_channels)
    if hidden:
        yield filled(tr("Hidden: %1"), ", ".join(name.lstrip("/") for name in hidden))
    yield filled(tr("As shown by Incident Replay %1; not the stored record"), __version__)
