"""The Data Source Manager page: from a text and options to one source, and back; a look at it meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fake_engine import FakeEngine, FakeNotes, FakeRemote, band, description
from qgis.core import QgsApplication, QgsProject, QgsProviderRegistry, QgsRasterLayer, QgsSettings
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QPushButton
from stac_engine import found
from waiting import until
from windows import services_with

from mosaic_qgis.engine.client.process import EngineFailure
from mosaic_qgis.gui import preview_pane, source_remedies, stac_news, tasks
from mosaic_qgis.gui.band_builder import BandBuilder
from mosaic_qgis.gui.connection_dialog import ConnectionDialog
from mosaic_qgis.gui.preview_problems import Problem
from mosaic_qgis.gui.source_page import SourcePage
from mosaic_qgis.gui.tab_order import stops
from mosaic_qgis.host import patience
from mosaic_qgis.host.about import PROVIDER_KEY
from mosaic_qgis.host.connections import Connection, connections
from mosaic_qgis.provider import uri as uris
from mosaic_qgis.provider.opening import MosaicOpener
from mosaic_qgis.provider.uri import LayerUri


class EngineSignals(QObject):
    environment_looked_at = pyqtSignal()
    environment_made = pyqtSignal()
    environment_missed = pyqtSignal()


class PageEngine(FakeEngine):
    """An engine whose openings wait until they may go on."""

    def __init__(self) -> None:
        super().__init__(FakeRemote(description(name="Town", bands=(band(1), band(2), band(3)))))
        self.signals = EngineSignals()
        self.environment_looked_at = self.signals.environment_looked_at
        self.environment_made = self.signals.environment_made
        self.is_environment_there: bool | None = True
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()
        self.cancelled = threading.Event()

    def open(
        self, mosaic: str, options: Any, credentials: Any, timeout_s: float, is_cancelled: Any = patience.never,
        *, anew: bool = False,
    ) -> FakeRemote:  # fmt: skip
        self.entered.set()
        if not patience.wait(self.gate, 20, is_cancelled):
            self.cancelled.set()
            raise EngineFailure("cancelled", "cancelled")
        return super().open(mosaic, options, credentials, timeout_s, anew=anew)


class Changes:
    """As much of `Adding` as the page needs."""

    def __init__(self) -> None:
        self.changed: list[tuple[str, LayerUri, str]] = []

    def change(self, layer: Any, uri: LayerUri, name: str = "") -> None:
        self.changed.append((layer.id(), uri, name))


@pytest.fixture
def page_engine() -> Iterator[PageEngine]:
    made = PageEngine()
    yield made
    made.gate.set()


@pytest.fixture
def added() -> list[tuple[LayerUri, str]]:
    """What the page wants to be added."""
    return []


@pytest.fixture
def adding() -> Changes:
    return Changes()


@pytest.fixture
def asked_to_set_up() -> list[bool]:
    return []


@pytest.fixture
def page(
    qgis_app: QgsApplication,
    page_engine: PageEngine,
    added: list[tuple[LayerUri, str]],
    adding: Changes,
    asked_to_set_up: list[bool],
) -> Iterator[SourcePage]:
    QgsSettings().remove("mosaic_qgis/connections")
    QgsSettings().remove("mosaic_qgis/recent")
    connections().changed.emit()
    services = services_with(
        engine=page_engine,
        opener=MosaicOpener(page_engine, FakeNotes()),  # type: ignore[arg-type]
        add=lambda uri, name: added.append((uri, name)) or True,
        adding=adding,
        notes=FakeNotes(),
        set_up=lambda: asked_to_set_up.append(True),
    )
    mode = QgsProviderRegistry.WidgetMode.Standalone
    made = SourcePage(None, Qt.WindowType.Widget, mode, services)
    made.resize(800, 600)
    # Nobody types here.
    made.preview._pause.setInterval(1)
    made.show()
    yield made
    page_engine.gate.set()
    if not sip.isdeleted(made):
        sip.delete(made)
    QgsApplication.taskManager().cancelAll()
    until(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


@pytest.fixture
def mosaic(tmp_path: Path) -> Path:
    path = tmp_path / "town.json"
    path.write_text('{"mosaicjson": "0.0.2"}')
    return path


def add_button(page: SourcePage) -> QPushButton:
    return page.addButton()


def remedy(page: SourcePage, name: str) -> QPushButton:
    def shown() -> list[QPushButton]:
        return [each for each in page.preview.findChildren(QPushButton, f"remedy_{name}") if each.isVisible()]

    until(lambda: len(shown()) == 1)
    return shown()[0]


def look(page: SourcePage) -> None:
    until(lambda: not page.preview.is_looking)


# From texts to sources


def test_a_mosaic_is_added(page: SourcePage, mosaic: Path, added: list[tuple[LayerUri, str]]) -> None:
    assert not add_button(page).isEnabled()
    page.uri_edit.setText(f' "{mosaic}"')
    assert add_button(page).isEnabled() and page.name_edit.placeholderText() == "town"
    page.addButtonClicked()
    page.name_edit.setText("My town")
    page.uri_edit.setText("s3://bucket/key.json|minzoom=3")
    page.addButtonClicked()
    assert added == [
        (LayerUri(mosaic=str(mosaic)), "town"),
        (LayerUri(mosaic="s3://bucket/key.json", options={"minzoom": "3"}), "My town"),
    ]
    page.reset()
    assert not page.uri_edit.text() and not add_button(page).isEnabled()


def test_enter_adds_and_the_window_stays(page: SourcePage, mosaic: Path, added: list[tuple[LayerUri, str]]) -> None:
    page.uri_edit.setText(str(mosaic))
    for field in (page.uri_edit, page.name_edit):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert [uri.mosaic for uri, _ in added] == [str(mosaic)] * 2 and page.isVisible()


@pytest.mark.parametrize(
    ("content", "name", "words", "remedies"),
    [
        (None, "missing.json", "no such file", ()),
        ('{"type": "FeatureCollection"}', "geo.json", "GeoJSON", ("vector",)),
        ('{"type": "Feature", "stac_version": "1.0.0"}', "item.json", "STAC", ("with_stac", "vector")),
        ("", "empty.json", "mosaicjson", ()),
    ],
)
def test_what_is_wrong_with_a_file(
    page: SourcePage,
    added: list[tuple[LayerUri, str]],
    tmp_path: Path,
    content: str | None,
    name: str,
    words: str,
    remedies: tuple[str, ...],
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content)
    page.uri_edit.setText(str(tmp_path / name))
    assert words in page.verdict_label.text() and not add_button(page).isEnabled()
    assert (page.preview.problem.remedies if page.preview.problem else ()) == remedies
    page.addButtonClicked()
    page.uri_edit.setText(str(tmp_path))
    assert "folder" in page.verdict_label.text()
    assert not added


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("https://host/mosaic.json", "on the web"),
        ("s3://bucket/key", "Amazon S3"),
        ("gs://bucket/key", "Google Cloud Storage"),
        ("az://a.blob.core.windows.net/c/k", "Azure"),
        ("dynamodb://region/table:m", "DynamoDB"),
        ("sqlite:////nowhere/but/here.db:m", "no such file"),
        ("stac+https://host/search", "STAC"),
        ("https://me:secret@host/m.json", "password or key"),
        ("https://host/m.json?sig=secret", "password or key"),
    ],
)
def test_the_store_is_named_while_somebody_types(page: SourcePage, text: str, words: str) -> None:
    page.uri_edit.setText(text)
    assert words in page.verdict_label.text() and "secret" not in page.verdict_label.text()


def test_options_behind_an_address_move_to_the_form(page: SourcePage, added: list[tuple[LayerUri, str]]) -> None:
    page.uri_edit.setText("s3://bucket/key.json|pixel_selection=highest|mystery=a%20b|minzoom=3")
    page.uri_edit.editingFinished.emit()
    assert page.uri_edit.text() == "s3://bucket/key.json"
    assert page.options.pixel_selection.currentData() == "highest" and page.options.minzoom.value() == 3
    page.options.pixel_selection.setCurrentIndex(0)
    page.addButtonClicked()
    assert added[0][0].options == {"mystery": "a b", "minzoom": "3"}


def test_a_source_comes_back_as_it_was_shown(page: SourcePage) -> None:
    source = "https://host/m.json|minzoom=07|pixel_selection=FIRST|expression=(b4-b3)/(b4+b3)|own=1|nodata=nan"
    assert page.configureFromUri(source)
    assert uris.encode(page.uri()) == source
    assert not page.options_group.isCollapsed() and "own" in page.options.others_label.text()


def test_the_page_says_that_the_engine_comes_first(
    page: SourcePage, mosaic: Path, page_engine: PageEngine, asked_to_set_up: list[bool]
) -> None:
    page_engine.is_environment_there = False
    page.uri_edit.setText(str(mosaic))
    until(lambda: page.preview.problem is not None)
    remedy(page, "set_up").click()
    assert asked_to_set_up == [True] and not page_engine.opened
    page_engine.is_environment_there = True
    page_engine.environment_made.emit()
    until(lambda: page.preview.source is not None)
    assert page.preview.problem is None
    assert isinstance(page.button_box, QDialogButtonBox)


# The look


def test_a_look_fills_the_pane(page: SourcePage, mosaic: Path) -> None:
    page.uri_edit.setText(str(mosaic))
    look(page)
    facts = page.preview.facts.toPlainText()
    for words in ("words", "somebody", "0.09° E", "8 to 12", "WebMercatorQuad", "uint8", "Quadkeys\n4", "Images\n2"):
        assert words in facts
    assert page.preview.title_label.text() == "Town"
    assert page.preview.picture.shown is not None and not page.preview.picture.shown.isNull()
    assert page.preview.problem is None and page.preview.map.toolTip().startswith("0° E to 0.09° E")


def test_typing_on_cancels_a_look_and_asks_once(page: SourcePage, mosaic: Path, page_engine: PageEngine) -> None:
    other = mosaic.with_name("other.json")
    other.write_text(mosaic.read_text())
    page_engine.gate.clear()
    page.uri_edit.setText(str(mosaic))
    until(lambda: page.preview.cancel_button.isVisible() and page_engine.entered.is_set())
    page.uri_edit.setText(str(other))
    until(page_engine.cancelled.is_set)
    page_engine.gate.set()
    look(page)
    assert page.preview.problem is None and [opened[0] for opened in page_engine.opened] == [str(other)]
    assert page.preview.source is not None


def test_a_look_can_be_cancelled_and_tried_again(page: SourcePage, mosaic: Path, page_engine: PageEngine) -> None:
    page_engine.gate.clear()
    page.uri_edit.setText(str(mosaic))
    until(lambda: page.preview.cancel_button.isVisible() and page_engine.entered.is_set())
    page.preview.cancel_button.click()
    until(page_engine.cancelled.is_set)
    assert page.preview.source is None and not page.preview.is_looking and add_button(page).isEnabled()
    page_engine.gate.set()
    remedy(page, "again").click()
    look(page)
    assert page.preview.source is not None and page.preview.problem is None


def test_an_address_that_is_not_complete_asks_nobody(page: SourcePage, page_engine: PageEngine) -> None:
    for text in ("https://", "https://exam", "https://example.org", "https://example.org/", "s3://bucket/", "az://a/b"):
        page.uri_edit.setText(text)
        assert not page.preview.is_looking, text
    for text in ("https://localhost:8/m.json", "https://example.org/m", "s3://bucket/m", "stac+https://example.org"):
        page.uri_edit.setText(text)
        assert page.preview.is_looking, text
    assert not page_engine.opened


@pytest.mark.parametrize(
    ("failure", "buttons"),
    [
        (EngineFailure("auth", "403"), ["login"]),
        (EngineFailure("auth", "403", {"asset": "a.tif"}), ["images_login"]),
        (EngineFailure("unreachable", "no route"), ["again"]),
        (EngineFailure("timeout", "too slow"), ["again"]),
        (EngineFailure("bad_request", "minzoom"), ["options"]),
        (EngineFailure("bad_document", "is GeoJSON", {"kind": "geojson"}), ["vector"]),
        (EngineFailure("bad_document", "is STAC", {"kind": "stac"}), ["with_stac", "search"]),
        (EngineFailure("bad_document", "is HTML", {"kind": "page"}), ["login"]),
        (EngineFailure("bad_document", "is broken"), []),
        (EngineFailure("environment", "no packages"), ["set_up"]),
    ],
)
def test_a_failed_look_leads_to_the_way_out(
    page: SourcePage, page_engine: PageEngine, failure: EngineFailure, buttons: list[str]
) -> None:
    page_engine.failure = failure
    page.uri_edit.setText("https://host.example/m.json")
    until(lambda: page.preview.problem is not None)
    found = [each.objectName().removeprefix("remedy_") for each in page.preview.problem_frame.findChildren(QPushButton)]
    assert found == buttons and page.preview.problem_label.text()
    assert failure.message in page.preview.facts.toPlainText()


def test_needing_a_login_leads_to_its_field(page: SourcePage, page_engine: PageEngine) -> None:
    page_engine.failure = EngineFailure("auth", "403")
    page.uri_edit.setText("https://host.example/m.json")
    until(lambda: page.preview.problem is not None)
    remedy(page, "login").click()
    assert not page.options_group.isCollapsed()
    until(lambda: page.focusWidget() is page.options.authcfg.combo)


def test_stac_given_by_mistake_is_opened_as_stac(page: SourcePage, tmp_path: Path) -> None:
    (tmp_path / "item.json").write_text('{"type": "Feature", "stac_version": "1.0.0"}')
    page.uri_edit.setText(str(tmp_path / "item.json"))
    remedy(page, "with_stac").click()
    assert page.uri_edit.text() == f"stac+file://{tmp_path}/item.json"
    assert add_button(page).isEnabled() and page.options.assets.isVisibleTo(page.options)


def test_geojson_given_by_mistake_becomes_a_vector_layer(page: SourcePage, tmp_path: Path) -> None:
    path = tmp_path / "points.geojson"
    path.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {},'
        ' "geometry": {"type": "Point", "coordinates": [1, 2]}}]}'
    )
    page.uri_edit.setText(str(path))
    remedy(page, "vector").click()
    until(lambda: bool(QgsProject.instance().mapLayers()))
    (layer,) = QgsProject.instance().mapLayers().values()
    assert layer.isValid() and layer.providerType() == "ogr" and layer.featureCount() == 1


def test_a_change_of_the_options_looks_anew(page: SourcePage, mosaic: Path, page_engine: PageEngine) -> None:
    page.uri_edit.setText(str(mosaic))
    look(page)
    page.options.maxzoom.setValue(9)
    look(page)
    assert [opened[1] for opened in page_engine.opened] == [{}, {"maxzoom": "9"}]


def test_the_page_may_go_in_the_middle_of_a_look(page: SourcePage, mosaic: Path, page_engine: PageEngine) -> None:
    page_engine.gate.clear()
    page.uri_edit.setText(str(mosaic))
    until(lambda: page.preview.cancel_button.isVisible() and page_engine.entered.is_set())
    sip.delete(page)
    until(page_engine.cancelled.is_set)


# Saved and recent ones


def accepting(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The next dialogs get this name and are accepted."""

    def fill(dialog: ConnectionDialog) -> bool:
        dialog.name_edit.setText(name)
        dialog.accept()
        return dialog.result() == QDialog.DialogCode.Accepted

    monkeypatch.setattr(ConnectionDialog, "exec", fill)


