"""Structured text logs: each dialect in use, mappings, and lines that are none.

Must not know how lines are read.
"""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.convert.text import reader as text_logs
from app.convert.text.times import has_zone, instant_ns
from tests.cli.say import Say
from tests.convert.logs import cat

pytestmark = pytest.mark.usefixtures("own_home")
TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
T0 = 1_777_629_600
T0_NS = T0 * 10**9


def taken(say: Say, tmp_path: Path, raw: bytes | str, name: str = "app.jsonl", *more: object) -> dict[str, Any]:
    """What was said of the file, which is sealed as out.h5."""
    (tmp_path / name).write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    status, facts = say.json("convert", tmp_path / name, "-o", tmp_path / "out", "--force", *more)
    assert status == (3 if facts["not_taken"] else 0)
    told: dict[str, Any] = facts
    return told


def first(say: Say, tmp_path: Path, channel: str) -> dict[str, Any]:
    """The first record of a channel."""
    found: dict[str, Any] = cat(say, tmp_path / "out.h5", channel)[0]
    return found


def test_json_lines_with_decisions(say: Say, tmp_path: Path) -> None:
    """The fields that people log: who, what, by which model, from what, to what, how sure, in which trace."""
    line = {
        "timestamp": "2026-05-01T10:00:00.123456789Z", "user_id": "u1", "action": "brake", "model_version": "2.1",
        "model": "planner", "input": {"speed": 13.9}, "output": "brake_hard", "confidence": 0.93, "trace_id": TRACE,
        "span_id": SPAN,
    }  # fmt: skip
    taken(say, tmp_path, json.dumps(line) + "\n")
    text = first(say, tmp_path, "/text")
    assert (text["t_capture_ns"], text["trace_id"]) == (T0_NS + 123_456_789, TRACE)
    assert (text["value"]["user"], text["value"]["model"]) == ("u1", {"name": "planner", "version": "2.1"})
    assert text["value"]["fields"]["input"] == {"speed": 13.9}
    decision = first(say, tmp_path, "/decision")
    assert decision["trace_id"] == TRACE
    value = decision["value"]
    assert (value["cycle"], value["confidence"], value["reason"]["code"]) == (1, 0.93, "brake")
    assert value["candidates"][value["chosen"]]["manoeuvre"] == "brake_hard"


DIALECTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "ecs": (
        {"@timestamp": "2026-05-01T10:00:00Z", "log": {"level": "WARN"}, "message": "m", "service.name": "svc",
         "trace": {"id": TRACE}, "error": {"stack_trace": "at x"}},
        {"level": "warn", "message": "m", "service": "svc", "exception": "at x", "trace": TRACE},
    ),
    "elasticsearch": (
        {"_index": "logs", "_id": "1", "_source": {"@timestamp": T0 * 1000, "message": "m", "host": {"name": "h"}}},
        {"message": "m", "host": "h"},
    ),
    "splunk": (
        {"time": T0, "host": "h", "sourcetype": "st", "event": {"msg": "m", "severity": "ERROR"}, "fields": {"a": "b"}},
        {"message": "m", "level": "error", "host": "h"},
    ),
    "splunk text": ({"time": f"{T0}.000", "source": "s", "event": "m"}, {"message": "m"}),
    "datadog": (
        {"date": "2026-05-01T10:00:00.000Z", "service": "svc", "status": "info", "message": "m",
         "attributes": {"dd": {"trace_id": "1234567890123456789", "span_id": "42"}, "usr": {"id": "9"}}},
        {"message": "m", "level": "info", "service": "svc", "user": "9", "trace": f"{1234567890123456789:032x}"},
    ),
    "docker": ({"log": "m\n", "stream": "stdout", "time": "2026-05-01T10:00:00Z"}, {"message": "m\n"}),
    "traceparent": ({"ts": T0, "msg": "m", "traceparent": f"00-{TRACE}-{SPAN}-01"}, {"trace": TRACE}),
    "uuid": ({"ts": T0, "msg": "m", "trace_id": "4BF92F35-77B3-4DA6-A3CE-929D0E0E4736"}, {"trace": TRACE}),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_dialects(say: Say, tmp_path: Path, dialect: str) -> None:
    document, wanted = DIALECTS[dialect]
    taken(say, tmp_path, json.dumps(document) + "\n", "app.json")
    found = first(say, tmp_path, "/text")
    value = found["value"]
    place = value.get("source", {})
    seen = {**value, "service": place.get("service"), "host": place.get("host"), "trace": found["trace_id"]}
    assert {name: seen.get(name) for name in wanted} == wanted
    assert found["t_capture_ns"] == T0_NS


