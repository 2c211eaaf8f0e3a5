"""QGIS's OAuth2 with a browser: a person agrees or refuses there and is sent back to QGIS. Runs inside QGIS.

Arguments: `agreed` and `refused` (each `source`, the address of a document, and `values` of an OAuth2 configuration whose service
agrees, or refuses). The browser is played: it follows the address that QGIS wants to have opened, when the window has shown
for a while that it is alive.
"""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from qgis.core import QgsApplication, QgsAuthMethodConfig
from qgis.PyQt.QtCore import QObject, QTimer, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices

if TYPE_CHECKING:
    from qgis_desktop.inside.runner import Desk, Steps

_BEATS = 20
"""So often a timer of the window fires before the person in the browser is ready."""


class Browser(QObject):
    """Keeps what it was asked to open, and what it showed in the end."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.shown: list[int] = []
        self._left = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(10)

    @pyqtSlot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())
        self._left = _BEATS

    def _beat(self) -> None:
        if self._left:
            self._left -= 1
            if not self._left:
                threading.Thread(target=self._follow, args=(self.opened[-1],), daemon=True).start()

    def _follow(self, url: str) -> None:
        try:
            with urllib.request.urlopen(url, timeout=30) as page:  # nosec B310: a service on this machine
                self.shown.append(page.status)
        except urllib.error.HTTPError as error:
            self.shown.append(error.code)
        except OSError:
            self.shown.append(0)


def scenario(desk: Desk) -> Steps:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.person import Person

    from mosaic_qgis.mosaic_qgis.gui import services
    from mosaic_qgis.mosaic_qgis.gui.login_dialog import LoginDialog

    view, person, browser = MapView(desk), Person(desk), Browser()
    manager = QgsApplication.authManager()
    ids = {}
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
        assert manager.setMasterPassword("a desktop's own", True)
        QDesktopServices.setUrlHandler("http", browser, "open")
        for name in ("agreed", "refused"):
            config = QgsAuthMethodConfig("OAuth2")
            config.setName(name)
            config.setConfigMap(desk.arguments[name]["values"])
            assert manager.storeAuthenticationConfig(config)[0]
            ids[name] = config.id()

    def tried(name: str) -> Steps:
        dialog = LoginDialog(desk.iface.mainWindow(), services=services.in_use(), config_id=ids[name])
        dialog.set_subject(desk.arguments[name]["source"], "document")
        dialog.show()
        yield from person.click(dialog.test_button)
        # QGIS waits for people for a minute, also for those who have refused.
        yield desk.until(lambda: dialog._test.is_running, 10, "it is tried")
        yield desk.until(lambda: not dialog._test.is_running, 100, "it was tried")
        desk.facts[name] = dialog.steps_view.toPlainText()
        desk.screenshot(name)
        dialog.reject()

    with desk.step("a person agrees in the browser", longest_gap_s=None):
        yield from tried("agreed")
        desk.facts["opened"] = list(browser.opened)
        yield desk.until(lambda: bool(browser.shown), 30, "the browser has shown its last page")
    with desk.step("a layer uses the login", longest_gap_s=None):
        source = f"{desk.arguments['agreed']['source']}|authcfg={ids['agreed']}"
        yield from view.draw(lambda: desk.iface.addRasterLayer(source, "agreed", "mosaicjson"))
        desk.facts["is_valid"] = desk.iface.activeLayer().isValid()
        desk.facts["painted"] = view.share_painted()
        desk.facts["opened_again"] = browser.opened[len(desk.facts["opened"]) :]
    with desk.step("a person refuses", longest_gap_s=None):
        before = len(browser.opened)
        yield from tried("refused")
        desk.facts["opened_refused"] = browser.opened[before:]
        yield desk.until(lambda: len(browser.shown) > 1, 30, "the browser has shown its last page")
    QDesktopServices.unsetUrlHandler("http")
