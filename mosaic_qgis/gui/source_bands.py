"""Letting a person put a layer's bands together, with the images' bands found out meanwhile. QGIS side, main thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QDialog, QWidget

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.auth import credentials_for
from ..host.guard import answer, guarded
from ..host.openings import LONGEST_S
from ..host.translation import tr
from ..provider.uri import LayerUri
from . import stac_uri, tasks
from .band_builder import BandBuilder
from .band_choice import EXPRESSION, INDEXES, ImageBand, image_bands
from .stac_choices import Offer, offers_of
from .stac_found import unpacked
from .stac_query import base_of

if TYPE_CHECKING:
    from .services import GuiServices
    from .source_options import SourceOptions

_OF_THE_LAYER = (INDEXES, EXPRESSION, "data_type", "unscale", "nodata", "pixel_selection")
"""Options that make a layer's bands differ from the images'."""
_ITEMS_LOOKED_AT = 50


def build_bands(page: QWidget, services: GuiServices, uri: LayerUri, options: SourceOptions) -> BandBuilder:
    """Open the dialog; returns at once. What it makes goes to the form."""
    dialog = BandBuilder(page, *options.bands(), options.assets_text())
    dialog.setModal(True)
    dialog.finished.connect(lambda result: _take(dialog, options) if result == QDialog.DialogCode.Accepted else None)
    dialog.finished.connect(dialog.deleteLater)
    plain = LayerUri(
        mosaic=uri.mosaic, options={key: text for key, text in uri.options.items() if key not in _OF_THE_LAYER}
    )
    try:
        credentials = credentials_for(plain.options, may_ask=False)
    except EngineFailure:
        dialog.set_bands(())
        dialog.show()
        return dialog

    def look(task: tasks.EngineTask) -> tuple[ImageBand, ...]:
        source = services.opener.open(
            plain, login=lambda: credentials, timeout_s=LONGEST_S, is_cancelled=task.isCanceled, is_quiet=True
        )
        return image_bands(source.bands)

    if uri.mosaic:
        text = tr("Looking at {subject}").format(subject=failures.quoted(uri.name))
        tasks.start(
            text,
            look,
            dialog.set_bands,
            lambda _failure: dialog.set_bands(()),
            dialog,
            withdrawn=lambda: dialog.set_bands(()),
        )
        if stac_uri.is_stac(uri):
            _offer_assets(services, uri, credentials, dialog)
    else:
        dialog.set_bands(())
    dialog.show()
    return dialog


def _offer_assets(
    services: GuiServices, uri: LayerUri, credentials: Mapping[str, Any] | None, dialog: BandBuilder
) -> None:
    """Find out which assets the items have; where that fails they are typed, and the preview says why."""
    from ..engine.client.questions import Credentials, StacSearch

    try:
        layer = stac_uri.layer_of(uri)
    except ValueError:
        return
    request = StacSearch(
        uri=layer.address,
        query=base_of(layer.search),
        max_items=_ITEMS_LOOKED_AT,
        credentials=None if credentials is None else Credentials(**credentials),
    )

    def look(task: tasks.EngineTask) -> tuple[Offer, ...]:
        return offers_of(unpacked(services.engine.ask(request, LONGEST_S, task.isCanceled))["items"])

    text = tr("Looking at the assets of {subject}").format(subject=failures.quoted(uri.name))
    tasks.start(text, look, dialog.set_assets, lambda _failure: None, dialog)


@guarded(answer(None))
def _take(dialog: BandBuilder, options: SourceOptions) -> None:
    if sip.isdeleted(options):
        return
    assets = dialog.assets()
    if assets is not None:
        options.set_assets(assets)
    options.set_bands(dialog.kind(), dialog.text())
