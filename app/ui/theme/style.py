"""The style sheet for Qt's own widgets, written from the tokens: states, heights, radii and lines of DESIGN.md.

It must not know the windows. What a sheet cannot say (dashes, glyphs, age bars) is painted by `glyphs` and the widgets.
A widget asks for a variant by a property: `primary` on a button, `filter` = ok, warn or broken on a line edit, `tone`
= t1, t2, t3 or broken on a label, `mark` = header, strip, card or popover on a frame.
"""

from collections.abc import Callable

from app.ui.theme.arrows import arrow
from app.ui.theme.tokens import Tokens

Length = Callable[[int], str]


def style_sheet(tokens: Tokens, *, scale: float = 1.0) -> str:
    """The whole sheet for one theme; lengths grow with `scale`, lines stay as thin as they are."""

    def px(length: int) -> str:
        return f"{round(length * scale)}px"

    parts = (_surfaces, _menus, _buttons, _fields, _tables, _choices, _bars)
    return "\n".join(part(tokens, px) for part in parts)


def _surfaces(t: Tokens, px: Length) -> str:
    return f"""
QMainWindow, QDialog {{ background: {t.bg0}; }}
QDialog {{ background: {t.bg1}; }}
QMainWindow::separator {{ background: {t.bg0}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {t.acc}; }}
QSplitter::handle {{ background: {t.bg0}; }}
QSplitter::handle:hover, QSplitter::handle:pressed {{ background: {t.acc}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QFrame[mark="header"] {{ background: {t.bg2}; border: 0; border-bottom: 1px solid {t.line}; }}
QFrame[mark="strip"] {{ background: {t.canvas}; border: 0; }}
QFrame[mark="pane"] {{ background: {t.bg1}; border: 0; }}
QFrame[mark="card"] {{ background: {t.bg1}; border: 1px solid {t.line}; border-radius: {px(6)}; }}
QFrame[mark="popover"] {{ background: {t.bg1}; border: 1px solid {t.line2}; border-radius: {px(6)}; }}
QLabel[tone="t1"] {{ color: {t.t1}; }}
QLabel[tone="t2"] {{ color: {t.t2}; }}
QLabel[tone="t3"] {{ color: {t.t3}; }}
QLabel[tone="warn"] {{ color: {t.warn}; }}
QLabel[tone="broken"] {{ color: {t.broken}; }}
QToolTip {{ background: {t.bg2}; color: {t.t1}; border: 1px solid {t.line2}; padding: {px(4)} {px(8)}; }}
QStatusBar {{ background: {t.bg2}; color: {t.t2}; border-top: 1px solid {t.line}; font-size: {px(11)}; }}
QStatusBar::item {{ border: 0; }}
QGroupBox {{ border: 1px solid {t.line}; border-radius: {px(6)}; margin-top: {px(16)}; padding: {px(8)}; }}
QGroupBox::title {{ subcontrol-origin: margin; left: {px(8)}; color: {t.t2}; }}
"""


def _menus(t: Tokens, px: Length) -> str:
    return f"""
QMenuBar {{ background: {t.bg2}; border: 0; padding: {px(4)} 0;
    menubar-altkey-navigation: 1; }}
QMenuBar::item {{ padding: {px(6)} {px(9)} {px(7)} {px(9)}; border-radius: {px(4)}; background: transparent;
    color: {t.t1}; }}
QMenuBar::item:selected {{ background: {t.bg3}; }}
QMenuBar::item:pressed {{ background: {t.bg1}; }}
QMenuBar::item:disabled {{ color: {t.unchecked}; }}
QMenu {{ background: {t.bg2}; color: {t.t1}; border: 1px solid {t.line2}; padding: {px(4)} 0; }}
QMenu::item {{ padding: {px(5)} {px(24)} {px(5)} {px(28)}; margin: 0; background: transparent; }}
QMenu::item:selected {{ background: {t.bg4}; }}
QMenu::item:disabled {{ color: {t.unchecked}; }}
QMenu::icon {{ left: {px(8)}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: {px(4)} 0; }}
QTabWidget::pane {{ border: 0; border-top: 1px solid {t.line}; }}
QTabBar {{ background: {t.bg2}; border: 0; }}
QTabBar::tab {{ background: transparent; color: {t.t2}; border: 0; border-bottom: 2px solid transparent;
    padding: {px(5)} {px(12)}; }}
QTabBar::tab:hover {{ background: {t.bg3}; color: {t.t1}; }}
QTabBar::tab:selected {{ color: {t.t1}; border-bottom: 2px solid {t.acc}; font-weight: 600; }}
QTabBar::tab:disabled {{ color: {t.unchecked}; }}
QTabBar::tab:focus {{ border: 2px solid {t.acc}; }}
QTabBar[dense="1"]::tab {{ padding-left: {px(5)}; padding-right: {px(5)}; }}
QTabBar[mark="title"]::tab {{ padding: {px(9)} {px(14)} {px(8)} {px(14)}; }}
"""


