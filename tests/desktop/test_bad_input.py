"""Documents that are no good, in the real window (scenarios/bad_input.py): one sentence each, and no freezing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
from desktop.documents import NAMES, BadInput, write_all
from desktop.runs import RunScenario, check_clean, fresh_folder
from qgis_desktop.run import Outcome


@pytest.fixture(scope="module")
def inputs_by_name() -> dict[str, BadInput]:
    return {entry.name: entry for entry in write_all(fresh_folder("bad_input"))}


@pytest.fixture(scope="module")
def tried(run_scenario: RunScenario, mosaic: Path, inputs_by_name: dict[str, BadInput]) -> Outcome:
    """All of them in one session."""
    entries = [asdict(entry) | {"path": str(entry.path)} for entry in inputs_by_name.values()]
    return run_scenario("bad_input", good=str(mosaic), inputs=entries)


@pytest.mark.parametrize("name", NAMES)
def test_one_sentence_and_no_freezing(tried: Outcome, inputs_by_name: dict[str, BadInput], name: str) -> None:
    entry = inputs_by_name[name]
    assert tried.step(name)["ok"], tried.account()
    facts = tried.report["facts"][name]
    (logged,) = facts["in_the_log"]
    for word in entry.says:
        assert word in logged, facts
    assert "Traceback" not in logged
    assert len(facts["in_the_bar"]) == 1, facts
    if entry.draws:
        assert facts["is_valid"], facts
        assert facts["shown"] > 0.5, facts
    else:
        assert not facts["is_valid"], facts
        assert facts["at_the_layer"], facts


def test_no_input_is_forgotten(inputs_by_name: dict[str, BadInput]) -> None:
    assert tuple(inputs_by_name) == NAMES


def test_a_good_layer_does_not_suffer(tried: Outcome) -> None:
    assert tried.step("the good layer is still drawn")["ok"], tried.account()
    assert tried.report["facts"]["shown"] > 0.3


def test_quits_cleanly(tried: Outcome) -> None:
    check_clean(tried)
