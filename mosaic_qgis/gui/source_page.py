"""The Data Source Manager page "MosaicJSON": a mosaic and its options, a look at it, a search for one. QGIS side.

Turns its fields into one layer URI and hands it on; opens nothing itself: what a mosaic is comes from the preview pane,
how layers come about from adding.py. Changes the source of an existing layer as well (`edit`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsMapLayer, QgsProject, QgsSettings
from qgis.gui import QgsAbstractDataSourceWidget, QgsCollapsibleGroupBox, QgsScrollArea
from qgis.PyQt import sip, uic
from qgis.PyQt.QtCore import QSignalBlocker, Qt, QTimer
from qgis.PyQt.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSplitter,
    QStyle,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..host.connections import Connection
from ..host.guard import answer, guarded
from ..host.help import open_help
from ..host.settings import GROUP
from ..host.translation import tr
from ..provider import uri as uris
from ..provider.metadata import parts_of
from ..provider.uri import LayerUri
from . import source_check
from .preload import Preload
from .preview_pane import PreviewPane
from .services import GuiServices
from .source_completion import SourceCompleter
from .source_connections import SavedConnections
from .source_history import SourceHistory
from .source_options import SourceOptions
from .source_remedies import Remedies
from .source_sentence import SourceSentence
from .tab_order import set_order
from .turns import Turns

if TYPE_CHECKING:
    from .stac_panel import StacSearchPanel

_FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))
_FOLDER_KEY = f"{GROUP}/last_folder"
_SHARES = (600, 400)
"""Of the page's width: the form, the preview."""
_BELOW_THE_SOURCE = 1
"""Place in the form."""
_OF_THE_SEARCH = (
    "stac_query", "stac_uri", "login_slot", "stac_connections", "stac_collections", "stac_conditions", "stac_filters",
    "stac_json", "stac_asset_chooser", "stac_results_view", "save_dialog", "stac_actions", "stac_panel", "login_form",
    "login_test", "login_dialog",
)  # fmt: skip
"""Modules of the search's tab, and of the window that a login opens; those before that others need."""


