"""The help's dock: the page about a kind of layer, about own code, or about a block."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from app.fields.text_forms import to_text
from app.fields.wording import expected
from app.panels.help.block_help import BlockHelp
from app.panels.help.block_page import add_ending, add_opening
from app.panels.help.texts import less, link, plain, term, title
from app.parts.block_declaration import block_declaration
from app.parts.formula_view import FormulaView
from app.parts.labels import note, section
from app.parts.port_texts import input_text, output_text
from app.theme import Theme
from app.theme.fonts import STAGE, code_font
from engine.layers.layer import Layer
from engine.layers.manual import ManualPage, manual_page
from engine.layers.parameters import Declaration
from engine.own_code.kind import OwnFunction, OwnLayer

LETTERS, HALL_LETTERS = 17.0, 24.0
CODE, HALL_CODE = 12, 18


class HelpPanel(QWidget):
    """Shows one page; it needs no network until a link to one is clicked.

    `block_wanted` and `code_wanted` carry the name of what shall be opened.
    """

    block_wanted = Signal(str)
    code_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._about: type[Layer] | BlockHelp | None = None
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
        """The name of the kind or of the block that is shown; empty where none is."""
        if isinstance(self._about, BlockHelp):
            return self._about.name
        return self._about.kind() if self._about is not None else ""

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
        self._turn_to(former._about)

    def show_kind(self, kind: type[Layer] | None) -> None:
        """Shows the page about a kind, or about own code; None says how to come by one."""
        self._turn_to(kind)

    def show_block(self, block: BlockHelp) -> None:
        """Shows the page about a block."""
        self._turn_to(block)

    def _turn_to(self, about: type[Layer] | BlockHelp | None) -> None:
        """Another page begins at its top; of the same one, what has changed is shown where it was read."""
        if about == self._about and about is not None:
            return
        before, self._about, bar = self.kind, about, self._scroll.verticalScrollBar()
        place = bar.value() if self.kind == before else 0
        self._show()
        bar.setValue(place)

    def _show(self) -> None:
        self._empty.setVisible(self._about is None)
        self._scroll.setVisible(self._about is not None)
        if self._about is None:
            return
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(14, 10, 14, 14)
        layout.setSpacing(6)
        if isinstance(self._about, BlockHelp):
            add_opening(layout, self._about)
            self._add_parameters(layout, block_declaration(self._about.parameters))
            add_ending(layout, self._about, self.block_wanted.emit)
        else:
            page = manual_page(self._about)
            self._add_opening(layout, page)
            self._add_values(layout, self._about)
            self._add_parameters(layout, self._about)
            self._add_ending(layout, page, self._about)
        layout.addStretch(1)
        self._scroll.setWidget(body)

    def _add_opening(self, layout: QVBoxLayout, page: ManualPage) -> None:
        layout.addWidget(title(page.kind))
        layout.addWidget(plain(_of_layers(page.summary) or self.tr("A layer of this project's own code.")))
        if page.formula:
            formula = FormulaView()
            formula.show_formula(page.formula, self._theme.text.name(), HALL_LETTERS if self._is_hall else LETTERS)
            layout.addSpacing(4)
            layout.addWidget(formula)
            layout.addSpacing(4)
        for text in page.details:
            layout.addWidget(less(_of_layers(text)))

    def _add_values(self, layout: QVBoxLayout, kind: type[Layer]) -> None:
        layout.addSpacing(8)
        layout.addWidget(section(self.tr("In and out")))
        for port in kind.inputs:
            layout.addWidget(term(port.name, input_text(port)))
        for name in kind.outputs:
            layout.addWidget(term(name, output_text(name)))

    def _add_parameters(self, layout: QVBoxLayout, kind: type[Declaration]) -> None:
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
            layout.addWidget(term(name, "\n".join(filter(None, lines))))

    def _add_ending(self, layout: QVBoxLayout, page: ManualPage, kind: type[Layer]) -> None:
        if page.example and not issubclass(kind, OwnFunction):  # in the source that has another name
            layout.addSpacing(8)
            layout.addWidget(section(self.tr("In Python")))
            layout.addWidget(self._code(page.example))
        if page.address:
            more = link(self.tr("More at PyTorch"), lambda: QDesktopServices.openUrl(QUrl(page.address)))
            more.setToolTip(page.address)
            more.setAccessibleDescription(page.torch_name)
            layout.addSpacing(8)
            layout.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        if issubclass(kind, OwnLayer):
            layout.addSpacing(8)
            opens = link(self.tr("Open Its Code"), lambda: self.code_wanted.emit(page.kind))
            layout.addWidget(opens, 0, Qt.AlignmentFlag.AlignLeft)

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