def test_fluentd(say: Say, tmp_path: Path) -> None:
    taken(say, tmp_path, '2026-05-01T12:00:00+02:00\tvehicle.7\t{"log":"m"}\n', "fluent.log")
    found = first(say, tmp_path, "/text")
    assert (found["t_capture_ns"], found["value"]["fields"]["tag"]) == (T0_NS, "vehicle.7")


def test_bulk_commands_are_no_entries(say: Say, tmp_path: Path) -> None:
    lines = [{"index": {"_index": "x"}}, {"@timestamp": T0, "message": "a"}, {"create": {}}, {"ts": T0, "message": "b"}]
    facts = taken(say, tmp_path, "".join(json.dumps(line) + "\n" for line in lines), "bulk.ndjson")
    assert facts["not_taken"] == []
    assert [one["value"]["message"] for one in cat(say, tmp_path / "out.h5", "/text")] == ["a", "b"]
    taken(say, tmp_path, json.dumps({"ts": T0, "update": {"speed": 3}}) + "\n" + json.dumps({"update": {"speed": 3}}))
    assert len(cat(say, tmp_path / "out.h5", "/text")) == 2


def test_what_does_not_fit_a_record_is_said(say: Say, tmp_path: Path) -> None:
    facts = taken(say, tmp_path, json.dumps({"ts": T0, "msg": "a", "ranges": list(range(1000))}))
    assert [(one["why"][:32], one["count"]) for one in facts["not_taken"]] == [("an entry with more than a record", 1)]
    assert first(say, tmp_path, "/text")["value"]["fields"]["ranges"][-1] == " […] 744 more"


def test_what_users_do_is_no_decision(say: Say, tmp_path: Path) -> None:
    facts = taken(say, tmp_path, json.dumps({"ts": T0, "action": "login", "result": "ok"}))
    assert [one["name"] for one in facts["channels"]] == ["/text"]


def test_arrivals_without_captures(say: Say, tmp_path: Path) -> None:
    """OTLP often has nothing but the time at which a record was observed."""
    record = {"observedTimeUnixNano": str(T0_NS), "severityNumber": 17, "body": any_value("a"), "flags": 1}
    scope = {"scope": {"name": "s", "attributes": attributes(k="v")}, "logRecords": [record]}
    facts = taken(say, tmp_path, json.dumps({"resourceLogs": [{"scopeLogs": [scope]}]}))
    (channel,) = facts["channels"]
    assert (channel["capture"], channel["arrival"]) == ("none", "measured")
    found = first(say, tmp_path, "/text")
    assert (found["t_arrival_ns"], found["t_capture_ns"]) == (T0_NS, None)
    assert found["value"]["level"] == "error"
    assert found["value"]["fields"] == {"k": "v", "flags": 1, "severityNumber": 17}


def test_one_line_without_arrival(say: Say, tmp_path: Path) -> None:
    lines = [{"ts": T0 + n, "msg": "a", "ingested": T0 + n + 1} for n in range(3)] + [{"ts": T0 + 3, "msg": "b"}]
    facts = taken(say, tmp_path, "".join(json.dumps(line) + "\n" for line in lines))
    assert "1 entries of /text say no arrival: it is assumed for all of it" in facts["assumptions"]


def any_value(value: Any) -> dict[str, Any]:
    """As OTLP writes it."""
    if isinstance(value, dict):
        return {"kvlistValue": {"values": [{"key": k, "value": any_value(v)} for k, v in value.items()]}}
    if isinstance(value, list):
        return {"arrayValue": {"values": [any_value(one) for one in value]}}
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}


def attributes(**members: Any) -> list[dict[str, Any]]:
    """As OTLP writes them."""
    return [{"key": key.replace("_", "."), "value": any_value(value)} for key, value in members.items()]