class SourcePage(QgsAbstractDataSourceWidget, _FORM):
    """The page."""

    edit_frame: QFrame
    edit_label: QLabel
    stop_edit_button: QPushButton
    tabs: QTabWidget
    document_tab: QWidget
    stac_tab: QWidget
    stac_layout: QVBoxLayout
    splitter: QSplitter
    scroll: QgsScrollArea
    form: QWidget
    form_layout: QVBoxLayout
    uri_edit: QLineEdit
    name_edit: QLineEdit
    history_button: QToolButton
    browse_button: QToolButton
    verdict_label: QLabel
    connections_group: QgsCollapsibleGroupBox
    connections_list: QListWidget
    new_button: QPushButton
    edit_button: QPushButton
    remove_button: QPushButton
    button_box: QDialogButtonBox

    def __init__(self, parent: QWidget | None, flags: Any, mode: Any, services: GuiServices) -> None:
        super().__init__(parent, flags, mode)
        self._services = services
        self.stac_panel: StacSearchPanel | None = None
        self._preload = Preload((f"{__package__}.{name}" for name in _OF_THE_SEARCH), self)
        self._turns = Turns(self)
        self._edited_id: str | None = None
        self._named = ("", "")
        """A mosaic and the name for its layer that came with a saved connection."""
        self.setupUi(self)
        self.setupButtons(self.button_box)
        self._add_text = self.addButton().text() if self.addButton() is not None else ""
        self._make_options()
        self.preview = PreviewPane(services, self)
        self._sentence = SourceSentence(self.verdict_label, self.preview)
        # A scroll area has a background of its own, which is not that of a tab.
        for widget in (self.scroll.viewport(), self.form):
            widget.setAutoFillBackground(False)
        self._share()
        self._make_completion()
        buttons = (self.new_button, self.edit_button, self.remove_button)
        self.saved = SavedConnections(self.connections_list, buttons, self._complete_uri)
        self.saved.chosen.connect(self._show_connection)
        self.saved.add_asked.connect(self._add_connection)
        self._remedies = Remedies(self, services)
        self.preview.remedy_asked.connect(self._remedies.take)
        self.uri_edit.textChanged.connect(self._judge)
        self.uri_edit.editingFinished.connect(self._take_options_over)
        self.options.changed.connect(self._judge)
        self.browse_button.clicked.connect(self._browse)
        self.button_box.helpRequested.connect(self._help)
        self.tabs.currentChanged.connect(self._tab_shown)
        self.stop_edit_button.clicked.connect(self._stop_editing)
        QgsProject.instance().layerWillBeRemoved.connect(self._layer_goes)
        self._order_for_keyboard()
        self._stop_editing()
        self._judge()

    def _make_options(self) -> None:
        self.options_group = QgsCollapsibleGroupBox(tr("Options"), self)
        self.options_group.setObjectName("options_group")
        self.options_group.setCollapsed(True)
        self.options = SourceOptions(self.options_group)
        self.options.build_asked.connect(self._build_bands)
        self.options.grown.connect(self._share)
        self.options.grown.connect(self._order_for_keyboard)
        QVBoxLayout(self.options_group).addWidget(self.options)
        self.form_layout.insertWidget(self.form_layout.count() - 1, self.options_group)

    def _make_completion(self) -> None:
        self.completer = SourceCompleter(self.uri_edit)
        self.completer.activated.connect(self.set_source)
        self.history_button.setIcon(QgsApplication.getThemeIcon("/mActionHistory.svg"))
        self._history = SourceHistory(self)
        self._history.chosen.connect(self.set_source)
        self.history_button.setMenu(self._history)

    # QgsAbstractDataSourceWidget interface

    @guarded(answer(None))
    def addButtonClicked(self) -> None:
        if self.tabs.currentWidget() is self.stac_tab:
            if self.stac_panel is not None:
                self.stac_panel.add()
            return
        uri = self._complete_uri()
        if uri is not None:
            self._add(uri, self.name_edit.text().strip())

    @guarded(answer(None))
    def reset(self) -> None:
        self._stop_editing()
        self.uri_edit.clear()
        self.name_edit.clear()
        self.options.set_options({})

    @guarded(answer(False))
    def configureFromUri(self, uri: str) -> bool:
        self._stop_editing()
        self.tabs.setCurrentWidget(self.document_tab)
        self.name_edit.clear()
        self.set_source(uri)
        return True

    # QWidget interface

    @guarded(answer(None))
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter adds. (A page is a dialog to Qt, which would press its first button: Close.)"""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QAbstractButton):
            focused.click()
        elif self.tabs.currentWidget() is self.stac_tab:
            if self.stac_panel is not None:
                self.stac_panel.enter_pressed(focused)
        elif self.addButton() is not None:
            self.addButton().click()
        event.accept()

    @guarded(answer(None))
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._preload.start()

    @guarded(answer(None))
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._preload.pause()
        # Who opens the page next wants to add something.
        is_drawing = self.stac_panel is not None and self.stac_panel.is_drawing
        if not event.spontaneous() and not is_drawing:
            self._stop_editing()

    @guarded(answer(None))
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    # For others

    def uri(self) -> LayerUri:
        """What is on the page. Options in the text of the address count more than those of the form."""
        parts = parts_of(self.uri_edit.text())
        return LayerUri(mosaic=parts.mosaic, options={**self.options.options(), **parts.options})

    @guarded(answer(None))
    def set_source(self, source: str) -> None:
        """Show a layer's source: its mosaic and all its options."""
        parts = uris.decode(source)
        with QSignalBlocker(self.options):
            self.options.set_options(parts.options)
        with QSignalBlocker(self.uri_edit):
            self.uri_edit.setText(uris.encode(LayerUri(mosaic=parts.mosaic)))
        if parts.options:
            self.options_group.setCollapsed(False)
        self._judge()

    @guarded(answer(None))
    def edit(self, layer: QgsMapLayer) -> None:
        """Show the settings of a layer of the project; Apply changes that layer from now on."""
        self._edited_id = layer.id()
        self.edit_label.setText(tr("These are the settings of the layer “{name}”.").format(name=layer.name()))
        self.edit_frame.show()
        if self.addButton() is not None:
            self.addButton().setText(tr("&Apply"))
        self.set_source(layer.source())
        self._named = ("", "")
        self.name_edit.setText(layer.name())
        if self._is_search(layer):
            self.tabs.setCurrentWidget(self.stac_tab)
            if self.stac_panel is not None:
                self.stac_panel.edit(layer)
                self.stac_panel.search_button.setFocus()
        else:
            self.tabs.setCurrentWidget(self.document_tab)
            self.uri_edit.setFocus()

    @staticmethod
    def _is_search(layer: QgsMapLayer) -> bool:
        if not uris.decode(layer.source()).mosaic.lower().startswith("stac+"):
            return False
        from .stac_refresh import has_fields

        return has_fields(layer)

    def search(self, uri: LayerUri) -> None:
        """Show a search of STAC in its own tab."""
        self.tabs.setCurrentWidget(self.stac_tab)
        if self.stac_panel is not None:
            self.stac_panel.set_uri(uri)

    def show_options(self, field: QWidget | None = None) -> None:
        """Open the options, the cursor in one of them."""
        self.tabs.setCurrentWidget(self.document_tab)
        self.options_group.setCollapsed(False)
        wanted = field or self.options.bands_kind
        # Unfolding lays the form out later.
        QTimer.singleShot(0, lambda: None if sip.isdeleted(wanted) else self._reveal(wanted))

    def _reveal(self, field: QWidget) -> None:
        self.scroll.ensureWidgetVisible(field)
        field.setFocus()

    # Own

    @guarded(answer(None))
    def _share(self) -> None:
        """The preview beside the form where there is room for both, else in it. The form scrolls up and down only."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        # Also while the options are folded up: nothing must move when they are unfolded.
        margins = self.options_group.layout().contentsMargins()
        options = self.options.minimumSizeHint().width() + 2 * (margins.left() + margins.right())
        needed = max(self.form.minimumSizeHint().width(), options) + bar
        is_narrow = self.splitter.width() < needed + self.splitter.handleWidth() + self.preview.least_width
        self.scroll.setMinimumWidth(0 if is_narrow else needed)
        if self.preview.parent() is (self.form if is_narrow else self.splitter):
            return
        if is_narrow:
            self.form_layout.insertWidget(_BELOW_THE_SOURCE, self.preview)
        else:
            self.splitter.addWidget(self.preview)
            self.splitter.setSizes(list(_SHARES))

    @guarded(answer(None))
    def _order_for_keyboard(self) -> None:
        panel = () if self.stac_panel is None else (self.stac_panel,)
        set_order([
            self.stop_edit_button, self.tabs.tabBar(), self.uri_edit, self.history_button, self.browse_button,
            self.name_edit, self.connections_group, self.options_group, self.preview, *panel, self.button_box,
        ])  # fmt: skip

    def _complete_uri(self) -> LayerUri | None:
        """What is on the page, if it can be added."""
        return self.uri() if source_check.check(self.uri_edit.text()).can_add else None

    def _add(self, uri: LayerUri, name: str) -> None:
        layer = QgsProject.instance().mapLayer(self._edited_id) if self._edited_id is not None else None
        if layer is not None:
            self._services.adding.change(layer, uri, name)
            text = tr("The mosaic is being opened; the layer shows it as soon as it is there.")
        elif self._services.add(uri, name or uri.name):
            text = tr("The mosaic is being opened; the layer is added as soon as it is there.")
        else:
            text = tr("The layer is added as soon as the engine is set up: see the message in QGIS's main window.")
            self._sentence.say(text)
            return
        self._sentence.say_opening(text)

    @guarded(answer(None))
    def _judge(self, _text: str = "") -> None:
        verdict = source_check.check(self.uri_edit.text())
        parts = parts_of(self.uri_edit.text())
        self.options.set_mosaic(parts.mosaic)
        self._forget_name_of_other(parts.mosaic)
        self.name_edit.setPlaceholderText(parts.name if parts.mosaic else "")
        self.preview.show_uri(self.uri() if verdict.can_look else None, verdict.problem)
        self._sentence.judge(parts.mosaic, verdict.sentence)
        self.saved.refresh_buttons()
        if self.tabs.currentWidget() is self.document_tab:
            self.enableButtons.emit(verdict.can_add)

    def _forget_name_of_other(self, mosaic: str) -> None:
        """The name of a connection is no name for another mosaic."""
        named, name = self._named
        if name and mosaic != named:
            self._named = ("", "")
            if self.name_edit.text() == name:
                self.name_edit.clear()

    @guarded(answer(None))
    def _build_bands(self, _checked: bool = False) -> None:
        from .source_bands import build_bands

        build_bands(self, self._services, self.uri(), self.options)

    @guarded(answer(None))
    def _take_options_over(self) -> None:
        """Options that were typed behind the address move to the form."""
        parts = parts_of(self.uri_edit.text())
        if parts.options:
            self.set_source(uris.encode(self.uri()))

    @guarded(answer(None))
    def _browse(self, _checked: bool = False) -> None:
        store = QgsSettings()
        filters = f"{tr('MosaicJSON')} (*.mosaicjson *.mosaicjson.gz *.json *.json.gz);;{tr('All files')} (*)"
        folder = str(store.value(_FOLDER_KEY, ""))
        path, _ = QFileDialog.getOpenFileName(self, tr("Choose a MosaicJSON File"), folder, filters)
        if path:
            store.setValue(_FOLDER_KEY, str(Path(path).parent))
            self.uri_edit.setText(uris.encode(LayerUri(mosaic=path)))

    @guarded(answer(None))
    def _help(self) -> None:
        open_help("stac-search" if self.tabs.currentWidget() is self.stac_tab else "add-layer")

    @guarded(answer(None))
    def _tab_shown(self, _index: int) -> None:
        if self.tabs.currentWidget() is not self.stac_tab:
            self._judge()
            return
        if self.stac_panel is None:
            from .stac_panel import StacSearchPanel

            self.stac_panel = StacSearchPanel(self._services, self.stac_tab)
            self.stac_layout.addWidget(self.stac_panel)
            self.stac_panel.add_enabled.connect(self._search_can_add)
            # Making it takes long enough for one turn of the event loop.
            self._turns.begin([self._order_for_keyboard])
        self.enableButtons.emit(self.stac_panel.can_add())

    @guarded(answer(None))
    def _search_can_add(self, can: bool) -> None:
        if self.tabs.currentWidget() is self.stac_tab:
            self.enableButtons.emit(can)

    # Saved and recent ones

    @guarded(answer(None))
    def _show_connection(self, connection: Connection) -> None:
        self.set_source(connection.source)
        self.name_edit.setText(connection.name)
        self._named = (parts_of(self.uri_edit.text()).mosaic, connection.name)

    @guarded(answer(None))
    def _add_connection(self, connection: Connection) -> None:
        self._show_connection(connection)
        self.addButtonClicked()

    # The layer that is changed

    @guarded(answer(None))
    def _stop_editing(self, _checked: bool = False) -> None:
        self._edited_id = None
        self.edit_frame.hide()
        if self.stac_panel is not None:
            self.stac_panel.stop_editing()
        if self.addButton() is not None:
            self.addButton().setText(self._add_text)

    @guarded(answer(None))
    def _layer_goes(self, layer_id: str) -> None:
        if layer_id == self._edited_id:
            self._stop_editing()
