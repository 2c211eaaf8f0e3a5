"""The catalogs that one can choose: the file of the plugin, and QGIS's own connections."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsSettingsTree

from mosaic_qgis.host import stac_catalogs
from mosaic_qgis.host.about import resource
from mosaic_qgis.host.login_stores import STORES
from mosaic_qgis.host.stac_catalogs import all_catalogs, presets, qgis_connections

CATALOGS: list[dict[str, Any]] = json.loads(Path(resource(stac_catalogs.FILE)).read_text(encoding="utf-8"))["catalogs"]

TEXT = r".*\S.*"
FIELDS: dict[str, Callable[[Any], bool]] = {
    "id": lambda value: bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value)),
    "title": lambda value: bool(re.fullmatch(TEXT, value)),
    "endpoint": lambda value: bool(re.fullmatch(r"https://[a-z0-9.-]+(/[A-Za-z0-9._-]+)*/?", value)),
    "logins": lambda value: set(value) == {"api", "images"} and set(value["api"] + value["images"]) <= set(STORES),
    "signing": lambda value: value in ("", "none", "planetary_computer"),
    "attribution": lambda value: isinstance(value, str),
    "note": lambda value: isinstance(value, str) and value == value.strip(),
    "collections": lambda value: isinstance(value, list),
}


def is_zoom(value: Any) -> bool:
    return value is None or (type(value) is int and 0 <= value <= 24)


def is_stretch(value: Any) -> bool:
    return value is None or (len(value) == 2 and value[0] < value[1])


COLLECTION_FIELDS: dict[str, Callable[[Any], bool]] = {
    "id": lambda value: bool(re.fullmatch(r"[A-Za-z0-9._-]+", value)),
    "title": lambda value: bool(re.fullmatch(TEXT, value)),
    "assets": lambda value: all(re.fullmatch(r"[A-Za-z0-9_]+", key) for key in value) and len(set(value)) == len(value),
    "minzoom": is_zoom,
    "maxzoom": is_zoom,
    "stretch": is_stretch,
    "is_paid": lambda value: isinstance(value, bool),
    "note": lambda value: isinstance(value, str) and value == value.strip(),
}


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog["id"])
def test_the_file_has_its_form(catalog: dict[str, Any]) -> None:
    assert list(catalog) == list(FIELDS)
    assert [name for name, is_right in FIELDS.items() if not is_right(catalog[name])] == []
    for collection in catalog["collections"]:
        assert list(collection) == list(COLLECTION_FIELDS)
        wrong = [name for name, is_right in COLLECTION_FIELDS.items() if not is_right(collection[name])]
        assert wrong == [], collection["id"]
        zooms = collection["minzoom"], collection["maxzoom"]
        assert (None in zooms and zooms == (None, None)) or zooms[0] <= zooms[1]
    names = [collection["id"] for collection in catalog["collections"]]
    assert len(set(names)) == len(names)


def test_all_that_people_look_for_are_there() -> None:
    assert len({catalog["id"] for catalog in CATALOGS}) == len(CATALOGS)
    hosts = {catalog["endpoint"].split("/")[2] for catalog in CATALOGS}
    assert hosts == {
        "earth-search.aws.element84.com",
        "planetarycomputer.microsoft.com",
        "landsatlook.usgs.gov",
        "stac.dataspace.copernicus.eu",
        "cmr.earthdata.nasa.gov",
        "api.imagery.hotosm.org",
        "data.geo.admin.ch",
        "stac.astrogeology.usgs.gov",
        "explorer.dea.ga.gov.au",
        "explorer.digitalearth.africa",
        "openveda.cloud",
    }


def test_paid_images_have_a_login_and_a_word_about_it() -> None:
    for catalog in CATALOGS:
        if any(collection["is_paid"] for collection in catalog["collections"]):
            assert "aws" in catalog["logins"]["images"], catalog["id"]
            assert "paid" in catalog["note"] or "charged" in catalog["note"], catalog["id"]


def test_presets() -> None:
    by_address = {catalog.address: catalog for catalog in presets()}
    planetary = by_address["https://planetarycomputer.microsoft.com/api/stac/v1"]
    assert planetary.options == {"signing": "planetary_computer"} and not planetary.is_own
    sentinel = planetary.collection("sentinel-2-l2a")
    assert sentinel is not None and (sentinel.assets, sentinel.minzoom, sentinel.stretch) == (
        ("visual",),
        9,
        (0.0, 255.0),
    )
    assert planetary.collection("nothing") is None
    assert by_address["https://earth-search.aws.element84.com/v1"].options == {}


@pytest.fixture
def connect() -> Iterator[Callable[..., None]]:
    """Makes STAC connections as QGIS does."""
    node = QgsSettingsTree.node("connections").childNode("stac")
    assert node is not None, "QGIS 3.40 and later have them"

    def make(name: str, **values: str) -> None:
        for key, value in values.items():
            node.childSetting(key).setValue(value, [name])

    yield make
    node.deleteAllItems()


def test_connections_of_qgis_are_listed_with_their_logins(connect: Callable[..., None]) -> None:
    assert qgis_connections() == ()
    connect("Zürich", url="https://host/stac", authcfg="abc1234")
    connect("a plain one", url=" https://other/stac ", username="me", password="geheim")
    connect("half", username="me")
    found = qgis_connections()
    assert [(each.name, each.address, each.authcfg) for each in found] == [
        ("a plain one", "https://other/stac", ""),
        ("Zürich", "https://host/stac", "abc1234"),
    ]
    assert [each.has_hidden_login for each in found] == [True, False] and all(each.is_own for each in found)
    assert "geheim" not in repr(found)
    assert all_catalogs() == (*found, *presets())


def test_a_connection_to_a_known_catalog_knows_what_is_known_of_it(connect: Callable[..., None]) -> None:
    connect("Mine", url="https://Planetarycomputer.microsoft.com/api/stac/v1/", authcfg="abc1234")
    (mine,) = qgis_connections()
    assert mine.signing == "planetary_computer" and mine.collection("naip") is not None and mine.authcfg == "abc1234"
    assert len(all_catalogs()) == len(presets()), "once, as QGIS has it"
