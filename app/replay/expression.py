"""Signals reckoned from others: an expression that people type, checked against a list of what is allowed, then NumPy.

It must not evaluate anything but what `_FUNCTIONS` and the operators below name: no attribute is ever looked up, no
name outside of the given ones, no text. The first signal that is named gives the instants; of any other it takes the
latest sample at or before, not older than its maximum age. Whatever is not defined is NaN.
"""

import ast
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from app.replay.signals import Signal
from app.replay.trace import Column

MOST_SIGNS = 400
MOST_PARTS = 120
"""Nodes of the tree; it is walked by recursion."""
_SIGNS = frozenset("_.,()+-*/%<>=! ")
Floats = npt.NDArray[np.float64]
Value = Column | float
Get = Callable[[Signal], Column]
_Step = Callable[[Get], Value]


class ExpressionError(ValueError):
    """It cannot be used; `span` are the first sign that is wrong and the one behind the last."""

    def __init__(self, text: str, start: int, end: int) -> None:
        super().__init__(text)
        self.span = start, max(end, start + 1)


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that can be reckoned."""

    text: str
    signals: tuple[Signal, ...]
    """That it needs, in the order in which they are named."""
    _step: _Step

    def reckon(self, get: Get) -> Column:
        """Its samples; `get` gives those of a signal, in the unit of the log."""
        with np.errstate(all="ignore"):
            found = self._step(get)
        assert isinstance(found, Column)
        values = np.where(np.isfinite(found.values), found.values, np.nan)
        return replace(found, values=values)


def compiled(text: str, names: Mapping[str, Signal]) -> Expression:
    """Check an expression over signals by their names.

    Raises:
        ExpressionError: it is no expression, or has something that is not allowed; says what and where.
    """
    if len(text) > MOST_SIGNS:
        raise ExpressionError(f"longer than {MOST_SIGNS} signs", MOST_SIGNS, len(text))
    for at, sign in enumerate(text):
        if not (sign in _SIGNS or sign.isalnum()):
            raise ExpressionError(f"{sign!r} has no meaning here", at, at + 1)
    tree = _parsed(text)
    if sum(1 for _ in ast.walk(tree)) > MOST_PARTS:
        raise ExpressionError("too many parts", 0, len(text))
    compiler = _Compiler(text, names)
    step = compiler.step(tree.body)
    if not compiler.signals:
        raise ExpressionError("names no signal", 0, len(text))
    return Expression(text, tuple(compiler.signals), step)


def _parsed(text: str) -> ast.Expression:
    stripped = len(text) - len(text.lstrip(" "))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text[stripped:], mode="eval")
    except SyntaxError as error:
        at = stripped + max((error.offset or 1) - 1, 0)
        raise ExpressionError("no expression" if text.strip() else "nothing is typed", at, at + 1) from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise ExpressionError("too deep", 0, len(text)) from error
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            # the parser counts in bytes of UTF-8, people in signs
            raw = text[stripped:].encode()
            node.col_offset = stripped + len(raw[: node.col_offset].decode())
            node.end_col_offset = stripped + len(raw[: node.end_col_offset or 0].decode())
    return tree


_BINARY: dict[type[ast.operator], Callable[[Floats, Floats], Floats]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide, ast.Mod: np.mod,
    ast.Pow: np.power,
}  # fmt: skip
_COMPARES: dict[type[ast.cmpop], Callable[[Floats, Floats], npt.NDArray[np.bool_]]] = {
    ast.Lt: np.less, ast.LtE: np.less_equal, ast.Gt: np.greater, ast.GtE: np.greater_equal, ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
}  # fmt: skip
_FUNCTIONS: dict[str, tuple[int, Callable[..., Floats]]] = {
    "abs": (1, np.abs), "sqrt": (1, np.sqrt), "sin": (1, np.sin), "cos": (1, np.cos), "tan": (1, np.tan),
    "sign": (1, np.sign), "atan2": (2, np.arctan2), "hypot": (2, np.hypot), "min": (2, np.minimum),
    "max": (2, np.maximum),
}  # fmt: skip
FUNCTIONS = (*_FUNCTIONS, "derivative")
"""What can be called."""


class _Compiler:
    """Turns a tree into steps; what it does not know it refuses."""

    def __init__(self, text: str, names: Mapping[str, Signal]) -> None:
        self._text = text
        self._names = names
        self.signals: list[Signal] = []

    def step(self, node: ast.expr) -> _Step:
        if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
            return partial(_of_two, _BINARY[type(node.op)], self.step(node.left), self.step(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
            return partial(
                _of_one, np.negative if isinstance(node.op, ast.USub) else np.positive, self.step(node.operand)
            )
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, ast.BoolOp):
            within = np.fmin if isinstance(node.op, ast.And) else np.fmax
            parts = [self.step(part) for part in node.values]
            found = partial(_of_one, _truth, parts[0])
            for part in parts[1:]:
                found = partial(_of_two, _both(within), found, partial(_of_one, _truth, part))
            return found
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.Name | ast.Attribute):
            return self._signal(node)
        raise self._wrong("not allowed here", node)

    def _compare(self, node: ast.Compare) -> _Step:
        sides = [self.step(side) for side in (node.left, *node.comparators)]
        found: _Step | None = None
        for operator, left, right in zip(node.ops, sides[:-1], sides[1:], strict=True):
            if type(operator) not in _COMPARES:
                raise self._wrong("not allowed here", node)
            one = partial(_of_two, _compared(_COMPARES[type(operator)]), left, right)
            found = one if found is None else partial(_of_two, _both(np.fmin), found, one)
        assert found is not None
        return found

    def _call(self, node: ast.Call) -> _Step:
        if not isinstance(node.func, ast.Name) or node.func.id not in FUNCTIONS:
            known = ", ".join(FUNCTIONS)
            raise self._wrong(f"no function; there are {known}", node.func)
        name = node.func.id
        wanted = 1 if name == "derivative" else _FUNCTIONS[name][0]
        if node.keywords or len(node.args) != wanted:
            raise self._wrong(f"{name} takes {wanted} value{'s' if wanted > 1 else ''}", node)
        parts = [self.step(part) for part in node.args]
        if name == "derivative":
            return partial(_derivative, parts[0])
        does = _FUNCTIONS[name][1]
        return partial(_of_one, does, parts[0]) if wanted == 1 else partial(_of_two, does, parts[0], parts[1])

    def _constant(self, node: ast.Constant) -> _Step:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise self._wrong("no number", node)
        try:
            value = float(node.value)
        except OverflowError as error:
            raise self._wrong("too large a number", node) from error
        return lambda _: value

    def _signal(self, node: ast.Name | ast.Attribute) -> _Step:
        name = _dotted(node)
        if name is None or name not in self._names:
            said = name or self._text[node.col_offset : node.end_col_offset]
            raise self._wrong(f"no signal is called {said}", node)
        signal = self._names[name]
        if signal not in self.signals:
            self.signals.append(signal)
        return lambda get: get(signal)

    @staticmethod
    def _wrong(text: str, node: ast.expr) -> ExpressionError:
        return ExpressionError(text, node.col_offset, node.end_col_offset or node.col_offset + 1)


def _dotted(node: ast.expr) -> str | None:
    """`a.b.c` as it is written; it is the name of a signal and nothing else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return None if before is None else f"{before}.{node.attr}"
    return None


