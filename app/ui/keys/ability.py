"""Which commands of the table can be given: most of them only while a log is open.

It must not know what they do. What else a command needs (a change to undo, a clock) its own part looks after.
"""

from app.ui.keys.action_table import ACTIONS
from app.ui.keys.actions import ActionSet

ALWAYS = frozenset({
    "open_log", "open_folder", "import_format", "import_folder", "quit", "find", "full_screen", "interface_larger",
    "interface_smaller", "interface_normal", "theme_dark", "theme_light", "theme_contrast", "language_system",
    "language_en", "language_ja", "next_area", "previous_area", "palette", "shortcuts", "tour", "log_format",
})  # fmt: skip
"""Those that mean something on the start page, too."""
STILL_TO_COME = frozenset({"new_case", "open_case", "make_report"})
"""Those that nothing does yet: they are in sight, and cannot be given."""
FURTHER_CAMERAS = "part_camera_"
"""How the commands begin that are not even in sight where a log has no such camera."""
_ELSEWHERE = frozenset({"undo", "redo"})
_OF_OWN_LAYOUTS = ("rename_layout", "delete_layout")


def show_log(actions: ActionSet, *, there: bool) -> None:
    """A log is open now, or none."""
    for row in ACTIONS:
        if row.id not in ALWAYS | _ELSEWHERE:
            actions.action(row.id).setEnabled(there and row.id not in STILL_TO_COME)
        if row.id.startswith(FURTHER_CAMERAS):
            # how many of them a log has, the desk says
            actions.action(row.id).setVisible(False)


def show_layout(actions: ActionSet, *, own: bool) -> None:
    """The layout in force is the user's own, or a shipped one."""
    for action in _OF_OWN_LAYOUTS:
        actions.action(action).setEnabled(own)