def test_otlp(say: Say, tmp_path: Path) -> None:
    resource = {"attributes": attributes(service_name="planner", host_name="h")}
    log = {
        "timeUnixNano": str(T0_NS), "observedTimeUnixNano": str(T0_NS + 5), "severityText": "ERROR",
        "body": any_value("oops"), "attributes": attributes(n=5, list=["a"], map={"b": "c"}), "traceId": TRACE.upper(),
        "spanId": SPAN,
    }  # fmt: skip
    span = {
        "traceId": TRACE, "spanId": SPAN, "parentSpanId": SPAN[::-1], "name": "plan", "kind": 2,
        "startTimeUnixNano": str(T0_NS), "endTimeUnixNano": str(T0_NS + 50), "status": {"code": 2, "message": "late"},
        "events": [{"name": "e", "timeUnixNano": str(T0_NS + 1)}, {"name": "never"}],
        "links": [{"traceId": TRACE, "spanId": SPAN}, {"traceId": "0" * 32}], "attributes": attributes(a=1),
    }  # fmt: skip
    documents = (
        {"resourceLogs": [{"resource": resource, "scopeLogs": [{"scope": {"name": "s"}, "logRecords": [log, log]}]}]},
        {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": [span]}]}]},
    )
    facts = taken(say, tmp_path, "".join(json.dumps(one) + "\n" for one in documents))
    assert [(one["name"], one["records"], one["arrival"]) for one in facts["channels"]] == [
        ("/text", 2, "measured"), ("/span", 1, "measured"),
    ]  # fmt: skip
    text = first(say, tmp_path, "/text")
    assert (text["t_capture_ns"], text["t_arrival_ns"], text["trace_id"]) == (T0_NS, T0_NS + 5, TRACE)
    assert (text["value"]["message"], text["value"]["logger"]) == ("oops", "s")
    assert text["value"]["fields"]["list"] == ["a"]
    assert text["value"]["fields"]["map"] == {"b": "c"}
    found = first(say, tmp_path, "/span")["value"]
    assert (found["start_ns"], found["end_ns"], found["parent"]) == (str(T0_NS), str(T0_NS + 50), SPAN[::-1])
    assert (found["kind"], found["status"], found["status_text"], found["service"]) == (
        "server", "error", "late", "planner",
    )  # fmt: skip
    assert [event["name"] for event in found["events"]] == ["e"]
    assert found["links"] == [{"span": SPAN, "trace": TRACE}]


def test_otlp_of_any_shape_does_no_harm(say: Say, tmp_path: Path) -> None:
    """Wrong types where the standard has others."""
    odd: list[Any] = [None, 1, "x", [], {}, [None], [{}], {"attributes": 3}]
    lines = [{"ts": T0, "message": "sound"}]
    lines += [{"resourceLogs": one} for one in odd]
    lines += [{"resourceLogs": [{"resource": one, "scopeLogs": [{"scope": one, "logRecords": [{"body": one,
              "attributes": one, "timeUnixNano": one, "traceId": one}]}]}]} for one in odd]  # fmt: skip
    lines += [{"resourceSpans": [{"scopeSpans": [{"spans": [{"name": one, "startTimeUnixNano": "1", "status": one,
              "kind": one, "events": one, "links": one}]}]}]} for one in odd]  # fmt: skip
    lines += [{"resourceSpans": [{"scopeSpans": [{"spans": [{}]}]}]}]
    facts = taken(say, tmp_path, "".join(json.dumps(one) + "\n" for one in lines))
    assert [one["why"] for one in facts["not_taken"]] == ["a span without a beginning"]


def test_lines_that_are_none_are_listed(say: Say, tmp_path: Path) -> None:
    lines = ['{"ts":1777629600,"msg":"a"}', "no json", "[1]", '{"a":', "[" * 3000, '{"ts":1,"msg":"1970"}', "", "  "]
    facts = taken(say, tmp_path, "\n".join(lines))
    assert {one["why"]: one["count"] for one in facts["not_taken"]} == {
        "a line that is no JSON": 3,
        "a line that is JSON, but no object": 1,
    }
    system = [json.loads(one)["value"] for one in say("cat", tmp_path / "out.h5", "0", "--json")[1].splitlines()]
    told = json.loads(next(one["text"] for one in system if one["record"] == "ANNEX"))
    assert [(one["line"], one["begins"][:7]) for one in told["rejected"]] == [
        (2, "no json"), (3, "[1]"), (4, '{"a":'), (5, "[" * 7),
    ]  # fmt: skip
    found = cat(say, tmp_path / "out.h5", "/text")
    assert [(one["t_capture_ns"], one["value"]["message"]) for one in found] == [(T0_NS, "a"), (None, "1970")]


def test_too_long_a_line_costs_itself(say: Say, tmp_path: Path) -> None:
    long = json.dumps({"ts": T0, "msg": "x" * (3 << 20)})
    facts = taken(say, tmp_path, f'{{"ts":{T0},"msg":"a"}}\n{long}\n{{"ts":{T0 + 1},"msg":"b"}}')
    assert [(one["why"], one["count"]) for one in facts["not_taken"]] == [("a line of more than 1048576 bytes", 1)]
    assert [one["value"]["message"] for one in cat(say, tmp_path / "out.h5", "/text")] == ["a", "b"]


def test_stamps_that_are_not_there(say: Say, tmp_path: Path) -> None:
    facts = taken(say, tmp_path, '{"msg":"a"}\n\n{"msg":"b"}\n')
    assert any("no line has a time" in text for text in facts["assumptions"])
    assert [one["t_capture_ns"] for one in cat(say, tmp_path / "out.h5", "/text")] == [1_000_000, 3_000_000]
    assert facts["channels"][0]["capture"] == "synthesised"
    facts = taken(say, tmp_path, '{"msg":"a"}\n{"msg":"b","time":"2026-05-01 10:00:00"}\n')
    assert [text.split(" ", 1)[1][:20] for text in facts["assumptions"]] == [
        "entries have no time",
        "stamps say no time z",
    ]
    found = cat(say, tmp_path / "out.h5", "/text")
    assert [(one["t_capture_ns"], one["t_arrival_ns"]) for one in found] == [(None, T0_NS), (T0_NS, T0_NS)]


def test_a_mapping_for_other_names(say: Say, tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_text('time = "when.at"\nmessage = ["what"]\naction = "did"\nmodel = "by"\n')
    line = {"when": {"at": T0}, "what": "m", "did": "stop", "by": {"name": "n", "version": "3"}}
    taken(say, tmp_path, json.dumps(line), "a.jsonl", "--mapping", tmp_path / "names.toml")
    assert first(say, tmp_path, "/text")["t_capture_ns"] == T0_NS
    assert first(say, tmp_path, "/decision")["value"]["model"] == {"name": "n", "version": "3"}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("tme = 'x'\n", "tme"),
        ("time = 3\n", "is no mapping"),
        ("time", "is no mapping"),
        ("format = 'x'\n", "format is 'x'"),
    ],
)
def test_mappings_that_are_none(say: Say, tmp_path: Path, text: str, error: str) -> None:
    (tmp_path / "a.jsonl").write_text('{"ts":1777629600,"msg":"a"}\n')
    (tmp_path / "m.toml").write_text(text)
    status, _, err = say("convert", tmp_path / "a.jsonl", "--mapping", tmp_path / "m.toml", "--dry-run")
    assert (status, error in err) == (65, True)
    assert say("convert", tmp_path / "a.jsonl", "--mapping", tmp_path / "none.toml", "--dry-run")[0] == 65