def _truth(values: Floats) -> Floats:
    return np.where(np.isnan(values), np.nan, (values != 0).astype(np.float64))


def _both(within: Callable[[Floats, Floats], Floats]) -> Callable[[Floats, Floats], Floats]:
    """And, or: not known where one side is not."""
    return lambda one, other: np.where(np.isnan(one) | np.isnan(other), np.nan, within(one, other))


def _compared(
    compare: Callable[[Floats, Floats], npt.NDArray[np.bool_]],
) -> Callable[[Floats, Floats], Floats]:
    """1 or 0; not known where one side is not."""
    return lambda one, other: np.where(np.isnan(one) | np.isnan(other), np.nan, compare(one, other).astype(np.float64))


def _of_one(does: Callable[[Floats], Floats], step: _Step, get: Get) -> Value:
    value = step(get)
    if isinstance(value, Column):
        return replace(value, values=np.asarray(does(value.values), dtype=np.float64))
    return float(does(np.array(value, dtype=np.float64)))


def _of_two(does: Callable[[Floats, Floats], Floats], left: _Step, right: _Step, get: Get) -> Value:
    one, other = left(get), right(get)
    if isinstance(one, Column):
        if not isinstance(other, Column):
            return replace(one, values=np.asarray(does(one.values, np.array(other)), dtype=np.float64))
        one, values = _aligned(one, other)
        return replace(one, values=np.asarray(does(one.values, values), dtype=np.float64))
    if isinstance(other, Column):
        return replace(other, values=np.asarray(does(np.array(one), other.values), dtype=np.float64))
    return float(does(np.array(one), np.array(other)))


def _aligned(one: Column, other: Column) -> tuple[Column, Floats]:
    """The values of `other` at the instants of `one`, which comes back as far as it can be relied on and known then."""
    if one.times_ns is other.times_ns:
        at = np.arange(len(one.times_ns))
        known = np.ones(len(at), dtype=np.bool_)
    else:
        at = np.searchsorted(other.times_ns, one.times_ns, side="right") - 1
        known = at >= 0
        if other.max_age_ns is not None and len(other.times_ns):
            known &= one.times_ns - other.times_ns[at] <= other.max_age_ns
    values, standing, arrival = np.full(len(at), np.nan), one.standing.copy(), one.arrival_ns.copy()
    values[known] = other.values[at[known]]
    standing[known] = np.maximum(standing[known], other.standing[at[known]])
    arrival[known] = np.maximum(arrival[known], other.arrival_ns[at[known]])
    complete = one.complete and other.complete
    return replace(one, standing=standing, arrival_ns=arrival, complete=complete), values


def _derivative(step: _Step, get: Get) -> Value:
    """Change since the sample before, by s; not defined over a gap, nor between samples of one time."""
    value = step(get)
    if not isinstance(value, Column):
        return 0.0
    found = np.full(len(value.values), np.nan)
    passed = np.diff(value.times_ns)
    apart = (passed > 0) & (True if value.max_age_ns is None else passed <= value.max_age_ns)
    found[1:][apart] = np.diff(value.values)[apart] / (passed[apart] * 1e-9)
    standing, arrival = value.standing.copy(), value.arrival_ns.copy()
    standing[1:][apart] = np.maximum(value.standing[1:], value.standing[:-1])[apart]
    arrival[1:][apart] = np.maximum(value.arrival_ns[1:], value.arrival_ns[:-1])[apart]
    return replace(value, values=found, standing=standing, arrival_ns=arrival)
