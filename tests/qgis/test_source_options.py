"""The form of options, its lists, the builder of bands, and the pure parts of the preview."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import numpy
import pytest
import real
from fake_engine import band, description
from qgis.core import QgsApplication
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QToolButton

from mosaic_qgis.engine.client.process import ArrayPatch
from mosaic_qgis.gui import preview_facts, source_terms
from mosaic_qgis.gui.band_builder import BandBuilder
from mosaic_qgis.gui.band_choice import ALL, EXPRESSION, INDEXES, ImageBand, image_bands, numbers_in
from mosaic_qgis.gui.preview_map import PreviewMap, degrees, steps, view_of
from mosaic_qgis.gui.preview_picture import Picture, grid_for, shown_bands
from mosaic_qgis.gui.source_options import SourceOptions
from mosaic_qgis.gui.stac_choices import offers_of
from mosaic_qgis.provider.bands import layer_bands

ALL_OPTIONS = {
    "authcfg": "abc1234", "assets_authcfg": "def5678", "signing": "https://Sign.example/{account}", "assets": "B04,B03",
    "indexes": "3,2,1", "pixel_selection": "median", "resampling": "cubic_spline", "nodata": "-9999.5",
    "data_type": "int32", "unscale": "true", "grey_as_rgb": "true", "tms": "WGS1984Quad", "minzoom": "3", "maxzoom": "14",
}  # fmt: skip


@pytest.fixture
def options(qgis_app: QgsApplication) -> Iterator[SourceOptions]:
    made = SourceOptions()
    yield made
    sip.delete(made)


def test_every_option_is_shown_and_given_back(options: SourceOptions) -> None:
    options.set_options(ALL_OPTIONS)
    assert options.options() == ALL_OPTIONS and list(options.options()) == list(ALL_OPTIONS)
    assert options.tms.currentText() == "WGS1984Quad" and options.maxzoom.value() == 14 and options.unscale.isChecked()
    assert options.bands() == (INDEXES, "3,2,1") and not options.others_label.isVisibleTo(options)
    options.set_options({})
    assert options.options() == {} and options.bands() == (ALL, "")


@pytest.mark.parametrize(
    "odd",
    [
        {"pixel_selection": "First"},
        {"pixel_selection": "newest"},
        {"minzoom": "07"},
        {"maxzoom": "deep"},
        {"unscale": "yes"},
        {"unscale": "false"},
        {"resampling": "sinc", "mystery": "1"},
        {"indexes": "1", "expression": "b1*2"},
        {"tms": "UTM99Quad"},
        {"nodata": "nan"},
    ],
)
def test_what_is_written_in_another_way_is_kept(options: SourceOptions, odd: dict[str, str]) -> None:
    options.set_options({**odd, "exclude": "a.tif"})
    assert options.options() == {**odd, "exclude": "a.tif"}
    options.data_type.setCurrentIndex(1)
    assert options.options() == {**odd, "exclude": "a.tif", "data_type": "uint8"}


def test_what_a_person_changes_replaces_what_was_written(options: SourceOptions) -> None:
    told: list[dict[str, str]] = []
    options.changed.connect(lambda: told.append(options.options()))
    options.set_options({"minzoom": "07", "expression": "b1", "own": "1"})
    options.minzoom.setValue(5)
    options.set_bands(INDEXES, "2")
    options.minzoom.setValue(options.minzoom.minimum())
    assert told == [
        {"minzoom": "07", "expression": "b1", "own": "1"},
        {"minzoom": "5", "expression": "b1", "own": "1"},
        {"minzoom": "5", "own": "1", "indexes": "2"},
        {"own": "1", "indexes": "2"},
    ]


def test_each_rule_for_overlaps_is_explained(options: SourceOptions) -> None:
    sentences = set()
    for row in range(options.pixel_selection.count()):
        options.pixel_selection.setCurrentIndex(row)
        sentences.add(options.pixel_selection_words.text())
    assert len(sentences) == len(source_terms.PIXEL_SELECTIONS) and all(sentences)


def test_assets_are_for_stac_only(options: SourceOptions) -> None:
    options.set_mosaic("https://host/m.json")
    assert not options.assets.isVisibleTo(options)
    options.set_mosaic("stac+https://host/search")
    assert options.assets.isVisibleTo(options)


def test_every_field_has_a_label_and_a_tooltip_for_who_needs_one(options: SourceOptions) -> None:
    for field in (*options.findChildren(QComboBox), *options.findChildren(QToolButton)):
        assert field.toolTip() or field.accessibleName(), field.objectName()


def test_the_lists_are_those_of_the_engine() -> None:
    code = (
        "import json, morecantile\n"
        "from mosaic_qgis.reading.options import LAYER_TYPES\n"
        "from mosaic_qgis.reading.selection import METHODS\n"
        "from mosaic_qgis.reading.values import RESAMPLINGS\n"
        "print(json.dumps([METHODS, RESAMPLINGS, LAYER_TYPES, morecantile.tms.list()]))"
    )
    asked = subprocess.run(
        [real.BUILD / "engine-python", "-c", code], cwd=real.ROOT, check=True, capture_output=True, timeout=60
    )
    methods, resamplings, types, grids = json.loads(asked.stdout)
    assert sorted(methods) == sorted(source_terms.PIXEL_SELECTIONS)
    assert resamplings == list(source_terms.RESAMPLINGS) and types == list(source_terms.DATA_TYPES)
    assert sorted(grids) == sorted(source_terms.TILE_MATRIX_SETS)


# The builder of bands


@pytest.fixture
def bands() -> tuple[ImageBand, ...]:
    return image_bands(layer_bands([band(1, description="red"), band(2, name="B05"), band(3), band(4, color="alpha")]))


def test_bands_of_images_have_no_alpha(bands: tuple[ImageBand, ...]) -> None:
    assert [each.label for each in bands] == ["b1  red", "b2  B05", "b3"]


def test_bands_are_ticked_and_moved(qgis_app: QgsApplication, bands: tuple[ImageBand, ...]) -> None:
    dialog = BandBuilder(None, ALL, "")
    dialog.set_bands(bands)
    assert (dialog.kind(), dialog.text()) == (ALL, "")
    dialog.indexes_list.setCurrentRow(2)
    dialog.up_button.click()
    dialog.indexes_list.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert (dialog.kind(), dialog.text()) == (INDEXES, "3,2")
    sip.delete(dialog)


def test_bands_that_were_chosen_before_stay_chosen(qgis_app: QgsApplication, bands: tuple[ImageBand, ...]) -> None:
    dialog = BandBuilder(None, INDEXES, "3, 1")
    assert dialog.text() == "3,1", "before it is known what the images have"
    dialog.set_bands(bands)
    assert (dialog.kind(), dialog.text()) == (INDEXES, "3,1")
    sip.delete(dialog)


def test_an_expression_is_put_together(qgis_app: QgsApplication, bands: tuple[ImageBand, ...]) -> None:
    dialog = BandBuilder(None, EXPRESSION, "")
    dialog.set_bands(bands)
    dialog.difference_button.click()
    assert (dialog.kind(), dialog.text()) == (EXPRESSION, "(b3-b2)/(b3+b2)")
    dialog.expression_edit.clear()
    dialog.names_list.itemActivated.emit(dialog.names_list.item(1))
    dialog.findChildren(QToolButton)[2].click()
    dialog.expression_edit.insertPlainText("2\n")
    assert dialog.text() == "b2*2"
    sip.delete(dialog)


def test_assets_of_stac_items_are_offered(qgis_app: QgsApplication, bands: tuple[ImageBand, ...]) -> None:
    assets = {key: {"title": title, "common_name": name, "type": "image/tiff", "roles": ["data"]} for key, title, name in [
        ("B04", "Red, 10 m", "red"), ("nir-08", "", "nir"), ("B02", "B02", "blue")]}  # fmt: skip
    dialog = BandBuilder(None, ALL, "", "B02,odd")
    assert dialog.kinds.currentWidget() is dialog.assets_page and dialog.assets() == "B02,odd"
    dialog.set_assets(offers_of([{"assets": assets}]))
    dialog.set_bands(bands)
    texts = [dialog.assets_list.item(row).text() for row in range(dialog.assets_list.count())]
    assert texts == ["B02 – blue", "odd", "B04 – Red, 10 m, red", "nir-08 – nir"]
    dialog.assets_list.item(1).setCheckState(Qt.CheckState.Unchecked)
    dialog.assets_list.item(2).setCheckState(Qt.CheckState.Checked)
    dialog.assets_list.setCurrentRow(2)
    dialog.asset_up_button.click()
    dialog.asset_up_button.click()
    assert (dialog.assets(), dialog.kind()) == ("B04,B02", ALL)
    dialog.kinds.setCurrentWidget(dialog.expression_page)
    dialog.names_list.itemActivated.emit(dialog.names_list.item(1))
    assert (dialog.kind(), dialog.text()) == (EXPRESSION, '"nir-08"'), "quoted, since it is no plain word"
    sip.delete(dialog)


def test_images_that_are_no_assets_have_no_page_of_them(qgis_app: QgsApplication) -> None:
    dialog = BandBuilder(None, ALL, "")
    assert dialog.kinds.count() == 2 and dialog.assets() is None
    sip.delete(dialog)


def test_numbers_of_bands_are_read_with_patience() -> None:
    assert numbers_in(" 3, 2,,x,0,-1") == (3, 2)


# The preview


def test_the_picture_takes_the_bands_that_are_red_green_and_blue() -> None:
    colors = ("blue", "undefined", "red", "green", "alpha")
    shown = shown_bands(layer_bands([band(number, color=color) for number, color in enumerate(colors, start=1)]))
    assert [each.number for each in shown] == [3, 4, 1, 5]
    assert [each.number for each in shown_bands(layer_bands([band(1, color="undefined"), band(2)]))] == [1]


def test_a_picture_is_shown_as_it_is_and_transparent_where_there_is_nothing() -> None:
    picture = Picture(layer_bands([band(1), band(2), band(3)]), 4, 2)
    pixels = numpy.full((3, 2, 2), 9, dtype="uint8")
    pixels[:, 0, 0] = 0
    picture.paint(ArrayPatch(col=1, row=0, array=pixels, bands=(1, 2, 3), complete=True))
    rgba = picture.rgba()
    assert rgba[1, 2].tolist() == [9, 9, 9, 255]
    assert rgba[..., 3].tolist() == [[0, 0, 255, 0], [0, 255, 255, 0]]


def test_other_values_are_stretched_and_alpha_counts() -> None:
    bands = layer_bands([band(1, dtype="uint16", nodata=None, color="gray"), band(2, nodata=None, color="alpha")])
    picture = Picture(bands, 101, 1)
    values = numpy.arange(101, dtype="uint16") * 100
    alpha = numpy.where(values == 5000, 0, 255).astype("uint16")
    array = numpy.stack([values, alpha])[:, None, :]
    picture.paint(ArrayPatch(col=0, row=0, array=array, bands=(1, 2), complete=True))
    row = picture.rgba()[0]
    assert row[0].tolist() == [0, 0, 0, 255] and row[100].tolist() == [255, 255, 255, 255] and row[50, 3] == 0
    assert 100 < row[49, 0] < 150


def test_a_palette_is_used() -> None:
    bands = layer_bands([band(1, color="palette", nodata=None, colormap={"1": [255, 0, 0, 255], "2": [0, 9, 0, 0]})])
    picture = Picture(bands, 3, 1)
    picture.paint(ArrayPatch(col=0, row=0, array=numpy.array([[[1, 2, 3]]], dtype="uint8"), bands=(1,), complete=True))
    assert picture.rgba()[0].tolist()[:2] == [[255, 0, 0, 255], [0, 9, 0, 0]]


def test_a_picture_has_the_form_of_the_mosaic() -> None:
    assert grid_for((0, 0, 10000, 5000), 200) == (200, 100)
    assert grid_for((0, 0, 1, 1000), 200) == (1, 200)


def test_the_map_shows_the_mosaic_in_the_middle_with_room() -> None:
    west, south, east, north = view_of((10.0, 60.0, 12.0, 61.0), 1.0)
    assert west < 10 and east > 12 and south < 60 and north > 61
    # At 60° a degree of longitude is half as long as one of latitude.
    assert (east - west) / (north - south) == pytest.approx(2, rel=0.05)
    assert view_of((5.0, 5.0, 5.0, 5.0), 1.0)[0] < 5


def test_lines_of_the_map_are_round() -> None:
    assert steps(11.1, 12.9) == [12.0]
    assert steps(-0.3, 0.9) == [0.0, 0.5]
    assert 2 <= len(steps(-180, 180)) <= 5
    assert degrees(-12.5, "EW") == "12.5° W" and degrees(3, "NS") == "3° N"


def test_the_map_is_drawn_with_and_without_outlines(qgis_app: QgsApplication) -> None:
    seen = PreviewMap()
    seen.resize(120, 120)
    empty = seen.grab().toImage()
    seen.show_place((11.0, 46.0, 12.0, 47.0))
    bounds = seen.grab().toImage()
    square = {"type": "Polygon", "coordinates": [[[11, 46], [11.5, 46], [11.5, 46.5], [11, 46]]]}
    seen.show_place(
        (11.0, 46.0, 12.0, 47.0), [square, {"type": "MultiPolygon", "coordinates": [square["coordinates"]]}]
    )
    outlined = seen.grab().toImage()
    assert empty != bounds != outlined
    sip.delete(seen)


def test_facts_are_plain_text_and_harmless() -> None:
    described = description(
        name="x", description="<b>bold</b>", licence="CC0", temporal={"begin": "2024-06-01T10:00:00Z", "end": None},
        warnings=({"code": "bad_document", "message": "see https://u:geheim@h/x"},),
    )  # fmt: skip
    rows = preview_facts.rows(described, layer_bands(described["bands"]), "12")
    facts = dict(rows)
    assert facts["Time"] == "2024-06-01 to …" and facts["Images"] == "12" and "geheim" not in facts["Notes"]
    page = preview_facts.as_html(rows)
    assert "&lt;b&gt;bold" in page and "<b>bold" not in page


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"assets": (1, 2), "total": 2, "truncated": False}, "2"),
        ({"assets": (1,) * 5000, "total": None, "truncated": True}, "more than 5,000"),
        (None, "not known"),
    ],
)
def test_images_are_counted_in_words(qgis_app: QgsApplication, answer: dict[str, object] | None, words: str) -> None:
    assert preview_facts.count_of_images(answer).replace("5000", "5,000") == words
