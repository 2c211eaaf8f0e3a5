"""The page for adding a mosaic on a screen of twice the resolution: does everything fit? Inside QGIS. Argument: `mosaic`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.PyQt.QtWidgets import QAction

if TYPE_CHECKING:
    from qgis_desktop.inside.runner import Desk, Steps


def scenario(desk: Desk) -> Steps:
    sys.path.insert(0, str(Path(desk.arguments["scenarios"])))
    from qgis_desktop.inside.map_view import MapView
    from source_page import center, drawn, looked, visible_page

    view = MapView(desk)
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
    with desk.step("the page shows a mosaic", longest_gap_s=None):
        entry = yield desk.until(
            lambda: desk.iface.mainWindow().findChild(QAction, "mActionAddMosaicJsonLayer"), 15, "the plugin is loaded"
        )
        desk.trigger(entry)
        page = yield desk.until(visible_page, 15, "the page is open")
        window, available = page.window(), desk.iface.mainWindow().screen().availableGeometry()
        window.resize(min(1024, available.width()), min(700, available.height()))
        center(window)
        page.uri_edit.setText(desk.arguments["mosaic"])
        yield from looked(desk, page)
        desk.facts["ratio"] = window.devicePixelRatioF()
        desk.facts["picture_px"] = [page.preview.picture.shown.width(), page.preview.picture.shown.height()]
        desk.facts["window"] = [window.width(), window.height(), available.width(), available.height()]
        yield from drawn(desk)
        desk.screenshot("preview")
        page.show_options()
        yield desk.until(lambda: page.options.bands_kind.hasFocus(), 10, "the options are there")
        yield from drawn(desk)
        desk.screenshot("options")
        field, scroll, preview = page.options.pixel_selection, page.scroll, page.preview
        desk.facts["options_fit"] = field.mapTo(page.form, field.rect().topRight()).x() <= scroll.viewport().width()
        # Below the source it is part of the form.
        is_beside = preview.parent() is page.splitter
        desk.facts["overlap"] = is_beside and scroll.geometry().intersects(preview.geometry())
    with desk.step("the page is closed", longest_gap_s=None):
        window.close()
        yield desk.until(lambda: visible_page() is None, 10, "the page is closed")
