"""Zones: offsets and names, gaps and folds, fixed offsets, years far away, and names that are none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scene.zone import UTC_ZONE, Zone, ZoneError, offset_text, zone_names

BERLIN = Zone.of("Europe/Berlin")


def utc_ns(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp()) * 10**9  # type: ignore[misc, arg-type]


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("zone", "at", "words"),
    [
        ("Europe/Berlin", utc_ns(2026, 10, 23, 16), "CEST (+02:00)"),
        ("Europe/Berlin", utc_ns(2026, 10, 25, 1), "CET (+01:00)"),
        ("America/St_Johns", utc_ns(2026, 1, 1), "NST (\u221203:30)"),
        ("America/Sao_Paulo", utc_ns(2026, 1, 1), "(\u221203:00)"),
        ("UTC", 0, "UTC (+00:00)"),
        ("+05:30", 0, "(+05:30)"),
        # before zones were agreed on, and at the last instant that a stamp can have
        ("Europe/Berlin", -(2**63), "LMT (+00:53:28)"),
        ("Europe/Berlin", 2**63 - 1, "CEST (+02:00)"),
    ],
)
def test_a_zone_says_its_name_and_offset(zone: str, at: int, words: str) -> None:
    assert Zone.of(zone).words(at) == words


@pytest.mark.parametrize(
    ("text", "name"),
    [("+2", "+02:00"), ("UTC-3:30", "-03:30"), ("\u22120530", "-05:30"), ("gmt +0", "+00:00"), (" ", "")],
)
def test_an_offset_can_be_written_in_several_ways(text: str, name: str) -> None:
    assert Zone.of(text).name == name


@pytest.mark.parametrize(
    "text", ["Europe", "../../etc/passwd", "/etc/localtime", "Mars/Olympus", "+19:00", "\0", "+2:75"]
)
def test_what_is_no_zone_is_refused_with_what_would_be_one(text: str) -> None:
    with pytest.raises(ZoneError, match=r"Europe/Berlin|18 hours"):
        Zone.of(text)


def test_a_local_time_is_one_instant_none_or_two() -> None:
    assert BERLIN.instants(local(2026, 10, 23, 18)) == (utc_ns(2026, 10, 23, 16) // 10**9,)
    assert BERLIN.instants(local(2026, 3, 29, 2, 30)) == ()
    twice = BERLIN.instants(local(2026, 10, 25, 2, 30))
    assert twice == (utc_ns(2026, 10, 25, 0, 30) // 10**9, utc_ns(2026, 10, 25, 1, 30) // 10**9)


@given(
    st.integers(-(2**33), 2**33), st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Apia", "+02:00", ""])
)
def test_every_instant_is_found_again_from_its_local_time(second: int, name: str) -> None:
    zone = Zone.of(name)
    offset, _ = zone.offset(second * 10**9)
    assert second in zone.instants(datetime.fromtimestamp(second + offset, UTC).replace(tzinfo=None))


def test_changes_are_found_to_the_second() -> None:
    found = BERLIN.changes(utc_ns(2026, 1, 1), utc_ns(2027, 1, 1))
    assert found == (
        (utc_ns(2026, 1, 1), 3600), (utc_ns(2026, 3, 29, 1), 7200), (utc_ns(2026, 10, 25, 1), 3600),
    )  # fmt: skip
    assert UTC_ZONE.changes(0, utc_ns(2026, 1, 1)) == ((0, 0),)


def test_the_last_year_of_the_calendar_is_no_error() -> None:
    assert BERLIN.instants(local(9999, 12, 31, 23)) == (253_402_297_200 - 3600,)
    assert Zone.of("+02:00").instants(local(1, 1, 1)) == (-62_135_596_800 - 7200,)


def test_offsets_are_written_with_a_true_minus() -> None:
    assert [offset_text(one) for one in (7200, -12_600, 0, 3208)] == ["+02:00", "\u221203:30", "+00:00", "+00:53:28"]


def test_every_zone_that_is_offered_can_be_had() -> None:
    names = zone_names()
    assert "Europe/Berlin" in names
    assert all(Zone.of(name).words(0) for name in names)


def test_a_zone_that_this_system_does_not_know_is_never_told_as_utc() -> None:
    with pytest.raises(ZoneError, match="'Nowhere/X' is no zone that this system knows"):
        Zone("Nowhere/X").words(0)


def test_a_fixed_offset_is_told_from_names() -> None:
    for text, name in (("gmt+2", "+02:00"), (" UTC \u22122 ", "-02:00"), ("utc +2", "+02:00"), ("+5:30", "+05:30")):
        assert Zone.fixed(text) == Zone(name)
    for text in ("", "GMT", "Europe/Berlin", "Etc/GMT+2", "+2x"):
        assert Zone.fixed(text) is None
    with pytest.raises(ZoneError, match="further from UTC than 18 hours"):
        Zone.fixed("+19")
    # of which each means the other direction than what is typed
    assert not [name for name in zone_names() if "GMT+" in name or "GMT-" in name]
