"""Adding a mosaic by the Data Source Manager's page as a new user does (scenarios/source_page.py)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desktop.runs import RunScenario, check_clean
from qgis_desktop.inputs import Inputs
from qgis_desktop.run import Outcome
from servers.nginx import PASSWORD, USER, NginxServer
from servers.scripted import Answer, ScriptedServer

SCENARIOS = Path(__file__).parent / "scenarios"
STEPS = (
    "the window is ready",
    "the page opens",
    "a typed path is looked at",
    "options are chosen and Enter adds",
    "wrong addresses",
    "a server that needs a login",
    "a slow server is cancelled",
    "the page is closed in the middle of a look",
    "the source of a layer is changed",
    "a dark theme",
)
PHASES = ("looking", "adding", "wrong", "login", "slow", "changing")
PICTURES = ("preview", "options", "missing", "geojson", "login", "slow", "change", "dark")


@pytest.fixture(scope="module")
def served(nginx_server: NginxServer, mosaic: Path) -> Iterator[str]:
    """The address of the mosaic behind a login."""
    folder = nginx_server.files / "source_page"
    (folder / "images").mkdir(parents=True)
    shutil.copy(mosaic, folder)
    for image in (mosaic.parent / "images").glob("*.tif"):
        try:
            os.link(image, folder / "images" / image.name)
        except OSError:  # on another disk
            shutil.copy(image, folder / "images")
    yield f"{nginx_server.url}/private/source_page/mosaic.json"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def used(run_scenario: RunScenario, mosaic: Path, served: str) -> Iterator[Outcome]:
    """The whole scenario, once."""
    with ScriptedServer() as server:
        yield run_scenario(
            "source_page",
            scenarios=str(SCENARIOS),
            mosaic=str(mosaic),
            private=served,
            user=USER,
            password=PASSWORD,
            missing=server.script("/none.json", Answer(status=404)),
            geojson=server.script("/points.json", Answer.of_json({"type": "FeatureCollection", "features": []})),
            slow=server.script("/slow.json", Answer(silent=True)),
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


def test_the_preview_tells_what_the_mosaic_is(used: Outcome) -> None:
    preview = used.report["facts"]["preview"]
    assert preview["title"] == "Sample landscape"
    for words in ("Quadkeys\n6", "Images\n22", "7 to 13", "WebMercatorQuad", "uint8", "° E"):
        assert words in preview["facts"]


def test_options_are_part_of_the_layer_s_source(used: Outcome, mosaic: Path) -> None:
    added = used.report["facts"]["added"]
    assert added["is_valid"] and added["page_stays"]
    assert added["source"].split("|")[0] == str(mosaic)
    assert set(added["source"].split("|")[1:]) == {"pixel_selection=highest", "maxzoom=12"}


def test_wrong_addresses_say_the_way_out(used: Outcome) -> None:
    facts = used.report["facts"]
    assert "was not found" in facts["missing"]["sentence"] and facts["missing"]["remedies"] == ["again"]
    assert "GeoJSON" in facts["geojson"]["sentence"] and facts["geojson"]["remedies"] == ["vector"]
    assert "refused" in facts["private"]["sentence"] and facts["private"]["remedies"] == ["login"]
    assert "cancelled" in facts["cancelled"]["sentence"] and facts["cancelled"]["remedies"] == ["again"]


def test_a_login_opens_what_was_refused(used: Outcome) -> None:
    signed_in = used.report["facts"]["signed_in"]
    assert signed_in["is_valid"] and f"authcfg={signed_in['login']}" in signed_in["source"]
    assert PASSWORD not in str(used.messages) + used.stderr + str(used.report)


def test_change_data_source_leads_to_the_page_and_keeps_the_style(used: Outcome, mosaic: Path) -> None:
    facts = used.report["facts"]
    assert "mosaic" in facts["edited"]["said"] and facts["edited"]["source"] == "highest"
    assert sum("Data Source…" in text for text in facts["menu"]) == 1
    mosaic_now, *options = facts["changed"]["source"].split("|")
    assert mosaic_now == str(mosaic) and set(options) == {"pixel_selection=lowest", "maxzoom=12"}
    assert (facts["changed"]["opacity"], facts["changed"]["is_valid"], facts["changed"]["layers"]) == (0.5, True, 2)


def test_the_dark_picture_is_dark(used: Outcome) -> None:
    assert used.report["facts"]["dark"] < 60


@pytest.fixture(scope="module")
def enlarged(run_scenario: RunScenario, inputs: Inputs, mosaic: Path) -> Outcome:
    """The page with everything twice as large."""
    environment = {"MOSAIC_QGIS_ENGINE_ENVIRONMENT": str(inputs.engine_folder()), "QT_SCALE_FACTOR": "2"}
    return run_scenario("source_page_large", environment=environment, scenarios=str(SCENARIOS), mosaic=str(mosaic))


def test_the_page_fits_at_twice_the_size(enlarged: Outcome) -> None:
    check_clean(enlarged)
    assert not enlarged.failed_steps, enlarged.account()
    facts = enlarged.report["facts"]
    width, height, most_width, most_height = facts["window"]
    assert round(facts["ratio"]) == 2 and width <= most_width and height <= most_height
    assert facts["options_fit"] and not facts["overlap"]
    # The picture has the pixels of the screen, not half of them.
    assert max(facts["picture_px"]) > 150
