"""The page for adding a mosaic, as a new user meets it: right and wrong addresses, a login, a slow server, changing a layer.

Runs inside QGIS. Arguments: `scenarios`, `mosaic`, `missing`, `private`, `user`, `password`, `geojson`, `slow`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsProject
from qgis.gui import QgsAbstractDataSourceWidget
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtGui import QContextMenuEvent, QPalette
from qgis.PyQt.QtWidgets import QAction, QApplication, QDialogButtonBox, QMenu, QPushButton

if TYPE_CHECKING:
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.person import Person
    from qgis_desktop.inside.runner import Desk, Steps

GAP_BOUND_S = 3.0
SHARE = 0.3
"""The mosaic covers more of the canvas."""


def scenario(desk: Desk) -> Steps:
    sys.path.insert(0, str(Path(desk.arguments["scenarios"])))
    from pulse import Pulse
    from qgis_desktop.inside.map_view import MapView
    from qgis_desktop.inside.person import Person

    view, person = MapView(desk), Person(desk)
    with desk.step("the window is ready", longest_gap_s=None):
        yield from view.make_room()
        login = stored_login(desk)
    with desk.step("the page opens", longest_gap_s=GAP_BOUND_S):
        desk.trigger(desk.iface.mainWindow().findChild(QAction, "mActionAddMosaicJsonLayer"))
        page = yield desk.until(visible_page, 15, "the page is open")
        page.window().resize(1024, 700)
        center(page.window())
    pulse = Pulse()
    try:
        with desk.step("a typed path is looked at", longest_gap_s=GAP_BOUND_S), pulse.phase("looking"):
            yield from write(desk, person, page, desk.arguments["mosaic"])
            yield from looked(desk, page)
            yield desk.until(lambda: "…" not in facts(page), 30, "the images are counted")
        yield from drawn(desk)
        desk.screenshot("preview")
        desk.facts["preview"] = {"facts": facts(page), "title": page.preview.title_label.text()}
        with desk.step("options are chosen and Enter adds", longest_gap_s=GAP_BOUND_S), pulse.phase("adding"):
            yield from add_with_options(desk, person, page, view)
        with desk.step("wrong addresses", longest_gap_s=GAP_BOUND_S), pulse.phase("wrong"):
            for name in ("missing", "geojson"):
                yield from write(desk, person, page, desk.arguments[name])
                yield desk.until(lambda: page.preview.problem is not None, 30, f"{name} is told")
                desk.facts[name] = told(page)
                yield from drawn(desk)
                desk.screenshot(name)
        with desk.step("a server that needs a login", longest_gap_s=GAP_BOUND_S), pulse.phase("login"):
            yield from sign_in(desk, person, page, login)
        with desk.step("a slow server is cancelled", longest_gap_s=GAP_BOUND_S), pulse.phase("slow"):
            yield from write(desk, person, page, desk.arguments["slow"])
            cancel = page.preview.cancel_button
            yield desk.until(lambda: cancel.isVisible() and page.preview.is_looking, 30, "it is on its way")
            yield from drawn(desk)
            desk.screenshot("slow")
            yield from person.click(cancel)
            yield desk.until(lambda: page.preview.problem is not None, 10, "it was cancelled")
            desk.facts["cancelled"] = told(page)
        with desk.step("the page is closed in the middle of a look", longest_gap_s=GAP_BOUND_S):
            again = page.preview.findChild(QPushButton, "remedy_again")
            yield from person.click(again)
            yield desk.until(lambda: page.preview.is_looking, 10, "it is on its way again")
            yield from person.click(page.button_box.button(QDialogButtonBox.StandardButton.Close))
            yield desk.until(lambda: visible_page() is None, 10, "the page is closed")
        with desk.step("the source of a layer is changed", longest_gap_s=GAP_BOUND_S), pulse.phase("changing"):
            yield from change_source(desk, person, view)
    finally:
        pulse.stop()
        desk.facts["phases"] = pulse.phases
    with desk.step("a dark theme", longest_gap_s=None):
        # A palette alone changes little: QGIS's windows have style sheets.
        QgsApplication.setUITheme("Night Mapping")
        yield desk.until(lambda: visible_page() is not None, 10, "the page is there")
        yield from looked(desk, visible_page())
        yield from drawn(desk)
        desk.screenshot("dark")
        desk.facts["dark"] = visible_page().preview.map.palette().color(QPalette.ColorRole.Base).lightness()
        yield from person.click(visible_page().button_box.button(QDialogButtonBox.StandardButton.Close))
        yield desk.until(lambda: visible_page() is None, 10, "the page is closed")


def add_with_options(desk: Desk, person: Person, page: Any, view: MapView) -> Steps:
    """A rule for overlaps and a maximum zoom, then Enter in the field of the address."""
    page.show_options()
    yield desk.until(lambda: page.options.pixel_selection.isVisible(), 10, "the options are there")
    yield from person.click(page.options.pixel_selection)
    yield from person.press("Down", "Return")
    yield desk.until(lambda: page.options.pixel_selection.currentData() == "highest", 10, "a rule is chosen")
    page.scroll.ensureWidgetVisible(page.options.maxzoom)
    yield from person.click(page.options.maxzoom, QPoint(20, page.options.maxzoom.height() // 2))
    yield from person.press("ctrl+a")
    yield from person.type("12")
    yield from person.press("Tab")
    yield desk.until(lambda: page.options.maxzoom.value() == 12, 10, "a zoom is chosen")
    yield from looked(desk, page)
    yield from drawn(desk)
    desk.screenshot("options")
    page.scroll.ensureWidgetVisible(page.uri_edit)
    yield from person.click(page.uri_edit)
    yield from person.press("End", "Return")
    project = QgsProject.instance()
    yield desk.until(lambda: len(project.mapLayers()) == 1, 30, "the layer is added")
    yield desk.until(lambda: view.is_quiet() and view.share_painted() > SHARE, 60, "the layer is drawn")
    (layer,) = project.mapLayers().values()
    desk.facts["added"] = {"source": layer.source(), "is_valid": layer.isValid(), "page_stays": page.isVisible()}


def sign_in(desk: Desk, person: Person, page: Any, login: str) -> Steps:
    """The problem leads to the field for the login; with one, the mosaic is seen and added."""
    yield from write(desk, person, page, desk.arguments["private"])
    yield desk.until(lambda: page.preview.problem is not None, 30, "it is told")
    desk.facts["private"] = told(page)
    yield from person.click(page.preview.findChild(QPushButton, "remedy_login"))
    combo = page.options.authcfg.combo
    yield desk.until(lambda: combo.hasFocus(), 10, "the field for the login has the keyboard")
    yield from drawn(desk)
    desk.screenshot("login")
    yield from person.press("Down")
    yield desk.until(lambda: page.options.authcfg.config_id() == login, 10, "the login is chosen")
    yield from looked(desk, page)
    project = QgsProject.instance()
    yield from person.click(page.addButton())
    yield desk.until(lambda: len(project.mapLayers()) == 2, 30, "the layer is added")
    layer = next(each for each in project.mapLayers().values() if each.source().startswith("http"))
    desk.facts["signed_in"] = {"source": layer.source(), "is_valid": layer.isValid(), "login": login}


def change_source(desk: Desk, person: Person, view: MapView) -> Steps:
    """QGIS's own menu entry, another rule, Apply: the style is as it was."""
    project, tree = QgsProject.instance(), desk.iface.layerTreeView()
    layer = next(each for each in project.mapLayers().values() if not each.source().startswith("http"))
    layer.renderer().setOpacity(0.5)
    desk.iface.setActiveLayer(layer)
    place = tree.visualRect(tree.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, tree.viewport().mapToGlobal(place))
    QApplication.postEvent(tree.viewport(), event)
    menu = yield desk.until(QApplication.activePopupWidget, 10, "the layer's menu is open")
    assert isinstance(menu, QMenu)
    desk.facts["menu"] = [action.text() for action in menu.actions() if action.isVisible()]
    entry = next(action for action in menu.actions() if action.objectName() == "mosaic_change_source")
    yield from person.click(menu, menu.actionGeometry(entry).center())
    page = yield desk.until(visible_page, 15, "the page is open")
    yield from looked(desk, page)
    desk.facts["edited"] = {"said": page.edit_label.text(), "source": page.uri().options.get("pixel_selection")}
    page.show_options(page.options.pixel_selection)
    yield desk.until(lambda: page.options.pixel_selection.hasFocus(), 10, "the field has the keyboard")
    yield from person.press("Down")
    yield desk.until(lambda: page.options.pixel_selection.currentData() == "lowest", 10, "another rule is chosen")
    yield from looked(desk, page)
    yield from drawn(desk)
    desk.screenshot("change")
    yield from person.click(page.addButton())
    yield desk.until(lambda: "lowest" in layer.source(), 30, "the layer has the new source")
    yield desk.until(view.is_quiet, 60, "it is drawn")
    desk.facts["changed"] = {
        "source": layer.source(),
        "opacity": layer.renderer().opacity(),
        "is_valid": layer.isValid(),
        "layers": len(project.mapLayers()),
    }


