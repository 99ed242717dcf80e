"""What a drive holds, as JSON values: identity, channels with their rates and gaps, model versions and their changes.

It must not print. Numbers come from leaves whose structure was checked, model versions from checked records.
"""

import statistics
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from app.chain.finding import Finding
from app.chain.keys import fingerprint
from app.chain.opening import CheckedLog
from app.chain.verdict import Fact
from app.kinds.strict_json import StrictJsonError, parse_object
from app.log.channel import Channel, Mode
from app.log.leaf import UNKNOWN_TIME_NS

GAP_FACTOR = 3.0
"""Between two records lies a gap if it is longer than this many usual intervals (the median)."""
_SPORADIC = frozenset({"event", "text", "span"})
"""Kinds whose records mostly come whenever something happens: without a rhythm they have no rate, and no gaps."""
_RHYTHM = 0.8
"""A rhythm have those of whose intervals at least this share is the usual one, give or take a half."""
_MAX_DECISION_BYTES = 1 << 20


def summary(log: CheckedLog, findings: Iterable[Finding]) -> dict[str, Any]:
    """The facts about a drive; times in s count from its first record. `findings`: what its segments say of each other.

    A change of model counts only where the decision that names it is intact.
    """
    start, end = log.log.span
    first = log.opened[0]
    document = first.genesis.document
    utc = int(first.segment.leaves[0]["t_utc"])
    return {
        "drive": first.genesis.drive,
        "provenance": first.genesis.provenance,
        "device": first.genesis.device_name,
        "device_fingerprint": fingerprint(first.genesis.device_key),
        "trusted": all(one.decision.trusted for one in log.opened),
        "vehicle": document.get("vehicle") if isinstance(document.get("vehicle"), dict) else None,
        "software": _objects(document.get("software")),
        "utc": _utc(utc),
        "start_ns": start,
        "end_ns": end,
        "duration_s": (end - start) / 1e9,
        "segments": [
            {
                "file": one.path.name,
                "segment": one.genesis.segment_id.hex(),
                "number": one.genesis.segment_number,
                "records": one.structure.records,
                "tail": one.structure.tail,
                "proven_records": one.structure.proven,
                "complete": one.structure.complete,
                "derived": one.segment.salt_key is None,
                "findings": [finding.document() for finding in one.structure.findings],
            }
            for one in log.opened
        ],
        "findings": [finding.document() for finding in findings],
        "holes": [
            {
                "segments": hole.segments,
                "start_s": (hole.start_ns - start) / 1e9,
                "end_s": (hole.end_ns - start) / 1e9,
            }
            for hole in log.log.holes
        ],
        "channels": [_channel(channel, start) for channel in log.log.channels.values()],
        "models": _models(log, start),
    }


def _channel(channel: Channel, start_ns: int) -> dict[str, Any]:
    times = np.sort(channel.time_ns(Mode.CAPTURE))
    # stamps are hostile: a difference of two int64 may need 65 bits
    wide = len(times) > 0 and int(times[-1]) - int(times[0]) >= 2**63
    intervals = np.diff(times.astype(np.float64) if wide else times)
    usual = float(np.median(intervals)) if len(intervals) else 0.0
    steady = np.abs(intervals - usual) <= usual / 2
    if channel.kind in _SPORADIC and np.count_nonzero(steady) < _RHYTHM * len(steady):
        usual = 0.0
    regular = intervals[intervals <= GAP_FACTOR * usual] if usual else intervals[:0]
    gaps = np.flatnonzero(intervals > GAP_FACTOR * usual) if usual else np.array([], dtype=np.int64)
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "codec": channel.codec,
        "count": len(channel),
        "bytes": sum(channel.size.tolist()),
        "rate_hz": 1e9 / usual if usual else None,
        "nominal_rate_hz": channel.document.get("rate_hz"),
        "jitter_ms": statistics.pstdev(regular.tolist()) / 1e6 if len(regular) > 1 else None,
        "start_s": (int(times[0]) - start_ns) / 1e9 if len(times) else None,
        "end_s": (int(times[-1]) - start_ns) / 1e9 if len(times) else None,
        "arrival": channel.document.get("arrival"),
        "capture": channel.document.get("capture"),
        "duplicate_stamps": int((intervals == 0).sum()),
        "backward_stamps": int((channel.time_ns(Mode.CAPTURE)[1:] < channel.time_ns(Mode.CAPTURE)[:-1]).sum()),
        "gaps": [
            {"start_s": (int(times[gap]) - start_ns) / 1e9, "duration_s": int(intervals[gap]) / 1e9} for gap in gaps
        ],
    }


def _models(log: CheckedLog, start_ns: int) -> list[dict[str, Any]]:
    """The models that GENESIS names, and every change of the model that decisions name, in order of time."""
    found = [
        {"t_s": (int(one.segment.leaves[0]["t_arrival"]) - start_ns) / 1e9, **_named(model)}
        for one in log.opened[:1]
        for model in _objects(one.genesis.document.get("models"))
    ]
    for channel in log.log.channels.values():
        if (channel.kind, channel.codec) != ("decision", "json"):
            continue
        before: dict[str, Any] | None = None
        for row in range(len(channel)):
            checked = log.read(channel, row)
            if not checked.usable or checked.verdict.intact is not Fact.YES:
                continue
            model = _model(checked.record.payload)
            if model is not None and model != before:
                found.append({"t_s": (int(channel.arrival_ns[row]) - start_ns) / 1e9, **model})
                before = model
    return found


def _model(payload: bytes) -> dict[str, Any] | None:
    try:
        model = parse_object(payload, limit=_MAX_DECISION_BYTES).get("model")
    except StrictJsonError:
        return None
    return _named(model) if isinstance(model, dict) else None


def _named(model: dict[str, Any]) -> dict[str, Any]:
    members = ("name", "version", "weights_sha256", "parameters_sha256", "training_data")
    return {member: model.get(member) if isinstance(model.get(member), str) else None for member in members}


def _objects(value: object) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _utc(utc_ns: int) -> str | None:
    if utc_ns == UNKNOWN_TIME_NS:
        return None
    # every int64 of nanoseconds lies between the years 1677 and 2262; fromtimestamp would refuse some on Windows
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=utc_ns // 10**9)
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
