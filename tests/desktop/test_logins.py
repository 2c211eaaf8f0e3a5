"""A login from the window to the map (scenarios/logins.py)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desktop.runs import RunScenario, check_clean, fresh_folder
from qgis_desktop.run import Outcome
from servers.nginx import PASSWORD, USER, NginxServer

STEPS = (
    "the window is ready",
    "a new login is entered",
    "a wrong password is tried",
    "the right one is tried",
    "it is kept",
    "another store's fields fit as well",
    "its images are drawn",
)


@pytest.fixture(scope="module")
def logins(run_scenario: RunScenario, mosaic: Path, nginx_server: NginxServer) -> Outcome:
    """The sample landscape's images behind a login, their document on this machine."""
    served = nginx_server.files / "logins"
    served.symlink_to(mosaic.parent, target_is_directory=True)
    content = json.loads(mosaic.read_text(encoding="utf-8"))
    content["asset_prefix"] = f"{nginx_server.url}/private/logins/"
    document = fresh_folder("logins") / "town.json"
    document.write_text(json.dumps(content), encoding="utf-8")
    try:
        return run_scenario(
            "logins", mosaic=str(document), host=nginx_server.url.removeprefix("http://"), user=USER, password=PASSWORD
        )
    finally:
        served.unlink()


@pytest.mark.parametrize("name", STEPS)
def test_step(logins: Outcome, name: str) -> None:
    assert logins.step(name)["ok"], logins.account()


def test_quits_cleanly(logins: Outcome) -> None:
    check_clean(logins)


def test_a_test_says_what_happened(logins: Outcome) -> None:
    facts = logins.report["facts"]
    assert facts["entered"] == {"user": USER, "password": "wrong"}
    assert "401" in facts["wrong"]
    assert "pixels" in facts["right"]
    for width, height in (facts["size"], facts["other_size"]):
        assert width <= 1024 and height <= 700
    assert facts["needs_no_scrolling"]


def test_the_kept_login_shows_the_images(logins: Outcome) -> None:
    facts = logins.report["facts"]
    assert facts["id"] and facts["offered"]
    assert facts["is_valid"]
    assert facts["painted"] > 0.2


def test_the_password_is_nowhere(logins: Outcome) -> None:
    report = json.dumps({**logins.report, "arguments": None})
    assert PASSWORD not in report
