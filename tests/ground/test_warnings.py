"""An unexpected warning is a failure, whether Python or Qt says it.

Runs small test files under the project's own pytest settings; must not know those settings.
"""

from pathlib import Path

import pytest

SETTINGS = Path(__file__).resolve().parents[2] / "pyproject.toml"

SILENT = "def test_it():\n    pass\n"
PYTHON_WARNING = "import warnings\ndef test_it():\n    warnings.warn('unexpected')\n"
FORGOTTEN_FILE = "def test_it():\n    open(__file__)\n"
QT_WARNING = "from PySide6.QtCore import qWarning\ndef test_it():\n    qWarning('unexpected')\n"
SLOT_EXCEPTION = """
from PySide6.QtCore import QTimer
def test_it(qtbot):
    QTimer.singleShot(0, lambda: 1 / 0)
    qtbot.wait(50)
"""
UNKNOWN_MARK = "import pytest\n@pytest.mark.misspelt\ndef test_it():\n    pass\n"


def run(pytester: pytest.Pytester, source: str) -> pytest.RunResult:
    path = pytester.makepyfile(source)
    # a screen of its own would only cost time: this run already has one
    return pytester.runpytest_subprocess("-c", str(SETTINGS), f"--rootdir={pytester.path}", "--no-xvfb", str(path))


def test_a_silent_test_passes(pytester: pytest.Pytester) -> None:
    run(pytester, SILENT).assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (PYTHON_WARNING, "*UserWarning: unexpected*"),
        (FORGOTTEN_FILE, "*ResourceWarning: unclosed file*"),
        (QT_WARNING, "*unexpected*"),
        (SLOT_EXCEPTION, "*ZeroDivisionError*"),
    ],
    ids=["python", "forgotten file", "qt", "exception in a slot"],
)
def test_a_warning_fails_the_test(pytester: pytest.Pytester, source: str, said: str) -> None:
    result = run(pytester, source)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([said])


def test_an_unknown_mark_is_an_error(pytester: pytest.Pytester) -> None:
    run(pytester, UNKNOWN_MARK).assert_outcomes(errors=1)
