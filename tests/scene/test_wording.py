"""Numbers and times as people read them."""

import pytest

from app.scene import wording


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (0, "0.000 s"),
        (-1_300_000_000, "\u22121.300 s"),
        (300_999_999, "0.300 s"),
        (-999_999, "0.000 s"),
        (12_345_678_901_234, "12\u202f345.678 s"),
    ],
)
def test_seconds_are_cut_and_never_rounded_up(ns: int, text: str) -> None:
    assert wording.seconds(ns) == text


def test_signs_are_said_where_they_are_asked_for() -> None:
    assert wording.seconds(200_000_000, signed=True) == "+0.200 s"
    assert wording.seconds(0, signed=True) == "0.000 s"


def test_numbers_have_real_minus_signs_parted_thousands_and_no_negative_zero() -> None:
    assert wording.number(-12_345.67, 1) == "\u221212\u202f345.7"
    assert wording.number(-0.04, 1) == "0.0"
    assert wording.count(8_080) == "8\u202f080"
    assert wording.quantity(16.94, "m") == "16.9 m"


def test_what_is_not_known_is_said_and_never_zero() -> None:
    assert wording.number(None) == wording.quantity(float("nan"), "m") == "not defined"


def test_ages_hashes_sizes_and_codes() -> None:
    assert wording.milliseconds(38_400_000) == "38 ms"
    assert wording.milliseconds(12_340_000_000) == "12.3 s"
    assert wording.grouped(bytes.fromhex("9c41e0a7" + "00" * 10 + "b7d2")) == "9C41 E0A7 0000 … B7D2"
    assert wording.grouped(bytes.fromhex("9c41e0a7")) == "9C41 E0A7"
    assert wording.file_size(14_812_345) == "14.8 MB"
    assert wording.file_size(12) == "12 B"
    assert wording.named("emergency_brake") == "Emergency brake"


def test_times_of_day() -> None:
    at = 1_792_772_287_650_999_999
    assert wording.utc(at) == "2026-10-23 16:18:07.650 UTC"
    assert wording.clock_of_day(at, offset_s=7_200, digits=6) == "18:18:07.650999"


def test_a_long_id_is_shortened_and_a_short_one_is_not() -> None:
    assert wording.short_id("31") == "31"
    assert wording.short_id("554fda8c-395b-4f0b-b6ab-eed30ba7d281") == "554fda8c\u2026"


def test_frequencies_have_three_digits_and_no_powers() -> None:
    assert [wording.frequency(hertz) for hertz in (1.28e-5, 0.5, 9.981, 999.6, 1890.0, 22_500.0)] == [
        "< 0.001 Hz", "0.5 Hz", "9.98 Hz", "1 kHz", "1.89 kHz", "22.5 kHz",
    ]  # fmt: skip


def test_units_are_read_with_their_powers() -> None:
    assert wording.unit_text("m/s^2") == "m/s²"
    assert wording.unit_text("N*m") == "N·m"
    assert wording.unit_text("s^-1") == "s⁻¹"
    assert wording.unit_text("1") == ""
    assert wording.typeset("needs 4.8 m/s^2 to the side") == "needs 4.8 m/s² to the side"


def test_a_whole_hash_stands_in_fours() -> None:
    assert wording.fours(bytes.fromhex("9c41e0a7b7d2")) == "9C41 E0A7 B7D2"
