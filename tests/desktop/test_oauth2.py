"""OAuth2 with a browser in the real desktop (scenarios/oauth2.py)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desktop.runs import RunScenario, check_clean, fresh_folder
from qgis_desktop.run import Outcome
from servers.process import LOOPBACK, free_port
from servers.tokens import CLIENT, CLIENT_SECRET, TokenServer

STEPS = ("the window is ready", "a person agrees in the browser", "a layer uses the login", "a person refuses")


class Services:
    """Two of them, which are asked about afterwards."""

    def __init__(self, folder: Path) -> None:
        self.agreeing = TokenServer(folder, lifetime_s=1, is_patient=True)
        self.refusing = TokenServer(folder)
        self.refusing.agrees = False


@pytest.fixture(scope="module")
def services(mosaic: Path) -> Services:
    """The sample landscape, all its files in one folder."""
    folder = fresh_folder("oauth2-served")
    content = json.loads(mosaic.read_text(encoding="utf-8"))
    content["tiles"] = {key: [Path(name).name for name in names] for key, names in content["tiles"].items()}
    content.pop("asset_prefix", None)
    (folder / mosaic.name).write_text(json.dumps(content), encoding="utf-8")
    for image in mosaic.parent.rglob("*.tif"):
        (folder / image.name).symlink_to(image)
    return Services(folder)


@pytest.fixture(scope="module")
def oauth2(run_scenario: RunScenario, mosaic: Path, services: Services) -> Outcome:
    with services.agreeing as agreeing, services.refusing as refusing:
        return run_scenario(
            "oauth2",
            agreed={"source": f"{agreeing.url}/{mosaic.name}", "values": agreeing.browser_config(free_port())},
            refused={
                "source": f"{refusing.url}/{mosaic.name}",
                "values": refusing.browser_config(free_port(), timeout_s=5),
            },
        )


@pytest.mark.parametrize("name", STEPS)
def test_step(oauth2: Outcome, name: str) -> None:
    assert oauth2.step(name)["ok"], oauth2.account()


def test_quits_cleanly(oauth2: Outcome) -> None:
    check_clean(oauth2)


def test_who_agrees_sees_the_images(oauth2: Outcome, services: Services) -> None:
    facts = oauth2.report["facts"]
    (asked,) = services.agreeing.asked_people
    assert asked["client_id"] == CLIENT
    assert len(facts["opened"]) == 1 and facts["opened"][0].startswith(f"http://{LOOPBACK}:")
    assert "pixels" in facts["agreed"], facts["agreed"]
    assert facts["is_valid"] and facts["painted"] > 0.2
    assert services.agreeing.grants[0] == "authorization_code"
    assert 401 not in services.agreeing.statuses


def test_a_token_that_has_ended_is_renewed_without_asking(oauth2: Outcome, services: Services) -> None:
    facts = oauth2.report["facts"]
    assert facts["opened_again"] == []
    assert set(services.agreeing.grants[1:]) == {"refresh_token"}


def test_who_refuses_is_not_let_in(oauth2: Outcome, services: Services) -> None:
    facts = oauth2.report["facts"]
    assert "could not sign in" in facts["refused"]
    assert len(facts["opened_refused"]) == 1
    assert services.refusing.grants == [] and services.refusing.statuses == []


def test_no_token_is_left(oauth2: Outcome, services: Services) -> None:
    report = json.dumps({**oauth2.report, "arguments": None})
    assert services.agreeing.token and services.agreeing.token not in report
    assert CLIENT_SECRET not in report
