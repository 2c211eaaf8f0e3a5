"""The data files that `make lock` writes, as the installer reads them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from mosaic_qgis.engine.client.requirements import CLUSTER, ENGINE_FOLDER, EngineRequirements, platform_key
from tests.unit.environment.small_world import PIP_FOLDER

PLATFORMS = {"linux-x86_64", "linux-aarch64", "win32-x86_64", "darwin-x86_64", "darwin-aarch64"}


def test_every_package_is_pinned_and_hashed() -> None:
    text = EngineRequirements().lock.read_text(encoding="utf-8")
    packages = re.findall(r"(?m)^([a-z0-9][a-z0-9._-]*)(.*)$", text)
    assert len(packages) > 50
    assert all(rest.startswith("==") for _, rest in packages)
    assert all("--hash=sha256:" in block for block in re.split(r"(?m)^(?=[a-z0-9])", text) if "==" in block)
    assert "://" not in text and "--index" not in text and "--find-links" not in text


def test_every_requirement_is_locked() -> None:
    wanted = (ENGINE_FOLDER / "requirements.in").read_text(encoding="utf-8")
    lock = EngineRequirements().lock.read_text(encoding="utf-8")
    names = {match.lower() for match in re.findall(r"(?m)^([A-Za-z0-9-]+)", wanted)}
    assert "rio-tiler" in names
    assert not {name for name in names if f"\n{name}==" not in lock}


def test_every_requirement_has_a_reason() -> None:
    lines = (ENGINE_FOLDER / "requirements.in").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if re.match(r"[A-Za-z0-9]", line) and "sys_platform" not in line:
            assert re.search(r"#\s+\S.{10,}", line), line


def test_sizes_of_every_platform() -> None:
    sizes = json.loads(EngineRequirements().sizes.read_text(encoding="utf-8"))["platforms"]
    assert set(sizes) == PLATFORMS
    for row in sizes.values():
        assert row["packages"] > 50
        assert 50e6 < row["download_bytes"] < row["installed_bytes"] < 600e6


def test_size_of_an_unmeasured_platform_is_the_largest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {
        "linux-x86_64": {"packages": 2, "download_bytes": 1_000_000, "installed_bytes": 3_000_000},
        "win32-x86_64": {"packages": 3, "download_bytes": 2_000_000, "installed_bytes": 5_000_000},
    }
    sizes = tmp_path / "sizes.json"
    sizes.write_text(json.dumps({"platforms": rows}), encoding="utf-8")
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    size = EngineRequirements(sizes=sizes).size()
    assert (size.packages, size.megabytes, size.download_megabytes) == (3, 5.0, 2.0)


@pytest.mark.parametrize(
    ("system", "machine", "key"),
    [("win32", "AMD64", "win32-x86_64"), ("darwin", "arm64", "darwin-aarch64"), ("linux", "x86_64", "linux-x86_64")],
)
def test_platform_key(system: str, machine: str, key: str) -> None:
    assert platform_key(system, machine) == key


def test_only_the_pinned_pip_is_run(tmp_path: Path) -> None:
    wheel = EngineRequirements(pip_folder=PIP_FOLDER).pip_wheel()
    assert wheel is not None
    assert EngineRequirements(pip_folder=tmp_path).pip_wheel() is None
    forged = tmp_path / wheel.name
    forged.write_bytes(wheel.read_bytes() + b"x")
    assert EngineRequirements(pip_folder=tmp_path).pip_wheel() is None


def test_digest_names_the_lock(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("a==1\n", encoding="utf-8")
    assert EngineRequirements(lock=lock).digest == hashlib.sha256(b"a==1\n").hexdigest()[:12]


def test_the_packages_for_clusters_are_pinned_hashed_and_fit_those_of_the_engine() -> None:
    text, engine = (each.lock.read_text(encoding="utf-8") for each in (CLUSTER, EngineRequirements()))
    assert all("--hash=sha256:" in block for block in re.split(r"(?m)^(?=[a-z0-9])", text) if "==" in block)
    assert "://" not in text and "\ndistributed==" in text
    pinned = [dict(re.findall(r"(?m)^([a-z0-9._-]+)==([^ ]+)", each)) for each in (text, engine)]
    assert len(pinned[0]) > 10
    assert {name: version for name, version in pinned[0].items() if pinned[1].get(name, version) != version} == {}
    sizes = json.loads(CLUSTER.sizes.read_text(encoding="utf-8"))["platforms"]
    assert set(sizes) == PLATFORMS
    assert all(1e6 < row["download_bytes"] < row["installed_bytes"] < 60e6 for row in sizes.values())
