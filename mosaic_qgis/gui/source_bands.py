"""Letting a person put a layer's bands together, with the images' bands found out meanwhile. QGIS side, main thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.PyQt import sip
from qgis.PyQt.QtWidgets import QDialog, QWidget

from ..engine.client.terms import EngineFailure
from ..host import failures
from ..host.auth import credentials_for
from ..host.guard import answer, guarded
from ..host.openings import LONGEST_S
from ..host.translation import tr
from ..provider.uri import LayerUri
from . import tasks
from .band_builder import BandBuilder
from .band_choice import EXPRESSION, INDEXES, ImageBand, image_bands

if TYPE_CHECKING:
    from .services import GuiServices
    from .source_options import SourceOptions

_OF_THE_LAYER = (INDEXES, EXPRESSION, "data_type", "unscale", "nodata", "pixel_selection")
"""Options that make a layer's bands differ from the images'."""


def build_bands(page: QWidget, services: GuiServices, uri: LayerUri, options: SourceOptions) -> BandBuilder:
    """Open the dialog; returns at once. What it makes goes to the form."""
    dialog = BandBuilder(page, *options.bands())
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
        tasks.start(text, look, dialog.set_bands, lambda _failure: dialog.set_bands(()), dialog)
    else:
        dialog.set_bands(())
    dialog.show()
    return dialog


@guarded(answer(None))
def _take(dialog: BandBuilder, options: SourceOptions) -> None:
    if not sip.isdeleted(options):
        options.set_bands(dialog.kind(), dialog.text())
