"""What the project wants to reach: the bounds, one by one, and whose figures they are about. Pure.

Ratios compare medians of one run of the benchmark; bounds are those that the project set itself (docs/performance.md).
"""

from __future__ import annotations

from benchmarks.judging import AnyResults, Goal, Judged, Measured, beyond, figure, quotient
from benchmarks.medians import ratio

VRT, VRT_TUNED = "QGIS + VRT", "QGIS + VRT, tuned"
COGEO, TITILER, OURS = "cogeo-mosaic tile()", "QGIS + titiler, tuned", "QGIS + mosaic_qgis"
ONE_IMAGE = "QGIS + one small image"
FIRST_SESSION, SECOND_SESSION = "first session", "second session"
ENGINE = "engine"
COGEO_LIBRARY, OURS_FIRST, OURS_AGAIN = "cogeo-mosaic", "ours", "ours, opened again"
MILLION, FOUR_MILLIONS = "1 000 000 quadkeys", "4 000 000 quadkeys"
SCENES, PHOTOS = "10 000 STAC items, scenes", "10 000 STAC items, orthophotos"
GDALWARP, OURS_EXPORT, EXPORTED = "gdalwarp -of COG", "ours", "20 000 x 20 000 pixels"
OURS_ITEMS, OURS_ROWS, MILLION_ROWS = "ours, items", "ours, rows", "1 000 000 rows"
SQLITE_SMALL, SQLITE_LARGE = "SQLite, 100 000 quadkeys", "SQLite, 1 000 000 quadkeys"

ROUND_TRIP_S = 0.05
FROZEN = {
    "adding": "frozen_ms.add",
    "drawing": "frozen_ms.draw",
    "panning": "frozen_ms.pan",
    "closing": "frozen_ms.close",
}
"""What a person does -> how long the window was frozen."""
LOCAL_FIRST_MAP = {"full": 0.8, "half": 0.6, "tenth": 0.6, "0.03": 0.6}
"""View -> the largest ratio to the VRT's time."""
HTTP_FIRST_MAP = {VRT: 35.0, VRT_TUNED: 12.0, TITILER: 6.0}
"""Peer -> how many times faster ours is, at least."""
VIEWS = tuple(LOCAL_FIRST_MAP)
TWO_VIEWS = ("full", "tenth")
"""Many images and few: what is measured on a canvas and in a second session."""


def judge(results: AnyResults) -> list[Judged]:
    """All goals, in order."""
    return [goal.judge(results) for goal in GOALS]


def against(case: str, subject: str, path: str, peer: str, *, faster: bool = False) -> Measured:
    """Ours as a multiple of the peer's time; `faster`: how many times ours is in the peer's."""
    own, other = figure(case, subject, OURS, path), figure(case, subject, peer, path)

    def measured(results: AnyResults) -> float | None:
        mine, theirs = own(results), other(results)
        return ratio(theirs, mine) if faster else ratio(mine, theirs)

    return measured


def _maps() -> list[Goal]:
    against_vrt = [
        Goal(
            number=1,
            text=f"local first map, {view}: of the VRT's time",
            measured=against("local", view, "first.wall_s", VRT),
            bound=bound,
            unit="x",
        )
        for view, bound in LOCAL_FIRST_MAP.items()
    ]
    against_cogeo = [
        Goal(
            number=1,
            text=f"local first map, {view}: faster than cogeo-mosaic",
            measured=against("local", view, "first.wall_s", COGEO, faster=True),
            bound=5,
            is_least=True,
            unit="x",
        )
        for view in VIEWS
    ]
    over_http = [
        Goal(
            number=2,
            text=f"HTTP first map, {view}: faster than {peer}",
            measured=against("http", view, "first.wall_s", peer, faster=True),
            bound=times,
            is_least=True,
            unit="x",
        )
        for peer, times in HTTP_FIRST_MAP.items()
        for view in VIEWS
    ]
    again = [
        Goal(
            number=3,
            text=f"{_CASE_TITLES[case]} {what}, {view}: of the VRT's time",
            measured=against(case, view, path, VRT),
            bound=bound,
            unit="x",
        )
        for what, path, case, bound in (
            ("warm redraw", "warm.wall_s", "local", 1.0),
            ("warm redraw", "warm.wall_s", "http", 1.0),
            ("pan by a quarter", "pan.wall_s", "local", 1.0),
            ("pan by a quarter", "pan.wall_s", "http", 0.5),
        )
        for view in VIEWS
    ]
    return [*against_vrt, *against_cogeo, *over_http, *again]


_CASE_TITLES = {"local": "local", "http": "HTTP"}


def _canvas_and_life() -> list[Goal]:
    canvas = [
        Goal(
            number=4,
            text=f"first pixels on the canvas, {_CASE_TITLES[case]} {view}",
            measured=figure("canvas", f"{case} {view}", OURS, "cold.first_pixels_s"),
            bound=bound,
            unit="s",
        )
        for case, bound in (("local", 0.3), ("http", 2 * ROUND_TRIP_S + 0.25))
        for view in TWO_VIEWS
    ]
    cancel = [
        Goal(
            number=4,
            text=f"engine free after a cancelled view, {_CASE_TITLES[case]}",
            measured=figure("engine", f"cancel {case}", ENGINE, "busy_ms"),
            bound=100,
            unit="ms",
        )
        for case in ("local", "http")
    ]
    creation = [
        Goal(
            number=5,
            text=f"creation of the layer, the document's reading included, {_CASE_TITLES[case]}",
            measured=figure(case, "full", OURS, "open.wall_s"),
            bound=0.1,
            unit="s",
        )
        for case in ("local", "http")
    ]
    frozen = [
        Goal(
            number=6,
            text=f"window frozen by the plugin at most, {what}, {_CASE_TITLES[case]}",
            measured=beyond(figure("desktop", case, OURS, path), figure("desktop", "local", ONE_IMAGE, path)),
            bound=50,
            unit="ms",
        )
        for case in ("local", "http")
        for what, path in FROZEN.items()
    ]
    return [*canvas, *cancel, *creation, *frozen]


