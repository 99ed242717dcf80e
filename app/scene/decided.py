"""The decisions of a log one after another, each with what its check says.

It must not leave any out: of one that is broken or cannot be decoded the verdict is given, and why it is not known.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.chain.check import Checked
from app.chain.opening import CheckedLog
from app.chain.verdict import Verdict
from app.kinds.decision import Decision
from app.log.channel import Channel
from app.scene.content import Words
from app.scene.decode import Decoder
from app.scene.values import DecodeError, why_unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision, as its record has it."""

    channel: str
    row: int
    t_ns: int
    """When it arrived, on the time scale of the drive."""
    checked: Checked
    decision: Decision | None
    """None: it is not known."""
    problem: str = ""
    """Why it is not known."""

    @property
    def verdict(self) -> Verdict:
        """Whether its record is intact, signed and trusted."""
        return self.checked.verdict


def decisions(log: CheckedLog) -> Iterator[Decided]:
    """Every decision of a log in the order of arrival; each is read and checked when it is asked for."""
    channels = [channel for channel in log.log.channels.values() if channel.kind == "decision"]
    places = [
        (t_ns, number, row)
        for number, channel in enumerate(channels)
        for row, t_ns in enumerate(channel.arrival_ns.tolist())
    ]
    decoders = [_decoders(log, channel) for channel in channels]
    for t_ns, number, row in sorted(places):
        channel = channels[number]
        checked = log.read(channel, row)
        decision, problem = _decoded(checked, decoders[number][int(channel.segment[row])])
        yield Decided(
            channel=channel.name, row=row, t_ns=t_ns, checked=checked, decision=decision, problem=problem
        )  # fmt: skip


def _decoders(log: CheckedLog, channel: Channel) -> dict[int, Decoder]:
    """By the number of the segment."""
    return {number: Decoder(log.log.chapters[number].channels[id_]) for number, id_ in channel.ids.items()}


def _decoded(checked: Checked, decoder: Decoder) -> tuple[Decision | None, str]:
    if not checked.usable:
        return None, why_unknown(checked)
    try:
        content = decoder.decode(checked)
    except DecodeError as error:
        return None, str(error)
    assert isinstance(content, Words)
    assert isinstance(content.document, Decision)
    return content.document, ""
