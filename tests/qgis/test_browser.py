"""The entry of QGIS's Browser: what it lists, its menus, connections that are edited."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_engine import FakeEngine, FakeNotes
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsBrowserModel,
    QgsDataItem,
    QgsDirectoryItem,
    QgsErrorItem,
    QgsLayerItem,
    QgsMimeDataUtils,
    QgsSettings,
)
from qgis.gui import QgsBrowserGuiModel, QgsBrowserTreeView, QgsDataItemGuiContext, QgsDataSourceSelectDialog
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QDockWidget,
    QMenu,
    QMessageBox,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from waiting import until
from windows import services_with

from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.gui import dropped_images
from mosaic_qgis.gui.browser import FileIcons, MosaicItemGuiProvider, mosaic_of
from mosaic_qgis.gui.browser_clicks import BrowserClicks
from mosaic_qgis.gui.browser_tree import (
    ConnectionItem,
    DatabaseItem,
    MosaicItemProvider,
    RecentItem,
    RootItem,
    holds_several,
    icon,
)
from mosaic_qgis.gui.connection_dialog import ConnectionDialog
from mosaic_qgis.host.connections import Connection, Connections, connections
from mosaic_qgis.provider.uri import LayerUri

DATABASE = "sqlite:////data/towns.db"


class Window:
    """As much of `iface` as the menus need."""

    def __init__(self) -> None:
        self.window = QWidget()

    def mainWindow(self) -> QWidget:
        return self.window


@pytest.fixture
def saved(qgis_app: QgsApplication) -> Iterator[Connections]:
    keys = [f"mosaic_qgis/{key}" for key in ("connections", "recent", "dropped_images")]
    for key in keys:
        QgsSettings().remove(key)
    yield connections()
    for key in keys:
        QgsSettings().remove(key)


@pytest.fixture
def added() -> list[tuple[LayerUri, str]]:
    return []


@pytest.fixture
def services(engine: FakeEngine, notes: FakeNotes, added: list[tuple[LayerUri, str]]) -> Any:
    return services_with(
        iface=Window(), engine=engine, notes=notes, add=lambda uri, name: added.append((uri, name)) or True
    )


@pytest.fixture
def tree(services: Any, saved: Connections) -> Iterator[MosaicItemProvider]:
    provider = MosaicItemProvider(services)
    yield provider
    provider.close()


@pytest.fixture
def menus(services: Any, saved: Connections) -> MosaicItemGuiProvider:
    return MosaicItemGuiProvider(services)


def populated(tree: MosaicItemProvider) -> RootItem:
    root = tree.createDataItem("", None)
    assert isinstance(root, RootItem)
    return root


def children(item: Any) -> list[Any]:
    """Made anew, as QGIS has them made: what `QgsDataItem.children` gives Python deletes the items in the end."""
    found: list[Any] = item.createChildren()
    return sorted(found, key=lambda each: str(each.sortKey()))


def entries(
    menus: MosaicItemGuiProvider, item: QgsDataItem | None, *selected: QgsDataItem
) -> dict[str, Callable[[], None]]:
    """Text of each entry, and what chooses it."""
    menu = QMenu()
    menu.addAction("QGIS's own")
    menus.populateContextMenu(item, menu, list(selected), QgsDataItemGuiContext())
    assert not menu.actions() or menu.actions()[-1].text() == "QGIS's own"
    actions = [action for action in menu.actions() if action.text() and action.text() != "QGIS's own"]
    menus._menu = menu  # keeps the actions
    return {action.text(): action.trigger for action in actions}


@pytest.mark.parametrize(
    ("address", "several"),
    [
        ("sqlite:////a/b.db", True), ("sqlite:////a/b.db:m", False), ("sqlite:///C:/a/b.db", True),
        ("sqlite:///C:/a/b.db:m", False), ("sqlite:///b.db", True), ("sqlite:///:memory:", False),
        ("dynamodb://eu-west-1/table", True), ("dynamodb:///table", True), ("dynamodb://r/table:m", False),
        ("/a.json", False), ("https://h/a.db", False), ("", False),
    ],
)  # fmt: skip
def test_databases_are_told_from_mosaics(address: str, several: bool) -> None:
    assert holds_several(address) == several


def test_connections_and_recent_ones_are_listed(tree: MosaicItemProvider, saved: Connections) -> None:
    saved.save(Connection(name="town", source="/data/town.json|minzoom=3"))
    root = populated(tree)
    (item,) = children(root)
    assert (item.uri(), item.providerKey()) == ("/data/town.json|minzoom=3", "mosaicjson")
    assert item.hasDragEnabled()
    (carried,) = item.mimeUris()
    assert (carried.layerType, carried.providerKey) == ("raster", "mosaicjson")
    assert (carried.name, carried.uri) == ("town", "/data/town.json|minzoom=3")
    saved.remember("/data/other.mosaicjson")
    town, recent = children(root)
    assert (town.name(), recent.name()) == ("town", "Recent")
    assert [child.uri() for child in children(recent)] == ["/data/other.mosaicjson"]


def test_what_can_be_added_is_a_layer_to_qgis(tree: MosaicItemProvider, saved: Connections, engine: FakeEngine) -> None:
    """Its own buttons and dialogs ask the items for no more than this."""
    saved.save(Connection(name="town", source="/data/town.json|minzoom=3"))
    saved.save(Connection(name="towns", source=DATABASE))
    saved.remember("/data/other.mosaicjson|maxzoom=9")
    engine.answers["mosaics"] = {"mosaics": ({"name": "a", "uri": f"{DATABASE}:a"},)}
    town, towns, recent = children(populated(tree))
    listed = [town, *children(towns), *children(recent)]
    assert [(item.name(), item.uri()) for item in listed] == [
        ("town", "/data/town.json|minzoom=3"), ("a", f"{DATABASE}:a"), ("other", "/data/other.mosaicjson|maxzoom=9"),
    ]  # fmt: skip
    for item in listed:
        assert isinstance(item, QgsLayerItem) and item.type() == Qgis.BrowserItemType.Layer
        assert (item.providerKey(), item.mapLayerType()) == ("mosaicjson", Qgis.LayerType.Raster)
        (carried,) = item.mimeUris()
        assert (carried.layerType, carried.providerKey) == ("raster", "mosaicjson")
        assert (carried.name, carried.uri) == (item.name(), item.uri())


def test_a_saved_mosaic_is_chosen_in_a_dialog_of_qgis(services: Any, saved: Connections) -> None:
    saved.save(Connection(name="town", source="/data/town.json|minzoom=3"))
    provider, registry = MosaicItemProvider(services), QgsApplication.dataItemProviderRegistry()
    registry.addProvider(provider)
    model = QgsBrowserGuiModel()
    model.initialize()
    root = QPersistentModelIndex(model.findPath("mosaicjson:"))
    model.fetchMore(QModelIndex(root))
    until(lambda: model.rowCount(QModelIndex(root)) == 1)
    dialog = QgsDataSourceSelectDialog(model, True, Qgis.LayerType.Raster)
    dialog.show()
    view = dialog.findChild(QgsBrowserTreeView)
    ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    shown = view.model().mapFromSource(model.index(0, 0, QModelIndex(root)))
    view.expand(shown.parent())
    view.scrollTo(shown)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(shown).center())
    assert ok.isEnabled()
    chosen = dialog.uri()
    assert (chosen.layerType, chosen.providerKey) == ("raster", "mosaicjson")
    assert (chosen.name, chosen.uri) == ("town", "/data/town.json|minzoom=3")
    sip.delete(dialog)
    provider.close()
    registry.removeProvider(provider)


def test_a_double_click_on_a_saved_mosaic_adds_in_the_background(
    services: Any, saved: Connections, added: list[tuple[LayerUri, str]]
) -> None:
    saved.save(Connection(name="Old town", source="/data/town.json|minzoom=3"))
    provider, registry = MosaicItemProvider(services), QgsApplication.dataItemProviderRegistry()
    registry.addProvider(provider)
    model = QgsBrowserModel()
    services.iface.browserModel = lambda: model
    model.initialize()
    clicks = BrowserClicks(services)
    manager = QgsDataSourceManagerDialog(services.iface.window)
    # That of the manager, which is made later than the plugin is loaded, and one of a dialog that asks for a layer.
    asking = QDialog(services.iface.window)
    seen, left = manager.tree, QTreeView(asking)
    QVBoxLayout(asking).addWidget(left)
    clicks.watch()
    clicks.watch()
    theirs: list[QTreeView] = []
    root = QPersistentModelIndex(model.findPath("mosaicjson:"))
    model.fetchMore(QModelIndex(root))
    until(lambda: model.rowCount(QModelIndex(root)) == 1)
    services.iface.window.show()
    for view in (seen, left):
        view.window().resize(400, 600)
        view.setModel(model)
        view.setRootIndex(QModelIndex(root))
        view.doubleClicked.connect(lambda _index, view=view: theirs.append(view))
        view.window().show()
        place = view.visualRect(model.index(0, 0, QModelIndex(root))).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert added == [(LayerUri(mosaic="/data/town.json", options={"minzoom": "3"}), "Old town")]
    assert theirs == [left]
    clicks.close()
    provider.close()
    registry.removeProvider(provider)


def test_recent_ones_change_their_places(services: Any, saved: Connections) -> None:
    saved.remember("/data/a.json")
    provider, registry = MosaicItemProvider(services), QgsApplication.dataItemProviderRegistry()
    registry.addProvider(provider)
    model = QgsBrowserModel()
    model.initialize()
    top = [model.index(row, 0) for row in range(model.rowCount())]
    root = QPersistentModelIndex(next(index for index in top if index.data() == "MosaicJSON"))
    model.fetchMore(QModelIndex(root))
    until(lambda: model.rowCount(QModelIndex(root)) == 1)
    recent = QPersistentModelIndex(model.index(0, 0, QModelIndex(root)))

    def listed() -> list[tuple[int, str, str, list[str]]]:
        """Place, name, tip and what is carried, in the order in which the Browser shows them."""
        rows = [model.index(row, 0, QModelIndex(recent)) for row in range(model.rowCount(QModelIndex(recent)))]
        items = [model.dataItem(row) for row in rows]
        carried = [QgsMimeDataUtils.decodeUriList(model.mimeData([row])) for row in rows]
        return sorted(
            (item.sortKey(), item.name(), item.toolTip(), [each.uri for each in uris])
            for item, uris in zip(items, carried, strict=True)
        )

    model.fetchMore(QModelIndex(recent))
    until(lambda: listed() == [(0, "a", "/data/a.json", ["/data/a.json"])])
    saved.remember("/data/b.json")
    both = [(0, "b", "/data/b.json", ["/data/b.json"]), (1, "a", "/data/a.json", ["/data/a.json"])]
    until(lambda: listed() == both)
    provider.close()
    registry.removeProvider(provider)


def test_what_is_changed_is_listed_anew(services: Any, saved: Connections) -> None:
    saved.save(Connection(name="town", source="/a.json"))
    provider, registry = MosaicItemProvider(services), QgsApplication.dataItemProviderRegistry()
    registry.addProvider(provider)
    model = QgsBrowserModel()
    model.initialize()
    top = [model.index(row, 0) for row in range(model.rowCount())]
    root = QPersistentModelIndex(next(index for index in top if index.data() == "MosaicJSON"))

    def listed() -> list[tuple[str, str]]:
        rows = (model.index(row, 0, QModelIndex(root)) for row in range(model.rowCount(QModelIndex(root))))
        return [(row.data(), model.dataItem(row).toolTip()) for row in rows]

    model.fetchMore(QModelIndex(root))
    until(lambda: listed() == [("town", "/a.json")])
    assert isinstance(model.dataItem(model.index(0, 0, QModelIndex(root))), ConnectionItem)
    saved.save(Connection(name="town", source="/b.json"), replace="town")
    until(lambda: listed() == [("town", "/b.json")])
    saved.remember("/c.json")
    until(lambda: {name for name, _ in listed()} == {"town", "Recent"})
    saved.remove("town")
    until(lambda: [name for name, _ in listed()] == ["Recent"])
    provider.close()
    registry.removeProvider(provider)
    until(lambda: model.findPath("mosaicjson:") == QModelIndex() or not model.findPath("mosaicjson:").isValid())


def test_a_database_lists_its_mosaics(tree: MosaicItemProvider, saved: Connections, engine: FakeEngine) -> None:
    engine.answers["mosaics"] = {
        "mosaics": ({"name": "a", "uri": f"{DATABASE}:a"}, {"name": "ü", "uri": f"{DATABASE}:ü"})
    }
    saved.save(Connection(name="towns", source=f"{DATABASE}|minzoom=2"))
    (item,) = children(populated(tree))
    assert isinstance(item, DatabaseItem)
    assert [(each.name(), each.uri()) for each in children(item)] == [
        ("a", f"{DATABASE}:a|minzoom=2"),
        ("ü", f"{DATABASE}:ü|minzoom=2"),
    ]
    assert [request.uri for request in engine.asked] == [DATABASE]
    assert mosaic_of(item) is None
    assert mosaic_of(children(item)[0]) == LayerUri(mosaic=f"{DATABASE}:a", options={"minzoom": "2"})


def test_a_database_that_cannot_be_listed_says_why(
    tree: MosaicItemProvider, saved: Connections, engine: FakeEngine
) -> None:
    engine.answers["mosaics"] = EngineFailure("not_found", "There is no database.")
    saved.save(Connection(name="towns", source=DATABASE))
    (item,) = children(populated(tree))
    (error,) = children(item)
    assert isinstance(error, QgsErrorItem)
    assert "towns" in error.name()


def test_the_menu_of_the_entry(tree: MosaicItemProvider, menus: MosaicItemGuiProvider, saved: Connections) -> None:
    root = populated(tree)
    before = entries(menus, root)
    assert list(before) == ["New Connection…", "Export Connections…", "Import Connections…", "Paste URI"]
    before["New Connection…"]()
    dialog = menus._services.iface.window.findChild(ConnectionDialog)
    assert dialog is not None and dialog.isVisible()
    dialog.name_edit.setText("new")
    dialog.uri_edit.setText("/data/new.json")
    dialog.button_box.button(QDialogButtonBox.StandardButton.Ok).click()
    assert saved.get("new") == Connection(name="new", source="/data/new.json")
    dropped_images.remember(dropped_images.Answer.LAYERS)
    entries(menus, root)["Ask Again About Dropped Images"]()
    assert dropped_images.remembered() is dropped_images.Answer.ASK


def test_the_menu_of_a_connection(
    tree: MosaicItemProvider, menus: MosaicItemGuiProvider, saved: Connections, added: list[tuple[LayerUri, str]]
) -> None:
    saved.save(Connection(name="town", source="/data/town.json"))
    (item,) = children(populated(tree))
    listed = entries(menus, item, item)
    assert list(listed) == [
        "Add as MosaicJSON Layer", "Edit Connection…", "Duplicate Connection", "Remove Connection…", "Copy URI",
    ]  # fmt: skip
    listed["Add as MosaicJSON Layer"]()
    assert added == [(LayerUri(mosaic="/data/town.json"), "town")]
    listed["Copy URI"]()
    assert QApplication.clipboard().text() == "/data/town.json"
    listed["Duplicate Connection"]()
    assert [each.name for each in saved.all()] == ["town", "town copy"]
    assert menus.rename(item, "village", None)
    assert [each.name for each in saved.all()] == ["town copy", "village"]


def test_a_connection_is_removed_after_asking(
    tree: MosaicItemProvider, menus: MosaicItemGuiProvider, saved: Connections
) -> None:
    saved.save(Connection(name="town", source="/data/town.json"))
    (item,) = children(populated(tree))
    for answer, is_left in (("Cancel", True), ("Remove", False)):
        entries(menus, item, item)["Remove Connection…"]()
        box = next(each for each in menus._services.iface.window.findChildren(QMessageBox) if each.isVisible())
        next(each for each in box.findChildren(QPushButton) if each.text().replace("&", "") == answer).click()
        assert (saved.get("town") is not None) == is_left


def test_several_connections_are_removed_at_once(
    tree: MosaicItemProvider, menus: MosaicItemGuiProvider, saved: Connections
) -> None:
    for name in ("a", "b", "c"):
        saved.save(Connection(name=name, source=f"/data/{name}.json"))
    saved.save(Connection(name="d", source=DATABASE))
    a, b, _, d = children(populated(tree))
    listed = entries(menus, a, a, b, d)
    assert list(listed) == ["Add as MosaicJSON Layer", "Duplicate Connection", "Remove Connection…"]
    listed["Remove Connection…"]()
    box = next(each for each in menus._services.iface.window.findChildren(QMessageBox) if each.isVisible())
    assert "3" in box.text()
    next(each for each in box.findChildren(QPushButton) if each.text().replace("&", "") == "Remove").click()
    assert [each.name for each in saved.all()] == ["c"]


def test_a_database_is_listed_again(
    tree: MosaicItemProvider, menus: MosaicItemGuiProvider, saved: Connections, engine: FakeEngine
) -> None:
    saved.save(Connection(name="towns", source=DATABASE))
    (item,) = children(populated(tree))
    assert list(entries(menus, item, item)) == [
        "&Refresh", "Edit Connection…", "Duplicate Connection", "Remove Connection…",
    ]  # fmt: skip
    engine.answers["mosaics"] = {"mosaics": ({"name": "a", "uri": f"{DATABASE}:a"},)}
    entries(menus, item, item)["&Refresh"]()
    until(lambda: len(engine.asked) == 1)


def test_a_connection_is_edited(saved: Connections) -> None:
    saved.save(Connection(name="town", source="/data/town.json|minzoom=3|authcfg=abcdefg"))
    saved.save(Connection(name="other", source="/o.json"))
    dialog = ConnectionDialog(None, saved.get("town"), "town")
    ok = dialog.button_box.button(QDialogButtonBox.StandardButton.Ok)
    assert dialog.uri_edit.text() == "/data/town.json|minzoom=3"
    assert dialog.document_slot.config_id() == "abcdefg"
    dialog.uri_edit.setText("https://me:pw@h/a.json")
    assert not ok.isEnabled() and "password" in dialog.verdict_label.text()
    dialog.uri_edit.setText("/data/new.json")
    dialog.name_edit.setText("other")
    dialog.accept()
    assert dialog.verdict_label.text() and saved.get("town") is not None, "the name is taken"
    dialog.name_edit.setText("")
    dialog.accept()
    assert saved.get("new") == Connection(name="new", source="/data/new.json|authcfg=abcdefg")
    assert saved.get("town") is None


def test_files_of_connections(
    menus: MosaicItemGuiProvider, saved: Connections, notes: FakeNotes, tmp_path: Path
) -> None:
    saved.save(Connection(name="town", source="/data/town.json"))
    menus.export_to(str(tmp_path / "c.xml"))
    saved.remove("town")
    menus.import_from(str(tmp_path / "c.xml"))
    assert saved.get("town") is not None
    assert [level for level, _ in notes.posted] == ["info", "info"]
    menus.import_from(str(tmp_path / "none.xml"))
    menus.export_to(str(tmp_path / "no" / "c.xml"))
    (tmp_path / "bad.xml").write_text("<a/>", encoding="utf-8")
    menus.import_from(str(tmp_path / "bad.xml"))
    assert [level for level, _ in notes.posted[2:]] == ["error", "error", "error"]
    (tmp_path / "secret.xml").write_text(
        '<mosaicJsonConnections><mosaicjson name="s" source="https://u:p@h/a.json"/></mosaicJsonConnections>',
        encoding="utf-8",
    )
    menus.import_from(str(tmp_path / "secret.xml"))
    assert notes.posted[-1][0] == "warning" and "1 were left out" in notes.posted[-1][1]


def test_recent_ones_are_kept_or_forgotten(
    tree: MosaicItemProvider, menus: MosaicItemGuiProvider, saved: Connections
) -> None:
    saved.remember("/data/town.json")
    (recent,) = children(populated(tree))
    assert isinstance(recent, RecentItem)
    item = children(recent)[0]
    assert list(entries(menus, item, item)) == ["Add as MosaicJSON Layer", "Save as Connection…", "Copy URI"]
    entries(menus, item, item)["Save as Connection…"]()
    dialog = menus._services.iface.window.findChild(ConnectionDialog)
    dialog.accept()
    assert saved.get("town") == Connection(name="town", source="/data/town.json")
    entries(menus, recent)["Clear List"]()
    assert saved.recent() == []


def test_files_of_the_file_tree(
    provider_registered: None, menus: MosaicItemGuiProvider, added: list[tuple[LayerUri, str]], tmp_path: Path
) -> None:
    text = '{"mosaicjson": "0.0.3", "minzoom": 1, "maxzoom": 2, "tiles": {"0": ["a.tif"]}}'
    with gzip.open(tmp_path / "packed.json.gz", "wt") as file:
        file.write(text)
    with gzip.open(tmp_path / "other.json.gz", "wt") as file:
        file.write('{"type": "FeatureCollection"}')
    folder = QgsDirectoryItem(None, "folder", str(tmp_path))
    items = {item.name(): item for item in folder.createChildren()}
    packed, other = items["packed.json.gz"], items["other.json.gz"]
    assert list(entries(menus, packed, packed)) == ["Add as MosaicJSON Layer", "Save as Connection…", "Copy URI"]
    assert entries(menus, other, other) == {}
    assert menus.handleDoubleClick(packed, QgsDataItemGuiContext())
    assert not menus.handleDoubleClick(other, QgsDataItemGuiContext())
    assert added == [(LayerUri(mosaic=str(tmp_path / "packed.json.gz")), "packed")]
    plain = QgsLayerItem(None, "town", "/town", "/t.json", Qgis.BrowserLayerType.Raster, "mosaicjson")
    entries(menus, plain, plain, packed)["Add as MosaicJSON Layer"]()
    assert [name for _, name in added[1:]] == ["town", "packed"]


def place_of(model: QgsBrowserModel, path: Path) -> QModelIndex | None:
    """Where a file of a favourite folder, called "kept here", is listed; None as long as it is not."""
    pending = [QModelIndex()]
    while pending:
        parent = pending.pop()
        model.fetchMore(parent)
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            item = model.dataItem(index)
            if item.path() == str(path):
                return index
            if item.name() in ("Favorites", "kept here"):
                pending.append(index)
    return None


def test_mosaics_of_the_file_tree_have_our_icon(provider_registered: None, services: Any, tmp_path: Path) -> None:
    text = '{"mosaicjson": "0.0.3", "minzoom": 1, "maxzoom": 2, "tiles": {"0": ["a.tif"]}}'
    (tmp_path / "c.json").write_text(text, encoding="utf-8")
    (tmp_path / "d.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    for name, text in (("a.json.gz", '{"mosaicjson": "0.0.3", "tiles": {}}'), ("b.json.gz", "{}")):
        with gzip.open(tmp_path / name, "wt") as file:
            file.write(text)
    model = QgsBrowserModel()
    services.iface.browserModel = lambda: model
    icons = FileIcons(services)
    model.initialize()
    model.addFavoriteDirectory(str(tmp_path), "kept here")

    def icon_of(name: str) -> Any:
        index = place_of(model, tmp_path / name)
        return None if index is None else model.dataItem(index).icon().pixmap(32, 32).toImage()

    until(lambda: all(icon_of(name) is not None for name in ("a.json.gz", "b.json.gz", "c.json", "d.geojson")))
    ours = icon().pixmap(32, 32).toImage()
    assert icon_of("a.json.gz") == ours
    assert icon_of("b.json.gz") != ours
    assert icon_of("c.json") == ours and icon_of("d.geojson") != ours
    icons.close()
    model.removeFavorite(model.findPath(f"favorites:{tmp_path}"))


class QgsDockBrowserTreeView(QTreeView):
    """Called as QGIS calls the trees of its panels, which Python cannot make."""


class QgsBrowserDockWidget(QDockWidget):
    """Called as QGIS calls its Browser panels, which Python can make, but not look into."""


class QgsDataSourceManagerDialog(QDialog):
    """Called as QGIS calls its Data Source Manager, and made of the same parts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        splitter = QSplitter(self)
        QVBoxLayout(self).addWidget(splitter)
        self.pages = QStackedWidget(splitter)
        self.pages.setObjectName("mOptionsStackedWidget")
        page = QWidget()
        panel = QgsBrowserDockWidget(page)
        QVBoxLayout(page).addWidget(panel)
        self.tree = QgsDockBrowserTreeView(panel)
        panel.setWidget(self.tree)
        self.pages.addWidget(page)


