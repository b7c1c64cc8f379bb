"""The rules of the stylesheet by kind of widget; `$name` is a token, `$px8` a length, `$font13` a size of letters."""

from __future__ import annotations

_FRAME = """
QMainWindow, QDialog { background: $window; }
QMessageBox { background: $panel; }
QMessageBox #qt_msgbox_label { font-size: $font14; font-weight: 600; padding: $px8 $px8 0 $px8; }
QMessageBox #qt_msgbox_informativelabel { color: $soft_text; min-width: 360px; padding: 0 $px8 $px8 $px8; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QMainWindow::separator { background: $line; width: $px1; height: $px1; }
QMainWindow::separator:hover { background: $accent; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: $px1; }
QSplitter::handle:vertical { height: $px1; }
QDockWidget {
  color: $text; font-weight: 600; titlebar-close-icon: $picture_dock_close; titlebar-normal-icon: $picture_dock_float; }
QDockWidget::title { background: $panel; padding: $px8 $px12 $px6 $px14; text-align: left; }
QDockWidget > QWidget { background: $panel; }
QDockWidget::close-button, QDockWidget::float-button {
  border: none; background: transparent; padding: 0; width: $px18; height: $px18; icon-size: $px16; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: $hover; border-radius: $px4; }
QToolTip { background: $card; color: $text; border: 1px solid $line; padding: $px4 $px6; font-size: $font12; }
QStatusBar { background: $panel; color: $soft_text; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QToolBar { background: $panel; border: none; border-bottom: 1px solid $line; padding: $px6 $px8; spacing: $px6; }
QToolBar::separator { background: $line; width: $px1; margin: $px4 $px6; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QFrame[card="true"] { background: $card; border: 1px solid $line; border-radius: $px8; }
QFrame[divider="true"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QGroupBox { border: 1px solid $line; border-radius: $px8; margin-top: $px16; padding: $px8; }
QGroupBox::title { subcontrol-origin: margin; left: $px10; padding: 0 $px4; color: $soft_text; }
"""

_LABELS = """
QLabel { color: $text; background: transparent; }
QLabel:disabled { color: $faint_text; }
QLabel[heading="true"] { font-size: $font17; font-weight: 600; }
QLabel[section="true"] { font-size: $font11; font-weight: 600; color: $soft_text; letter-spacing: 1px; }
QLabel[soft="true"] { color: $soft_text; }
QLabel[small="true"] { font-size: $font12; }
QLabel[strong="true"] { font-weight: 600; }
QLabel[chip="true"] { background: $chip; border-radius: $px6; padding: $px1 $px6; }
QLabel[state="error"] { color: $error; }
QLabel[state="warning"] { color: $warning; }
QLabel[state="good"] { color: $good; }
"""

_BUTTONS = """
QPushButton, QToolButton {
  background: $panel; color: $text; border: 1px solid $line; border-radius: $px8; padding: $px5 $px14; font-weight:
  500; }
QPushButton { min-height: $px20; }
QToolButton { padding: $px5 $px8; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked { background: $pressed; }
QPushButton:focus, QToolButton:focus { border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $faint_text; background: transparent; }
QPushButton[primary="true"], QToolButton[primary="true"] {
  background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[primary="true"]:hover, QToolButton[primary="true"]:hover {
  background: $accent_hover; border-color: $accent_hover; }
QPushButton[primary="true"]:pressed, QToolButton[primary="true"]:pressed {
  background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[primary="true"]:focus { border-color: $text; }
QPushButton[primary="true"]:disabled, QToolButton[primary="true"]:disabled {
  background: $chip; color: $faint_text; border-color: $chip; }
QPushButton[flat="true"], QToolButton[flat="true"], QToolBar QToolButton {
  background: transparent; border: 1px solid transparent; }
QPushButton[flat="true"]:hover, QToolButton[flat="true"]:hover, QToolBar QToolButton:hover { background: $hover; }
QToolBar QToolButton:pressed, QToolBar QToolButton:checked { background: $pressed; }
QPushButton[flat="true"]:focus, QToolButton[flat="true"]:focus { border-color: $accent; }
QPushButton[chip="true"] { background: $chip; border: 1px solid $chip; border-radius: $px6; padding: $px1 $px8;
  min-height: 0; font-weight: 400; }
QPushButton[chip="true"]:hover, QPushButton[chip="true"]:focus { border-color: $accent; }
QFrame[segments="true"] { background: $chip; border: none; border-radius: $px8; }
QPushButton[segment="true"] {
  background: transparent; border: 1px solid transparent; border-radius: $px6; padding: $px3 $px18; margin: $px3;
  color: $soft_text; font-weight: 600; }
QPushButton[segment="true"]:hover { color: $text; }
QPushButton[segment="true"]:checked { background: $panel; color: $text; border-color: $line; }
QPushButton[segment="true"]:focus { border-color: $accent; }
QToolButton[reset="true"] { border: none; background: transparent; padding: $px3; image: $picture_reset; }
QToolButton[remove="true"] { border: none; background: transparent; padding: $px3; image: $picture_close; }
QToolButton[remove="true"]:disabled { image: none; }
QToolButton[reset="true"]:hover, QToolButton[remove="true"]:hover { background: $hover; border-radius: $px4; }
QToolButton[remove="true"]:focus { border: 1px solid $accent; border-radius: $px4; }
QToolButton::menu-indicator { image: none; }
"""