def test_packed_files_and_folders(say: Say, tmp_path: Path) -> None:
    source = tmp_path / "logs"
    source.mkdir()
    with gzip.open(source / "a.json.gz", "wb") as file:
        file.write(b'{"ts":1777629601,"msg":"packed"}\n')
    (source / "b.log").write_text('{"ts":1777629600,"msg":"plain"}\n')
    (source / "c.jsonl").write_text('{"msg":"undated"}\n')
    (source / "README.txt").write_text("no log\n")
    status, facts = say.json("convert", source, "-o", tmp_path / "out")
    assert status == 3
    assert {one["where"] for one in facts["not_taken"]} == {"/text/c.jsonl"}
    assert [one["where"] for one in facts["beside"]] == ["README.txt"]
    assert [one["value"]["message"] for one in cat(say, tmp_path / "out.h5", "/text/a.json.gz")] == ["packed"]
    assert [one["name"] for one in facts["channels"]] == ["/text/a.json.gz", "/text/b.log"]
    status, facts = say.json("convert", source, "-o", tmp_path / "b", "--channels", "/text/b.log")
    assert [one["name"] for one in facts["channels"]] == ["/text/b.log"]
    assert say("convert", source, "--dry-run", "--channels", "/texts")[0] == 65


def test_packed_files_that_are_none(say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = gzip.compress(b"".join(b'{"ts":%d,"msg":"packed"}\n' % (T0 + n) for n in range(100_000)))
    (tmp_path / "cut.json.gz").write_bytes(whole[:-100])
    (tmp_path / "none.json.gz").write_bytes(b"hello")
    status, _, err = say("convert", tmp_path / "none.json.gz", "--dry-run")
    assert (status, "no format that is known" in err) == (65, True)
    status, _, err = say("convert", tmp_path / "cut.json.gz", "--format", "text", "--dry-run")
    assert (status, "no whole gzip file" in err) == (65, True)
    monkeypatch.setattr(text_logs, "_EXPANSION", 10)
    (tmp_path / "bomb.json.gz").write_bytes(whole)
    status, _, err = say("convert", tmp_path / "bomb.json.gz", "--dry-run")
    assert (status, "unpack it first" in err) == (65, True)


def test_recordings_in_folders_below_are_named(say: Say, tmp_path: Path) -> None:
    for name in ("in/a", "in/b/c", "in/d"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("in/a", "in/b/c"):
        (tmp_path / name / "x.jsonl").write_text('{"ts":1777629600,"msg":"a"}\n')
    status, _, err = say("convert", tmp_path / "in", "--dry-run")
    assert (status, "has some in it: a, b/c; name one of them" in err) == (65, True)


def test_what_is_in_no_format(say: Say, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "settings.json").write_text('{"a": 1}\n')
    for name, error in (("empty.jsonl", "is empty"), ("settings.json", "no format that is known")):
        status, _, err = say("convert", tmp_path / name, "--dry-run")
        assert (status, error in err) == (65, True)
    status, _, err = say("convert", tmp_path / "settings.json", "--dry-run", "--format", "cobol")
    assert (status, "no format 'cobol'" in err, "hdf5" in err) == (64, True, True)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a.mf4"], "export it as HDF5"),
        (["x/.zgroup", "x/y/.zarray"], "a Zarr store"),
        (["road.xodr", "story.xosc"], "records nothing"),
        (["scan.PCAP"], "packets of a network"),
        (["notes.md"], ""),
    ],
)
def test_what_is_known_but_not_read_comes_with_advice(say: Say, tmp_path: Path, names: list[str], told: str) -> None:
    for name in names:
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(b"?")
    status, _, err = say("convert", tmp_path / "in", "--dry-run")
    assert (status, told in err, "It looks like" in err) == (65, True, bool(told))