def stored_login(desk: Desk) -> str:
    """The id of a login that QGIS keeps."""
    manager = QgsApplication.authManager()
    if not manager.setMasterPassword("a scenario's own", True):
        raise AssertionError("the master password must be taken")
    config = QgsAuthMethodConfig("Basic")
    config.setName("the private server")
    config.setConfigMap({"username": desk.arguments["user"], "password": desk.arguments["password"], "realm": ""})
    manager.storeAuthenticationConfig(config)
    return str(config.id())


def write(desk: Desk, person: Person, page: Any, text: str) -> Steps:
    """Put a text into the field of the address, by keyboard."""
    page.scroll.ensureWidgetVisible(page.uri_edit)
    yield from person.click(page.uri_edit)
    yield from person.press("ctrl+a")
    yield from person.type(text)
    yield desk.until(lambda: page.uri_edit.text() == text, 15, f"{text} stands in the field")


def looked(desk: Desk, page: Any) -> Steps:
    """Wait until the mosaic on the page was looked at."""
    yield desk.until(
        lambda: not page.preview.is_looking and page.preview.source is not None, 60, "the preview is there"
    )


def drawn(desk: Desk) -> Steps:
    """Let the window draw what has changed just now."""
    beats = iter(range(4))
    yield desk.until(lambda: next(beats, None) is None, 10, "some turns of the event loop")


def facts(page: Any) -> str:
    return str(page.preview.facts.toPlainText())


def told(page: Any) -> dict[str, Any]:
    """What the page says is wrong."""
    problem = page.preview.problem
    return {"sentence": problem.sentence, "remedies": list(problem.remedies), "can_add": page.addButton().isEnabled()}


def center(window: Any) -> None:
    available = window.screen().availableGeometry()
    window.move(available.center() - QPoint(window.width() // 2, window.height() // 2))


def visible_page() -> Any:
    """Our page, when a person can see it."""
    widget = next(
        (each for each in QApplication.allWidgets() if each.objectName() == "uri_edit" and each.isVisible()), None
    )
    while widget is not None and not isinstance(widget, QgsAbstractDataSourceWidget):
        widget = widget.parentWidget()
    return widget
