"""What a drive holds, as JSON values: identity, channels with their rates and gaps, model versions and their changes.

It must not print. Numbers come from leaves whose structure was checked, model versions from checked records.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from app.chain.finding import Finding
from app.chain.keys import fingerprint
from app.chain.opening import CheckedLog
from app.chain.verdict import Fact
from app.kinds.strict_json import StrictJsonError, parse_object
from app.log.channel import SPORADIC, Channel, Mode
from app.log.leaf import UNKNOWN_TIME_NS
from app.log.rhythm import Rhythm, gaps, rhythm

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
        "channels": [_channel(channel, start, end) for channel in log.log.channels.values()],
        "models": _models(log, start),
    }


def _channel(channel: Channel, start_ns: int, end_ns: int) -> dict[str, Any]:
    times = np.sort(channel.time_ns(Mode.CAPTURE))
    found = rhythm(times)
    if channel.kind in SPORADIC and not found.steady:
        found = Rhythm()
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "codec": channel.codec,
        "count": len(channel),
        "bytes": sum(channel.size.tolist()),
        "rate_hz": found.rate_hz,
        "nominal_rate_hz": channel.document.get("rate_hz"),
        "jitter_ms": None if found.jitter_ns is None else found.jitter_ns / 1e6,
        "start_s": (int(times[0]) - start_ns) / 1e9 if len(times) else None,
        "end_s": (int(times[-1]) - start_ns) / 1e9 if len(times) else None,
        "arrival": channel.document.get("arrival"),
        "capture": channel.document.get("capture"),
        "duplicate_stamps": int(np.count_nonzero(times[1:] == times[:-1])),
        "backward_stamps": int((channel.time_ns(Mode.CAPTURE)[1:] < channel.time_ns(Mode.CAPTURE)[:-1]).sum()),
        "gaps": [
            {"start_s": (gap.start_ns - start_ns) / 1e9, "duration_s": (gap.end_ns - gap.start_ns) / 1e9}
            for gap in gaps(found, times, (start_ns, end_ns))
        ],
    }


def _models(log: CheckedLog, start_ns: int) -> list[dict[str, Any]]:
    """When each model came into use by what decisions name, in order of time; first what GENESIS names beside them."""
    used = sorted(_used(log), key=lambda one: one[0])
    begin = int(log.opened[0].segment.leaves[0]["t_arrival"])
    told = [_named(model) for model in _objects(log.opened[0].genesis.document.get("models"))]
    names = [model for _, model in used]
    found = [(begin, model) for model in told if model not in names]
    before: dict[str | None, dict[str, Any]] = {}
    for t_ns, model in used:
        # several channels may name one model
        if before.get(model["name"]) != model:
            found.append((t_ns, model))
            before[model["name"]] = model
    return [{"t_s": (t_ns - start_ns) / 1e9, **model} for t_ns, model in found]


def _used(log: CheckedLog) -> Iterator[tuple[int, dict[str, Any]]]:
    """Arrival of the first decision of each channel that names a model, and of those that name another of that name."""
    for channel in log.log.channels.values():
        if (channel.kind, channel.codec) != ("decision", "json"):
            continue
        before: dict[str | None, dict[str, Any]] = {}
        for row in range(len(channel)):
            checked = log.read(channel, row)
            if not checked.usable or checked.verdict.intact is not Fact.YES:
                continue
            for model in _named_by(checked.record.payload):
                if before.get(model["name"]) != model:
                    yield int(channel.arrival_ns[row]), model
                    before[model["name"]] = model


def _named_by(payload: bytes) -> list[dict[str, Any]]:
    """The model that decided and those whose results it used."""
    try:
        decision = parse_object(payload, limit=_MAX_DECISION_BYTES)
    except StrictJsonError:
        return []
    return [_named(model) for model in _objects([decision.get("model")]) + _objects(decision.get("models"))]


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
