"""What is done with found images: add a live layer, save them as a document, add their outlines, copy the layer's address.

QGIS side, main thread. Gets what is shown from the panel; owns no search and no widget of its own but the dialog for saving.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsMapLayer, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QLocale, QObject
from qgis.PyQt.QtWidgets import QDialog, QMessageBox, QPushButton, QWidget

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.about import PROVIDER_KEY
from ..host.guard import answer, guarded
from ..host.pace import paced
from ..host.redaction import redacted
from ..host.translation import tr
from ..provider.uri import LayerUri, decode, encode, from_text
from . import stac_news, tasks
from .layer_stretch import set_stretch
from .save_dialog import SaveDialog, SaveRequest
from .stac_client import StacClient
from .stac_news import Seen
from .stac_outlines import outline_of
from .stac_results import time_of
from .stac_selection import key_of
from .stac_uri import StacLayer, has_too_many_names, uri_of
from .turns import Turns

if TYPE_CHECKING:
    from .services import GuiServices
    from .tasks import EngineTask

Tell = Callable[..., None]
"""(text, level): a sentence in the panel, or in QGIS's message bar where the panel is not in view."""
Key = tuple[str, frozenset[tuple[str, str]]]
_WAITING = 20
"""Layers that are being added and get their mark when they are there."""