def _buttons(t: Tokens, px: Length) -> str:
    return f"""
QPushButton {{ background: {t.bg3}; color: {t.t1}; border: 1px solid {t.line2}; border-radius: {px(4)};
    padding: 0 {px(12)}; min-height: {px(24)}; }}
QPushButton:hover {{ background: {t.bg4}; }}
QPushButton:pressed {{ background: {t.bg1}; }}
QPushButton:checked {{ background: {t.sel}; border-color: {t.acc}; }}
QPushButton:disabled {{ background: {t.bg1}; color: {t.unchecked}; border-color: {t.line}; }}
QPushButton:focus {{ border: 2px solid {t.acc}; padding: 0 {px(11)}; min-height: {_less(px(24), 2)}; }}
QPushButton[primary="true"] {{ background: {t.acc}; color: {t.on_acc}; border-color: {t.acc}; font-weight: 600; }}
QPushButton[primary="true"]:hover {{ border-color: {t.t1}; }}
QPushButton[primary="true"]:pressed {{ background: {t.sel}; color: {t.t1}; }}
QPushButton[primary="true"]:focus {{ border: 2px solid {t.t1}; }}
QPushButton[primary="true"]:disabled {{ background: {t.bg1}; color: {t.unchecked}; border-color: {t.line}; }}
QToolButton {{ background: transparent; color: {t.t1}; border: 0; border-radius: {px(4)}; padding: {px(4)}; }}
QToolButton:hover {{ background: {t.bg3}; }}
QToolButton:pressed {{ background: {t.bg1}; }}
QToolButton:checked {{ background: {t.sel}; }}
QToolButton:disabled {{ color: {t.unchecked}; }}
QToolButton:focus {{ border: 2px solid {t.acc}; padding: {_less(px(4), 2)}; }}
QToolButton::menu-indicator {{ image: none; }}
QStatusBar QToolButton {{ padding: 0 {px(6)}; font-size: {px(11)}; }}
QStatusBar QToolButton:focus {{ padding: 0 {_less(px(6), 2)}; }}
"""


def _fields(t: Tokens, px: Length) -> str:
    down = arrow("chevron-down", "t2", t)
    up = arrow("chevron-up", "t2", t)
    tints = "".join(
        f'\nQLineEdit[filter="{state}"] {{ background: {t.tint(state)}; border-color: {t.tint_line(state)}; }}'
        for state in ("ok", "warn", "broken")
    )
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox {{ background: {t.bg1}; color: {t.t1};
    border: 1px solid {t.line2}; border-radius: {px(4)}; selection-background-color: {t.acc};
    selection-color: {t.on_acc}; placeholder-text-color: {t.t3}; }}