_FIELDS = """
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
  background: $panel; color: $text; border: 1px solid $line; border-radius: $px8; padding: $px4 $px8;
  selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $faint_text; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: $px18; }
QLineEdit:hover, QComboBox:hover, QAbstractSpinBox:hover { border-color: $handle; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border-color: $accent; }
QLineEdit:disabled, QComboBox:disabled, QAbstractSpinBox:disabled, QPlainTextEdit:disabled {
  color: $faint_text; background: $window; }
QLineEdit:read-only { background: $window; }
QLineEdit[search="true"] { padding: $px6 $px10; }
*[problem="true"] { border: 1px solid $error; background: $error_fill; }
QLineEdit[problem="true"]:focus, QComboBox[problem="true"]:focus, QPlainTextEdit[problem="true"]:focus {
  border-color: $error; }
QPlainTextEdit[code="true"], QTextEdit[code="true"] { border: none; border-radius: 0; padding: $px8; }
QComboBox { padding-right: $px24; combobox-popup: 0; }
QComboBox::drop-down { subcontrol-origin: padding; subcontrol-position: center right; width: $px22; border: none; }
QComboBox::down-arrow { image: $picture_arrow_down; width: $px14; height: $px14; }
QComboBox QAbstractItemView {
  background: $card; color: $text; border: 1px solid $line; padding: $px4; outline: none;
  selection-background-color: $selection; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: $px24; padding: 0 $px6; }
QAbstractSpinBox { padding: $px4 $px20 $px4 $px4; qproperty-alignment: 'AlignRight | AlignVCenter'; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
  subcontrol-origin: border; width: $px20; border: none; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin-top: $px2; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin-bottom: $px2; }
QAbstractSpinBox::up-arrow { image: $picture_arrow_up; width: $px12; height: $px12; }
QAbstractSpinBox::down-arrow { image: $picture_arrow_down; width: $px12; height: $px12; }
QCheckBox, QRadioButton { color: $text; spacing: $px8; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator {
  width: $px16; height: $px16; border: 1px solid $handle; background: $panel; border-radius: $px4; }
QRadioButton::indicator { border-radius: $px8; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: $picture_check; }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: $picture_partial; }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: $picture_dot; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $window; border-color: $line; }
QCheckBox:disabled, QRadioButton:disabled { color: $faint_text; }
QSlider::groove:horizontal { height: $px4; background: $chip; border-radius: $px2; }
QSlider::sub-page:horizontal { background: $accent; border-radius: $px2; }
QSlider::handle:horizontal {
  width: $px12; margin: -$px6 0; border-radius: $px8; background: $panel; border: $px2 solid $accent; }
QProgressBar {
  background: $chip; border: none; border-radius: $px4; min-height: $px8; max-height: $px8; text-align: center;
  color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: $px4; }
"""

_MENUS = """
QMenuBar { background: $panel; color: $text; border-bottom: 1px solid $line; padding: $px2 $px6; }
QMenuBar::item { background: transparent; padding: $px4 $px10; border-radius: $px6; }
QMenuBar::item:selected { background: $hover; }
QMenuBar::item:pressed { background: $pressed; }
QMenu { background: $card; color: $text; border: 1px solid $line; padding: $px6; }
QMenu::item { padding: $px5 $px28 $px5 $px28; border-radius: $px6; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $faint_text; }
QMenu::separator { height: 1px; background: $line; margin: $px5 $px8; }
QMenu::indicator { width: $px16; height: $px16; left: $px6; }
QMenu::indicator:checked { image: $picture_menu_check; }
QMenu::icon { left: $px6; }
QMenu::right-arrow { image: $picture_arrow_right; width: $px14; height: $px14; right: $px6; }
"""

