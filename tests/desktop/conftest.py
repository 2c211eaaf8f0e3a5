"""The real QGIS desktop for these tests: one virtual display, the packaged plugin installed once, one run per scenario.

Everything that a run leaves (report, log, screenshots, stacks) is kept below build/desktop.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from desktop.runs import KEPT, ROOT, RunScenario
from qgis_desktop.display import VirtualDisplay
from qgis_desktop.inputs import Inputs
from qgis_desktop.profile import Profile
from qgis_desktop.run import Job, Outcome, run

SCENARIOS = Path(__file__).resolve().parent / "scenarios"
ONE_RUN_S = 240.0
SETTING_UP_S = 600.0
"""The first test of a module makes the imagery, if need be, installs the package and runs the scenario."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A whole run of QGIS belongs to the test that needs it first, so these tests may take longer than others."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(SETTING_UP_S))


@pytest.fixture(scope="session")
def inputs() -> Inputs:
    """The packaged plugin, the engine, sample imagery."""
    return Inputs(build=ROOT / "build")


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The name of a virtual display with a window manager."""
    with VirtualDisplay(KEPT / "display") as virtual:
        yield virtual.name


@pytest.fixture(scope="session")
def installation(inputs: Inputs, display: str) -> tuple[Profile, Outcome]:
    """A profile into which the Plugin Manager has installed the package, and how that went."""
    profile = Profile(root=KEPT / "installation" / "profile").create()
    arguments = {"plugin_zip": str(inputs.plugin_zip)}
    job = Job(
        scenario=SCENARIOS / "install.py",
        folder=KEPT / "installation" / "run",
        profile=profile,
        display=display,
        arguments=arguments,
    )
    return profile, run(job)


@pytest.fixture(scope="session")
def run_scenario(installation: tuple[Profile, Outcome], inputs: Inputs, display: str) -> RunScenario:
    """Runs a scenario of this folder in a fresh copy of the installed profile; keywords are its arguments."""

    def run_one(
        name: str,
        *,
        environment: dict[str, str] | None = None,
        while_running: Callable[[Outcome, int], bool] | None = None,
        timeout_s: float = ONE_RUN_S,
        **arguments: Any,
    ) -> Outcome:
        installed, _ = installation
        engine = {"MOSAIC_QGIS_ENGINE_ENVIRONMENT": str(inputs.engine_folder())}
        job = Job(
            scenario=SCENARIOS / f"{name}.py",
            folder=KEPT / name / "run",
            profile=Profile(root=KEPT / name / "profile").copy_of(installed),
            display=display,
            arguments=arguments,
            environment=engine if environment is None else environment,
            timeout_s=timeout_s,
        )
        return run(job, while_running)

    return run_one


@pytest.fixture(scope="session")
def mosaic(inputs: Inputs) -> Path:
    """The sample landscape's document; nothing may be written beside it."""
    return inputs.imagery("demo") / "mosaic.json"
