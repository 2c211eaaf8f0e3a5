"""The chart of a time series: a panel per band, a line per place, as HTML with SVG that runs no script. QGIS side, pure.

Polygons have the range from minimum to maximum as a band behind the line of their means. Never holds more than
``MOST_PLACES`` places and ``MOST_VALUES`` values of each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from ..host.redaction import redacted
from ..host.translation import tr
from .pages import page_of

MOST_PLACES = 12
MOST_BANDS = 12
MOST_VALUES = 5000
_SMALLEST, _LARGEST = 1e-305, 1e300
"""Beyond these, differences of numbers are no numbers any more."""
_SAME = 1e-12
"""Numbers that differ by less, as a share of the larger one, leave no room for ticks between them."""
_WIDTH, _HEIGHT = 992, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 34, 10, 28
_COLORS = (
    "#1f77b4", "#d95f02", "#2ca25f", "#c51b7d", "#7570b3", "#b8860b",
    "#17a2b8", "#e34a33", "#66a61e", "#8c564b", "#e377c2", "#7f7f7f",
)  # fmt: skip
"""Told apart on light and dark ground."""
_STYLE = """
svg{display:block;width:100%;height:auto;margin:0 0 8px}
svg text{fill:var(--soft);font-size:12px;font-family:inherit}
.grid{stroke:var(--line);stroke-width:1}
.axis{stroke:var(--soft);stroke-width:1}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round}
.range{stroke:none;fill-opacity:.16}
.dot{stroke:var(--page);stroke-width:1}
.dot:hover{stroke:var(--ink);stroke-width:2}
ul.key{list-style:none;margin:12px 0 4px;padding:0}
ul.key li{display:inline-block;margin:2px 20px 2px 0;overflow-wrap:anywhere}
ul.key i{display:inline-block;width:12px;height:12px;margin-right:7px;border-radius:50%;print-color-adjust:exact;-webkit-print-color-adjust:exact}
section{break-inside:avoid}
"""


@dataclass(frozen=True, kw_only=True)
class _Value:
    """What one place shows at one time, per band: value, minimum and maximum; NaN where there is none."""

    at: datetime
    bands: tuple[tuple[float, float, float], ...]
    images: str


@dataclass(kw_only=True)
class _Line:
    """One place."""

    label: str
    values: list[_Value] = field(default_factory=list)


class Chart:
    """Takes the rows of a time series and draws them at the end."""

    def __init__(self, *, title: str, bands: Sequence[str], is_area: bool) -> None:
        """``is_area``: whether a band is ``[mean, minimum, maximum, …]`` instead of ``[value]``."""
        self._title = title
        self._bands = bands
        self._is_area = is_area
        self._lines: dict[int, _Line] = {}
        self._places: set[int] = set()
        self._left_out = 0

    def add(
        self, number: int, label: str, at: str | None, images: Sequence[str], bands: Sequence[Sequence[Any]]
    ) -> None:
        """A row: the number and name of its place, ISO 8601, its images' names, the engine's numbers per band."""
        self._places.add(number)
        line = self._lines.get(number)
        if line is None and len(self._lines) < MOST_PLACES:
            line = self._lines[number] = _Line(label=label)
        moment = _moment(at)
        if line is None or moment is None:
            return
        if len(line.values) >= MOST_VALUES:
            self._left_out += 1
            return
        shown = ", ".join(images[:3]) + (f" +{len(images) - 3}" if len(images) > 3 else "")
        three = tuple(self._three(band) for band in bands[:MOST_BANDS])
        line.values.append(_Value(at=moment, bands=three, images=redacted(shown)))

    def _three(self, band: Sequence[Any]) -> tuple[float, float, float]:
        value = _number(band[0])
        return (value, _number(band[1]), _number(band[2])) if self._is_area else (value, value, value)

    def page(self) -> str:
        """The whole chart as a page."""
        lines = [line for line in self._lines.values() if line.values]
        title = tr("Time series of {mosaic}").format(mosaic=self._title)
        parts = [f"<h1>{escape(title)}</h1>", *self._words(lines)]
        if lines:
            parts += [_key(lines)]
            whole = _span([value.at for line in lines for value in line.values])
            for index, name in enumerate(self._bands[:MOST_BANDS]):
                parts.append(f"<section><h2>{escape(name)}</h2>{_panel(lines, index, whole, self._is_area)}</section>")
        return page_of(title, "\n".join(parts), _STYLE)

    def _words(self, lines: Sequence[_Line]) -> list[str]:
        """What the chart shows and what it does not."""
        if not lines:
            return [f'<p class="note">{escape(tr("No image has a value at any of the places."))}</p>']
        moments = [value.at for line in lines for value in line.values]
        text = tr("{count} values at {places} places, {begin} to {end} (UTC).").format(
            count=len(moments), places=len(lines), begin=_day(min(moments)), end=_day(max(moments))
        )
        if self._is_area:
            text += " " + tr("Lines are means, the shade behind them reaches from minimum to maximum.")
        words = [f'<p class="soft">{escape(text)}</p>']
        notes = []
        if len(self._places) > len(lines):
            notes.append(
                tr("The first {shown} of {places} places are shown.").format(shown=len(lines), places=len(self._places))
            )
        if len(self._bands) > MOST_BANDS:
            notes.append(
                tr("The first {shown} of {bands} bands are shown.").format(shown=MOST_BANDS, bands=len(self._bands))
            )
        if self._left_out:
            notes.append(tr("{count} later values are left out of the chart.").format(count=self._left_out))
        return [
            *words,
            *(f'<p class="note">{escape(note)} {escape(tr("The table has all of them."))}</p>' for note in notes),
        ]


def _key(lines: Sequence[_Line]) -> str:
    items = (
        f'<li><i style="background:{color}"></i>{escape(line.label)}</li>'
        for color, line in zip(_COLORS, lines, strict=False)
    )
    return f'<ul class="key">{"".join(items)}</ul>'


def _panel(lines: Sequence[_Line], band: int, whole: tuple[datetime, datetime], is_area: bool) -> str:
    """The SVG of one band."""
    numbers = [
        number for line in lines for value in line.values for number in value.bands[band] if math.isfinite(number)
    ]
    if not numbers:
        return f'<p class="note">{escape(tr("No image has a value of this band."))}</p>'
    ticks = _ticks(min(numbers), max(numbers))
    low, high = ticks[0], ticks[-1]
    # So many that neighbours differ.
    digits = max(6, math.ceil(math.log10(max(abs(low), abs(high)) / (ticks[1] - low))) + 2)
    begin, end = whole
    length_s = (end - begin).total_seconds()

    def x(at: datetime) -> float:
        return _LEFT + (at - begin).total_seconds() / length_s * (_WIDTH - _LEFT - _RIGHT)

    def y(number: float) -> float:
        return _TOP + (high - number) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    floor = _HEIGHT - _BOTTOM
    parts = [f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">']
    for tick in ticks:
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(tick):.1f}" y2="{y(tick):.1f}"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{_shown(tick, digits)}</text>')
    for at, label in _dates(begin, end):
        parts.append(f'<line class="grid" x1="{x(at):.1f}" x2="{x(at):.1f}" y1="{_TOP}" y2="{floor}"/>')
        parts.append(f'<text x="{x(at):.1f}" y="{floor + 18}" text-anchor="middle">{label}</text>')
    parts.append(f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{floor}" y2="{floor}"/>')
    drawn = [
        (color, line, [value for value in line.values if math.isfinite(value.bands[band][0])])
        for color, line in zip(_COLORS, lines, strict=False)
    ]
    if is_area:
        parts += [_shade(color, values, band, x, y) for color, _, values in drawn if len(values) > 1]
    for color, _, values in drawn:
        points = " ".join(f"{x(value.at):.1f},{y(value.bands[band][0]):.1f}" for value in values)
        parts.append(f'<polyline class="line" stroke="{color}" points="{points}"/>')
    radius = 3.2 if sum(len(values) for _, _, values in drawn) < 600 else 1.8
    for color, line, values in drawn:
        parts += [
            f'<circle class="dot" fill="{color}" cx="{x(value.at):.1f}" cy="{y(value.bands[band][0]):.1f}" r="{radius}">'
            f"<title>{escape(_told(line.label, value, band, is_area))}</title></circle>"
            for value in values
        ]
    parts.append("</svg>")
    return "".join(parts)


def _shade(color: str, values: Sequence[_Value], band: int, x: Any, y: Any) -> str:
    upper = [f"{x(value.at):.1f},{y(value.bands[band][2]):.1f}" for value in values]
    lower = [f"{x(value.at):.1f},{y(value.bands[band][1]):.1f}" for value in reversed(values)]
    return f'<polygon class="range" fill="{color}" points="{" ".join([*upper, *lower])}"/>'


def _told(label: str, value: _Value, band: int, is_area: bool) -> str:
    """What is read when the mouse rests on a dot."""
    number, low, high = value.bands[band]
    text = f"{label}\n{value.at:%Y-%m-%d %H:%M}\n{_shown(number)}"
    return f"{text} ({_shown(low)} … {_shown(high)})\n{value.images}" if is_area else f"{text}\n{value.images}"


def _moment(text: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _number(value: Any) -> float:
    """The engine's number*; NaN where there is none, or none that can be drawn."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) <= _LARGEST else math.nan


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _span(moments: Sequence[datetime]) -> tuple[datetime, datetime]:
    """From the first to the last, with some room."""
    begin, end = min(moments), max(moments)
    room = max((end - begin) * 0.02, timedelta(hours=6) if begin == end else timedelta())
    try:
        return begin - room, end + room
    except OverflowError:  # the first or the last days of all
        return begin, max(end, begin + timedelta(hours=1))


