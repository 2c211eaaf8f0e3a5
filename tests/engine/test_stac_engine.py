"""Layers of STAC searches through the whole engine: a real API, real images, the protocol in between."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from catalogs.items import collection_of, item
from catalogs.scenes import Scene, make_scene
from engines.processes import BOUND_S
from engines.real_client import real_client
from servers.nginx import NginxServer
from servers.pgstac import StacServer
from servers.scripted import Answer, ScriptedServer

from mosaic_qgis.engine.client.process import ArrayPatch, EngineClient, EngineFailure
from mosaic_qgis.engine.client.questions import Credentials, FetchPicture, Save, StacCollections


@pytest.fixture(scope="module")
def client() -> Iterator[EngineClient]:
    with real_client() as client:
        yield client


@pytest.fixture(scope="module")
def scenes(
    stac_server: StacServer, nginx_server: NginxServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Scene]]:
    """Two scenes in the catalogue whose images nginx serves."""
    folder = tmp_path_factory.mktemp("scenes")
    made = [make_scene(folder, number) for number in range(2)]
    for scene in made:
        for path in scene.files.values():
            (nginx_server.files / path.name).write_bytes(path.read_bytes())
    stac_server.load("layer", [scene.item(nginx_server.url + "/{name}", self_href=None) for scene in made])
    yield made
    stac_server.delete("layer")


def test_expression_of_assets(client: EngineClient, tmp_path: Path) -> None:
    """The assets are those that the expression names, found in the handler and read as bands."""
    scene = make_scene(tmp_path, 0)
    path = tmp_path / "items.json"
    path.write_text(json.dumps(collection_of(scene.item())))
    text = "(B04 - visual_b1) / (B04 + visual_b1); B03"
    mosaic = client.open(f"stac+{path.as_uri()}", {"expression": text}, None, BOUND_S)
    try:
        bands = mosaic.description["bands"]
        assert [(band["name"], band["dtype"]) for band in bands] == [
            ("(B04 - visual_b1) / (B04 + visual_b1)", "float32"), ("B03", "float32"),
        ]  # fmt: skip
        west, south, east, north = mosaic.description["extent"]
        found = mosaic.identify((west + east) / 2, (south + north) / 2).result(BOUND_S)
        red, blue = scene.values["B04"], scene.values["B02"]
        assert found["values"] == pytest.approx([(red - blue) / (red + blue), scene.values["B03"]])
    finally:
        mosaic.close()
    with pytest.raises(EngineFailure, match="takes 3 values") as caught:
        client.open(f"stac+{path.as_uri()}", {"expression": "where(B04)"}, None, BOUND_S)
    assert caught.value.code == "bad_request"


def test_a_refresh_searches_again(
    client: EngineClient, tmp_path: Path, nginx_server: NginxServer, scripted_server: ScriptedServer
) -> None:
    """What was found a moment ago counts for a layer that is opened, not for one that is refreshed."""
    scenes = [make_scene(tmp_path, number) for number in range(2)]
    for scene in scenes:
        (nginx_server.files / scene.files["B03"].name).write_bytes(scene.files["B03"].read_bytes())
    made = [scene.item(nginx_server.url + "/{name}", keys=("B03",)) for scene in scenes]
    scripted_server.script(
        "/search", Answer.of_json(collection_of(made[0])), Answer.of_json(collection_of(made[0], made[1]))
    )
    uri, options = f"stac+{scripted_server.url}/search", {"assets": "B03"}
    widths = []
    for anew in (False, False, True):
        opening = client.begin_open(uri, options, None, BOUND_S, anew=anew)
        assert opening.wait(BOUND_S)
        mosaic = opening.mosaic()
        west, _, east, _ = mosaic.description["extent"]
        widths.append(east - west)
        mosaic.close()
    assert widths[0] == widths[1] < widths[2]
    assert len(scripted_server.received_at("/search")) == 2


@pytest.mark.parametrize("keys", [("B04", "B03", "B02"), ("B03",)])
def test_layer_of_a_search(
    client: EngineClient,
    stac_server: StacServer,
    nginx_server: NginxServer,
    scenes: list[Scene],
    keys: tuple[str, ...],
) -> None:
    before = nginx_server.log_file.stat().st_size
    query = {"collections": ["layer"], "sortby": [{"field": "id", "direction": "asc"}]}
    options = {
        "query": json.dumps(query),
        "assets": ",".join(keys),
        "max_items": "500",
        "minzoom": "8",
        "maxzoom": "14",
    }
    mosaic = client.open(f"stac+{stac_server.search_url}", options, None, BOUND_S)
    try:
        description = mosaic.description
        assert (description["document_uri"], description["warnings"]) == (stac_server.search_url, ())
        assert (description["minzoom"], description["maxzoom"]) == (8, 14)
        assert [band["dtype"] for band in description["bands"]] == ["uint16"] * len(keys)
        assert description["bands"][0]["nodata"] == 0
        patches: list[ArrayPatch] = []
        pending = mosaic.read(description["extent"], 128, 64, on_patch=patches.append)
        assert pending.wait(BOUND_S)
        result = pending.result()
        assert (result["complete"], len(result["skipped"]), result["assets"]) == (True, 0, 2)
        pixels = np.zeros((len(keys), 64, 128), dtype="uint16")
        for patch in patches:
            height, width = patch.array.shape[1:]
            pixels[:, patch.row : patch.row + height, patch.col : patch.col + width] = patch.array
        for column, scene in ((20, scenes[0]), (110, scenes[1])):
            assert pixels[:, 32, column].tolist() == [scene.values[key] for key in keys]
        west, south, east, north = description["extent"]
        identified = mosaic.identify((3 * west + east) / 4, (south + north) / 2)
        assert identified.wait(BOUND_S)
        assert list(identified.result()["values"]) == [scenes[0].values[key] for key in keys]
        # An image is asked for itself only, never for the dozen of files that may lie beside it.
        assert "failed (2: No such file" not in nginx_server.log_tail(before)
    finally:
        mosaic.close()


def test_what_is_wrong_reaches_the_layer(client: EngineClient, scripted_server: ScriptedServer) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"stac+http://127.0.0.1:{unused.getsockname()[1]}/search"
    search = "stac+" + scripted_server.url
    scripted_server.script("/empty/search", Answer.of_json(collection_of()))
    scripted_server.script("/closed/search", Answer.of_json({"detail": "no"}, status=403))
    scripted_server.script("/login/search", Answer(body=b"<!doctype html><html>Sign in</html>"))
    scripted_server.script("/many/search", Answer.of_json(collection_of(item(assets={"B1": "b1.tif", "B2": "b2.tif"}))))
    for uri, options, code, words in (
        (nobody, {}, "unreachable", "Connection refused"),
        (f"{search}/empty/search", {}, "empty", "matches no item"),
        (f"{search}/closed/search", {}, "auth", "credentials are needed"),
        (f"{search}/login/search", {}, "bad_document", "HTML page"),
        (f"{search}/none/search", {}, "not_found", "404"),
        (f"{search}/many/search", {}, "empty", "option assets, they have B1, B2"),
        (f"{search}/many/search", {"query": "{"}, "bad_request", "JSON"),
        (f"{search}/many/search", {"tms": "WGS1984Quad"}, "bad_request", "minzoom and maxzoom"),
    ):
        with pytest.raises(EngineFailure, match=words) as caught:
            client.open(uri, options, None, BOUND_S)
        assert caught.value.code == code


def test_login_of_qgis(client: EngineClient, scripted_server: ScriptedServer) -> None:
    url = scripted_server.script("/search", Answer.of_json({}, status=401))
    login = {"method": "Basic", "config": {"username": "ana", "password": "hush hush"}, "uri": ""}
    with pytest.raises(EngineFailure, match="check the credentials") as caught:
        client.open(f"stac+{url}", {}, {"document": login, "assets": None}, BOUND_S)
    assert caught.value.code == "auth"
    assert "hush" not in str(caught.value)
    assert scripted_server.received[0].headers["Authorization"].startswith("Basic ")


def test_limit_is_told(client: EngineClient, scripted_server: ScriptedServer, tmp_path: Path) -> None:
    scenes = [make_scene(tmp_path, number) for number in range(3)]
    path = tmp_path / "items.json"
    path.write_text(
        json.dumps(collection_of(*(scene.item() for scene in scenes), item(9, geometry=None) | {"bbox": None}))
    )
    mosaic = client.open(f"stac+{path.as_uri()}", {"assets": "B02", "max_items": "2"}, None, BOUND_S)
    try:
        (warning,) = mosaic.description["warnings"]
        assert warning["code"] == "budget"
        assert "cut after 2 items" in warning["message"]
    finally:
        mosaic.close()


@pytest.mark.parametrize("assets", ["visual", "B04,B03,B02"])
def test_a_search_is_saved_and_opens_as_a_mosaic(
    client: EngineClient, stac_server: StacServer, scenes: list[Scene], tmp_path: Path, assets: str
) -> None:
    """By its handle and by its URI; the pixels are the same."""
    options = {
        "query": json.dumps({"collections": ["layer"], "sortby": [{"field": "id", "direction": "asc"}]}),
        "assets": assets,
    }
    uri = f"stac+{stac_server.search_url}"
    mosaic = client.open(uri, options, None, BOUND_S)
    told: list[str] = []
    first = mosaic.save(str(tmp_path / "a.json"), name="Saved", on_progress=lambda _part, text: told.append(text))
    assert first.result(BOUND_S)["images"] == len(scenes) and "writing" in told
    second = client.ask(Save(uri=uri, options=options, target=str(tmp_path / "b.json.gz")))
    assert second.result(BOUND_S)["uri"] == str(tmp_path / "b.json.gz")
    with pytest.raises(EngineFailure) as caught:
        client.ask(Save(uri=uri, options=options, target=str(tmp_path / "a.json"))).result(BOUND_S)
    assert caught.value.code == "exists"
    x, y = (sum(mosaic.description["extent"][side::2]) / 2 for side in (0, 1))
    expected = mosaic.identify(x, y).result(BOUND_S)["values"]
    for name in ("a.json", "b.json.gz"):
        saved = client.open(str(tmp_path / name), {}, None, BOUND_S)
        assert saved.identify(x, y).result(BOUND_S)["values"] == expected
        assert saved.description["minzoom"] == mosaic.description["minzoom"]
        names = [[band["name"] for band in each.description["bands"]] for each in (saved, mosaic)]
        assert names[0] == names[1]
        assert saved.description["temporal"] == mosaic.description["temporal"] is not None
        saved.close()
    mosaic.close()


def test_a_login_goes_with_each_question(client: EngineClient, scripted_server: ScriptedServer) -> None:
    """To the API's own server only, and shown nowhere."""
    landing = {"stac_version": "1.0.0", "id": "c", "links": [{"rel": "data", "href": "/collections"}]}
    home = scripted_server.script("/", Answer.of_json(landing))
    scripted_server.script("/collections", Answer.of_json({"collections": [{"id": "a"}]}))
    scripted_server.script("/picture", Answer(body=b"\xff\xd8\xff\xe0picture"))
    login = Credentials(document={"method": "APIHeader", "config": {"X-Key": "geheim"}, "uri": ""})
    found = client.ask(StacCollections(uri=home, credentials=login)).result(BOUND_S)
    assert [collection["id"] for collection in found["collections"]] == ["a"]
    picture = FetchPicture(href=f"{scripted_server.url}/picture", home=home, credentials=login)
    assert client.ask(picture).result(BOUND_S) == {"media_type": "image/jpeg", "base64": "/9j/4HBpY3R1cmU="}
    assert [request.headers.get("X-Key") for request in scripted_server.received] == ["geheim"] * 3
    elsewhere = f"http://localhost:{scripted_server.url.rpartition(':')[2]}/picture"
    client.ask(FetchPicture(href=elsewhere, home=home, credentials=login)).result(BOUND_S)
    assert "X-Key" not in scripted_server.received[-1].headers
