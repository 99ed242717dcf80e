"""Every command of the window, once: its words, its keys as shipped, its place in the menus and its icon.

It must not know widgets, nor what a command does. Menus, tooltips, the F1 sheet and the palette are made from it by
`actions`, in the context `Action` of the translations.
"""

from dataclasses import dataclass
from typing import Literal

Menu = Literal["file", "edit", "view", "time", "go", "decisions", "case", "report", "help"]


@dataclass(frozen=True, slots=True)
class Action:
    """One command. Whether a key of it waits for a view to have the focus is the key's matter, see `keymap`."""

    id: str
    menu: Menu
    keys: tuple[str, ...]
    """Portable texts of QKeySequence; the first is shown in the menu."""
    icon: str
    """Lucide's name, empty for none."""
    text: str
    """Sentence case; `%1` stands for `number`."""
    about: str
    """One sentence for the F1 sheet."""
    repeats: bool = False
    """Whether it goes on while the key is held."""
    checkable: bool = False
    line: bool = False
    """Whether the menu draws a line above it."""
    number: int | None = None
    """Of several alike; they share a submenu."""
    within: str = ""
    """The title of a submenu that it shares with others."""


def translate(_context: str, text: str) -> str:
    """Mark the text for pyside6-lupdate, which looks for this name; it is translated when it is shown."""
    return text


# no letters are underlined: Alt alone leads into the menu bar, arrows and Enter through it
# fmt: off
MENUS: tuple[tuple[Menu, str], ...] = (
    ("file", translate("Action", "File")),
    ("edit", translate("Action", "Edit")),
    ("view", translate("Action", "View")),
    ("time", translate("Action", "Time")),
    ("go", translate("Action", "Go")),
    ("decisions", translate("Action", "Decisions")),
    ("case", translate("Action", "Case")),
    ("report", translate("Action", "Report")),
    ("help", translate("Action", "Help")),
)

