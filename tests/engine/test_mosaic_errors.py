"""The tree of errors against the protocol's table of codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mosaic_qgis.mosaic import errors
from mosaic_qgis.mosaic.errors import MosaicError

ROOT = Path(__file__).resolve().parents[2]


def classes_below(cls: type[MosaicError]) -> list[type[MosaicError]]:
    return [cls, *(found for child in cls.__subclasses__() for found in classes_below(child))]


OWN = [cls for cls in classes_below(MosaicError) if cls.__module__ == errors.__name__]


@pytest.mark.parametrize("cls", OWN, ids=lambda cls: cls.__name__)
def test_every_code_is_in_the_protocol(cls: type[MosaicError]) -> None:
    table = (ROOT / "docs/protocol.md").read_text("utf-8").partition("## Codes")[2]
    assert cls.code in re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)


def test_only_a_more_exact_class_shares_a_code() -> None:
    by_code: dict[str, list[type[MosaicError]]] = {}
    for cls in OWN:
        by_code.setdefault(cls.code, []).append(cls)
    for first, *others in by_code.values():
        assert all(issubclass(other, first) for other in others)


@pytest.mark.parametrize("cls", OWN, ids=lambda cls: cls.__name__)
def test_the_tree_is_drawn_in_full(cls: type[MosaicError]) -> None:
    assert errors.__doc__ is not None
    assert re.search(rf"\b{cls.__name__}\b", errors.__doc__)


def test_an_error_names_its_asset() -> None:
    error = errors.BadAssetError("it cannot be read", asset="a.tif")
    assert (str(error), error.asset, error.code) == ("it cannot be read", "a.tif", "bad_asset")
    assert MosaicError().asset is None
