"""Derived signals are reckoned right, and nothing but what is allowed is ever evaluated."""

import numpy as np
import numpy.typing as npt
import pytest

from app.replay.expression import MOST_SIGNS, ExpressionError, compiled
from app.replay.signals import Signal
from app.replay.trace import Column
from app.scene.standing import Standing

MS = 1_000_000
SPEED = Signal(channel="/vehicle/state", field="speed", kind="state", unit="m/s")
ASKED = Signal(channel="/control", field="speed", kind="control", unit="m/s")
BRAKE = Signal(channel="/vehicle/state", field="brake", kind="state", unit="1")
NAMES = {"speed": SPEED, "vehicle.state.speed": SPEED, "control.speed": ASKED, "brake": BRAKE}


def column(values: list[float], *, step_ns: int = 20 * MS, offset_ns: int = 0) -> Column:
    times = np.arange(len(values), dtype=np.int64) * step_ns + offset_ns
    return Column(
        rows=np.arange(len(values)), times_ns=times, arrival_ns=times + MS, values=np.array(values, dtype=float),
        standing=np.zeros(len(values), dtype=np.int8), max_age_ns=50 * MS,
    )  # fmt: skip


DATA = {
    SPEED: column([10.0, 12.0, np.nan, 20.0]),
    BRAKE: column([0.0, 1.0, 1.0, 0.0]),
    ASKED: column([5.0, 6.0], step_ns=30 * MS, offset_ns=-10 * MS),
}


def reckoned(text: str) -> npt.NDArray[np.float64]:
    return compiled(text, NAMES).reckon(lambda signal: DATA[signal]).values


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("speed * 3.6", [36, 43.2, np.nan, 72]),
        (" vehicle.state.speed - 10", [0, 2, np.nan, 10]),
        ("abs(-speed)", [10, 12, np.nan, 20]),
        ("speed > 11", [0, 1, np.nan, 1]),
        ("10 <= speed < 20", [1, 1, np.nan, 0]),
        ("speed > 11 and brake == 1", [0, 1, np.nan, 0]),
        ("brake or speed != speed", [0, 1, np.nan, 0]),
        ("max(speed, 11) + min(brake, 0.5)", [11, 12.5, np.nan, 20]),
        ("derivative(speed)", [np.nan, 100, np.nan, np.nan]),
        ("derivative(brake)", [np.nan, 50, 0, -50]),
        ("1 / brake", [np.nan, 1, 1, np.nan]),
        ("sqrt(brake - 1)", [np.nan, 0, 0, np.nan]),
        ("brake ** 2 + -3 % 2", [1, 2, 2, 1]),
        ("hypot(3 * brake, 4)", [4, 5, 5, 4]),
    ],
)
def test_expressions_come_to(text: str, wanted: list[float]) -> None:
    np.testing.assert_allclose(reckoned(text), wanted)


def test_another_channel_is_looked_up_and_not_interpolated() -> None:
    # asked at -10 ms and 20 ms; the speed at 0, 20, 40, 60 ms
    np.testing.assert_allclose(reckoned("speed - control.speed"), [5, 6, np.nan, 14])
    np.testing.assert_allclose(reckoned("brake - control.speed"), [-5, -5, -5, -6])
    found = compiled("control.speed - brake", NAMES).reckon(lambda signal: DATA[signal])
    assert found.times_ns is DATA[ASKED].times_ns
    # before the first brake there is none
    np.testing.assert_allclose(found.values, [np.nan, 5])


def test_it_is_as_good_and_as_early_as_the_worst_and_last_that_it_is_made_of() -> None:
    bad = column([1.0, 2.0, 3.0, 4.0])
    bad.standing[1] = Standing.AFTER_BREAK
    late = Column(
        rows=bad.rows, times_ns=bad.times_ns, arrival_ns=bad.arrival_ns + 7 * MS, values=bad.values,
        standing=bad.standing, max_age_ns=bad.max_age_ns,
    )  # fmt: skip
    data = {SPEED: DATA[SPEED], BRAKE: late}
    found = compiled("speed + brake", NAMES).reckon(lambda signal: data[signal])
    assert found.standing.tolist() == [0, Standing.AFTER_BREAK, 0, 0]
    assert found.arrival_ns.tolist() == late.arrival_ns.tolist()
    slope = compiled("derivative(brake)", NAMES).reckon(lambda signal: data[signal])
    assert slope.standing.tolist() == [0, Standing.AFTER_BREAK, Standing.AFTER_BREAK, 0]


def test_it_knows_which_signals_it_needs() -> None:
    assert compiled("control.speed + speed * vehicle.state.speed", NAMES).signals == (ASKED, SPEED)


HOSTILE = (
    "__import__('os').system('true')", "().__class__.__bases__[0].__subclasses__()", "speed.__class__", "speed.values",
    "open", "exec(speed)", "eval(speed)", "lambda: speed",
    "[speed for x in speed]", "{speed}", "speed[0]", "f'{speed}'",
    "speed if speed else 0", "(speed := 1)", "speed; speed", "speed\nimport os", "abs(*speed)", "abs(**speed)",
    "abs(x=speed)", "abs.__call__(speed)", "min.__globals__", "True + speed", "None", "'a' * 9", "1j * speed",
    "speed @ speed", "speed << 9999", "speed | 1", "~speed", "not speed", "speed is speed", "speed in speed", "...",
    "abs(abs)", "speed(1)", "derivative", "vehicle.state", "print(speed)", "getattr(speed, 1)", "9" * 390, "(" * 300,
    "-" * 300 + "speed", "+".join(["speed"] * 80), "speed" + " " * MOST_SIGNS, "", "   ", "3 + 4", "speed speed", "１",
    "abs(speed", "speed)", "yield speed", "await speed", "speed.real", "0b", "1_", "`speed`", "speed # no", "\\", "\0",
    "spe\u0435d", "speed\u200b", "1or speed.x", "vehicle.state.speed.speed", "(speed).real", "abs(speed).real",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_else_is_evaluated(text: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compiled(text, NAMES)
    start, end = caught.value.span
    assert 0 <= start < end
    assert str(caught.value)


@pytest.mark.parametrize(
    ("text", "said", "wrong"),
    [
        ("speed * sped", "no signal is called sped", "sped"),
        ("  abs(speed) + foo.bar", "no signal is called foo.bar", "foo.bar"),
        ("cube(speed)", "no function", "cube"),
        ("max(speed)", "max takes 2 values", "max(speed)"),
        ("speed + ½", "no expression", "½"),
        ("speed $ 2", "'$' has no meaning here", "$"),
        ("größe * 2", "no signal is called größe", "größe"),
        ("größe + speed.x", "no signal is called größe", "größe"),
    ],
)
def test_errors_say_what_and_where(text: str, said: str, wrong: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        compiled(text, NAMES)
    assert said in str(caught.value)
    start, end = caught.value.span
    assert text[start:end] == wrong


def test_powers_of_powers_take_no_time() -> None:
    assert np.isnan(reckoned("brake + 9 ** 9 ** 9 ** 9")).all()
