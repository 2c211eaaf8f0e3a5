"""QGIS before the engine is set up (scenarios/first_use.py)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from desktop.documents import GEOJSON
from desktop.gate import GatedServer
from desktop.runs import RunScenario, check_clean, fresh_folder
from qgis_desktop.run import Outcome

STEPS = (
    "the window is ready",
    "a mosaic brings the offer",
    "it is declined",
    "QGIS is as usable as before",
    "the menu offers it again, an installation that fails says why",
    "the options tell how it stands",
    "setting up is watched and cancelled in the options",
)


@pytest.fixture(scope="module")
def first_use(run_scenario: RunScenario, mosaic: Path) -> Outcome:
    """A profile without an engine; what it would be installed from is an empty folder."""
    folder = fresh_folder("first_use")
    (folder / "wheels").mkdir()
    (folder / "points.geojson").write_text(json.dumps(GEOJSON), encoding="utf-8")
    with GatedServer(folder, folder / "never", waits=lambda _path: True) as index:
        return run_scenario(
            "first_use",
            environment={"MOSAIC_QGIS_WHEEL_FOLDER": str(folder / "wheels")},
            mosaic=str(mosaic),
            vector=str(folder / "points.geojson"),
            silent_index=f"{index.url}/simple",
        )


@pytest.mark.parametrize("name", STEPS)
def test_step(first_use: Outcome, name: str) -> None:
    assert first_use.step(name)["ok"], first_use.account()


def test_quits_cleanly(first_use: Outcome) -> None:
    check_clean(first_use)


def test_the_offer_says_what_it_takes(first_use: Outcome) -> None:
    facts = first_use.report["facts"]
    (offer,) = facts["offer"]
    assert re.search(r"\d+ packages", offer)
    assert re.search(r"\d+ MB", offer)
    assert {"Set Up Engine", "Not Now"} <= set(facts["buttons"])


def test_the_options_say_that_there_is_no_engine_and_what_it_takes(first_use: Outcome) -> None:
    status = first_use.report["facts"]["status"]
    assert re.search(r"not set up: \d+ packages, \d+ MB to download", status)
    assert (first_use.folder / "options.png").stat().st_size > 10_000


def test_setting_up_is_cancelled_where_it_was_begun(first_use: Outcome) -> None:
    facts = first_use.report["facts"]
    assert facts["setting_up"]["status"] and "not set up" not in facts["setting_up"]["status"]
    assert not facts["setting_up"]["again"]
    assert "was cancelled" in facts["set_up_said"]


def test_the_layer_says_what_to_do(first_use: Outcome) -> None:
    facts = first_use.report["facts"]
    assert not facts["is_valid"]
    assert "engine" in facts["at_the_layer"]
    assert "Set Up Engine" in facts["at_the_layer"]


def test_who_declines_is_left_alone(first_use: Outcome) -> None:
    facts = first_use.report["facts"]
    assert not facts["offered_again"]
    assert facts["vector_layers"] == [True]


def test_a_failed_installation_is_told_in_one_sentence(first_use: Outcome) -> None:
    (sentence,) = first_use.report["facts"]["failure"]
    assert "engine" in sentence
    assert "Traceback" not in sentence


def test_no_engine_was_started(first_use: Outcome) -> None:
    assert [process for process in first_use.seen if process.is_engine] == []
