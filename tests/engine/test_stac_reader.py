"""Readers that take their item from what the search found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from catalogs.items import box, item
from catalogs.scenes import make_scene
from rio_tiler.io import STACReader

from mosaic_qgis.backends.stac_reader import ItemStore, reader_of
from mosaic_qgis.mosaic.errors import BadAssetError, UntrustedReferenceError


def reader(entry: dict[str, Any], name: str = "a", **kwargs: Any) -> STACReader:
    made = reader_of(ItemStore({name: entry}), STACReader, kwargs.pop("default", None))
    return made(name, **kwargs)


def test_no_request_for_a_known_item() -> None:
    opened = reader(item(3))
    assert opened.item.id == "item-3"
    assert (opened.input, list(opened.assets)) == ("a", ["visual"])
    assert opened.bounds == pytest.approx((10.3, 45, 10.4, 45.1))


def test_unknown_names_and_given_items_are_left_to_the_reader(tmp_path: Path) -> None:
    made = reader_of(ItemStore({"a": item(3)}), STACReader, None)
    with pytest.raises(FileNotFoundError):
        made(str(tmp_path / "elsewhere.json"))
    assert made("a", item=item(4)).item.id == "item-4"
    assert made(None, item=item(5)).item.id == "item-5"
    assert made("a", item(6)).item.id == "item-6"
    assert made.__name__ == "STACReader"


@pytest.mark.parametrize(
    ("changes", "bounds"),
    [
        ({"bbox": [1, 2, 0, 3, 4, 9]}, (1, 2, 3, 4)),
        ({"bbox": [170, 2, -170, 4]}, (-180, 2, 180, 4)),
        ({"bbox": None, "geometry": box(1, 2, 3, 4)}, (1, 2, 3, 4)),
        (
            {
                "properties": {
                    "datetime": None,
                    "start_datetime": "2024-01-01T00:00:00Z",
                    "end_datetime": "2024-02-01T00:00:00Z",
                }
            },
            None,
        ),
        ({"properties": {"datetime": None}}, None),
        ({"properties": {}}, None),
        ({"properties": None}, None),
        ({"links": None}, None),
    ],
)
def test_odd_items_can_be_read(changes: dict[str, Any], bounds: tuple[float, ...] | None) -> None:
    opened = reader({**item(0), **changes})
    assert opened.bounds == pytest.approx(bounds or (10, 45, 10.1, 45.1))


def test_item_that_is_none() -> None:
    with pytest.raises(BadAssetError, match="STAC item item-0 cannot be read"):
        reader({**item(0), "assets": {"a": {}}})


def test_asset_by_its_address(tmp_path: Path) -> None:
    scene = make_scene(tmp_path, 0)
    path = str(scene.files["B03"])
    opened = reader(scene.item(), name=path)
    west, south, east, north = scene.item()["bbox"]
    assert opened.point((west + east) / 2, (south + north) / 2).data.tolist() == [scene.values["B03"]]
    opened = reader(scene.item(), name=path, default=("B02", "B04"))
    values = opened.point((west + east) / 2, (south + north) / 2).data.tolist()
    assert values == [scene.values["B02"], scene.values["B04"]]
    opened = reader(scene.item(), name=path, default_assets=["B02"])
    assert opened.point((west + east) / 2, (south + north) / 2).data.tolist() == [scene.values["B02"]]


def test_other_spellings() -> None:
    store = ItemStore({"az://account.blob.core.windows.net/c/k": item(0), "refused": item(1)})

    def respell(name: str) -> str:
        if name == "refused":
            raise UntrustedReferenceError("no")
        return name.replace("account.blob.core.windows.net/", "")

    store.add_spellings(respell)
    assert store.item("az://c/k") is store.item("az://account.blob.core.windows.net/c/k")
    assert store.item("elsewhere") is None


def test_items_are_parsed_once() -> None:
    store = ItemStore({"a": item(0)})
    with ThreadPoolExecutor(4) as threads:
        parsed = list(threads.map(lambda _: store.parsed("a"), range(32)))
    assert len({id(entry) for entry in parsed}) == 1
    assert store.parsed("b") is None
    assert "a" in store
    assert len(store) == 1
