"""The parameter "Dask scheduler": what it takes, what is installed for it, and work on a real cluster from Processing."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import algorithms
import pytest
import real
from qgis.core import QgsApplication, QgsProcessingException, QgsProcessingFeedback
from servers.dask import DaskScheduler

from mosaic_qgis.engine.client.environment import EngineEnvironment
from mosaic_qgis.engine.client.install_failures import EnvironmentFailure
from mosaic_qgis.engine.client.launch import LaunchPlan
from mosaic_qgis.engine.client.questions import Create, Credentials, Save
from mosaic_qgis.host import cluster, settings
from mosaic_qgis.plugin import MosaicPlugin
from mosaic_qgis.processing.cluster import prepare_cluster
from tests.unit.environment.small_world import Packages, Watch


@pytest.fixture(scope="module")
def plugin(qgis_app: QgsApplication) -> Iterator[MosaicPlugin]:
    with real.plugin({}) as plugin:
        yield plugin


@pytest.fixture
def plan() -> LaunchPlan:
    return EngineEnvironment(real.BUILD / "engine").launch_plan()


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Packages:
    """What takes the place of Dask's packages: one of its own, in a folder of wheels."""
    made = Packages(folder=tmp_path / "wheels", place=tmp_path / "requirements")
    made.add("tiny_dask")
    monkeypatch.setattr(cluster, "CLUSTER", dataclasses.replace(made.requirements(), prefix="cluster-"))
    return made


