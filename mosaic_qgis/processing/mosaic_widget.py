"""The widget of parameters that are mosaics: layers of the project, what was used lately, any address, a file. QGIS side, main
thread of QGIS Desktop.

One class for the toolbox, for batches and for models; in models the layer that another algorithm has made can be chosen. Its value
is the source of a layer. Opens nothing.
"""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingOutputFile,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProject,
    QgsSettings,
)
from qgis.gui import (
    QgsAbstractProcessingParameterWidgetWrapper,
    QgsProcessingGui,
    QgsProcessingModelerParameterWidget,
)
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from ..host.about import PROVIDER_KEY, resource
from ..host.connections import connections
from ..host.guard import answer, guarded
from ..host.translation import tr

_INPUTS = (
    QgsProcessingParameterString.typeName(),
    QgsProcessingParameterFile.typeName(),
    QgsProcessingParameterRasterLayer.typeName(),
    QgsProcessingParameterMapLayer.typeName(),
)
_OUTPUTS = (
    QgsProcessingOutputRasterLayer.typeName(),
    QgsProcessingOutputString.typeName(),
    QgsProcessingOutputFile.typeName(),
)
"""What of a model can be a mosaic."""
_MODEL_DIALOG, _BATCH_DIALOG = "ModelerParametersDialog", "BatchAlgorithmDialog"
_LAST_FOLDER = "Processing/LastInputPath"
_SHORTEST_CHARACTERS = 24


class MosaicCombo(QWidget):
    """An editable list of mosaics and a button for files."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None, *, is_optional: bool = False) -> None:
        super().__init__(parent)
        self.combo = QComboBox(self)
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(_SHORTEST_CHARACTERS)
        self.combo.lineEdit().setPlaceholderText(tr("A layer, a file, or an address such as s3://… or https://…"))
        self.combo.completer().setFilterMode(Qt.MatchFlag.MatchContains)
        self.browse = QToolButton(self)
        self.browse.setText("…")
        self.browse.setToolTip(tr("Choose a file"))
        self.browse.clicked.connect(self._choose_file)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo)
        layout.addWidget(self.browse)
        self.setFocusProxy(self.combo)
        self._is_optional = is_optional
        self._has_layers = self._fill()
        self.set_default(None)
        self.combo.currentTextChanged.connect(self._tell)

    def value(self) -> str:
        """The source that is chosen or typed; empty for none."""
        text = self.combo.currentText().strip()
        index = self.combo.findText(
            self.combo.currentText(), Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive
        )
        chosen = self.combo.currentIndex()
        if chosen >= 0 and self.combo.itemText(chosen) == self.combo.currentText():
            # Two layers may have one name.
            index = chosen
        source = self.combo.itemData(index) if index >= 0 else None
        return str(source) if source is not None else text

    def set_value(self, value: str) -> None:
        """Choose a source, the id of a layer, or anything that was typed."""
        layer = QgsProject.instance().mapLayer(value)
        source = str(layer.source()) if layer is not None and layer.providerType() == PROVIDER_KEY else value
        index = self.combo.findData(source)
        if index >= 0:
            self.combo.setCurrentIndex(index)
        else:
            self.combo.setCurrentIndex(-1)
            self.combo.setEditText(source)

    def set_default(self, active: QgsMapLayer | None) -> None:
        """Choose the active layer, else the first one of the project, where these are mosaics; nothing that is optional."""
        is_mosaic = active is not None and active.providerType() == PROVIDER_KEY
        index = self.combo.findData(active.source()) if is_mosaic else -1
        first = 0 if self._has_layers else -1
        self.combo.setCurrentIndex(-1 if self._is_optional else max(index, first))
        if self.combo.currentIndex() < 0:
            self.combo.setEditText("")

    def _fill(self) -> bool:
        """Offer what is known; whether a layer is among it."""
        layers = [layer for layer in QgsProject.instance().mapLayers().values() if layer.providerType() == PROVIDER_KEY]
        known = set()
        for layer in sorted(layers, key=lambda each: each.name().casefold()):
            self.combo.addItem(QIcon(resource("mosaicjson.svg")), layer.name(), layer.source())
            known.add(layer.source())
        saved = connections()
        for connection in saved.all():
            if connection.source not in known:
                self.combo.addItem(connection.name, connection.source)
                known.add(connection.source)
        for source in saved.recent():
            if source not in known:
                self.combo.addItem(source, source)
        for index in range(self.combo.count()):
            self.combo.setItemData(index, self.combo.itemData(index), Qt.ItemDataRole.ToolTipRole)
        return bool(layers)

    @guarded(answer(None))
    def _tell(self, _text: str) -> None:
        self.changed.emit()

    @guarded(answer(None))
    def _choose_file(self, _checked: bool = False) -> None:
        settings = QgsSettings()
        path, _ = QFileDialog.getOpenFileName(
            self,
            tr("Choose a mosaic"),
            str(settings.value(_LAST_FOLDER, "")),
            tr("MosaicJSON (*.json *.json.gz *.mosaicjson);;All files (*)"),
        )
        if path:
            settings.setValue(_LAST_FOLDER, path.rpartition("/")[0])
            self.set_value(path)


class MosaicWrapper(QgsAbstractProcessingParameterWidgetWrapper):
    """Between the parameter and its widget."""

    def __init__(self, parameter: Any, kind: Any) -> None:
        super().__init__(parameter, kind)
        self._widget: MosaicCombo | None = None

    # QgsAbstractProcessingParameterWidgetWrapper interface

    @guarded(lambda *_: QWidget())
    def createWidget(self) -> QWidget:
        flags = self.parameterDefinition().flags()
        is_optional = bool(flags & self.parameterDefinition().Flag.FlagOptional)
        # PyQGIS parts the halves of what is returned here, in Python and in C++: so that is a frame, which needs no Python.
        frame = QWidget()
        self._widget = MosaicCombo(frame, is_optional=is_optional)
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._widget)
        frame.setFocusProxy(self._widget)
        self._widget.setToolTip(self.parameterDefinition().toolTip())
        self._widget.changed.connect(self._tell)
        return frame

    @guarded(answer(None))
    def setWidgetValue(self, value: Any, context: QgsProcessingContext) -> None:
        if self._widget is None:
            return
        if value is not None:
            self._widget.set_value(str(value))
            return
        # The default, when the window opens: the layer that people are looking at.
        active = self.widgetContext().activeLayer()
        self._widget.set_default(active)

    @guarded(answer(None))
    def widgetValue(self) -> Any:
        text = "" if self._widget is None else self._widget.value()
        return text or None

    @guarded(answer(None))
    def _tell(self) -> None:
        self.widgetValueHasChanged.emit(self)


class MosaicWidgetMaker:
    """What dialogs of QGIS's Processing plugin call for the parameter: see `WidgetWrapperFactory` there.

    Their own way would take the parameter for any text in models, where a layer could not be chosen.
    """

    def __new__(cls, parameter: Any, dialog: Any, _row: int = 0, _column: int = 0, **_: Any) -> Any:
        """What the dialog shows: not an instance of this."""
        if type(dialog).__name__ == _MODEL_DIALOG:
            made: Any = QgsProcessingModelerParameterWidget(dialog.model, dialog.childId, parameter, dialog.context)
            made.populateSources(list(_INPUTS), list(_OUTPUTS), [])
        else:
            is_batch = type(dialog).__name__ == _BATCH_DIALOG
            kinds = QgsProcessingGui.WidgetType
            made = MosaicWrapper(parameter, kinds.Batch if is_batch else kinds.Standard)
        made.setDialog(dialog)
        return made
