"""Runs test suites, each in the interpreter it belongs to, and sums them up in one closing line.

Development only: ``run_suites.py SUITE… [-- PYTEST-ARGUMENTS…]``. The last line reads as pytest's own does; the exit status
is 0 only when every suite ran tests and all of them passed. A suite that breaks off counts as an error.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
REPORTS = BUILD / "reports"
SUITE_TIMEOUT_S = 25 * 60

COMMANDS = {
    "unit": [str(BUILD / "dev/bin/python"), "-m", "pytest"],
    "engine": [str(BUILD / "engine-python"), "scripts/engine_pytest.py"],
    "qgis": [str(BUILD / "qgis/bin/python"), "-m", "pytest"],
    "desktop": [str(BUILD / "qgis/bin/python"), "-m", "pytest", "-p", "no:pytest_qgis"],
}
ENVIRONMENT = {"qgis": {"QT_QPA_PLATFORM": "offscreen"}}
COUNTED = ("failed", "passed", "skipped", "error")  # the order of pytest


def run(suite: str, arguments: list[str]) -> Counter[str]:
    """Run one suite and count its outcomes."""
    report = REPORTS / f"{suite}.xml"
    report.unlink(missing_ok=True)
    print(f"===== suite {suite} =====", flush=True)
    if shutil.which(COMMANDS[suite][0]) is None:
        print(f"{COMMANDS[suite][0]} is not there: run `make env dev`.")
        return Counter(error=1)
    environment = {**os.environ, **ENVIRONMENT.get(suite, {}), "PYTHONDONTWRITEBYTECODE": "1"}
    chosen = [] if any(argument.startswith("tests/") for argument in arguments) else [f"tests/{suite}"]
    command = [*COMMANDS[suite], f"--junitxml={report}", "-q", *arguments, *chosen]
    try:
        status = subprocess.run(command, cwd=ROOT, env=environment, check=False, timeout=SUITE_TIMEOUT_S).returncode
    except subprocess.TimeoutExpired:
        print(f"The suite {suite} did not end within {SUITE_TIMEOUT_S} s.")
        return Counter(error=1)
    outcomes = count(report)
    if status != 0 and not outcomes["failed"] and not outcomes["error"]:
        print(f"The suite {suite} ended with status {status}" + (": it has no tests." if status == 5 else "."))
        outcomes["error"] += 1
    return outcomes


def count(report: Path) -> Counter[str]:
    """The outcomes in a report; none when it was never written."""
    outcomes: Counter[str] = Counter()
    if not report.exists():
        return outcomes
    for case in ET.parse(report).iter("testcase"):
        found = {child.tag for child in case}
        outcome = (
            "error"
            if "error" in found
            else "failed"
            if "failure" in found
            else "skipped"
            if "skipped" in found
            else "passed"
        )
        outcomes[outcome] += 1
    return outcomes


def main() -> None:
    """Run the suites named on the command line."""
    given = sys.argv[1:]
    split = given.index("--") if "--" in given else len(given)
    suites, arguments = given[:split], given[split + 1 :]
    REPORTS.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    total: Counter[str] = Counter()
    for suite in suites:
        total += run(suite, arguments)
    words = {"error": "errors" if total["error"] > 1 else "error"}
    parts = [f"{total[outcome]} {words.get(outcome, outcome)}" for outcome in COUNTED if total[outcome]]
    line = f" {', '.join(parts) or 'no tests ran'} in {time.monotonic() - started:.2f}s "
    print(line.center(100, "="), flush=True)
    sys.exit(0 if total["passed"] and not total["failed"] and not total["error"] else 1)


if __name__ == "__main__":
    main()
