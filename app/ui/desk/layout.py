"""What a layout makes of the desk, and what layout the desk has come to: capturing and applying.

It must not know files and names of layouts. Where a log lacks what a layout names, the wish is kept for the next log:
it only gives way to what somebody has changed by hand.
"""

from collections.abc import Callable, Iterable, Sequence

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from app.replay.expression import ExpressionError, compiled
from app.replay.signals import Derived, PlotPlan, Plotted
from app.ui.desk.arrangement import Arrangement, Parts
from app.ui.keys.actions import ActionSet
from app.ui.layouts.layout import (
    MOST_PLOTS,
    MOST_SIGNALS,
    MOST_SIGNS,
    CameraLook,
    Layout,
    Logged,
    Overlays,
    Page,
    PlotLook,
    Reckoned,
)
from app.ui.layouts.shipped import INVESTIGATE, SHIPPED
from app.ui.layouts.tile import CAMERAS, FURTHER, PARTS, PartName, parts
from app.ui.session import Session
from app.ui.views import plot_rows as rows
from app.ui.views.camera import OVERLAYS, CameraView


class DeskLayout(QObject):
    """The layout of one desk."""

    changed = Signal()
    """Something of it is otherwise, or may be."""

    def __init__(
        self, parts: Parts, arrangement: Arrangement, actions: ActionSet, show_camera: Callable[[CameraView, str], None]
    ) -> None:
        super().__init__(arrangement)
        self._parts, self._arrangement, self._actions, self._show_camera = parts, arrangement, actions, show_camera
        self._wish = SHIPPED[INVESTIGATE]
        self._session: Session | None = None
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._on_changed)
        for signal in (
            arrangement.changed, parts.inspector.tabs.currentChanged, parts.space.look_changed,
            parts.plots.board.changed, parts.channels.hidden_changed, *(one.look_changed for one in parts.cameras),
        ):  # fmt: skip
            signal.connect(self._note)

    def add_camera(self, view: CameraView) -> None:
        """One more is on the desk: it shows what is wished of it, or else a camera that no view shows yet."""
        view.look_changed.connect(self._note)
        name = next(name for name, one in self._parts.cameras.by_name().items() if one is view)
        look = self._wish.looks[CAMERAS.index(name)]
        _draw(view, look)
        if self._session is not None:
            there, others = self._session.cameras, {one.channel for one in self._parts.cameras if one is not view}
            stand = cameras_of(self._channels, there)[CAMERAS.index(name)]
            spare = (one for one in there if one not in others)
            channel = stand if look.channel in there or stand not in others else next(spare, stand)
            if channel not in (None, view.channel):
                assert channel is not None
                self._show_camera(view, channel)

    def set_session(self, session: Session | None) -> None:
        """Another log is on the desk, as it comes: lay out what it has. None: it goes, what was set stays wished."""
        if self._session is not None:
            # what was hidden by hand was hidden in that log: the next one begins with all that its layout shows
            self._wish = msgspec.structs.replace(self.captured(), hidden=self._wish.hidden)
        self._session = session
        if session is not None:
            self._fill(session)

    def apply(self, layout: Layout) -> None:
        """Make the desk like this."""
        self._wish = layout
        parts = self._parts
        self._arrangement.set_forms(layout.wide, layout.compact)
        parts.inspector.show_named(layout.page)
        parts.space.tools.set_look(layout.space)
        for name, view in parts.cameras.by_name().items():
            _draw(view, layout.looks[CAMERAS.index(name)])
        if self._session is not None:
            self._fill(self._session)
        self._on_changed()

    def does(self, action: str) -> bool:
        """Do what concerns the parts; False: it does not."""
        name = next((one for one in PARTS if action == f"part_{one}"), None)
        if name is not None:
            self._arrangement.set_shown(name, shown=name not in self._arrangement.shown)
        elif action == "merge_lanes":
            self._arrangement.set_merged(merged=not self._arrangement.form.merged)
        else:
            return False
        return True

    @property
    def order(self) -> tuple[PartName, ...]:
        """The parts as they are laid out now, row by row."""
        return tuple(parts(self._arrangement.form.desk))

    def captured(self) -> Layout:
        """What the desk has come to."""
        parts, wish, session = self._parts, self._wish, self._session
        looks, views = list(wish.looks), parts.cameras.by_name()
        stand = self._channels if session is None else cameras_of(self._channels, session.cameras)
        for name, view in views.items():
            at = CAMERAS.index(name)
            channel = looks[at].channel if session is None or view.channel == stand[at] else view.channel
            looks[at] = CameraLook(channel=channel, overlays=_overlays(view))
        while len(looks) > 2 and looks[-1] == CameraLook():
            looks.pop()
        page, plots, hidden = wish.page, wish.plots, wish.hidden
        if session is not None:
            there, board = frozenset(session.timeline.channels), parts.plots.board
            wanted = self._plots_of(plots)
            if _looks(board.usual if wanted is None else wanted) != _looks(board.plots):
                plots = kept(plots or (), lambda one: _look_of(one, self._signals(one)), _looks(board.plots))
            if frozenset(hidden) & there != parts.channels.hidden:
                hidden = tuple(sorted(parts.channels.hidden | (frozenset(hidden) - there)))
        if self._page != parts.inspector.page:
            page = parts.inspector.page
        return Layout(
            wide=self._arrangement.wide,
            compact=self._arrangement.compact,
            page=page,
            camera=looks[0],
            second=looks[1],
            further=tuple(looks[2:]),
            space=parts.space.tools.look,
            plots=plots,
            hidden=hidden,
        )

    def _note(self, *_: object) -> None:
        self._soon.start()

    def tell_pending(self) -> None:
        """Tell now of what was changed in this turn."""
        if self._soon.isActive():
            self._soon.stop()
            self._on_changed()

    def _on_changed(self) -> None:
        self.renew_ticks()
        self.changed.emit()

    def renew_ticks(self) -> None:
        """The ticks of the menu follow, whoever changed something."""
        ticks = {f"part_{name}": name in self._arrangement.shown for name in PARTS if name != "transport"}
        ticks |= {"merge_lanes": self._arrangement.form.merged, "follow": self._parts.space.tools.follows}
        for action, on in ticks.items():
            self._actions.action(action).setChecked(on)
        for name in FURTHER:
            # nobody is offered cameras that his log lacks
            self._actions.action(f"part_{name}").setVisible(name not in self._parts.cameras.absent)

    # -- what a log has of it

    def _fill(self, session: Session) -> None:
        parts, wish = self._parts, self._wish
        there = cameras_of(self._channels, session.cameras)
        for name, view in parts.cameras.by_name().items():
            channel = there[CAMERAS.index(name)]
            if channel not in (None, view.channel):
                assert channel is not None
                self._show_camera(view, channel)
        parts.inspector.show_named(self._page)
        board = parts.plots.board
        plots = self._plots_of(wish.plots)
        if plots is None and board.chosen:
            board.set_plots(None)
        elif plots is not None:
            board.set_plots(board.plots if _looks(plots) == _looks(board.plots) else plots)
        parts.channels.set_hidden(frozenset(wish.hidden) & frozenset(session.timeline.channels))

    @property
    def _channels(self) -> tuple[str | None, ...]:
        """The cameras that are wished, of all views that there can be."""
        return tuple(look.channel for look in self._wish.looks)

    @property
    def _page(self) -> Page:
        """Of a log without decisions its records say most."""
        session = self._session
        decides = session is None or any(one.kind == "decision" for one in session.timeline.channels.values())
        return "record" if self._wish.page == "decision" and not decides else self._wish.page

    def _plots_of(self, wanted: Sequence[PlotLook] | None) -> rows.Plots | None:
        """Those plots, as far as the log has their signals; None, the usual ones, where none are named or there."""
        if wanted is None:
            return None
        plans = [PlotPlan(subject=one.subject, signals=tuple(self._signals(one))) for one in wanted]
        found = [plan for plan in plans if plan.signals]
        return rows.planned(found) if found or not wanted else None

    def _signals(self, plot: PlotLook) -> Iterable[Plotted]:
        traces = self._parts.plots.board.traces
        for one in plot.signals:
            if isinstance(one, Logged):
                named = (
                    each for each in traces.signals_there if (each.channel, each.field) == (one.channel, one.field)
                )
                yield from named
            else:
                try:
                    compiled(one.text, traces.names)
                except ExpressionError:
                    # of other signals than this log has, or of none
                    continue
                yield Derived(name=one.name, text=one.text, unit=one.unit)