def test_a_double_click_in_the_file_tree_adds_in_the_background(
    provider_registered: None, services: Any, added: list[tuple[LayerUri, str]], tmp_path: Path
) -> None:
    (tmp_path / "town.json").write_text(
        '{"mosaicjson": "0.0.3", "minzoom": 1, "maxzoom": 2, "tiles": {"0": ["a.tif"]}}'
    )
    (tmp_path / "places.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    model, sorted_model = QgsBrowserModel(), QSortFilterProxyModel()
    services.iface.browserModel = lambda: model
    model.initialize()
    model.addFavoriteDirectory(str(tmp_path), "kept here")
    sorted_model.setSourceModel(model)
    panel = QgsBrowserDockWidget(services.iface.window)
    view = QgsDockBrowserTreeView(panel)
    view.setModel(sorted_model)
    panel.setWidget(view)
    panel.resize(400, 600)
    services.iface.window.show()
    theirs: list[str] = []
    view.doubleClicked.connect(lambda index: theirs.append(model.dataItem(sorted_model.mapToSource(index)).path()))
    clicks = BrowserClicks(services)

    def click(name: str) -> None:
        until(lambda: place_of(model, tmp_path / name) is not None)
        index = sorted_model.mapFromSource(place_of(model, tmp_path / name))
        view.scrollTo(index)
        place = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    try:
        click("town.json")
        assert added == [(LayerUri(mosaic=str(tmp_path / "town.json")), "town")]
        assert theirs == [], "QGIS hears nothing of it"
        click("places.geojson")
        assert theirs == [str(tmp_path / "places.geojson")] and len(added) == 1
        clicks.close()
        click("town.json")
        assert theirs[1:] == [str(tmp_path / "town.json")] and len(added) == 1
    finally:
        model.removeFavorite(model.findPath(f"favorites:{tmp_path}"))
