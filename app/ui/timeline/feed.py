"""What the timeline shows of a session, gathered: lanes, trust, densities, bookmarks, loop and T0 as one value.

It must not paint. What stays the same is reckoned once.
"""

import numpy as np

from app.log.channel import Mode
from app.replay.dial import COUNTING
from app.replay.lanes import Lanes, Occurrence
from app.replay.ledger import Ledger
from app.replay.reactions import Reactions
from app.replay.timeline import Timeline
from app.replay.trust import Trust
from app.scene.life import Life
from app.ui.banner_words import shown_status, status_word
from app.ui.session import Session
from app.ui.timeline.content import Density, Latency, Mark, TimelineContent, densities

_KINDS = {"driving": "state", "decisions": "decision", "events": "event"}
"""Of the channels that a lane is read from."""
_TRIGGERS = ("edr_trigger", "collision")
_GLYPHS = {"SEALED": "intact", "BROKEN": "broken", "UNSIGNED": "broken"}


class TimelineFeed:
    """Of one desk."""

    def __init__(self) -> None:
        self.marks: tuple[Mark, ...] = ()
        """The bookmarks."""
        self.selected_mark: int | None = None
        self.selected: str | None = None
        """The object that is selected."""
        self.life: Life | None = None
        """What is said of it."""
        self.dial = COUNTING
        """In which time it is read."""
        self._dense: tuple[Timeline, Mode, frozenset[str], tuple[Density, ...]] | None = None
        self._slow: tuple[Reactions | None, Ledger, Latency] | None = None
        self._told: object = None

    def forget(self) -> None:
        """Nothing of one log stays for the next."""
        self.marks, self.selected_mark, self._dense, self._slow, self._told = (), None, None, None, None
        self.selected = self.life = None

    def content(self, session: Session) -> TimelineContent:
        """What is to be shown now."""
        state, trust = session.state, session.trust
        glyph = _GLYPHS.get(shown_status(trust).name, "unchecked" if not trust.finished else "after")
        return TimelineContent(
            span=session.timeline.span,
            mode=state.mode,
            lanes=session.shown_lanes,
            hits=session.showing.hits(session.lanes) if session.showing.sought.terms else None,
            latency=self._latency(session),
            has_objects=any(
                one.kind == "objects" and len(one) and name not in session.showing.hidden_channels
                for name, one in session.timeline.channels.items()
            ),
            selected=self.selected,
            life=self.life,
            event_count=len(session.lanes.happened),
            stretches=trust.stretches,
            assumed=_assumed(session.timeline) if state.mode is Mode.ARRIVAL else frozenset(),
            signed_ns=sorted(one.t_ns for one in trust.checkpoints),
            densities=self._densities(session.timeline, state.mode, session.showing.hidden_channels),
            hidden=len(session.showing.hidden_channels),
            marks=self.marks,
            selected_mark=self.selected_mark,
            loop=state.loop,
            looping=state.looping,
            t0_ns=state.t0_ns,
            dial=self.dial,
            status=(glyph, status_word(trust).capitalize()),
        )

    def changed_by(self, trust: Trust) -> bool:
        """Whether the lane of verification looks otherwise now: how far the walk has come is said in the banner."""
        told = trust.stretches, len(trust.checkpoints), status_word(trust)
        changed, self._told = told != self._told, told
        return changed

    def _latency(self, session: Session) -> Latency | None:
        if not any(one.kind == "span" and len(one) for one in session.timeline.channels.values()):
            return None
        reactions, ledger = session.reactions, session.shown_lanes.ledger
        if self._slow is None or self._slow[:2] != (reactions, ledger):
            self._slow = reactions, ledger, _latency(session.timeline, reactions, ledger)
        return self._slow[2]

    def _densities(self, timeline: Timeline, mode: Mode, hidden: frozenset[str]) -> tuple[Density, ...]:
        if self._dense is None or self._dense[:3] != (timeline, mode, hidden):
            self._dense = timeline, mode, hidden, densities(timeline, mode, hidden)
        return self._dense[3]


def proposed_t0(lanes: Lanes) -> Occurrence | None:
    """The first recorded event that triggers a recorder, or else the first contact; None: there is none."""
    for kind in _TRIGGERS:
        found = next((one for one in lanes.happened if one.kind == kind), None)
        if found is not None:
            return found
    return None


def _latency(timeline: Timeline, reactions: Reactions | None, ledger: Ledger) -> Latency:
    """Of the cycles of a ledger, as far as it was read."""
    if reactions is None or reactions.channel != ledger.channel:
        return Latency(took_ns=np.full(len(ledger), np.nan), usual_ns=None, complete=False)
    # a decision that cannot be read is in one of them alone
    took = np.full(len(timeline.channels[ledger.channel]), np.nan)
    took[reactions.rows] = reactions.took_ns
    usual = reactions.usually
    return Latency(
        took_ns=took[ledger.cells["row"]], usual_ns=None if usual is None else usual.high_ns,
        complete=reactions.complete,
    )  # fmt: skip


def _assumed(timeline: Timeline) -> frozenset[str]:
    """The lanes that are read from a channel whose arrivals were assumed."""
    kinds = {one.kind for one in timeline.channels.values() if one.assumed_arrival and len(one)}
    return frozenset(lane for lane, kind in _KINDS.items() if kind in kinds)