@pytest.fixture
def current(packages: Packages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> settings.Settings:
    """The settings of a machine without internet, with a profile of its own."""
    monkeypatch.setattr(cluster.QgsApplication, "qgisSettingsDirPath", lambda: f"{tmp_path}/profile/")
    monkeypatch.setattr(cluster, "_marked", [])
    return settings.Settings(wheel_folder=str(packages.folder))


@pytest.mark.parametrize(
    "text",
    ["scheduler", "http://scheduler:8786", "tcp://scheduler:no", "tcp://ana:secret@scheduler:8786", "tcp://:8786"],
)
def test_what_is_no_address_is_refused_before_anything_is_done(plugin: MosaicPlugin, tmp_path: Path, text: str) -> None:
    image = next((real.imagery("tests") / "uint16").glob("*.tif"))
    target = tmp_path / "new.json"
    with pytest.raises(QgsProcessingException, match="is no address of a Dask scheduler") as caught:
        algorithms.run("createfromfiles", {"FILES": [str(image)], "OUTPUT": str(target), "CLUSTER": text})
    assert "secret" not in str(caught.value)
    assert not target.exists()


def test_a_mosaic_is_made_on_a_cluster(plugin: MosaicPlugin, dask_cluster: DaskScheduler, tmp_path: Path) -> None:
    images = sorted(str(path) for path in (real.imagery("tests") / "uint16").glob("*.tif"))
    written = []
    # The scheme may be left out.
    for place in ("", dask_cluster.address.removeprefix("tcp://")):
        target = tmp_path / f"{len(written)}" / "new.json"
        target.parent.mkdir()
        parameters = {"FILES": images, "OUTPUT": str(target), "CLUSTER": place, "OPEN": False}
        done = algorithms.run("createfromfiles", parameters)
        assert done.results["IMAGES"] == len(images)
        written.append(target.read_bytes())
    assert written[0] == written[1]


def test_a_cluster_that_is_not_there_is_one_sentence(plugin: MosaicPlugin, tmp_path: Path) -> None:
    image = next((real.imagery("tests") / "uint16").glob("*.tif"))
    parameters = {"FILES": [str(image)], "OUTPUT": str(tmp_path / "new.json"), "CLUSTER": "tcp://127.0.0.1:1"}
    with pytest.raises(QgsProcessingException, match="The Dask cluster could not do the work") as caught:
        algorithms.run("createfromfiles", parameters)
    assert "127.0.0.1:1" in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_packages_are_installed_once_into_the_profile(
    current: settings.Settings, plan: LaunchPlan, tmp_path: Path
) -> None:
    watch = Watch()
    cluster.prepare(plan, current, None, watch.progress, watch.cancelled)
    folder = cluster.folder_of(current)
    assert folder.parent == tmp_path / "profile" / "mosaic_qgis"
    assert (folder / "tiny_dask.py").is_file() and watch.fractions[-1] == 1
    again = Watch()
    cluster.prepare(plan, current, None, again.progress, again.cancelled)
    assert not again.fractions
    cluster.remove()
    assert not folder.exists()
    cluster.remove()


def test_cancelling_the_installation_leaves_nothing(current: settings.Settings, plan: LaunchPlan) -> None:
    with pytest.raises(EnvironmentFailure) as caught:
        cluster.prepare(plan, current, None, lambda *_: None, lambda: True)
    assert caught.value.reason == "cancelled"
    assert not cluster.folder_of(current).exists()


def test_who_waits_for_another_installation_can_be_cancelled(current: settings.Settings, plan: LaunchPlan) -> None:
    """That may take minutes; the other one goes on."""
    looks: list[int] = []

    def is_cancelled() -> bool:
        looks.append(len(looks))
        return len(looks) > 2

    with cluster._turn, pytest.raises(EnvironmentFailure) as caught:
        cluster.prepare(plan, current, None, lambda *_: None, is_cancelled)
    assert caught.value.reason == "cancelled"
    assert not cluster.folder_of(current).exists()


def test_packages_beside_the_engine_s_or_among_them_are_used(
    packages: Packages, current: settings.Settings, plan: LaunchPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch()
    # Among the engine's own.
    monkeypatch.setattr(cluster, "CLUSTER", dataclasses.replace(cluster.CLUSTER, imports=("rasterio",)))
    cluster.prepare(plan, current, None, watch.progress, watch.cancelled)
    assert not watch.fractions and not cluster.folder_of(current).exists()
    # In a folder beside the one that the settings name.
    beside = tmp_path / "shared" / cluster.folder_of(current).name
    beside.mkdir(parents=True)
    shared = dataclasses.replace(current, engine_environment=str(tmp_path / "shared" / "engine"))
    assert cluster.folder_of(shared) == beside
    cluster.remove()
    assert beside.is_dir()


class _Feedback(QgsProcessingFeedback):
    def __init__(self) -> None:
        super().__init__(False)
        self.lines: list[str] = []

    def pushWarning(self, warning: str) -> None:
        self.lines.append(warning)


@pytest.mark.parametrize(
    ("address", "has_login", "is_warned"),
    [
        ("tcp://scheduler.example.org:8786", True, True),
        ("tls://scheduler.example.org:8786", True, False),
        ("tcp://localhost:8786", True, False),
        ("tcp://scheduler.example.org:8786", False, False),
    ],
)
def test_logins_over_an_open_connection_are_warned_of(
    plugin: MosaicPlugin, address: str, has_login: bool, is_warned: bool
) -> None:
    @dataclasses.dataclass(frozen=True, kw_only=True)
    class OnCluster(Save):
        cluster: str = address

    login = Credentials(document={"method": "Basic", "config": {}}, assets=None) if has_login else None
    feedback = _Feedback()
    prepare_cluster(plugin.engine, OnCluster(uri="/a.json", target="/b.json", credentials=login), feedback)
    assert any("tls://" in line for line in feedback.lines) is is_warned


def test_the_images_login_of_a_new_mosaic_is_warned_of_too(plugin: MosaicPlugin) -> None:
    feedback = _Feedback()
    request = Create(
        files=("https://example.org/a.tif",),
        target="/b.json",
        images_credentials={"method": "Basic", "config": {}},
        cluster="tcp://scheduler.example.org:8786",
    )
    prepare_cluster(plugin.engine, request, feedback)
    assert any("tls://" in line for line in feedback.lines)


def test_a_failed_installation_is_one_sentence(plugin: MosaicPlugin, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise EnvironmentFailure("disk_full", "Setting the engine up needs 120 MB.")

    monkeypatch.setattr(plugin.engine, "prepare_cluster", full)
    request = dataclasses.make_dataclass("R", [("cluster", str, "tcp://127.0.0.1:1")])()
    with pytest.raises(QgsProcessingException, match="There is not enough space for the engine"):
        prepare_cluster(plugin.engine, request, _Feedback())