def _documents() -> list[Goal]:
    def document(subject: str, peer: str, path: str) -> Measured:
        return figure("documents", subject, peer, path)

    return [
        Goal(
            number=7,
            text="1 000 000 quadkeys: opening, of cogeo-mosaic's time",
            measured=quotient(document(MILLION, OURS_FIRST, "open_s"), document(MILLION, COGEO_LIBRARY, "open_s")),
            bound=0.5,
            unit="x",
        ),
        Goal(
            number=7,
            text="1 000 000 quadkeys: memory, of cogeo-mosaic's",
            measured=quotient(document(MILLION, OURS_FIRST, "open_mb"), document(MILLION, COGEO_LIBRARY, "open_mb")),
            bound=0.5,
            unit="x",
        ),
        Goal(
            number=7,
            text="1 000 000 quadkeys: look-up at the quadkey zoom",
            measured=document(MILLION, OURS_AGAIN, "lookup_us"),
            bound=50,
            unit="us",
        ),
        Goal(
            number=7,
            text="1 000 000 quadkeys: look-up at coarser zooms, the slowest",
            measured=document(MILLION, OURS_AGAIN, "slowest_coarser_ms"),
            bound=5,
            unit="ms",
        ),
        Goal(
            number=7,
            text="1 000 000 quadkeys: second opening, of the first's time",
            measured=quotient(document(MILLION, OURS_AGAIN, "open_s"), document(MILLION, OURS_FIRST, "open_s")),
            bound=0.1,
            unit="x",
        ),
        Goal(
            number=7,
            text="4 000 000 quadkeys: memory of opening, of this machine's",
            measured=document(FOUR_MILLIONS, OURS_FIRST, "share_of_memory"),
            bound=1,
            unit="x",
        ),
        Goal(
            number=7,
            text="SQLite: look-up in 1 000 000 quadkeys, of that in 100 000",
            measured=quotient(
                document(SQLITE_LARGE, OURS_FIRST, "lookup_us"), document(SQLITE_SMALL, OURS_FIRST, "lookup_us")
            ),
            bound=2,
            unit="x",
        ),
    ]


def _creation() -> list[Goal]:
    return [
        Goal(
            number=10,
            text=f"making a mosaic of {subject}: times as fast as cogeo-mosaic",
            measured=quotient(
                figure("creation", subject, COGEO_LIBRARY, "made_s"), figure("creation", subject, OURS_ITEMS, "made_s")
            ),
            bound=5,
            is_least=True,
            unit="x",
        )
        for subject in (SCENES, PHOTOS)
    ] + [
        Goal(
            number=10,
            text="memory of making a mosaic of 1 000 000 rows",
            measured=figure("creation", MILLION_ROWS, OURS_ROWS, "peak_mb"),
            bound=1536,
            unit="MiB",
        )
    ]


def _sessions_and_engine() -> list[Goal]:
    session = [
        Goal(
            number=8,
            text=f"round trips of the first map in a second session, HTTP {view}",
            measured=figure("session", view, SECOND_SESSION, "first.round_trips"),
            bound=1,
        )
        for view in TWO_VIEWS
    ]
    return [
        *session,
        Goal(
            number=9,
            text="engine start to hello",
            measured=figure("engine", "start", ENGINE, "hello_s"),
            bound=1,
            unit="s",
        ),
        Goal(
            number=9,
            text="plugin load at QGIS's start",
            measured=figure("desktop", "local", OURS, "plugin_load_ms"),
            bound=100,
            unit="ms",
        ),
        Goal(
            number=9,
            text="peak memory of the engine after a long tour, local",
            measured=figure("engine", "memory local", ENGINE, "peak_megabytes"),
            bound=1024,
            unit="MiB",
        ),
        Goal(
            number=9,
            text="peak memory of the engine after a long tour, HTTP",
            measured=figure("engine", "memory http", ENGINE, "peak_megabytes"),
            bound=1024,
            unit="MiB",
        ),
    ]


def _export() -> list[Goal]:
    def own(path: str) -> Measured:
        return figure("export", EXPORTED, OURS_EXPORT, path)

    return [
        Goal(
            number=11,
            text=f"export of {EXPORTED}: of gdalwarp's time",
            measured=quotient(own("seconds"), figure("export", EXPORTED, GDALWARP, "seconds")),
            bound=1,
            unit="x",
        ),
        Goal(number=11, text="memory of that export", measured=own("peak_mb"), bound=1024, unit="MiB"),
        Goal(number=11, text="processors that it keeps busy, of two", measured=own("cores"), bound=1.6, is_least=True),
    ]


GOALS: tuple[Goal, ...] = (
    *_maps(),
    *_canvas_and_life(),
    *_documents(),
    *_creation(),
    *_export(),
    *_sessions_and_engine(),
)