def cameras_of(wanted: Sequence[str | None], there: Sequence[str]) -> tuple[str | None, ...]:
    """The cameras that views show of a log: those by preference, else the first ones that no view has yet."""
    # a view for which the log has no camera takes none away from the others
    found = [one if one in there else None for one in wanted[: len(there)]]
    spare = iter([one for one in there if one not in found])
    rest = (None,) * (len(wanted) - len(found))
    return (*(one or next(spare, None) for one in found), *rest)


def kept(
    wished: Sequence[PlotLook], there: Callable[[PlotLook], PlotLook | None], shown: Sequence[PlotLook]
) -> tuple[PlotLook, ...]:
    """The plots as somebody has made them, and what of the wished ones this log lacks: it may be in the next log.

    `there`: what of a wished plot this log has; None: nothing.
    """
    spare = [(one, there(one)) for one in wished]
    found = []
    for plot in shown:
        pair = next((pair for pair in spare if pair[1] is not None and set(pair[1].signals) & set(plot.signals)), None)
        lacked: list[Logged | Reckoned] = []
        if pair is not None:
            spare.remove(pair)
            has = () if pair[1] is None else pair[1].signals
            lacked = [one for one in pair[0].signals if one not in has and one not in plot.signals]
        found.append(PlotLook(subject=plot.subject, signals=(*plot.signals, *lacked)[:MOST_SIGNALS]))
    found += [wish for wish, stand in spare if stand is None]
    return tuple(found[:MOST_PLOTS])


def _draw(view: CameraView, look: CameraLook) -> None:
    view.set_overlays(on=look.overlays.on, drawn={name: getattr(look.overlays, name) for name in OVERLAYS})


def _overlays(view: CameraView) -> Overlays:
    drawn = {name: bool(getattr(view.picture.shown, name)) for name in OVERLAYS}
    return Overlays(on=view.overlays.isChecked(), **drawn)


def _looks(plots: rows.Plots) -> tuple[PlotLook, ...]:
    return tuple(PlotLook(subject=plot.subject, signals=tuple(_look(one) for one in plot.signals)) for plot in plots)


def _look_of(plot: PlotLook, signals: Iterable[Plotted]) -> PlotLook | None:
    """The same plot of these signals; None: of none."""
    looks = tuple(_look(one) for one in signals)
    return PlotLook(subject=plot.subject, signals=looks) if looks else None


def _look(one: Plotted) -> Logged | Reckoned:
    if isinstance(one, Derived):
        return Reckoned(name=one.name[:MOST_SIGNS], text=one.text, unit=one.unit[:MOST_SIGNS])
    return Logged(channel=one.channel, field=one.field)
