"""What is dropped and pasted: what is taken, what is left to QGIS, and the question about several images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_engine import FakeEngine, FakeNotes
from qgis.core import Qgis, QgsApplication, QgsLayerItem, QgsMimeDataUtils, QgsProject, QgsSettings
from qgis.PyQt.QtCore import QEvent, QMimeData, Qt, QUrl
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox, QMessageBox, QWidget
from waiting import until
from windows import services_with

from mosaic_qgis.engine.client.terms import EngineFailure
from mosaic_qgis.gui import drop as drop_module
from mosaic_qgis.gui import dropped_images, paste
from mosaic_qgis.gui.drop import MosaicDropHandler
from mosaic_qgis.gui.drop_dialog import DropDialog
from mosaic_qgis.gui.dropped import images_in, mosaics_in
from mosaic_qgis.gui.dropped_images import Answer
from mosaic_qgis.provider import sniff
from mosaic_qgis.provider.uri import LayerUri

MOSAIC = '{"mosaicjson": "0.0.3", "minzoom": 1, "maxzoom": 2, "tiles": {"0": ["a.tif"]}}'


class Window:
    """As much of `iface` as dropping needs."""

    def __init__(self) -> None:
        self.window, self.canvas, self.tree = QWidget(), QWidget(), QWidget()
        self.layers: list[tuple[str, str]] = []

    def mainWindow(self) -> QWidget:
        return self.window

    def mapCanvas(self) -> QWidget:
        return self.canvas

    def layerTreeView(self) -> QWidget:
        return self.tree

    def addRasterLayer(self, path: str, name: str) -> None:
        self.layers.append((path, name))


@pytest.fixture
def window(qgis_app: QgsApplication) -> Window:
    return Window()


@pytest.fixture
def added() -> list[tuple[LayerUri, str]]:
    return []


@pytest.fixture
def services(window: Window, engine: FakeEngine, notes: FakeNotes, added: list[tuple[LayerUri, str]]) -> Any:
    return services_with(
        iface=window, engine=engine, notes=notes, add=lambda uri, name: added.append((uri, name)) or True
    )


@pytest.fixture
def handler(services: Any) -> Iterator[MosaicDropHandler]:
    QgsSettings().remove("mosaic_qgis/dropped_images")
    yield MosaicDropHandler(services)
    QgsSettings().remove("mosaic_qgis/dropped_images")


@pytest.fixture
def shift(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Holds the key down, or not."""
    return lambda is_down: monkeypatch.setattr(drop_module, "_is_turned", lambda: is_down)


@pytest.fixture
def images(tmp_path: Path) -> list[str]:
    paths = [tmp_path / "ortho" / name for name in ("a.tif", "b.TIFF", "c.tif")]
    paths[0].parent.mkdir()
    for path in paths:
        path.write_bytes(b"II*\0")
    return [str(path) for path in paths]


