"""What the map says in words: facts for its strip, what is under the pointer, and coordinates to be copied.

It must not know widgets. Degrees have 7 decimals, which is about a centimetre; metres count from what the plane states.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.log.channel import Mode
from app.replay.chart import Chart
from app.replay.dial import COUNTING
from app.replay.oddity import Oddity
from app.replay.timeline import Timeline
from app.replay.way import Quality, Way
from app.scene.moment import Moment
from app.scene.sample import Presence, Sample
from app.scene.wording import count, milliseconds, number
from app.ui.filling import filled
from app.ui.language.lower import from_below
from app.ui.views.map_ground import Pointed
from app.ui.views.map_shown import MapShown
from app.ui.views.map_strip import MapFact


class MapWords(QObject):
    """Of one map."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: MapShown | None = None
        self._moment: Moment | None = None
        self._timeline: Timeline | None = None
        self._samples: Sequence[Sample] = ()
        self.dial = COUNTING
        """The clock that times are told by."""

    def show(self, shown: MapShown, moment: Moment, timeline: Timeline, samples: Sequence[Sample]) -> None:
        """Speak of this instant."""
        self._shown, self._moment, self._timeline, self._samples = shown, moment, timeline, samples

    def facts(self) -> list[MapFact]:
        """What is and what is not to be seen, the most important first."""
        shown, moment = self._shown, self._moment
        assert shown is not None
        assert moment is not None
        known_ns = shown.mode.known_ns(shown.t_ns)
        said = [
            *self._absent(), *self._behind(), *self._apart(),
            *self._counts([one.way for one in shown.ways], known_ns), *self._mode(),
        ]  # fmt: skip
        if not shown.chart.complete:
            said.append(MapFact(text=self.tr("still being read"), short=self.tr("reading")))
        if shown.chart.plane.origin is None:
            where = filled(self.tr("x and y of frame %1, not tied to the Earth"), shown.chart.plane.frame)
            said.append(MapFact(text=where, short=self.tr("local frame")))
        return said

    def sure(self) -> str:
        """How sure the position is: of the fix, else of the pose."""
        assert self._shown is not None
        known = [one for one in (*self._shown.fixes, self._shown.pose) if one is not None]
        accuracy = next((one.accuracy for one in known if one.accuracy is not None), None)
        if accuracy is None:
            return ""
        said = f"1σ {number(accuracy.long, 1 if accuracy.long >= 0.95 else 2)} m"
        return said + self.tr(" stated") if accuracy.stated else said

    def described(self, pointed: Pointed) -> list[str]:
        """The place, and the record that is near it."""
        assert self._shown is not None
        place = self._shown.chart.plane.geodetic(pointed.x, pointed.y)
        lines = [] if place is None else [f"{number(place.latitude_deg, 7)}°  {number(place.longitude_deg, 7)}°"]
        lines.append(self._local(pointed.x, pointed.y))
        if pointed.way is not None:
            lines.append(self._record(pointed.way, pointed.record))
        return lines

    def copies(self, pointed: Pointed) -> list[tuple[str, str]]:
        """What can be copied: words of the menu, and the text."""
        assert self._shown is not None
        plane = self._shown.chart.plane
        made = [(self.tr("Copy the coordinates"), pointed.x, pointed.y)]
        if pointed.way is not None:
            x, y = pointed.way.places[pointed.record].tolist()
            made.insert(
                0, (filled(self.tr("Copy the coordinates of %1"), self._name(pointed.way, pointed.record)), x, y)
            )
        copies = []
        for text, x, y in made:
            place = plane.geodetic(x, y)
            if place is not None:
                copies.append((text, f"{place.latitude_deg:.7f}, {place.longitude_deg:.7f}"))
            # of a frame that is not tied to the Earth, metres are all there is
            copies.append((filled(self.tr("%1 in metres"), text), f"{x:.3f}, {y:.3f}"))
        return copies

    def left_out(self, chart: Chart) -> str:
        """Which records have no place, in words; empty: none."""
        return ", ".join(part.text for part in (*self._undecoded(chart), *self._counts(chart.ways)))

    # -- inside

    def _local(self, x: float, y: float) -> str:
        assert self._shown is not None
        first, second = ("x", "y") if self._shown.chart.plane.origin is None else (self.tr("E"), self.tr("N"))
        return f"{first} {number(x, 2)} m  {second} {number(y, 2)} m"

    def _name(self, way: Way, record: int) -> str:
        assert self._timeline is not None
        assert self._shown is not None
        noun = self.tr("fix") if way.kind == "gnss" else self.tr("row")
        return f"{noun} {count(self._timeline.frame(way.channel, int(way.rows[record]), self._shown.mode) + 1)}"

    def _record(self, way: Way, record: int) -> str:
        assert self._timeline is not None
        assert self._shown is not None
        at = self.dial.told(int(way.time_ns(self._shown.mode)[record]))
        said = [f"{way.channel.lstrip('/')} {self._name(way, record)}", at]
        quality = self._quality(Quality(int(way.quality[record])))
        if way.kind == "gnss" and quality:
            said.append(quality)
        if way.unproven[record]:
            said.append(self.tr("after the break"))
        return " · ".join(said)

    def _quality(self, quality: Quality) -> str:
        return {
            Quality.CORRECTED: self.tr("corrected"), Quality.PLAIN: self.tr("satellites alone"),
            Quality.RECKONED: self.tr("dead reckoning"), Quality.NO_FIX: self.tr("no fix"),
        }.get(quality, "")  # fmt: skip

    def _absent(self) -> list[MapFact]:
        """Where no position is current, how old the last one is."""
        if any(sample.current for sample in self._samples):
            return []
        ages = [one.lookup.age_ns for one in self._samples if one.lookup.presence is Presence.TOO_OLD]
        known = [age for age in ages if age is not None]
        if not known:
            text = self.tr("Absent, no sample at or before this time")
        else:
            text = filled(self.tr("Absent, last sample %1 ago"), milliseconds(min(known)))
        return [MapFact(text=text, short=self.tr("Absent"), tone="warn")]

    def _behind(self) -> list[MapFact]:
        """Records of this instant that cannot be shown as a place, or that their receiver itself does not vouch for."""
        assert self._shown is not None
        placed = {one.channel for one in (*self._shown.fixes, self._shown.pose) if one is not None}
        drawn = {one.way.channel for one in self._shown.ways}
        said = []
        for sample in self._samples:
            name = sample.lookup.channel
            if sample.current and name in drawn and name not in placed:
                why = from_below(sample.problem or "") or self.tr("no position")
                text = f"{name.lstrip('/')}: {why}"
                said.append(MapFact(text=text, short=why, tone="broken" if sample.problem else "warn"))
        for one in self._shown.fixes:
            if one.no_fix:
                text = filled(self.tr("%1 says that it has no fix"), one.channel.lstrip("/"))
                said.append(MapFact(text=text, short=self.tr("no fix"), tone="warn"))
        return said

    def _apart(self) -> list[MapFact]:
        """What could not be joined, and what was joined by something reckoned."""
        assert self._shown is not None
        chart, said = self._shown.chart, []
        if chart.apart and chart.complete:
            text = filled(self.tr("Localisation not joined: %1"), from_below(chart.apart))
            said.append(MapFact(text=text, short=self.tr("localisation not joined"), tone="warn"))
        if chart.turn is not None:
            degrees = number(math.degrees(chart.turn.bearing), 1)
            spread = number(math.degrees(chart.turn.spread), 2)
            text = self.tr("derived: localisation turned to %1° by %2 courses over ground, spread %3°")
            text = filled(text, degrees, count(chart.turn.count), spread)
            said.append(MapFact(text=text, short=self.tr("join derived")))
        said.extend(self._undecoded(chart))
        for channel in self._shown.road.apart:
            text = filled(self.tr("%1 not joined: its frame does not lie on this plane"), channel.lstrip("/"))
            said.append(MapFact(text=text, short=self.tr("road not joined")))
        return said

    def _undecoded(self, chart: Chart) -> list[MapFact]:
        """Channels that gave nothing at all."""
        said = []
        for channel in chart.undecoded:
            text = filled(self.tr("%1: none of its records can be decoded"), channel.lstrip("/"))
            said.append(MapFact(text=text, short=self.tr("not decoded"), tone="warn"))
        return said

    def _counts(self, ways: Sequence[Way], known_ns: int | None = None) -> list[MapFact]:
        said = []
        for sentence, tone, oddity in (
            (self.tr("%1 fail their check"), "broken", Oddity.BROKEN), (self.tr("%1 withheld"), "t2", Oddity.WITHHELD),
            (self.tr("%1 cannot be read"), "warn", Oddity.UNREAD),
            (self.tr("%1 without a position"), "t2", Oddity.WITHOUT),
            (self.tr("%1 at 0° 0°, no position"), "t2", Oddity.ZERO),
            (self.tr("%1 farther than 2\u202f000 km, not drawn"), "warn", Oddity.FAR),
            (self.tr("%1 after the break"), "after", Oddity.AFTER_BREAK), (self.tr("%1 jumps"), "warn", Oddity.JUMP),
        ):  # fmt: skip
            found = sum(way.count(oddity, known_ns) for way in ways)
            if found:
                text = filled(sentence, count(found))
                said.append(MapFact(text=text, short=text, tone=tone))
        return said

    def _mode(self) -> list[MapFact]:
        assert self._shown is not None
        if self._shown.mode is not Mode.ARRIVAL:
            return []
        grey = [one.way.channel.lstrip("/") for one in self._shown.ways if one.grey]
        if grey:
            text = filled(self.tr("grey: arrival of %1 assumed"), ", ".join(grey))
            return [MapFact(text=text, short=self.tr("arrival assumed"))]
        return [MapFact(text=self.tr("only what had arrived by then"), short=self.tr("arrived"))]
