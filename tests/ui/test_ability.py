"""Without a log only those commands can be given that mean something without one."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.ui.keys.ability import ALWAYS, FURTHER_CAMERAS, STILL_TO_COME
from app.ui.keys.action_table import ACTIONS
from app.ui.layouts.shelf import LayoutShelf, default_folder
from app.ui.layouts.shipped import INVESTIGATE
from tests.ui.windows import SAMPLES, Seat, seat

pytestmark = pytest.mark.usefixtures("themed", "own_home", "own_data")


def able(here: Seat) -> set[str]:
    return {row.id for row in ACTIONS if here.window.actions_.action(row.id).isEnabled()}


def test_on_the_start_page_what_needs_a_log_cannot_be_given(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        assert able(here) == ALWAYS
        here.do("next_layout")
        assert here.window.layouts.name == INVESTIGATE
        assert not default_folder().exists()


def test_with_a_log_nearly_all_can_and_without_it_they_cannot_again(qtbot: QtBot) -> None:
    with seat(qtbot) as here:
        here.open(SAMPLES / "crossing.h5")
        here.finish()
        of_others = {"undo", "redo", "rename_layout", "delete_layout"}
        # it has two cameras
        of_others |= {row.id for row in ACTIONS if row.id.startswith(FURTHER_CAMERAS)}
        here.wait(lambda: {row.id for row in ACTIONS} - able(here) - of_others == STILL_TO_COME)
        assert not any(here.window.actions_.action(f"part_camera_{n}").isVisible() for n in range(3, 13))
        here.do("next_layout")
        assert here.window.layouts.name != INVESTIGATE
        assert LayoutShelf().last == here.window.layouts.name
        here.window.set_session(None)
        assert able(here) - of_others == ALWAYS
