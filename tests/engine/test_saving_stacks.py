"""Images of several files in a document of their own: frozen searches of several assets, and odd ones from elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from catalogs.items import collection_of, item
from servers.nginx import NginxServer
from stores.documents import contents, document

from mosaic_qgis.backends import MosaicBackend
from mosaic_qgis.backends.http_credentials import HttpCredentials
from mosaic_qgis.backends.opening import open_backend
from mosaic_qgis.backends.saving import save_mosaic
from mosaic_qgis.mosaic.errors import UnsupportedError

KEY = "03113320"


def stacked_items(path: Path) -> str:
    """Three items of three assets each, the address of their API signed like the images."""
    features = []
    for number in range(3):
        hrefs = {key: f"https://host/{number}/{key}.tif?sig=geheim" for key in ("B04", "B03", "visual")}
        each = item(number, assets=hrefs)
        each["assets"]["B04"]["raster:bands"] = [{"scale": 0.0001, "offset": -0.1, "nodata": 0}]
        each["assets"]["visual"]["eo:bands"] = [{"name": "R"}, {"name": "G"}, {"name": "B"}]
        features.append(each)
    path.write_text(json.dumps(collection_of(*features)))
    return f"stac+{path.as_uri()}"


def test_several_assets_are_frozen_as_stacks(tmp_path: Path) -> None:
    uri = stacked_items(tmp_path / "items.json")
    options = {"minzoom": "9", "maxzoom": "12", "assets": "B04,visual", "exclude": "c/item-1"}
    with open_backend(uri, options) as source:
        save_mosaic(source, str(tmp_path / "new.json.gz"))
        with MosaicBackend(str(tmp_path / "new.json.gz")) as found:
            assert contents(found) == contents(source)
            names = {name for names in contents(found).values() for name in names}
            assert len(names) == 2
            for name in names:
                sources, expected = found.band_sources(name), source.band_sources(name)
                assert sources is not None and expected is not None
                assert [each.href for each in sources] == [each.href.partition("?")[0] for each in expected]
                assert [(each.name, each.asset, each.band_1based) for each in sources] == [
                    (each.name, each.asset, each.band_1based) for each in expected
                ]
                assert found.band_facts(name) == source.band_facts(name)
                assert found.band_facts(name)[0].scale == 0.0001
            assert found.notices == ()
            assert found.times is not None and source.times is not None
            assert [found.datetime_of(name) for name in names] == [source.datetime_of(name) for name in names]
            assert "2024-01-03T10:00:00Z" in map(found.datetime_of, names)
            save_mosaic(found, str(tmp_path / "again.json"))
    assert set(json.loads((tmp_path / "again.json").read_text())["datetimes"]) == names
    again = json.loads((tmp_path / "again.json").read_text())
    assert again["stacks"]["bands"][0] == {"name": "B04", "asset": "B04"} and len(again["stacks"]["images"]) == 2
    assert "geheim" not in (tmp_path / "again.json").read_text()


@pytest.mark.parametrize("target", ["sqlite:///{folder}/new.db:m", "dynamodb://us-east-1/table:m"])
def test_tables_have_no_place_for_stacks(tmp_path: Path, target: str) -> None:
    uri = stacked_items(tmp_path / "items.json")
    options = {"minzoom": "9", "maxzoom": "12", "assets": "B04,B03"}
    with open_backend(uri, options) as source, pytest.raises(UnsupportedError, match="choose one asset"):
        save_mosaic(source, target.format(folder=tmp_path))
    assert not (tmp_path / "new.db").exists()


def stacks(*files: Any, **fields: Any) -> dict[str, Any]:
    return {"bands": [{"name": "r"}, {}], "images": {"https://api/item": list(files)}, **fields}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ([], "must have"),
        ({"bands": []}, "must have"),
        (stacks({"href": "a.tif"}), "2 files, got 1"),
        (stacks({"href": "a.tif"}, {"band": 2}), "href"),
        (stacks({"href": "a.tif"}, {"href": "b.tif", "band": 0}), "number from 1"),
        (stacks({"href": "a.tif"}, 7), "ignored"),
    ],
)
def test_stacks_in_no_form_are_told(tmp_path: Path, value: Any, words: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(json.dumps(document([KEY], tiles={KEY: ["https://api/item"]}, stacks=value)))
    with MosaicBackend(str(path)) as found:
        assert found.band_sources("https://api/item") is None
        assert [notice.code for notice in found.notices] == ["bad_document"] and words in found.notices[0].message


def test_stacks_from_elsewhere_name_nothing_here_and_get_no_login_astray(
    nginx_server: NginxServer, tmp_path: Path
) -> None:
    base = nginx_server.url
    images = {
        f"{base}/own": [{"href": "r.tif"}, {"href": "g.tif"}],
        f"{base}/mixed": [{"href": "r.tif"}, {"href": "https://elsewhere.test/g.tif"}],
        f"{base}/bad": [{"href": "/vsimem/r.tif"}, {"href": "file:///etc/g.tif"}],
    }
    (nginx_server.files / "stacks.json").write_text(
        json.dumps(document([KEY], tiles={KEY: list(images)}, stacks={"bands": [{}, {}], "images": images}))
    )
    login = HttpCredentials(headers=(("X-Key", "geheim"),))
    with MosaicBackend(f"{base}/stacks.json", credentials=login) as found:
        assert [source.href for source in found.band_sources(f"{base}/own") or ()] == [f"{base}/r.tif", f"{base}/g.tif"]
        assert "geheim" in str(found.gdal_options(f"{base}/own"))
        assert found.gdal_options(f"{base}/mixed") == {}
        assert found.band_sources(f"{base}/bad") is None
        assert [notice.code for notice in found.notices] == ["untrusted"]


def test_a_document_says_when_its_images_were_taken(tmp_path: Path) -> None:
    times = {
        "a.tif": "2024-06-01T10:00:00Z",
        "b.tif": "2024-06-01T00:00:00Z/2024-06-30T23:59:59Z",
        "c.tif": "2024-01-01T00:00:00Z/..",
        "d.tif": "once upon a time",
        "e.tif": "2024-02-01T00:00:00Z/2024-01-01T00:00:00Z",
        "f.tif": 5,
    }
    path = tmp_path / "m.json"
    for value, count in ((times, 3), ([], 0), ({"a.tif": "?"}, 0)):
        path.write_text(json.dumps(document([KEY], tiles={KEY: ["a.tif", "c.tif"]}, datetimes=value)))
        with MosaicBackend(str(path)) as found:
            assert len(found.times or ()) == count
    path.write_text(json.dumps(document([KEY], tiles={KEY: ["a.tif", "c.tif"]}, datetimes=times)))
    with open_backend(str(path), {"exclude": "a.tif"}) as source:
        for name, text in times.items():
            known = source.datetime_of(str(tmp_path / name))
            assert known == (text if name in ("a.tif", "b.tif", "c.tif") else None)
        save_mosaic(source, str(tmp_path / "new.json"))
    assert json.loads((tmp_path / "new.json").read_text())["datetimes"] == {"c.tif": times["c.tif"]}
