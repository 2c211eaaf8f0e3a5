"""From a STAC catalog to pixels on the canvas, in the window, against a real API (scenarios/stac_search.py)."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from desktop.catalog import catalog, growing_catalog, large_catalog
from desktop.oracle import images_in_order
from desktop.runs import RunScenario, check_clean, fresh_folder
from qgis_desktop.run import Outcome
from servers.nginx import NginxServer
from servers.pgstac import StacServer
from servers.process import LOOPBACK
from servers.scripted import Answer, ScriptedServer

SCENARIOS = Path(__file__).parent / "scenarios"
STEPS = (
    "the window is ready",
    "the search is opened",
    "wrong, locked and slow servers",
    "five thousand images",
    "the map moves below their outlines",
    "a catalog is connected",
    "images are searched",
    "images are left out and raised",
    "they are added as a mosaic",
    "footprints",
    "saved as a document",
    "the address is copied",
    "the results beside the map",
    "a catalog that grows is added",
    "the page is closed",
    "new images are told",
)
PHASES = (
    "wrong",
    "many",
    "outlines",
    "connecting",
    "searching",
    "choosing",
    "adding",
    "footprints",
    "saving",
    "growing",
)
PICTURES = ("fresh", "missing", "private", "refused", "slow", "many", "moved", "search", "results", "save")
PLACE = (11.0, 46.5, 12.6, 47.6)
"""The western half of the sample landscape, in degrees."""
MOST_CLOUDS = 60
MANY, ALL_OF_MANY = 5000, 23410
FEW, NEW = 3, 12


@pytest.fixture(scope="module")
def folder() -> Path:
    return fresh_folder("stac_search")


@pytest.fixture(scope="module")
def ids(mosaic: Path) -> list[str]:
    """Of all images, in the order in which their clouds and days go up."""
    return [path.stem for path in images_in_order(mosaic)]


@pytest.fixture(scope="module")
def used(
    run_scenario: RunScenario, mosaic: Path, folder: Path, stac_server: StacServer, nginx_server: NginxServer
) -> Iterator[Outcome]:
    """The whole scenario, once."""
    images = images_in_order(mosaic)
    with (
        ScriptedServer() as server,
        catalog(stac_server, nginx_server, images),
        growing_catalog(nginx_server, images[:FEW], FEW, NEW) as growing,
        socket.socket() as deaf,
    ):
        # Nobody listens there, and nobody else can.
        deaf.bind((LOOPBACK, 0))
        yield run_scenario(
            "stac_search",
            scenarios=str(SCENARIOS),
            api=stac_server.url,
            missing=server.script("/nothing/", Answer(status=404)),
            private=f"{nginx_server.url}/private/",
            refused=f"http://{LOOPBACK}:{deaf.getsockname()[1]}/",
            growing=growing.address,
            answer=str(growing.answer),
            later=str(growing.later),
            slow=server.script("/slow/", Answer(silent=True)),
            large=large_catalog(server, MANY, ALL_OF_MANY),
            many=MANY,
            saved=str(folder / "saved.json"),
            place=PLACE,
        )


@pytest.mark.parametrize("name", STEPS)
def test_step(used: Outcome, name: str) -> None:
    assert used.step(name)["ok"], used.account()


def test_no_step_is_forgotten(used: Outcome) -> None:
    assert tuple(step["name"] for step in used.report["steps"]) == STEPS, used.account()


def test_quits_cleanly(used: Outcome) -> None:
    check_clean(used)


@pytest.mark.parametrize("name", PHASES)
def test_the_window_never_waits_for_the_engine(used: Outcome, name: str) -> None:
    phase = used.report["facts"]["phases"][name]
    assert phase["waits"] == [] and phase["longest_gap_ms"] > 0, phase


@pytest.mark.parametrize("name", PICTURES)
def test_there_is_a_picture(used: Outcome, name: str) -> None:
    assert (used.folder / f"{name}.png").stat().st_size > 10_000


def test_it_fits_into_a_small_window(used: Outcome) -> None:
    assert used.report["facts"]["window"] == [1024, 700]


def test_wrong_servers_say_the_way_out(used: Outcome) -> None:
    facts = used.report["facts"]
    assert "no STAC catalog at" in facts["missing"]
    assert "asks for a valid login" in facts["private"]
    assert "Check the network connection" in facts["refused"]


def test_a_refreshed_layer_tells_how_many_images_are_new(used: Outcome) -> None:
    facts = used.report["facts"]
    assert f"{NEW} new images since last time" in facts["news"]
    assert (json.loads(facts["grown"])["count"], facts["growing"]) == (FEW + NEW, FEW)


def test_five_thousand_images_are_shown(used: Outcome) -> None:
    many = used.report["facts"]["many"]
    assert many["rows"] == many["outlines"] == many["selected"] == MANY
    # Whether digits are grouped is the language's matter.
    assert many["sentence"].replace(",", "").startswith("5000 of 23410 images are shown; the limit cuts")


def test_the_outlines_of_thousands_stay_with_the_map(used: Outcome) -> None:
    seen = used.report["facts"]["outlines_seen"]
    assert len(seen) == 10 and all(seen)


def test_a_collection_is_described(used: Outcome) -> None:
    details = used.report["facts"]["details"]
    assert "CC0-1.0" in details and "landscape with a lake" in details


def test_the_search_finds_what_matches_newest_first(used: Outcome, ids: list[str]) -> None:
    found = used.report["facts"]["found"]
    days = [ids.index(name) for name in found]
    assert 3 < len(found) < len(ids) and days == sorted(days, reverse=True)
    assert all(4 * day <= MOST_CLOUDS for day in days)
    assert used.report["facts"]["sentence"].startswith(f"{len(found)} images match")


def test_the_layer_shows_what_was_chosen(used: Outcome) -> None:
    facts = used.report["facts"]
    found, kept, added = facts["found"], facts["kept"], facts["added"]
    assert kept == [found[3], found[0], found[2], *found[4:]]
    assert added["is_valid"] and added["name"] == "Sample landscape, level 2" and added["painted"] > 0.2
    source = unquote(added["source"])
    assert f"exclude=landscape/{found[1]}" in source and f"first=landscape/{found[3]}" in source
    assert "assets=visual" in source and '"collections":["landscape"]' in source
    assert json.loads(added["seen"])["count"] == len(found)
    assert sorted(facts["copied"].split("|")) == sorted(added["source"].split("|"))


def test_the_footprints_have_all_properties(used: Outcome, ids: list[str]) -> None:
    facts = used.report["facts"]
    assert facts["footprints"] == sorted(facts["kept"])
    assert facts["clouds"] == sorted(4.0 * ids.index(name) for name in facts["kept"])


def test_the_document_has_what_was_chosen(used: Outcome, folder: Path) -> None:
    facts = used.report["facts"]
    document = json.loads((folder / "saved.json").read_text())
    names = {Path(name).stem for tile in document["tiles"].values() for name in tile}
    assert names == set(facts["kept"])
    assert f"{len(names)} images were saved" in facts["saved"]
    assert document["name"] == "Sample landscape, level 2"


def test_outlines_go_with_the_window(used: Outcome) -> None:
    assert used.report["facts"]["outlines"] == 2
    assert used.report["facts"]["outlines_are_gone"]
