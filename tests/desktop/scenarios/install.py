"""The package goes into a fresh profile as the Plugin Manager does it. Runs inside QGIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyplugin_installer
import qgis.utils
from qgis.core import QgsProviderRegistry, QgsSettings

if TYPE_CHECKING:
    from qgis_desktop.inside.runner import Desk, Steps


def scenario(desk: Desk) -> Steps:
    with desk.step("installed from the zip", longest_gap_s=None):
        yield desk.until(lambda: desk.iface.mainWindow().isVisible(), 20, "QGIS's window is there")
        pyplugin_installer.instance().installFromZipFile(desk.arguments["plugin_zip"])
        yield desk.until(lambda: "mosaic_qgis" in qgis.utils.active_plugins, 20, "the plugin is loaded")
    with desk.step("registered"):
        desk.facts["is_enabled"] = bool(QgsSettings().value("PythonPlugins/mosaic_qgis", False, type=bool))
        desk.facts["provider_keys"] = QgsProviderRegistry.instance().providerList()
        desk.facts["menu_entries"] = [
            action.text() for action in desk.iface.addLayerMenu().actions() if "MosaicJSON" in action.text()
        ]
        yield desk.until(lambda: True, 1, "nothing")
