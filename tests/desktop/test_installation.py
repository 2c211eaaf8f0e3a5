"""The packaged zip in a fresh profile."""

from __future__ import annotations

from desktop.runs import check_clean
from qgis_desktop.profile import Profile
from qgis_desktop.run import Outcome


def test_the_package_installs_as_it_is(installation: tuple[Profile, Outcome]) -> None:
    profile, outcome = installation
    check_clean(outcome)
    assert not outcome.failed_steps, outcome.account()
    assert outcome.report["facts"]["is_enabled"]
    assert "mosaicjson" in outcome.report["facts"]["provider_keys"]
    assert (profile.plugins_folder / "mosaic_qgis" / "metadata.txt").is_file()


def test_there_is_one_menu_entry(installation: tuple[Profile, Outcome]) -> None:
    _, outcome = installation
    assert outcome.report["facts"]["menu_entries"] == ["Add MosaicJSON Layer…"]


def test_no_engine_runs_before_it_is_needed(installation: tuple[Profile, Outcome]) -> None:
    _, outcome = installation
    assert [process for process in outcome.seen if process.is_engine] == []
