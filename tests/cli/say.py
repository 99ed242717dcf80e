"""Runs verbs as a user types them, for every test that does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.cli import main


class Say:
    """Runs a verb; its exit status, and what it printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as exit_:
            status = int(exit_.code or 0)
        said = self._capsys.readouterr()
        assert "Traceback" not in said.err
        return status, said.out, said.err

    def json(self, *arguments: object) -> tuple[int, Any]:
        """What it printed as JSON, which is asked for if it was not."""
        status, out, _ = self(*arguments, *(() if "--json" in arguments else ("--json",)))
        return status, json.loads(out)