_FILE = (
    Action("open_log", "file", ("Ctrl+O",), "file",
           translate("Action", "Open log"),
           translate("Action", "Opens sealed logs read only; other formats are inspected first.")),
    Action("open_folder", "file", (), "folder-open",
           translate("Action", "Open folder"),
           translate("Action", "Opens the segments in a folder as one drive, read only.")),
    Action("import_format", "file", ("Ctrl+I",), "import",
           translate("Action", "Import another format"),
           translate("Action", "Inspects a foreign recording, maps its channels and seals it at intake.")),
    Action("import_folder", "file", (), "folder-input",
           translate("Action", "Import a folder"),
           translate("Action", "Inspects a foreign recording that is a folder of files, and seals it at intake.")),
    Action("save_stored_picture", "file", ("Ctrl+S",), "save",
           translate("Action", "Save the stored picture"),
           translate("Action", "Saves the picture's bytes exactly as they stand in the log."), line=True),
    Action("save_as_shown", "file", ("Ctrl+Shift+S",), "camera",
           translate("Action", "Save as shown"),
           translate("Action", "Saves the view with its overlays, stamped with time, sample and verdict.")),
    Action("quit", "file", ("Ctrl+Q",), "log-out",
           translate("Action", "Quit"),
           translate("Action", "Ends the program; the case is already saved."), line=True),
)
_EDIT = (
    Action("undo", "edit", ("Ctrl+Z",), "undo-2",
           translate("Action", "Undo"),
           translate("Action", "Takes back the last change to the case.")),
    Action("redo", "edit", ("Ctrl+Y", "Ctrl+Shift+Z"), "redo-2",
           translate("Action", "Redo"),
           translate("Action", "Makes the change again that was taken back.")),
    Action("find", "edit", ("Ctrl+F",), "search",
           translate("Action", "Find or filter"),
           translate("Action", "Moves to the filter of the area that has the focus."), line=True),
    Action("next_object", "edit", ("Tab",), "box",
           translate("Action", "Select next object"),
           translate("Action", "Selects the next road user of this instant, in every view."), repeats=True, line=True),
    Action("previous_object", "edit", ("Shift+Tab",), "box",
           translate("Action", "Select previous object"),
           translate("Action", "Selects the previous road user of this instant, in every view."), repeats=True),
    Action("clear_selection", "edit", ("Esc",), "circle-x",
           translate("Action", "Clear selection"),
           translate("Action", "Selects nothing, in every view.")),
)
_LAYOUTS = translate("Action", "Layout files")
_PARTS = translate("Action", "Parts in sight")
_VIEW = (
    Action("next_layout", "view", ("Ctrl+PgDown",), "columns-2",
           translate("Action", "Next layout"),
           translate("Action", "Arranges the desk as the next tab says.")),
    Action("previous_layout", "view", ("Ctrl+PgUp",), "columns-2",
           translate("Action", "Previous layout"),
           translate("Action", "Arranges the desk as the tab before says.")),
    Action("save_layout", "view", ("Ctrl+Shift+L",), "save",
           translate("Action", "Save layout as"),
           translate("Action", "Keeps the desk as it is arranged now under a name.")),
    Action("reset_layout", "view", ("Ctrl+Shift+R",), "undo-2",
           translate("Action", "Reset layout"),
           translate("Action", "Arranges the desk again as its layout says.")),
    Action("rename_layout", "view", (), "",
           translate("Action", "Rename layout"),
           translate("Action", "Calls the layout in force otherwise, if it is your own."), within=_LAYOUTS),
    Action("delete_layout", "view", (), "",
           translate("Action", "Delete layout"),
           translate("Action", "Deletes the layout in force, if it is your own."), within=_LAYOUTS),
    Action("export_layout", "view", (), "",
           translate("Action", "Export layout"),
           translate("Action", "Writes the layout as it is now to a file, for somebody else."), within=_LAYOUTS),
    Action("import_layout", "view", (), "",
           translate("Action", "Import layout"),
           translate("Action", "Takes the layout of a file among your own and arranges the desk so."), within=_LAYOUTS),
    Action("part_channels", "view", (), "",
           translate("Action", "Show channels"),
           translate("Action", "Takes the evidence and its channels into sight, or out of it."), checkable=True,
           within=_PARTS),
    Action("part_camera", "view", (), "",
           translate("Action", "Show camera"),
           translate("Action", "Takes the camera into sight, or out of it."), checkable=True,
           within=_PARTS),
    Action("part_second", "view", (), "",
           translate("Action", "Show second camera"),
           translate("Action", "Takes the second camera into sight, or out of it."), checkable=True,
           within=_PARTS),
    *(
        Action(f"part_camera_{n}", "view", (), "",
               translate("Action", "Show camera %1"),
               translate("Action", "Takes one more camera of the log into sight, or out of it."), checkable=True,
               number=n, within=_PARTS)
        for n in range(3, 13)
    ),
    Action("part_space", "view", (), "",
           translate("Action", "Show 3D"),
           translate("Action", "Takes the 3D view into sight, or out of it."), checkable=True,
           within=_PARTS),
    Action("part_map", "view", (), "",
           translate("Action", "Show map"),
           translate("Action", "Takes the map into sight, or out of it."), checkable=True,
           within=_PARTS),
    Action("part_plots", "view", (), "",
           translate("Action", "Show plots"),
           translate("Action", "Takes the plots into sight, or out of it."), checkable=True,
           within=_PARTS),
    Action("part_timeline", "view", (), "",
           translate("Action", "Show timeline"),
           translate("Action", "Takes the lanes of the timeline into sight, or out of it."), checkable=True,
           within=_PARTS),
    Action("part_inspector", "view", (), "",
           translate("Action", "Show inspector"),
           translate("Action", "Takes decision, record and evidence into sight, or out of it."), checkable=True,
           within=_PARTS),
    Action("part_state", "view", (), "",
           translate("Action", "Show vehicle state"),
           translate("Action", "Takes the state of the vehicle into sight, or out of it."), checkable=True,
           within=_PARTS),
    Action("part_ledger", "view", (), "",
           translate("Action", "Show decision ledger"),
           translate("Action", "Takes the table of all planning cycles into sight, or out of it."), checkable=True,
           within=_PARTS),
    Action("merge_lanes", "view", (), "",
           translate("Action", "Merge density lanes"),
           translate("Action", "Makes the timeline lower: one lane for all densities, no bookmarks, no overview."),
           checkable=True, within=_PARTS),
    Action("view_top", "view", ("1",), "map",
           translate("Action", "3D from above"),
           translate("Action", "Looks down on the vehicle."), line=True),
    Action("view_chase", "view", ("2",), "car",
           translate("Action", "3D from behind"),
           translate("Action", "Looks over the vehicle from behind.")),
    Action("view_driver", "view", ("3",), "eye",
           translate("Action", "3D from the driver's seat"),
           translate("Action", "Looks ahead from the driver's eyes.")),
    Action("view_free", "view", ("4",), "rotate-3d",
           translate("Action", "3D free"),
           translate("Action", "Leaves the viewpoint to the mouse.")),
    Action("follow", "view", ("F",), "locate-fixed",
           translate("Action", "Follow vehicle or object"),
           translate("Action", "Goes with the vehicle, then the selected object, then nothing; in the map: vehicle."),
           checkable=True),
    Action("measure", "view", ("R",), "ruler",
           translate("Action", "Measure"),
           translate("Action", "Measures from point to point, then to the vehicle, then not; with the uncertainty."),
           checkable=True),
    Action("shade", "view", ("E",), "box",
           translate("Action", "Shade shapes by depth"),
           translate("Action", "Darkens what lies behind its neighbours in the 3D view, which says so below it."),
           checkable=True),
    Action("view_as_master", "view", ("G",), "star",
           translate("Action", "Use this view's channel as master"),
           translate("Action", "Steps by the frames of this view's channel from now on."), line=True),
    Action("cursor_a", "view", ("A",), "brackets",
           translate("Action", "Put cursor A here"),
           translate("Action", "Marks this instant as the first of two to compare in the plots."), line=True),
    Action("cursor_b", "view", ("Shift+A",), "brackets",
           translate("Action", "Put cursor B here"),
           translate("Action", "Marks this instant as the second of two to compare in the plots.")),
    Action("full_screen", "view", ("F11",), "maximize-2",
           translate("Action", "Full screen"),
           translate("Action", "Gives the window the whole screen, or takes it back."), checkable=True, line=True),
    Action("interface_larger", "view", ("Ctrl++", "Ctrl+="), "a-arrow-up",
           translate("Action", "Interface larger"),
           translate("Action", "Makes all text and controls larger.")),
    Action("interface_smaller", "view", ("Ctrl+-",), "a-arrow-down",
           translate("Action", "Interface smaller"),
           translate("Action", "Makes all text and controls smaller.")),
    Action("interface_normal", "view", ("Ctrl+0",), "a-large-small",
           translate("Action", "Interface at normal size"),
           translate("Action", "Shows text and controls as large as designed.")),
    Action("theme_dark", "view", (), "",
           translate("Action", "Dark"),
           translate("Action", "Light text on dark panes."), checkable=True, line=True),
    Action("theme_light", "view", (), "",
           translate("Action", "Light"),
           translate("Action", "Dark text on light panes."), checkable=True),
    Action("theme_contrast", "view", (), "",
           translate("Action", "High contrast"),
           translate("Action", "White text and lines on black."), checkable=True),
    Action("next_area", "view", ("F6",), "columns-2",
           translate("Action", "Next area"),
           translate("Action", "Moves the focus to the next area of the window."), line=True),
    Action("previous_area", "view", ("Shift+F6",), "columns-2",
           translate("Action", "Previous area"),
           translate("Action", "Moves the focus to the previous area of the window.")),
)
_TIME = (
    Action("play_pause", "time", ("Space", "K"), "play",
           translate("Action", "Play or pause"),
           translate("Action", "Plays from this instant at the chosen rate, or stops at it.")),
    Action("shuttle_back", "time", ("J",), "rewind",
           translate("Action", "Shuttle back"),
           translate("Action", "Plays backwards; each further press is one step faster.")),
    Action("shuttle_forward", "time", ("L",), "fast-forward",
           translate("Action", "Shuttle forward"),
           translate("Action", "Plays forward; each further press is one step faster.")),
    Action("slower", "time", ("-",), "minus",
           translate("Action", "Slower"),
           translate("Action", "Goes one step down the ladder of rates.")),
    Action("faster", "time", ("+", "="), "plus",
           translate("Action", "Faster"),
           translate("Action", "Goes one step up the ladder of rates.")),
    Action("normal_rate", "time", ("0",), "gauge",
           translate("Action", "Normal rate"),
           translate("Action", "Plays as fast as it happened.")),
    Action("time_mode", "time", ("W",), "aperture",
           translate("Action", "Capture time or knew then"),
           translate("Action", "Shows what happened at an instant, or only what had arrived by then."), line=True),
    Action("set_t0", "time", ("Shift+T",), "flag",
           translate("Action", "Set T0 here"),
           translate("Action", "Makes this instant the zero of all times; it is logged."), line=True),
    Action("clock_t0", "time", (), "flag",
           translate("Action", "Clock from T0"),
           translate("Action", "Shows times before and after T0 on the clock and the ruler."),
           checkable=True, line=True),
    Action("clock_elapsed", "time", (), "timer",
           translate("Action", "Clock from the start"),
           translate("Action", "Shows times since the start of the log on the clock and the ruler."), checkable=True),
    Action("clock_utc", "time", (), "clock",
           translate("Action", "Clock in UTC"),
           translate("Action", "Shows UTC as the log tells it on the clock and the ruler."), checkable=True),
    Action("clock_local", "time", (), "clock",
           translate("Action", "Clock in local time"),
           translate("Action", "Shows local time of the chosen zone on the clock and the ruler."), checkable=True),
    Action("clock_zone", "time", (), "",
           translate("Action", "Zone of local time"),
           translate("Action", "Chooses the zone in which local times are shown and can be typed.")),
    Action("loop_in", "time", ("I",), "arrow-left-to-line",
           translate("Action", "Start the loop here"),
           translate("Action", "Makes this instant the start of the loop."), line=True),
    Action("loop_out", "time", ("O",), "arrow-right-to-line",
           translate("Action", "End the loop here"),
           translate("Action", "Makes this instant the end of the loop.")),
    Action("loop_toggle", "time", ("Ctrl+L",), "repeat",
           translate("Action", "Loop"),
           translate("Action", "Plays the loop again and again, or plays on."), checkable=True),
    Action("loop_clear", "time", ("Shift+I",), "x",
           translate("Action", "Clear the loop"),
           translate("Action", "Forgets both ends of the loop.")),
)
_GO = (
    Action("step_forward", "go", (".", "Right"), "step-forward",
           translate("Action", "One frame forward"),
           translate("Action", "Goes to the next frame of the master channel."), repeats=True),
    Action("step_back", "go", (",", "Left"), "step-back",
           translate("Action", "One frame back"),
           translate("Action", "Goes to the previous frame of the master channel."), repeats=True),
    Action("forward_100ms", "go", ("Shift+Right",), "",
           translate("Action", "0.1 s forward"),
           translate("Action", "Goes 0.1 s forward."), repeats=True),
    Action("back_100ms", "go", ("Shift+Left",), "",
           translate("Action", "0.1 s back"),
           translate("Action", "Goes 0.1 s back."), repeats=True),
    Action("forward_1s", "go", ("Ctrl+Right",), "",
           translate("Action", "1 s forward"),
           translate("Action", "Goes 1 s forward."), repeats=True),
    Action("back_1s", "go", ("Ctrl+Left",), "",
           translate("Action", "1 s back"),
           translate("Action", "Goes 1 s back."), repeats=True),
    Action("forward_10s", "go", ("Ctrl+Shift+Right",), "",
           translate("Action", "10 s forward"),
           translate("Action", "Goes 10 s forward."), repeats=True),
    Action("back_10s", "go", ("Ctrl+Shift+Left",), "",
           translate("Action", "10 s back"),
           translate("Action", "Goes 10 s back."), repeats=True),
    Action("go_start", "go", ("Home",), "skip-back",
           translate("Action", "Go to start"),
           translate("Action", "Goes to the start of the log."), line=True),
    Action("go_end", "go", ("End",), "skip-forward",
           translate("Action", "Go to end"),
           translate("Action", "Goes to the end of the log.")),
    Action("go_t0", "go", ("T",), "flag-triangle-right",
           translate("Action", "Go to T0"),
           translate("Action", "Goes to T0.")),
    Action("go_to_time", "go", ("Ctrl+G",), "clock",
           translate("Action", "Go to exact time"),
           translate("Action", "Goes to a time given in nanoseconds, in UTC or from T0, or to a frame by its number.")),
    Action("next_event", "go", ("N",), "chevron-right",
           translate("Action", "Next event"),
           translate("Action", "Goes to the next event of the kinds ticked in the event lane."),
           repeats=True, line=True),
    Action("previous_event", "go", ("Shift+N",), "chevron-left",
           translate("Action", "Previous event"),
           translate("Action", "Goes to the previous event of the kinds ticked in the event lane."), repeats=True),
    Action("event_kinds", "go", (), "funnel",
           translate("Action", "Kinds of events"),
           translate("Action", "Lists the kinds of events with their keys; those ticked are shown and stepped to.")),
    *(
        Action(f"next_event_{n}", "go", (f"Alt+{n}",), "",
               translate("Action", "Next event of kind %1"),
               translate("Action", "Goes to the next event of the kind in that row of the event lane's list."),
               repeats=True, number=n)
        for n in range(1, 10)
    ),
    *(
        Action(f"previous_event_{n}", "go", (f"Alt+Shift+{n}",), "",
               translate("Action", "Previous event of kind %1"),
               translate("Action", "Goes to the previous event of the kind in that row of the event lane's list."),
               repeats=True, number=n)
        for n in range(1, 10)
    ),
    Action("next_break", "go", ("H",), "unlink",
           translate("Action", "Next broken or missing stretch"),
           translate("Action", "Goes to the next stretch of the log that fails its check or is missing."), line=True),
    Action("previous_break", "go", ("Shift+H",), "unlink",
           translate("Action", "Previous broken or missing stretch"),
           translate("Action", "Goes to the previous stretch of the log that fails its check or is missing.")),
    Action("next_bookmark", "go", ("B",), "bookmark",
           translate("Action", "Next bookmark"),
           translate("Action", "Goes to the next bookmark."), repeats=True, line=True),
    Action("previous_bookmark", "go", ("Shift+B",), "bookmark",
           translate("Action", "Previous bookmark"),
           translate("Action", "Goes to the previous bookmark."), repeats=True),
)
_DECISIONS = (
    Action("next_decision", "decisions", ("Down",), "arrow-down",
           translate("Action", "Next decision"),
           translate("Action", "Goes to the next planning cycle."), repeats=True),
    Action("previous_decision", "decisions", ("Up",), "arrow-up",
           translate("Action", "Previous decision"),
           translate("Action", "Goes to the previous planning cycle."), repeats=True),
)
_CASE = (
    Action("new_case", "case", ("Ctrl+N",), "file-plus",
           translate("Action", "New case"),
           translate("Action", "Starts a case for the open logs.")),
    Action("open_case", "case", ("Ctrl+Shift+O",), "briefcase",
           translate("Action", "Open case"),
           translate("Action", "Opens a case with its logs, bookmarks and custody ledger.")),
    Action("bookmark_now", "case", ("M",), "bookmark-plus",
           translate("Action", "Bookmark this instant"),
           translate("Action", "Keeps this instant, its layout and its cameras in the case."), line=True),
    Action("bookmark_with_text", "case", ("Shift+M",), "sticky-note",
           translate("Action", "Bookmark with text"),
           translate("Action", "Keeps this instant in the case and asks what to note.")),
)
_REPORT = (
    Action("make_report", "report", (), "file-text",
           translate("Action", "Report"),
           translate("Action", "States the case over a verified span and seals it.")),
)
_HELP = (
    Action("palette", "help", ("Ctrl+K", "Ctrl+Shift+P"), "search",
           translate("Action", "Find action, object, event or time"),
           translate("Action", "Finds anything by its name and goes there or does it.")),
    Action("shortcuts", "help", ("F1",), "keyboard",
           translate("Action", "Keyboard shortcuts"),
           translate("Action", "Shows all keys; each can be changed.")),
    Action("log_format", "help", (), "book-open",
           translate("Action", "Log format specification"),
           translate("Action", "Opens the description by which anybody can check a sealed log without this program.")),
)
# fmt: on


ACTIONS: tuple[Action, ...] = (*_FILE, *_EDIT, *_VIEW, *_TIME, *_GO, *_DECISIONS, *_CASE, *_REPORT, *_HELP)
"""The table."""