def test_connections_are_saved_shown_added_and_removed(
    page: SourcePage, mosaic: Path, added: list[tuple[LayerUri, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    accepting(monkeypatch, "Town of mine")
    assert not page.new_button.isEnabled()
    page.set_source(f"{mosaic}|maxzoom=9")
    for _ in range(2):
        # The second time, the name is taken.
        page.new_button.click()
        assert connections().all() == [Connection(name="Town of mine", source=f"{mosaic}|maxzoom=9")]
    page.reset()
    item = page.connections_list.item(0)
    place = page.connections_list.visualItemRect(item).center()
    QTest.mouseClick(page.connections_list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.name_edit.text() == "Town of mine" and page.options.maxzoom.value() == 9 and not added
    QTest.mouseDClick(page.connections_list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert added == [(LayerUri(mosaic=str(mosaic), options={"maxzoom": "9"}), "Town of mine")]
    monkeypatch.setattr(QMessageBox, "question", lambda *_args: QMessageBox.StandardButton.Yes)
    page.remove_button.click()
    assert connections().all() == [] and not page.remove_button.isEnabled()


def test_a_connection_takes_over_what_was_changed_since_it_was_clicked(
    page: SourcePage, mosaic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections().save(Connection(name="Town", source=str(mosaic)))
    page.set_source("s3://bucket/other.json")
    page.connections_list.setCurrentRow(0)
    accepting(monkeypatch, "Old town")
    page.edit_button.click()
    assert connections().all() == [Connection(name="Old town", source=str(mosaic))]
    page.connections_list.itemClicked.emit(page.connections_list.item(0))
    page.options.maxzoom.setValue(9)
    page.edit_button.click()
    assert connections().all() == [Connection(name="Old town", source=f"{mosaic}|maxzoom=9")]


def test_a_secret_is_not_saved(page: SourcePage, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: told.append(args[2]))
    page.uri_edit.setText("https://user:geheim@host.example/m.json")
    page.new_button.click()
    assert len(told) == 1 and "authentication configuration" in told[0] and "geheim" not in told[0]
    assert connections().all() == []


def test_recent_mosaics_are_offered(page: SourcePage, mosaic: Path) -> None:
    connections().remember(f"{mosaic}|maxzoom=9")
    page._history.aboutToShow.emit()
    (action,) = page._history.actions()
    assert action.text().startswith("town")
    action.trigger()
    assert page.uri().options == {"maxzoom": "9"}
    assert page.completer.sources.stringList() == [f"{mosaic}|maxzoom=9"]


# Changing a layer


def test_a_layer_is_shown_and_changed(page: SourcePage, adding: Changes, added: list[tuple[LayerUri, str]]) -> None:
    layer = QgsRasterLayer("/data/town.json|own=1|maxzoom=9", "My town", "mosaicjson")
    QgsProject.instance().addMapLayer(layer)
    before = add_button(page).text()
    page.edit(layer)
    assert "My town" in page.edit_label.text() and page.edit_frame.isVisible() and add_button(page).text() != before
    assert page.name_edit.text() == "My town" and page.options.maxzoom.value() == 9
    page.uri_edit.setText("https://host.example/m.json")
    page.options.maxzoom.setValue(8)
    page.addButtonClicked()
    uri = LayerUri(mosaic="https://host.example/m.json", options={"own": "1", "maxzoom": "8"})
    assert adding.changed == [(layer.id(), uri, "My town")] and not added
    QgsProject.instance().removeMapLayer(layer.id())
    assert not page.edit_frame.isVisible() and add_button(page).text() == before
    page.addButtonClicked()
    assert added == [(uri, "My town")]


@pytest.mark.parametrize(
    ("source", "has_been_seen", "is_search"),
    [
        ('stac+https://stac.test/v1/search|query={"collections":["a"]}', False, True),
        ("stac+https://stac.test/v1/search|assets=visual", False, True),
        ("stac+https://stac.test/found.json|assets=visual", True, True),
        ("stac+https://stac.test/items.json|assets=visual", False, False),
        ("https://stac.test/v1/search", True, False),
    ],
)
def test_a_search_is_changed_by_its_fields(page: SourcePage, source: str, has_been_seen: bool, is_search: bool) -> None:
    layer = QgsRasterLayer(source, "Found", "mosaicjson")
    if has_been_seen:
        layer.setCustomProperty(stac_news.PROPERTY, stac_news.text_of(stac_news.Seen(count=1)))
    QgsProject.instance().addMapLayer(layer)
    page.edit(layer)
    assert page.tabs.currentWidget() is (page.stac_tab if is_search else page.document_tab)
    QgsProject.instance().removeMapLayer(layer.id())


def test_closing_the_page_ends_changing(page: SourcePage) -> None:
    layer = QgsRasterLayer("/data/town.json", "My town", "mosaicjson")
    QgsProject.instance().addMapLayer(layer)
    page.edit(layer)
    page.hide()
    page.show()
    assert not page.edit_frame.isVisible()


def test_the_preview_goes_into_the_form_where_there_is_no_room_beside_it(page: SourcePage, mosaic: Path) -> None:
    page.resize(900, 600)
    until(lambda: page.preview.parent() is page.splitter)
    page.resize(420, 500)
    until(lambda: page.preview.parent() is page.form)
    page.uri_edit.setText(str(mosaic))
    look(page)
    assert page.preview.isVisible() and page.minimumSizeHint().height() <= 500
    page.resize(900, 600)
    until(lambda: page.preview.parent() is page.splitter and page.preview.isVisible())


def test_suggestions_go_when_all_is_typed(page: SourcePage, mosaic: Path) -> None:
    connections().remember(str(mosaic))
    popup = page.completer.popup()
    QTest.keyClicks(page.uri_edit, str(mosaic)[:-1])
    assert popup.isVisible()
    QTest.keyClicks(page.uri_edit, str(mosaic)[-1])
    until(lambda: not popup.isVisible())


def test_bands_are_built_of_what_the_images_have(page: SourcePage, mosaic: Path, page_engine: PageEngine) -> None:
    page.set_source(f"{mosaic}|expression=b2|maxzoom=9")
    page.options.build_button.click()
    (dialog,) = page.findChildren(BandBuilder)
    until(lambda: dialog.names_list.count() == 3)
    # The images are looked at as they are, not as the layer shows them.
    assert ({"maxzoom": "9"}) in [opened[1] for opened in page_engine.opened]
    dialog.kinds.setCurrentWidget(dialog.indexes_page)
    dialog.indexes_list.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog.accept()
    assert page.uri().options == {"maxzoom": "9", "indexes": "2,3"}


def test_assets_are_those_that_the_items_of_the_search_have(page: SourcePage, page_engine: PageEngine) -> None:
    asked: list[Any] = []

    def ask(request: Any, _timeout_s: float, _is_cancelled: Any) -> dict[str, Any]:
        asked.append(request)
        item = found(1)
        return {"items": ({**item, "assets": 0},), "assets": (item["assets"],)}

    page_engine.ask = ask  # type: ignore[attr-defined]
    page.set_source('stac+https://stac.test/search|query={"collections":["s2"]}|assets=B04')
    page.options.build_button.click()
    (dialog,) = page.findChildren(BandBuilder)
    until(lambda: dialog.assets_list.count() == 5)
    assert (asked[0].uri, asked[0].query) == ("https://stac.test/search", {"collections": ["s2"]})
    dialog.assets_list.item(1).setCheckState(Qt.CheckState.Checked)
    dialog.accept()
    assert page.uri().options["assets"] == "B04,B02"


def test_a_closed_page_looks_at_nothing(page: SourcePage, mosaic: Path, page_engine: PageEngine) -> None:
    page_engine.gate.clear()
    page.uri_edit.setText(str(mosaic))
    until(lambda: page.preview.cancel_button.isVisible() and page_engine.entered.is_set())
    page.hide()
    until(page_engine.cancelled.is_set)
    assert not page.preview.is_looking
    page_engine.gate.set()
    page.show()
    until(lambda: page.preview.source is not None)


def test_a_locked_login_asks_for_the_master_password_when_a_person_wants_to(
    page: SourcePage, mosaic: Path, page_engine: PageEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    class Locked:
        """An authentication manager whose password nobody has entered."""

        getThemeIcon = QgsApplication.getThemeIcon  # noqa: N815 (QGIS's name)

        @staticmethod
        def authManager() -> Any:
            return SimpleNamespace(
                masterPasswordIsSet=lambda: False, setMasterPassword=lambda _verify: asked.append(True) or True
            )

    for module in (preview_pane, source_remedies):
        monkeypatch.setattr(module, "QgsApplication", Locked)
    page.set_source(f"{mosaic}|authcfg=abc1234")
    until(lambda: page.preview.problem is not None)
    assert not page_engine.opened
    remedy(page, "unlock").click()
    assert asked == [True]


# By keyboard, and what is said meanwhile


def test_the_tab_key_goes_down_the_page(page: SourcePage) -> None:
    page.show_options()
    page.tabs.setCurrentWidget(page.stac_tab)
    until(lambda: page.stac_panel is not None)
    options, panel = page.options, page.stac_panel
    assert panel is not None
    wanted = [
        page.tabs.tabBar(), page.uri_edit, page.history_button, page.browse_button, page.name_edit,
        page.connections_list, page.new_button, options.authcfg.combo, options.assets_authcfg.combo,
        options.pixel_selection, options.maxzoom, page.preview.cancel_button, page.preview.facts,
        panel.connections.catalog_combo, panel.filters.limit_spin, panel.search_button,
        page.button_box.button(QDialogButtonBox.StandardButton.Close), page.addButton(),
    ]  # fmt: skip
    until(lambda: [place for place in stops(page) if place in wanted] == wanted)
    assert page.scroll not in stops(page), "there is nothing to do in the area itself"


def test_the_way_out_of_a_problem_comes_before_the_facts(page: SourcePage) -> None:
    page.preview.show_problem(Problem(sentence="Wrong.", remedies=("again", "login")))
    buttons = [page.preview.findChild(QPushButton, f"remedy_{name}") for name in ("again", "login")]
    wanted = [*buttons, page.preview.facts]
    assert [place for place in stops(page) if place in wanted] == wanted


def test_a_connection_that_is_selected_by_keyboard_is_the_one_that_enter_adds(
    page: SourcePage, added: list[tuple[LayerUri, str]]
) -> None:
    for name in ("one", "two"):
        connections().save(Connection(name=name, source=f"s3://bucket/{name}.json|pixel_selection=highest"))
    page.connections_list.setFocus()
    page.activateWindow()
    until(page.connections_list.hasFocus)
    QTest.keyClick(page.connections_list, Qt.Key.Key_Down)
    QTest.keyClick(page.connections_list, Qt.Key.Key_Down)
    assert page.connections_list.currentItem().text() == page.name_edit.text() == "two"
    QTest.keyClick(page.connections_list, Qt.Key.Key_Return)
    assert [(uri.mosaic, name) for uri, name in added] == [("s3://bucket/two.json", "two")]


def test_the_name_of_a_connection_is_no_name_for_another_mosaic(page: SourcePage) -> None:
    page._show_connection(Connection(name="Summer", source="s3://bucket/one.json"))
    page.options.set_options({"pixel_selection": "lowest"})
    assert page.name_edit.text() == "Summer", "another option is the same mosaic"
    page.uri_edit.setText("s3://bucket/other.json")
    assert page.name_edit.text() == "" and page.name_edit.placeholderText() == "other"
    page._show_connection(Connection(name="Summer", source="s3://bucket/one.json"))
    page.name_edit.setText("My own")
    page.set_source("s3://bucket/other.json")
    assert page.name_edit.text() == "My own"


@pytest.mark.parametrize("is_there", [True, False])
def test_what_is_said_of_a_layer_that_comes_goes_when_it_is_there_or_could_not_be_had(
    page: SourcePage, mosaic: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    gate = threading.Event()

    def wait(_task: Any) -> None:
        gate.wait(20)

    def add(_uri: LayerUri, _name: str) -> bool:
        tasks.start("Opening", wait, lambda _value: None, lambda _failure: None, page)
        return True

    page.uri_edit.setText(str(mosaic))
    until(lambda: not page.preview.is_looking)
    monkeypatch.setattr(page, "_services", services_with(add=add))
    page.addButtonClicked()
    assert "is being opened" in page.verdict_label.text()
    page.preview.show_problem(None)
    assert "is being opened" in page.verdict_label.text()
    QgsProject.instance().layersAdded.emit([QgsRasterLayer("", "of somebody else", "gdal")])
    assert "is being opened" in page.verdict_label.text()
    if is_there:
        QgsProject.instance().layersAdded.emit([QgsRasterLayer(str(mosaic), "ours", PROVIDER_KEY)])
    else:
        QgsApplication.taskManager().allTasksFinished.emit()
    assert page.verdict_label.text() == "A MosaicJSON document."
    gate.set()


def test_nothing_is_said_of_what_an_address_looks_like_once_it_is_known_better(
    page: SourcePage, page_engine: PageEngine
) -> None:
    page_engine.failure = EngineFailure("bad_document", "GeoJSON", {"kind": "geojson"})
    page.uri_edit.setText("https://host.example/points.json")
    assert "on the web" in page.verdict_label.text()
    until(lambda: page.preview.problem is not None)
    assert page.verdict_label.text() == ""
    page.preview.show_problem(None)
    assert "on the web" in page.verdict_label.text()


def test_a_look_that_is_under_way_says_so(page: SourcePage, mosaic: Path, page_engine: PageEngine) -> None:
    page_engine.gate.clear()
    page.uri_edit.setText(str(mosaic))
    until(page_engine.entered.is_set)
    assert page.preview.facts.toPlainText() == "Looking at “town”…"
    page.preview.cancel_button.click()
    assert page.preview.facts.toPlainText() == ""


@pytest.mark.parametrize("text", ["htp://host/mosaic.json", "memory://town", "ftp://host/mosaic.json"])
def test_an_address_of_no_known_kind_cannot_be_added(page: SourcePage, text: str) -> None:
    page.uri_edit.setText(text)
    assert text.partition("//")[0] in page.verdict_label.text() and not add_button(page).isEnabled()


def test_the_button_is_the_one_of_the_tab_in_view(page: SourcePage, mosaic: Path) -> None:
    page.uri_edit.setText(str(mosaic))
    page.tabs.setCurrentWidget(page.stac_tab)
    assert page.stac_panel is not None and not add_button(page).isEnabled(), "no catalog is chosen"
    page.stac_panel.connections.set_catalog("https://stac.test/")
    assert add_button(page).isEnabled()
    page.tabs.setCurrentWidget(page.document_tab)
    page.uri_edit.clear()
    assert not add_button(page).isEnabled()
    page.tabs.setCurrentWidget(page.stac_tab)
    assert add_button(page).isEnabled()