class StacActions(QObject):
    """The actions of one panel."""

    def __init__(self, services: GuiServices, client: StacClient, tell: Tell, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self._client = client
        self._tell = tell
        self._parent = parent
        self._waiting: dict[Key, _New] = {}
        self._turns = Turns(self)
        QgsProject.instance().layersAdded.connect(self._layers_came)
        # What was asked for in one project is not wanted in the next one.
        QgsProject.instance().cleared.connect(self._forget)

    # Add

    def add(self, layer: StacLayer, name: str, seen: Seen | None, stretch: tuple[float, float] | None = None) -> None:
        """Add a live layer; it remembers what the search has found so far. `stretch`: values that it shows from black to
        white, as long as nobody gives it another style."""
        if self._is_refused(layer):
            return
        uri = uri_of(layer)
        if seen is not None or stretch is not None:
            self._waiting[_key(uri)] = _New(seen=seen, stretch=stretch)
            while len(self._waiting) > _WAITING:
                del self._waiting[next(iter(self._waiting))]
        if self._services.add(uri, name or uri.name):
            self._tell(tr("The mosaic is being opened; the layer is added as soon as it is there."), "info")
        else:
            self._tell(
                tr("The layer is added as soon as the engine is set up: see the message in QGIS's main window."), "info"
            )

    def change(self, edited: QgsMapLayer, layer: StacLayer, seen: Seen | None) -> bool:
        """Give a layer of the project another search; it remembers what that has found so far. Whether that can be."""
        if self._is_refused(layer):
            return False
        self._services.adding.change(edited, uri_of(layer))
        if seen is not None:
            edited.setCustomProperty(stac_news.PROPERTY, stac_news.text_of(seen))
        self._tell(tr("The mosaic is being opened; the layer shows it as soon as it is there."), "info")
        return True

    def _is_refused(self, layer: StacLayer) -> bool:
        """Whether a layer's address would be too long, which is told."""
        if not has_too_many_names(layer):
            return False
        text = tr(
            "{count} images are left out or on top, more than a layer's address can hold. Search for fewer, or use Save as MosaicJSON."
        )
        count = QLocale().toString(len(layer.exclude) + len(layer.first))
        self._tell(text.format(count=count), "warning")
        return True

    @guarded(answer(None))
    def _layers_came(self, layers: Sequence[Any]) -> None:
        for layer in layers:
            if not self._waiting or layer.providerType() != PROVIDER_KEY:
                continue
            new = self._waiting.pop(_key(decode(layer.source())), None)
            if new is not None and new.seen is not None:
                layer.setCustomProperty(stac_news.PROPERTY, stac_news.text_of(new.seen))
            if new is not None and new.stretch is not None:
                set_stretch(layer, *new.stretch)

    @guarded(answer(None))
    def _forget(self) -> None:
        self._waiting.clear()
        self._turns.drop()

    # Save

    def save(self, layer: StacLayer, name: str, attribution: str = "") -> None:
        """Ask where, then write what the layer shows as a document."""
        dialog = SaveDialog(self._parent, name, attribution, help_topic="stac-search")
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.save_as(layer, dialog.request)
        dialog.deleteLater()

    def save_as(self, layer: StacLayer, request: SaveRequest, *, overwrite: bool = False) -> None:
        """Write in the background; where there is a document already, ask before it is replaced."""

        def failed(failure: EngineFailure) -> None:
            if failure.code == "exists" and not overwrite:
                self._ask_to_overwrite(layer, request)
                return
            text = failures.sentence(failure, request.target)
            self._tell(text, "error", detail=failure.message)

        self._client.save(
            layer,
            request.target,
            request.authcfg,
            lambda result: self._saved(result, request),
            failed,
            overwrite=overwrite,
            name=request.name,
            description=request.description,
            attribution=request.attribution,
        )
        self._tell(tr("The mosaic is being saved; QGIS's status bar shows how far it is."), "info")

    def _ask_to_overwrite(self, layer: StacLayer, request: SaveRequest) -> None:
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("Save as MosaicJSON"))
        box.setText(tr("There is a document at {subject} already.").format(subject=failures.quoted(request.target)))
        box.setInformativeText(tr("Shall it be replaced?"))
        replace = box.addButton(tr("Replace"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)

        @guarded(answer(None))
        def answered(_result: int) -> None:
            if box.clickedButton() is replace:
                self.save_as(layer, request, overwrite=True)
            box.deleteLater()

        box.finished.connect(answered)
        # Not exec: the task that ended here must not wait for a person.
        box.open()

    def _saved(self, result: Mapping[str, Any], request: SaveRequest) -> None:
        locale = QLocale()
        text = tr("{images} images were saved in {tiles} tiles to {subject}.").format(
            images=locale.toString(int(result["images"])),
            tiles=locale.toString(int(result["tiles"])),
            subject=failures.quoted(str(result["uri"])),
        )
        options = {"authcfg": request.authcfg} if request.authcfg else {}
        uri = LayerUri(mosaic=from_text(request.target).mosaic, options=options)
        button = QPushButton(tr("Add Layer"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: self._services.add(uri, request.name or uri.name))
        self._tell(text, "success", button=button)

    # Outlines and address

    def add_footprints(self, items: Sequence[Mapping[str, Any]], name: str, uri: LayerUri) -> None:
        """Add the outlines of images as a vector layer, beside their mosaic where that is in the project."""
        from .footprint_layer import PreparedFootprints, add_in_turns, prepared

        title = tr("Footprints of {name}").format(name=name)

        def work(_task: EngineTask) -> PreparedFootprints:
            return prepared([feature_of(item, rank) for rank, item in enumerate(paced(items), 1)])

        def done(found: PreparedFootprints) -> None:
            try:
                add_in_turns(self._turns, self._services, found, title, layer_of_uri(uri), added)
            except ValueError as error:
                self._tell(str(error), "warning")

        def added() -> None:
            self._tell(tr("The footprints of {count} images were added.").format(count=len(items)), "success")

        def failed(failure: EngineFailure) -> None:
            self._tell(failures.sentence(failure, title), "error", detail=failure.message)

        tasks.start(title, work, done, failed, self)

    def copy(self, layer: StacLayer) -> None:
        """Put the address of the layer on the clipboard."""
        if self._is_refused(layer):
            return
        QgsApplication.clipboard().setText(redacted(encode(uri_of(layer))))
        self._tell(tr("The address of the layer was copied. It holds no password."), "success")


@dataclass(frozen=True, kw_only=True)
class _New:
    """What a layer gets when it is there."""

    seen: Seen | None
    stretch: tuple[float, float] | None


def feature_of(item: Mapping[str, Any], rank: int) -> dict[str, Any]:
    """An image as footprints have it."""
    facts = {
        "id": item["id"],
        "collection": item.get("collection") or None,
        "cloud_cover": item.get("cloud_cover"),
        "platform": item.get("platform"),
    }
    own = {key: value for key, value in (item.get("properties") or {}).items() if key not in ("datetime", *facts)}
    return {
        "name": item["id"],
        "key": key_of(item),
        "rank": rank,
        "datetime": time_of(item) or None,
        "geometry": outline_of(item),
        "properties": {**facts, **own},
    }


def layer_of_uri(uri: LayerUri) -> QgsRasterLayer | None:
    """The layer of the project that shows this, the one that was added last if there are several."""
    wanted = _key(uri)
    found = None
    for layer in QgsProject.instance().mapLayers().values():
        if layer.providerType() == PROVIDER_KEY and _key(decode(layer.source())) == wanted:
            found = layer
    return found


def _key(uri: LayerUri) -> Key:
    """What tells sources apart: QGIS brings options into an order of its own."""
    return uri.mosaic, frozenset(uri.options.items())
