"""The help dock: what a layer does, its formula, what goes in and out, each parameter, a line of Python."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.fields.text_forms import to_text
from app.fields.wording import expected
from app.parts.formula_view import FormulaView
from app.parts.labels import note, section, soft
from app.parts.port_texts import input_text, output_text
from app.theme import Theme
from app.theme.fonts import STAGE, code_font
from engine.layers.layer import Layer
from engine.layers.manual import ManualPage, manual_page

LETTERS, HALL_LETTERS = 17.0, 24.0
CODE, HALL_CODE = 12, 18


class HelpPanel(QWidget):
    """Shows the page of the manual about one kind; it needs no network until the link is clicked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind: type[Layer] | None = None
        self._is_hall = False
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._empty = note(self.tr("Select a layer, or one in the palette, and press F1: what it does appears here."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty)
        layout.addWidget(self._scroll)
        self.show_kind(None)

    def sizeHint(self) -> QSize:
        return QSize(336, 400)

    @property
    def kind(self) -> str:
        """The name of the kind that is shown; empty where none is."""
        return self._kind.kind() if self._kind is not None else ""

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._show()

    def set_hall(self, is_hall: bool) -> None:
        """Letters as large as a hall needs, or those of a desk."""
        if is_hall != self._is_hall:
            self._is_hall = is_hall
            self.setStyleSheet(f"QLabel, QPushButton {{ font-size: {STAGE}px; }}" if is_hall else "")
            self._show()

    def take_over(self, former: HelpPanel) -> None:
        """Shows the page that another one showed, whose window was made anew."""
        self.show_kind(former._kind)

    def show_kind(self, kind: type[Layer] | None) -> None:
        """Shows the page about a kind; None says how to come by one."""
        if kind is not self._kind or kind is None:
            self._kind = kind
            self._show()
            self._scroll.verticalScrollBar().setValue(0)

    def _show(self) -> None:
        self._empty.setVisible(self._kind is None)
        self._scroll.setVisible(self._kind is not None)
        if self._kind is None:
            return
        page, body = manual_page(self._kind), QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(14, 10, 14, 14)
        layout.setSpacing(6)
        self._add_opening(layout, page)
        self._add_values(layout, self._kind)
        self._add_parameters(layout, self._kind)
        self._add_ending(layout, page)
        layout.addStretch(1)
        self._scroll.setWidget(body)

    def _add_opening(self, layout: QVBoxLayout, page: ManualPage) -> None:
        title = _text(page.kind)
        title.setProperty("strong", True)
        layout.addWidget(title)
        layout.addWidget(_text(_of_layers(page.summary)))
        if page.formula:
            formula = FormulaView()
            formula.show_formula(page.formula, self._theme.text.name(), HALL_LETTERS if self._is_hall else LETTERS)
            layout.addSpacing(4)
            layout.addWidget(formula)
            layout.addSpacing(4)
        for text in page.details:
            layout.addWidget(soft(_of_layers(text), wrap=True))

    def _add_values(self, layout: QVBoxLayout, kind: type[Layer]) -> None:
        layout.addSpacing(8)
        layout.addWidget(section(self.tr("In and out")))
        for port in kind.inputs:
            layout.addWidget(_term(port.name, input_text(port)))
        for name in kind.outputs:
            layout.addWidget(_term(name, output_text(name)))

    def _add_parameters(self, layout: QVBoxLayout, kind: type[Layer]) -> None:
        if not kind.parameters:
            return
        layout.addSpacing(8)
        layout.addWidget(section(self.tr("Parameters")))
        for name, parameter in kind.parameters.items():
            words = QCoreApplication.translate("Parameters", parameter.help) if parameter.help else ""
            default = to_text(parameter, parameter.default) or self.tr("none")
            ending = (
                self.tr("Must be given") if parameter.required else self.tr("Default {value}").format(value=default)
            )
            range_ = expected(parameter)
            range_ = f"{range_[:1].upper()}{range_[1:]}"
            lines = [words, self.tr("{range}. {ending}.").format(range=range_, ending=ending)]
            layout.addWidget(_term(name, "\n".join(filter(None, lines))))

    def _add_ending(self, layout: QVBoxLayout, page: ManualPage) -> None:
        if page.example:
            layout.addSpacing(8)
            layout.addWidget(section(self.tr("In Python")))
            layout.addWidget(self._code(page.example))
        if page.address:
            link = QPushButton(self.tr("More at PyTorch"))
            link.setProperty("link", True)
            link.setToolTip(page.address)
            link.setAccessibleDescription(page.torch_name)
            link.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(page.address)))
            layout.addSpacing(8)
            layout.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _code(self, text: str) -> QLineEdit:
        """A line of Python that can be copied, and moved along where it is long."""
        line = QLineEdit(text)
        line.setReadOnly(True)
        line.setFont(code_font(HALL_CODE if self._is_hall else CODE))
        line.setAccessibleName(self.tr("In Python"))
        line.setToolTip(text)
        line.setCursorPosition(0)
        return line


def _of_layers(text: str) -> str:
    """Words of the catalogue; a path such as torch.nn.Linear may go on in a second line."""
    return QCoreApplication.translate("Layers", text).replace("torch.nn.", "torch.nn.\u200b")


def _text(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _term(name: str, text: str) -> QWidget:
    """A name, and below it what it means."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 2, 0, 2)
    layout.setSpacing(1)
    layout.addWidget(_text(name))
    meaning = soft(text, wrap=True)
    meaning.setTextFormat(Qt.TextFormat.PlainText)
    layout.addWidget(meaning)
    return made