@given(
    st.datetimes(min_value=datetime(1981, 1, 1), max_value=datetime(2099, 1, 1)),  # noqa: DTZ001 - the zone is added
    st.integers(min_value=0, max_value=999_999_999),
    st.integers(min_value=-14 * 60, max_value=14 * 60),
)
def test_iso_stamps_are_exact(moment: datetime, nanoseconds: int, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    there = moment.replace(microsecond=0, tzinfo=UTC)
    text = there.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S") + f".{nanoseconds:09}"
    sign, rest = ("-", -minutes) if minutes < 0 else ("+", minutes)
    wanted = int(there.timestamp()) * 10**9 + nanoseconds
    assert instant_ns(f"{text}{sign}{rest // 60:02}:{rest % 60:02}") == wanted
    assert instant_ns(f"{text}{sign}{rest // 60:02}{rest % 60:02}") == wanted


@given(st.integers(min_value=400_000_000, max_value=4_000_000_000), st.integers(min_value=0, max_value=999_999))
def test_numbers_are_in_the_unit_that_dates_them(seconds: int, microseconds: int) -> None:
    wanted = seconds * 10**9 + microseconds * 1000
    assert instant_ns(f"{seconds}.{microseconds:06}") == wanted
    assert instant_ns(seconds * 10**6 + microseconds) == wanted
    assert instant_ns(str(wanted)) == wanted
    assert instant_ns(seconds * 1000) == seconds * 10**9


@pytest.mark.parametrize(
    "value",
    ["", "yesterday", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", 5, -1, True, None, [], "1e9", 1e300, "12:00:00",
     "2026-05-01T10:00:00+99:00"],
)  # fmt: skip
def test_what_is_no_instant(value: object) -> None:
    assert instant_ns(value) is None


def test_zones() -> None:
    assert [has_zone(one) for one in ("2026-05-01T10:00:00", "2026-05-01T10:00:00+02", 5, "x")] == [
        False,
        True,
        True,
        True,
    ]
    assert instant_ns("2026-05-01T12:00:00,5+02") == T0_NS + 500_000_000
    assert instant_ns("2016-12-31T23:59:60Z") == instant_ns("2016-12-31T23:59:59Z")
