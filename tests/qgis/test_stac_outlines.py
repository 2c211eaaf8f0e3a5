"""Where found images lie, made of items as catalogs have them; which of them lie at a place, of thousands too."""

from __future__ import annotations

from typing import Any

import pytest
from qgis.core import QgsApplication, QgsGeometry, QgsPointXY, QgsRectangle
from stac_engine import outline_text

from mosaic_qgis.gui.stac_outlines import Outlines, outline_of, outlines_of

SQUARE = [[7, 46], [8, 46], [8, 47], [7, 47], [7, 46]]
FAR = [[-9, 1], [-8, 1], [-8, 2], [-9, 1]]


def item(outline: QgsGeometry | str | None, bbox: Any = None) -> dict[str, Any]:
    return {"outline": outline_text(outline) if isinstance(outline, QgsGeometry) else outline, "bbox": bbox}


def polygon(*rings: Any) -> QgsGeometry:
    return QgsGeometry.fromPolygonXY([[QgsPointXY(*corner) for corner in ring] for ring in rings])


HOLE = [[7.2, 46.2], [7.7, 46.2], [7.7, 46.7], [7.2, 46.7], [7.2, 46.2]]


@pytest.mark.parametrize(("rings", "area"), [([SQUARE], 1.0), ([SQUARE, HOLE], 0.75)])
def test_polygons(qgis_app: QgsApplication, rings: Any, area: float) -> None:
    outline = outline_of(item(polygon(*rings), (0, 0, 50, 50)))
    assert outline.isMultipart() and len(outline.asGeometryCollection()) == 1 and outline.area() == pytest.approx(area)


def test_several_polygons(qgis_app: QgsApplication) -> None:
    outline = outline_of(item(QgsGeometry.collectGeometry([polygon(SQUARE), polygon(FAR)]), (0, 0, 50, 50)))
    assert len(outline.asGeometryCollection()) == 2 and outline.area() == pytest.approx(1.5)


@pytest.mark.parametrize(
    "outline",
    [
        None,
        "",
        "no base64",
        "AAAA",
        "AQMAAAAAAAAA",
        outline_text(QgsGeometry.fromPointXY(QgsPointXY(7, 46))),
        outline_text(polygon(SQUARE))[:-8],
    ],
)
def test_no_polygon_is_the_bounding_box_or_nothing(qgis_app: QgsApplication, outline: str | None) -> None:
    assert outline_of(item(outline, (7, 46, 9, 47))).boundingBox() == QgsRectangle(7, 46, 9, 47)
    assert outline_of(item(outline)).isNull()
    assert outline_of(item(outline, (179, 46, -179, 47))).isNull(), "which way round it goes is not known"


def test_which_lie_at_a_place(qgis_app: QgsApplication) -> None:
    triangle = [[7, 46], [9, 46], [9, 48], [7, 46]]
    found = outlines_of([item(polygon(SQUARE)), item(None), item(polygon(FAR)), item(polygon(triangle))])
    assert len(found) == len(list(found)) == 4 and found[1].isNull() and [each.isNull() for each in found[:2]] == [0, 1]
    assert found.at(QgsPointXY(7.5, 46.2)) == [0, 3]
    assert found.at(QgsPointXY(7.2, 46.9)) == [0], "the box of the triangle has it, the triangle has not"
    assert found.at(QgsPointXY(8, 46.5)) == [0, 3], "its border belongs to an image"
    assert found.at(QgsPointXY(0, 0)) == []


def test_what_they_cover(qgis_app: QgsApplication) -> None:
    found = outlines_of([item(polygon(SQUARE)), item(None), item(polygon(FAR))])
    assert found.extent_of([0, 1]) == QgsRectangle(7, 46, 8, 47)
    assert found.extent_of(range(3)) == QgsRectangle(-9, 1, 8, 47)
    assert found.extent_of([1]) is None and found.extent_of([]) is None


def test_nothing_was_found(qgis_app: QgsApplication) -> None:
    nothing = Outlines()
    assert len(nothing) == 0 and nothing.at(QgsPointXY(0, 0)) == [] and nothing.extent_of(range(0)) is None


def test_only_a_few_outlines_are_looked_at_for_one_place(qgis_app: QgsApplication) -> None:
    asked: list[int] = []

    class Noted(QgsGeometry):
        number = -1

        def intersects(self, other: QgsGeometry) -> bool:
            asked.append(self.number)
            return bool(super().intersects(other))

    shapes = []
    for number in range(5000):
        west, south = number % 100, number // 100
        shape = Noted(QgsGeometry.fromRect(QgsRectangle(west, south, west + 0.9, south + 0.9)))
        shape.number = number
        shapes.append(shape)
    assert Outlines(shapes).at(QgsPointXY(12.5, 3.5)) == asked == [312]