def files(*paths: str | Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def text(content: str) -> QMimeData:
    data = QMimeData()
    data.setText(content)
    return data


def test_mosaics_of_any_kind_are_taken(tmp_path: Path, handler: MosaicDropHandler, added: list[Any]) -> None:
    one, two = tmp_path / "one.json", tmp_path / "zwei ü.mosaicjson"
    for path in (one, two):
        path.write_text(MOSAIC, encoding="utf-8")
    data = files(one, two)
    data.setUrls([*data.urls(), QUrl("https://h/three.mosaicjson")])
    assert handler.canHandleMimeData(data)
    assert handler.handleMimeDataV2(data)
    assert [uri.mosaic for uri, _ in added] == [str(one), str(two), "https://h/three.mosaicjson"]


@pytest.mark.parametrize("is_wanted", [True, False])
def test_very_many_are_taken_after_asking(
    tmp_path: Path, handler: MosaicDropHandler, added: list[Any], window: Window, is_wanted: bool
) -> None:
    paths = [tmp_path / f"{number}.json" for number in range(drop_module.MOST_UNASKED + 1)]
    for path in paths:
        path.write_text(MOSAIC)
    assert handler.handleMimeDataV2(files(*paths))
    until(lambda: window.window.findChild(QMessageBox, "mosaic_add_many") is not None)
    box = window.window.findChild(QMessageBox, "mosaic_add_many")
    assert "21" in box.text() and not added
    buttons = {button.text(): button for button in box.buttons()}
    (buttons["Add All"] if is_wanted else box.button(QMessageBox.StandardButton.Cancel)).click()
    assert [uri.mosaic for uri, _ in added] == ([str(path) for path in paths] if is_wanted else [])


@pytest.mark.parametrize(
    ("content", "mosaics"),
    [
        ("s3://bucket/m.json", ["s3://bucket/m.json"]),
        (" 'https://h/m.mosaicjson?x=1' \n", ["https://h/m.mosaicjson?x=1"]),
        ("stac+https://h/search|query={}\ndynamodb://r/t:m", ["stac+https://h/search", "dynamodb://r/t:m"]),
        ("https://h/page.html", []),
        ("s3://bucket/m.json\nhello", []),
        ("hello", []),
        ("", []),
        ("s3://bucket/m.json\n" * 51, []),
        ("x" * 100_000, []),
    ],
)
def test_texts_that_are_mosaics(qgis_app: QgsApplication, content: str, mosaics: list[str]) -> None:
    assert [uri.mosaic for uri, _ in mosaics_in(text(content))] == mosaics


def test_the_rest_is_qgis_s(tmp_path: Path, handler: MosaicDropHandler, images: list[str]) -> None:
    mosaic, geojson = tmp_path / "m.json", tmp_path / "v.json"
    mosaic.write_text(MOSAIC, encoding="utf-8")
    geojson.write_text('{"type": "FeatureCollection"}', encoding="utf-8")
    moved = files(mosaic)
    moved.setData("application/qgis.layertreemodeldata", b"<layers/>")
    for data in (
        files(geojson), files(mosaic, geojson), files(images[0]), files(*images, mosaic), files(*images, geojson),
        files(tmp_path / "none.tif", tmp_path / "none2.tif"), files(tmp_path), QMimeData(), moved,
        files(mosaic.with_suffix(".gone")),
    ):  # fmt: skip
        assert not handler.canHandleMimeData(data)
        assert not handler.handleMimeDataV2(data)


def test_thousands_of_other_files_are_not_looked_into(
    handler: MosaicDropHandler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr(sniff, "is_mosaicjson", lambda path: bool(looked_at.append(path)))
    assert not handler.canHandleMimeData(files(*(tmp_path / f"{number}.json" for number in range(10_000))))
    assert len(looked_at) == 1


def test_images_of_the_browser(qgis_app: QgsApplication, images: list[str]) -> None:
    items = [QgsLayerItem(None, "i", path, path, Qgis.BrowserLayerType.Raster, "gdal") for path in images]
    uris = [uri for item in items for uri in item.mimeUris()]
    assert images_in(QgsMimeDataUtils.encodeUriList(uris)) == images
    assert images_in(QgsMimeDataUtils.encodeUriList(uris[:1])) == []


def asked(window: Window) -> DropDialog:
    """The dialog, as soon as it is there."""
    found: list[DropDialog] = []

    def is_there() -> bool:
        found[:] = [each for each in window.window.findChildren(DropDialog) if each.isVisible()]
        return bool(found)

    until(is_there)
    return found[0]


def made(target: str, skipped: tuple[Any, ...] = ()) -> dict[str, Any]:
    return {"uri": target, "images": 3 - len(skipped), "skipped": skipped}


def test_several_images_become_one_mosaic(
    handler: MosaicDropHandler, window: Window, engine: FakeEngine, added: list[Any], images: list[str]
) -> None:
    engine.answers["create"] = lambda request, _cancelled, _progress: made(request.target)
    assert handler.canHandleMimeData(files(*images))
    assert handler.handleMimeDataV2(files(*images))
    assert not window.window.findChildren(DropDialog), "whoever drops must not wait for the answer"
    dialog = asked(window)
    target = str(Path(images[0]).parent / "ortho.mosaicjson")
    assert dialog.target_edit.text() == target
    dialog.accept()
    until(lambda: bool(added))
    assert added == [(LayerUri(mosaic=target), "")]
    (request,) = engine.asked
    assert (request.files, request.target, request.overwrite) == (tuple(images), target, False)
    assert dropped_images.remembered() is Answer.ASK


def test_or_separate_layers_for_good(
    handler: MosaicDropHandler, window: Window, engine: FakeEngine, images: list[str], shift: Callable[[bool], None]
) -> None:
    shift(False)
    handler.handleMimeDataV2(files(*images))
    dialog = asked(window)
    dialog.layers_button.setChecked(True)
    assert not dialog.target_edit.isEnabled()
    dialog.remember_box.setChecked(True)
    dialog.accept()
    assert window.layers == [(path, Path(path).stem) for path in images]
    assert dropped_images.remembered() is Answer.LAYERS
    assert not handler.canHandleMimeData(files(*images)), "QGIS's own from now on"
    shift(True)
    engine.answers["create"] = lambda request, _cancelled, _progress: made(request.target)
    assert handler.handleMimeDataV2(files(*images)), "the other thing while the key is down"
    until(lambda: bool(engine.asked))


def test_a_mosaic_without_a_question(
    handler: MosaicDropHandler, engine: FakeEngine, added: list[Any], images: list[str], shift: Callable[[bool], None]
) -> None:
    engine.answers["create"] = lambda request, _cancelled, _progress: made(request.target)
    shift(True)
    assert handler.handleMimeDataV2(files(*images))
    until(lambda: len(added) == 1)
    dropped_images.remember(Answer.MOSAIC)
    assert not handler.canHandleMimeData(files(*images)), "with the key down they are layers now"
    shift(False)
    assert handler.handleMimeDataV2(files(*images))
    until(lambda: len(added) == 2)


def test_what_goes_wrong_is_told(
    services: Any, engine: FakeEngine, notes: FakeNotes, added: list[Any], images: list[str]
) -> None:
    engine.answers["create"] = EngineFailure("bad_asset", "None of the images can be read")
    dropped_images.make(services, images, "/data/x.mosaicjson")
    until(lambda: bool(notes.posted))
    assert notes.posted[0][0] == "error" and "“x”" in notes.posted[0][1]
    assert "None of the images can be read" in notes.posted[0][1], "why, where it is seen at once"
    assert not added
    skipped = ({"code": "bad_asset", "message": "b.TIFF is broken", "asset": "b.TIFF"},)
    engine.answers["create"] = made("/data/x.mosaicjson", skipped)
    dropped_images.make(services, images, "/data/x.mosaicjson")
    until(lambda: bool(added))
    assert "1 of 3 images" in notes.posted[1][1] and "b.TIFF is broken" in notes.posted[1][1]


def test_where_the_mosaic_goes(qgis_app: QgsApplication, images: list[str], tmp_path: Path) -> None:
    folder = Path(images[0]).parent
    assert dropped_images.target_for(images) == str(folder / "ortho.mosaicjson")
    (folder / "ortho.mosaicjson").write_text("", encoding="utf-8")
    assert dropped_images.target_for(images) == str(folder / "ortho_2.mosaicjson")


def test_images_in_a_folder_that_cannot_be_written(
    qgis_app: QgsApplication, images: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, project = Path(images[0]).parent, tmp_path / "project"
    project.mkdir()
    monkeypatch.setattr(dropped_images.os, "access", lambda path, _mode: Path(path) != folder)
    assert Path(dropped_images.target_for(images)).name == "ortho.mosaicjson"
    QgsProject.instance().setFileName(str(project / "p.qgs"))
    assert dropped_images.target_for(images) == str(project / "ortho.mosaicjson")


def test_the_dialog_wants_a_file(services: Any, window: Window, images: list[str]) -> None:
    dialog = DropDialog(services, images)
    ok = dialog.button_box.button(QDialogButtonBox.StandardButton.Ok)
    assert ok.isEnabled() and "3 images" in dialog.question_label.text()
    dialog.target_edit.clear()
    assert not ok.isEnabled()
    dialog.layers_button.setChecked(True)
    assert ok.isEnabled()


# Pasting


def key_press(kind: QEvent.Type = QEvent.Type.KeyPress) -> QKeyEvent:
    return QKeyEvent(kind, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier, "")


def test_a_uri_is_pasted_on_the_map(services: Any, window: Window, added: list[Any]) -> None:
    hears = paste.PasteKey(services)
    QApplication.clipboard().setText("https://h/a.mosaicjson")
    QApplication.sendEvent(window.canvas, key_press())
    QApplication.sendEvent(window.tree, key_press())
    assert [uri.mosaic for uri, _ in added] == ["https://h/a.mosaicjson"] * 2
    QApplication.clipboard().setText("just words")
    QApplication.sendEvent(window.canvas, key_press())
    hears.close()
    QApplication.clipboard().setText("https://h/a.mosaicjson")
    QApplication.sendEvent(window.canvas, key_press())
    assert len(added) == 2


def test_what_qgis_has_copied_is_left_alone(services: Any, added: list[Any], notes: FakeNotes) -> None:
    data = text("https://h/a.mosaicjson")
    data.setData("application/qgis.style", b"x")
    QApplication.clipboard().setMimeData(data)
    assert paste.on_clipboard() == []
    paste.paste(services)
    assert not added and notes.posted[0][0] == "warning"
    QApplication.clipboard().setText("s3://b/m.json")
    paste.paste(services)
    assert [uri.mosaic for uri, _ in added] == ["s3://b/m.json"]
