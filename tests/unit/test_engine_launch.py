"""How the engine is started, and how often."""

from __future__ import annotations

from pathlib import Path

import pytest

from mosaic_qgis.engine.client.launch import REMOVED, LaunchPlan, child_environment, spawn
from mosaic_qgis.engine.client.restarts import RestartCount, RestartPolicy
from mosaic_qgis.engine.wire.failures import EngineFailure


def plan(python: str, **environment: str) -> LaunchPlan:
    return LaunchPlan(python=Path(python), folder=Path("/packages"), bootstrap=Path("/b.py"), environment=environment)


def test_command_line() -> None:
    assert plan("/usr/bin/python3").command() == [
        "/usr/bin/python3", "-I", "-S", "-X", "utf8", "/b.py", "/packages", "-m", "mosaic_qgis.engine.server",
    ]  # fmt: skip


def test_what_belongs_to_qgis_is_removed() -> None:
    host = dict.fromkeys(REMOVED, "x") | {"PYTHONHOME": "x", "PYTHONPATH": "x", "PYTHONSTARTUP": "x"}
    assert child_environment(host) == {}


def test_what_users_set_passes() -> None:
    host = {
        "PATH": "/bin", "HOME": "/home/a", "LANG": "de_DE.UTF-8", "HTTPS_PROXY": "http://proxy:3128", "no_proxy": "*",
        "AWS_PROFILE": "a", "AWS_S3_ENDPOINT": "e", "GOOGLE_APPLICATION_CREDENTIALS": "/g.json", "AZURE_TENANT_ID": "t",
        "CPL_DEBUG": "ON", "GDAL_HTTP_TIMEOUT": "30", "TMPDIR": "/tmp", "SYSTEMROOT": "C:\\Windows",
    }  # fmt: skip
    assert child_environment(host) == host


def test_a_ca_bundle_passes_only_where_it_exists(tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    bundle.touch()
    host = {
        "SSL_CERT_FILE": str(bundle),
        "CURL_CA_BUNDLE": str(tmp_path / "gone.pem"),
        "REQUESTS_CA_BUNDLE": str(bundle),
    }
    assert child_environment(host) == {
        "SSL_CERT_FILE": str(bundle),
        "REQUESTS_CA_BUNDLE": str(bundle),
        "GDAL_CURL_CA_BUNDLE": str(bundle),
    }


def test_gdal_trusts_whom_the_machine_trusts(tmp_path: Path) -> None:
    curl, ssl, gdal = (str(tmp_path / name) for name in ("curl.pem", "ssl.pem", "gdal.pem"))
    for path in (curl, ssl, gdal):
        Path(path).touch()
    both = {"CURL_CA_BUNDLE": curl, "SSL_CERT_FILE": ssl}
    assert child_environment(both)["GDAL_CURL_CA_BUNDLE"] == curl
    assert child_environment({**both, "GDAL_CURL_CA_BUNDLE": gdal})["GDAL_CURL_CA_BUNDLE"] == gdal
    assert "GDAL_CURL_CA_BUNDLE" not in child_environment({"REQUESTS_CA_BUNDLE": ssl}), "not one of GDAL's names"


def test_every_removed_variable_has_a_reason() -> None:
    assert all(len(reason) >= 10 for reason in REMOVED.values())


def test_the_repr_of_a_plan_shows_no_environment() -> None:
    assert "s3cret" not in repr(plan("/usr/bin/python3", AWS_SECRET_ACCESS_KEY="s3cret"))


def test_a_missing_interpreter_is_a_typed_failure(tmp_path: Path) -> None:
    with pytest.raises(EngineFailure, match="no-python cannot be started") as caught:
        spawn(plan(str(tmp_path / "no-python")))
    assert caught.value.code == "environment"


def count(restarts: int = 2, window_s: float = 60, stable_after_s: float = 30) -> RestartCount:
    return RestartCount(policy=RestartPolicy(restarts=restarts, window_s=window_s, stable_after_s=stable_after_s))


def test_restarts_are_allowed_up_to_the_limit() -> None:
    counted = count()
    for now_s in (0.0, 10.0):
        counted.ended(now_s=now_s, lived_s=1.0)
        assert counted.wait_s(now_s=now_s) == 0
    counted.ended(now_s=20.0, lived_s=1.0)
    assert counted.wait_s(now_s=20.0) == 40.0


def test_the_window_slides() -> None:
    counted = count()
    for now_s in (0.0, 10.0, 20.0):
        counted.ended(now_s=now_s, lived_s=1.0)
    assert counted.wait_s(now_s=59.0) == 1.0
    assert counted.wait_s(now_s=60.0) == 0
    counted.ended(now_s=61.0, lived_s=1.0)
    assert counted.wait_s(now_s=61.0) == 9.0


def test_a_stable_engine_starts_a_new_count() -> None:
    counted = count()
    for now_s in (0.0, 1.0):
        counted.ended(now_s=now_s, lived_s=1.0)
    counted.ended(now_s=40.0, lived_s=30.0)
    assert counted.wait_s(now_s=40.0) == 0
    counted.ended(now_s=41.0, lived_s=0.0)
    assert counted.wait_s(now_s=41.0) == 0
    counted.ended(now_s=42.0, lived_s=0.0)
    assert counted.wait_s(now_s=42.0) == 58.0


def test_no_restart_at_all() -> None:
    counted = count(restarts=0)
    assert counted.wait_s(now_s=0.0) == 0
    counted.ended(now_s=0.0, lived_s=1.0)
    assert counted.wait_s(now_s=0.0) == 60.0
    counted.forget()
    assert counted.wait_s(now_s=0.0) == 0


@pytest.mark.parametrize("bad", [{"restarts": -1}, {"window_s": 0}, {"stable_after_s": -1}])
def test_absurd_policies_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="restart policy"):
        RestartPolicy(**bad)  # type: ignore[arg-type]
