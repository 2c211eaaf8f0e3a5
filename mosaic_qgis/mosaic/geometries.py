"""Geometries as vector layers have them: from any CRS to ``Shapes`` in degrees. Runs in the ENGINE; pure.

Ordinary ones are taken as they are, many at once; those around the antimeridian or a pole, and damaged ones, go the way that
GeoJSON goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from shapely.geometry import mapping

from .errors import BadRequestError
from .notices import shortened
from .shapes import Shapes, shapes_of

Geometries = NDArray[numpy.object_]

_POLYGONS = (int(shapely.GeometryType.POLYGON), int(shapely.GeometryType.MULTIPOLYGON))
_EDGES = 160
"""Into so many pieces an outline is cut before it is transformed, so that it bends as the projection has it."""
_TOLERANCE = 1e-4
"""How far an outline may be off afterwards, as a share of its size."""
_BEYOND = 180 + 1e-6


def geometries_of_wkb(values: Sequence[bytes | None]) -> Geometries:
    """Geometries from WKB, without heights; ``None`` where there is none, or none that can be read."""
    with numpy.errstate(invalid="ignore"):
        # Numbers that are none are found later, with the name of the image.
        geometries = shapely.from_wkb(numpy.array(values, dtype=object), on_invalid="ignore")
        return numpy.asarray(shapely.force_2d(geometries))


class ToDegrees:
    """Turns geometries in one CRS into shapes in degrees of another one's geographic CRS. Not to be shared by threads."""

    def __init__(self, crs: str, geographic_crs: CRS) -> None:
        """``crs``: anything that pyproj takes, x before y; empty is ``geographic_crs`` itself.

        Raises:
            BadRequestError: it is no CRS, or there is no way from there.
        """
        self._transformer: Transformer | None = None
        if not crs:
            return
        try:
            source = CRS.from_user_input(crs)
            if not source.equals(geographic_crs, ignore_axis_order=True):
                self._transformer = Transformer.from_crs(source, geographic_crs, always_xy=True)
        except ProjError as error:
            raise BadRequestError(
                f"The CRS of the footprints must be one that can be brought into degrees, got {shortened(crs)}"
            ) from error

    def shapes(self, geometries: Geometries, names: Sequence[str]) -> Shapes:
        """Shapes of polygons; ``names`` stand for them in the notices."""
        if self._transformer is None:
            return shapes_of_geometries(geometries, names)
        known = numpy.flatnonzero(~(shapely.is_missing(geometries) | shapely.is_empty(geometries)))
        bent = geometries.copy()
        longest = numpy.maximum(shapely.length(geometries[known]) / _EDGES, numpy.finfo(float).tiny)
        bent[known] = shapely.transform(shapely.segmentize(geometries[known], longest), self._in_degrees)
        shapes = shapes_of_geometries(bent, names)
        boxes = shapely.bounds(shapes.geometries).reshape(-1, 4)
        size = numpy.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        simple = shapely.simplify(shapes.geometries, _TOLERANCE * size)
        return Shapes(geometries=simple, features=shapes.features, notices=shapes.notices)

    def _in_degrees(self, positions: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
        if self._transformer is None:
            return positions
        return numpy.column_stack(self._transformer.transform(positions[:, 0], positions[:, 1]))


def shapes_of_geometries(geometries: Geometries, names: Sequence[str]) -> Shapes:
    """Polygons in degrees as ``shapes_of`` has them; ``names`` stand for them in the notices."""
    boxes = shapely.bounds(geometries).reshape(-1, 4)
    is_plain = numpy.isin(shapely.get_type_id(geometries), _POLYGONS) & shapely.is_valid(geometries)
    is_plain &= (numpy.abs(boxes[:, [0, 2]]) <= _BEYOND).all(axis=1) & (boxes[:, 2] - boxes[:, 0] <= 180)
    is_plain &= shapely.area(geometries) > 0
    others = numpy.flatnonzero(~is_plain)
    if not len(others):
        return Shapes(geometries=geometries, features=numpy.arange(len(geometries)), notices=())
    rest = shapes_of([_feature(geometries[number], names[number]) for number in others.tolist()])
    plain = numpy.flatnonzero(is_plain)
    features = numpy.concatenate([plain, others[rest.features]])
    order = numpy.argsort(features)
    return Shapes(
        geometries=numpy.concatenate([geometries[plain], rest.geometries])[order],
        features=features[order],
        notices=rest.notices,
    )


def _feature(geometry: Any, name: str) -> dict[str, Any]:
    return {"id": name, "geometry": None if geometry is None else mapping(geometry)}