def _ticks(low: float, high: float) -> list[float]:
    """Five to ten round numbers that enclose a range."""
    most = max(abs(low), abs(high))
    if high - low <= max(most * _SAME, _SMALLEST):
        room = most * 0.05 if most > _SMALLEST else 1.0
        low, high = low - room, high + room
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _shown(number: float, digits: int = 6) -> str:
    return f"{number:.{min(digits, 16)}g}".replace("-", "−")


def _dates(begin: datetime, end: datetime) -> Iterable[tuple[datetime, str]]:
    """Years, months, days or hours, whichever give up to about ten of them, and their words."""
    days = (end - begin).total_seconds() / 86400
    if days > 366 * 3:
        step = max(1, math.ceil(days / 366 / 10))
        years = range(begin.year + 1, end.year + 1)
        found = [(datetime(year, 1, 1, tzinfo=UTC), f"{year}") for year in years if year % step == 0]
    elif days > 50:
        step = next(size for size in (1, 2, 3, 6) if days / 30.5 / size <= 13 or size == 6)
        months = range(begin.year * 12 + begin.month, end.year * 12 + end.month)
        found = []
        for month in months:
            if month % step == 0:
                at = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
                found.append((at, f"{at:%Y-%m}"))
    elif days > 2:
        step = max(1, math.ceil(days / 10))
        first = datetime(begin.year, begin.month, begin.day, tzinfo=UTC) + timedelta(days=1)
        found = [(first + timedelta(days=day), "") for day in range(0, math.ceil(days), step)]
        found = [(at, f"{at:%m-%d}") for at, _ in found]
    else:
        step = max(1, math.ceil(days * 24 / 10))
        first = begin.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        found = [(first + timedelta(hours=hour), "") for hour in range(0, math.ceil(days * 24), step)]
        found = [(at, f"{at:%m-%d %H:%M}") for at, _ in found]
    return [(at, text) for at, text in found if begin <= at <= end]