QLineEdit, QAbstractSpinBox, QComboBox {{ padding: 0 {px(7)}; min-height: {px(22)}; }}
QComboBox {{ background: {t.bg2}; }}
QComboBox:hover {{ background: {t.bg3}; }}{tints}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {{
    border: 2px solid {t.acc}; }}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {{ padding: 0 {px(6)}; min-height: {_less(px(22), 2)}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{
    color: {t.unchecked}; border-color: {t.line}; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{ border: 0; background: transparent; min-height: 0;
    padding: 0; }}
QAbstractSpinBox {{ qproperty-alignment: 'AlignRight | AlignVCenter'; }}
QComboBox::drop-down {{ border: 0; width: {px(20)}; }}
QComboBox::down-arrow {{ image: url({down}); width: {px(12)}; height: {px(12)}; }}
QComboBox QAbstractItemView {{ background: {t.bg2}; border: 1px solid {t.line2}; outline: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: 0; width: {px(16)}; background: transparent; }}
QAbstractSpinBox::up-arrow {{ image: url({up}); width: {px(10)}; height: {px(10)}; }}
QAbstractSpinBox::down-arrow {{ image: url({down}); width: {px(10)}; height: {px(10)}; }}
"""


def _tables(t: Tokens, px: Length) -> str:
    # a branch is as wide as an indentation
    closed, opened = arrow("chevron-right", "t2", t, margin=8), arrow("chevron-down", "t2", t, margin=8)
    down = arrow("chevron-down", "t2", t)
    up = arrow("chevron-up", "t2", t)
    return f"""
QAbstractItemView {{ background: {t.bg1}; color: {t.t1}; border: 0; outline: 0; gridline-color: transparent;
    selection-background-color: {t.sel}; selection-color: {t.t1}; }}
QTreeView::item, QListView::item {{ height: {px(24)}; padding: 0 {px(4)}; border: 0; }}
QTableView::item {{ padding: 0 {px(8)}; border: 0; }}
QTableView[dense="1"]::item {{ padding: 0 {px(4)}; }}
QTreeView::item:hover, QListView::item:hover, QTableView::item:hover {{ background: {t.bg3}; }}
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected {{ background: {t.sel}; color: {t.t1}; }}
QTreeView::branch {{ background: transparent; }}
QTreeView::branch:selected {{ background: {t.sel}; }}
QTreeView::branch:has-children:closed {{ image: url({closed}); }}
QTreeView::branch:has-children:open {{ image: url({opened}); }}
QHeaderView {{ background: {t.bg1}; border: 0; }}
QHeaderView::section {{ background: {t.bg1}; color: {t.t2}; border: 0; border-bottom: 1px solid {t.line};
    padding: 0 {px(8)}; height: {px(24)}; font-size: {px(11)}; font-weight: 400; }}
QHeaderView[dense="1"]::section {{ padding: 0 {px(4)}; }}
QHeaderView::section:hover {{ background: {t.bg3}; }}
QHeaderView::down-arrow {{ image: url({down}); width: {px(10)}; height: {px(10)}; }}
QHeaderView::up-arrow {{ image: url({up}); width: {px(10)}; height: {px(10)}; }}
QTableCornerButton::section {{ background: {t.bg1}; border: 0; border-bottom: 1px solid {t.line}; }}
"""


def _choices(t: Tokens, px: Length) -> str:
    check = arrow("check", "on_acc", t)
    dash = arrow("minus", "on_acc", t)
    return f"""
QCheckBox, QRadioButton {{ spacing: {px(8)}; color: {t.t1}; min-height: {px(24)}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {t.unchecked}; }}
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator, QMenu::indicator {{
    width: {px(12)}; height: {px(12)}; border: 1px solid {t.line2}; border-radius: {px(3)}; background: {t.bg1}; }}
QMenu::indicator {{ left: {px(8)}; }}
QRadioButton::indicator {{ border-radius: {px(7)}; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover {{ background: {t.bg3}; }}
QCheckBox:focus, QRadioButton:focus {{ outline: 0; color: {t.acc}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: 2px solid {t.acc}; width: {_less(px(12), 2)};
    height: {_less(px(12), 2)}; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked, QMenu::indicator:checked {{
    background: {t.acc}; border-color: {t.acc}; image: url({check}); }}
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate {{
    background: {t.acc}; border-color: {t.acc}; image: url({dash}); }}
QRadioButton::indicator:checked {{ background: {t.bg1}; border: {px(4)} solid {t.acc}; width: {px(6)};
    height: {px(6)}; }}
"""


def _bars(t: Tokens, px: Length) -> str:
    return f"""
QScrollBar {{ background: transparent; border: 0; margin: 0; }}
QScrollBar:vertical {{ width: {px(10)}; }}
QScrollBar:horizontal {{ height: {px(10)}; }}
QScrollBar::handle {{ background: {t.line2}; border: 2px solid {t.bg1}; border-radius: {px(4)}; }}
QScrollBar::handle:vertical {{ min-height: {px(24)}; }}
QScrollBar::handle:horizontal {{ min-width: {px(24)}; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {t.t3}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
QSlider {{ min-height: {px(24)}; }}
QSlider::groove:horizontal {{ height: {px(4)}; background: {t.bg4}; border-radius: {px(2)}; }}
QSlider::groove:vertical {{ width: {px(4)}; background: {t.bg4}; border-radius: {px(2)}; }}
QSlider::sub-page:horizontal {{ background: {t.acc}; border-radius: {px(2)}; }}
QSlider::handle {{ background: {t.t1}; border: 1px solid {t.bg1}; border-radius: {px(5)}; width: {px(11)};
    height: {px(11)}; }}
QSlider::handle:horizontal {{ margin: -{px(4)} 0; }}
QSlider::handle:vertical {{ margin: 0 -{px(4)}; }}
QSlider::handle:focus {{ border: 2px solid {t.acc}; }}
QSlider::handle:disabled, QSlider::sub-page:horizontal:disabled {{ background: {t.unchecked}; }}
QProgressBar {{ background: {t.bg4}; border: 0; border-radius: {px(2)}; max-height: {px(4)}; color: transparent; }}
QProgressBar::chunk {{ background: {t.acc}; border-radius: {px(2)}; }}
"""


def _less(length: str, by: int) -> str:
    return f"{max(0, int(length.removesuffix('px')) - by)}px"
