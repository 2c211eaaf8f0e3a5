"""The demo inside QGIS: installs the packaged plugin as the Plugin Manager does, shows the sample mosaic, takes the picture.

QGIS side, run by scripts/demo.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import QgsProject, QgsRasterLayer

if TYPE_CHECKING:
    from qgis_desktop.inside.runner import Desk, Steps

KEEP_OPEN_S = 7 * 24 * 3600.0
LEAST_SHOWN = 0.5
"""Share of the canvas that the mosaic must cover."""


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView

    view = MapView(desk)
    with desk.step("the packaged plugin is installed", longest_gap_s=None):
        import pyplugin_installer

        yield desk.until(lambda: desk.iface.mainWindow().isVisible(), 20, "QGIS's window is there")
        pyplugin_installer.instance().installFromZipFile(desk.arguments["plugin_zip"])
        import qgis.utils

        yield desk.until(lambda: "mosaic_qgis" in qgis.utils.active_plugins, 20, "the plugin is loaded")
    with desk.step("the window is arranged", longest_gap_s=None):
        yield from view.make_room(needs_focus=False)
    with desk.step("the mosaic is a valid layer", longest_gap_s=None):
        layer = QgsRasterLayer(desk.arguments["mosaic"], "Sample landscape", "mosaicjson")
        if not layer.isValid():
            raise AssertionError(f"the layer must be valid: {layer.error().summary()}")
    with desk.step("the mosaic is drawn"):
        # QGIS's own word about the installation; whatever the bar says from here on is a fault.
        desk.iface.messageBar().clearWidgets()
        yield from view.draw(lambda: QgsProject.instance().addMapLayer(layer))
        desk.iface.setActiveLayer(layer)
        desk.facts["seconds_to_draw"] = yield from view.draw(desk.iface.zoomToActiveLayer)
    with desk.step("the picture is taken", longest_gap_s=None):
        if said := [item.text() for item in desk.iface.messageBar().items()]:
            raise AssertionError(f"QGIS's message bar must be empty, it says {said}")
        desk.facts["shown"] = shown = view.share_painted()
        if shown < LEAST_SHOWN:
            raise AssertionError(
                f"the mosaic must cover at least {LEAST_SHOWN:.0%} of the canvas, it covers {shown:.0%}"
            )
        desk.screenshot(desk.arguments["picture"], window_only=desk.arguments["is_wayland"])
    if desk.arguments["keep_open"]:
        yield desk.until(lambda: False, KEEP_OPEN_S, "QGIS is closed by its user")