_LISTS = """
QAbstractItemView { background: $panel; color: $text; border: none; outline: none; font-size: $font13;
  alternate-background-color: $window; selection-background-color: $selection; selection-color: $text; }
QTreeView::item, QListView::item { border-radius: $px6; padding: $px4; }
QTreeView::item:hover, QListView::item:hover { background: $hover; }
QTreeView::item:selected, QListView::item:selected { background: $selection; color: $text; }
QTreeView[compact="true"]::item { border-radius: 0; padding: $px3 $px8; }
QTreeView::branch { background: $panel; }
QTreeView::branch:has-children:closed { image: $picture_arrow_right; }
QTreeView::branch:has-children:open { image: $picture_arrow_down; }
QTableView { gridline-color: $line; }
QTableView::item { padding: $px3 $px8; }
QTableView[compact="true"]::item { padding: $px3 $px4; }
QTableView[compact="true"] QHeaderView::section { padding: $px3 $px4; }
QTableView::item:selected { background: $selection; color: $text; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section { background: $panel; color: $soft_text; border: none; border-bottom: 1px solid $line;
  padding: $px5 $px8; font-weight: 600; font-size: $font12; }
QHeaderView::up-arrow, QHeaderView::down-arrow {
  subcontrol-origin: padding; subcontrol-position: top center; width: $px12; height: $px12; }
QHeaderView::up-arrow { image: $picture_arrow_up; }
QHeaderView::down-arrow { image: $picture_arrow_down; }
QTableCornerButton::section { background: $panel; border: none; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $soft_text; border: none; border-bottom: 2px solid transparent;
  padding: $px6 $px12; font-weight: 500; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::close-button { image: $picture_close; }
QTabBar::scroller { width: $px20; }
QTabBar QToolButton { background: $panel; border: none; border-radius: 0; padding: 0; min-height: 0; min-width: 0; }
QTabBar QToolButton:hover { background: $hover; }
QTabBar QToolButton::right-arrow { image: $picture_arrow_right; width: $px14; height: $px14; }
QTabBar QToolButton::left-arrow { image: $picture_arrow_left; width: $px14; height: $px14; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: $px10; }
QScrollBar:horizontal { height: $px10; }
QScrollBar::handle { background: $handle; border-radius: $px3; margin: $px2; }
QScrollBar::handle:vertical { min-height: $px28; }
QScrollBar::handle:horizontal { min-width: $px28; }
QScrollBar::handle:hover { background: $soft_text; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
"""

_WINDOW = """
#top-bar { background: $panel; border-bottom: 1px solid $line; }
QFrame[bar="true"] { background: $panel; border-bottom: 1px solid $line; }
QFrame[bar="true"] QLabel[heading="true"] { font-size: $font14; }
#top-bar QMenuBar { border: none; }
#dock-title { background: $panel; }
#dock-title QToolButton { border: none; padding: $px2; background: transparent; border-radius: $px4; }
#dock-title QToolButton:hover { background: $hover; }
QMainWindow > QTabBar { background: $panel; }
QStatusBar { min-height: $px28; }
QStatusBar QLabel { color: $soft_text; padding: 0 $px8; }
QPushButton[status="true"] { background: transparent; border: none; border-radius: $px4; padding: 0 $px8;
  color: $soft_text; min-height: $px20; }
QPushButton[status="true"]:hover { background: $hover; }
QPushButton[status="true"][state="error"] { color: $error; }
QPushButton[status="true"][state="warning"] { color: $warning; }
QPushButton[status="true"][state="good"] { color: $good; }
QPushButton[link="true"] { background: transparent; border: none; border-radius: $px4; padding: $px2 0; min-height: 0;
  color: $soft_text; font-weight: 400; text-align: left; }
QPushButton[link="true"]:hover { color: $accent; }
"""

RULES = (_FRAME, _LISTS, _LABELS, _BUTTONS, _FIELDS, _MENUS, _WINDOW)
