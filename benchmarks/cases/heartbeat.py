"""Case `heartbeat`: the longest gap between two beats of QGIS's window on each path of the plugin's windows. ENGINE side."""

from __future__ import annotations

from benchmarks.cases.bench import Bench
from benchmarks.desktop import Desktop
from benchmarks.heartbeat import feel_the_pulse
from benchmarks.report import Column

COLUMNS = (
    Column(title="longest gap ms", path="gap_ms", decimals=0),
    Column(title="of it the plugin's", path="own_ms", decimals=0),
)
_SUBJECT = "all windows"


def measure_heartbeat(bench: Bench) -> None:
    """One run of all paths in each round; what was at work in the longest gaps is in bench.json."""
    with Desktop() as desktop:
        for _ in range(bench.wanted.rounds):
            for name, path in feel_the_pulse(desktop, bench.imagery, bench.server.url).items():
                bench.note("heartbeat", _SUBJECT, name, path)
    bench.show("heartbeat", _SUBJECT, COLUMNS)
