"""Data types, nodata, scale and offset of the layer's bands."""

from __future__ import annotations

import math

import numpy
import pytest
from fake_engine import band

from mosaic_qgis.provider.bands import layer_bands


@pytest.mark.parametrize(
    ("source", "storage", "shown"),
    [
        ("uint8", "uint8", "uint8"), ("int8", "int8", "int8"), ("uint16", "uint16", "uint16"),
        ("int16", "int16", "int16"), ("uint32", "uint32", "uint32"), ("int32", "int32", "int32"),
        ("float32", "float32", "float32"), ("float64", "float64", "float64"), ("uint64", "float64", "float64"),
        ("int64", "float64", "float64"), ("float16", "float32", "float32"), ("complex64", "complex64", "complex64"),
    ],
)  # fmt: skip
def test_data_types(source: str, storage: str, shown: str) -> None:
    (made,) = layer_bands((band(1, dtype=source, nodata=None),))
    assert (made.storage_dtype, made.dtype) == (storage, shown)
    assert made.empty(2, 3).dtype == storage and (made.empty(2, 3) == 0).all()


def test_an_unknown_data_type_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'object'"):
        layer_bands((band(1, dtype="object"),))


@pytest.mark.parametrize(
    ("dtype", "nodata", "kept"),
    [
        ("uint8", 0.0, 0.0), ("uint8", -9999.0, None), ("uint8", 0.5, None), ("uint8", math.nan, None),
        ("uint16", 65535.0, 65535.0), ("float32", -9999.0, -9999.0), ("uint8", None, None),
    ],
)  # fmt: skip
def test_a_nodata_value_that_the_type_cannot_hold_is_none(dtype: str, nodata: float | None, kept: float | None) -> None:
    (made,) = layer_bands((band(1, dtype=dtype, nodata=nodata),))
    assert made.nodata == kept


def test_nan_is_the_nodata_of_empty_ground() -> None:
    (made,) = layer_bands((band(1, dtype="float32", nodata=math.nan),))
    assert numpy.isnan(made.empty(2, 2)).all()


@pytest.mark.parametrize(("dtype", "shown"), [("uint16", "float32"), ("uint32", "float64"), ("float64", "float64")])
def test_scale_and_offset_are_applied_and_nodata_survives(dtype: str, shown: str) -> None:
    (made,) = layer_bands((band(1, dtype=dtype, nodata=0.0, scale=0.0001, offset=-0.1),))
    values = made.shown(numpy.array([[0, 1000, 10000]], dtype=dtype))
    assert values.dtype == shown and math.isnan(values[0, 0])
    numpy.testing.assert_allclose(values[0, 1:], [0.0, 0.9], atol=1e-7)
    assert math.isnan(made.shown_nodata or 0.0)
    assert made.shown_value(1000.0) == pytest.approx(0.0) and made.shown_value(None) is None


def test_the_range_of_a_type_stands_in_for_statistics() -> None:
    ranges = [
        made.value_range
        for made in layer_bands((band(1), band(2, dtype="int16", scale=-2.0), band(3, dtype="float32")))
    ]
    assert ranges == [(0.0, 255.0), (-65534.0, 65536.0), (0.0, 1.0)]
