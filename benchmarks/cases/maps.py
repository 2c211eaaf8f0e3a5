"""Cases `local` and `http`: the first map, the same again, a pan, of every peer; `session`: a second one. ENGINE side."""

from __future__ import annotations

from pathlib import Path

from benchmarks import goals
from benchmarks.cases.bench import Bench
from benchmarks.peers import HTTP_PEERS, LOCAL_PEERS, OURS, VRT, VRT_TUNED, Peer, measure_map
from benchmarks.pictures import compare_files
from benchmarks.report import Column
from benchmarks.runs import fresh_profile
from benchmarks.views import View

TIMES = (
    Column(title="first map", path="first.wall_s", with_ratio=True),
    Column(title="creation", path="open.wall_s"),
    Column(title="drawing", path="cold.wall_s"),
    Column(title="warm", path="warm.wall_s", with_ratio=True),
    Column(title="pan", path="pan.wall_s", with_ratio=True),
    Column(title="CPU first", path="first.cpu_s"),
)
REQUESTS = (
    Column(title="requests", path="first.requests", decimals=0),
    Column(title="MB", path="first.megabytes", decimals=1),
    Column(title="chain", path="first.round_trips", decimals=0),
    Column(title="requests pan", path="pan.requests", decimals=0),
)
QUALITY = (Column(title="difference", path="picture.smooth_difference", decimals=2),)
QUICK_HTTP_VIEWS = ("full",)


def measure_maps(bench: Bench, case: str) -> None:
    """All peers of `local` or `http`, in turns, view by view."""
    peers, rounds = (LOCAL_PEERS if case == "local" else HTTP_PEERS), bench.wanted.rounds
    views = bench.wanted.views
    if bench.wanted.is_quick:
        peers = (VRT, OURS) if case == "local" else (VRT_TUNED, OURS)
        if case == "http":
            rounds, views = 1, tuple(view for view in views if view.name in QUICK_HTTP_VIEWS)
    for view in views:
        true = true_picture(bench, view)
        for _ in range(rounds):
            for peer in peers:
                _measure(bench, case, view, peer, true)
        bench.show(case, view.name, (*TIMES, *(REQUESTS if case == "http" else ()), *QUALITY))


def true_picture(bench: Bench, view: View) -> Path:
    """The map as QGIS draws it from the local VRT: what every other picture is compared with."""
    path = bench.pictures / f"{view.name}.npy"
    if view.name not in bench.true_pictures:
        measure_map(VRT, view, bench.imagery, bench.imagery.local, picture=path, counts_url=None, measures=())
        bench.true_pictures.add(view.name)
    return path


def _measure(bench: Bench, case: str, view: View, peer: Peer, true: Path) -> None:
    picture = bench.pictures / f"{view.name}_{peer.kind}.npy"
    sources = bench.imagery.local if case == "local" else bench.imagery.http
    counts_url = bench.server.counts_url if case == "http" else None
    run = measure_map(peer, view, bench.imagery, sources, picture=picture, counts_url=counts_url)
    seen = compare_files(picture, true)
    if seen.is_same(peer.largest_difference):
        bench.note(case, view.name, peer.name, run | {"picture": seen.as_dict()})
    else:
        bench.exclude(case, view.name, peer.name, f"it shows something else than the VRT: {seen}")


def measure_sessions(bench: Bench) -> None:
    """Ours over HTTP in a fresh profile, and again in a new process with the profile that the first one left."""
    for view in bench.wanted.two_views:
        true = true_picture(bench, view)
        for _ in range(bench.wanted.rounds):
            profile = fresh_profile("session")
            for name in (goals.FIRST_SESSION, goals.SECOND_SESSION):
                picture = bench.pictures / f"{view.name}_session.npy"
                run = measure_map(
                    OURS,
                    view,
                    bench.imagery,
                    bench.imagery.http,
                    picture=picture,
                    counts_url=bench.server.counts_url,
                    profile=profile,
                    measures=(),
                )
                seen = compare_files(picture, true)
                if seen.is_same():
                    bench.note("session", view.name, name, run)
                else:
                    bench.exclude("session", view.name, name, f"it shows something else than the VRT: {seen}")
        bench.show("session", view.name, (*TIMES[:3], *REQUESTS[:3]))
