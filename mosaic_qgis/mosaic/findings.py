"""What a check has found: each breach of a rule with its place, and how often each rule was broken. Runs in the ENGINE; pure.

Of each rule the first breaches are kept as examples; all of them go to whoever wants the whole list, one by one, so that a million
of them need no memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .rules import RULES, SEVERITIES, Severity

EXAMPLES = 20
"""Breaches of one rule that are kept."""
MOST_ROWS_PER_RULE = 200_000
"""Breaches of one rule that are handed on; what is wrong with all of a huge index is told by their number."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One breach of one rule."""

    rule: str
    """A code of ``rules.RULES``."""
    place: str
    """JSON pointer (RFC 6901) into the document, such as ``/tiles/0313/2``; empty: the document as a whole."""
    message: str
    """The rule and the received value, in one sentence without secrets."""
    asset: str = ""
    """The image concerned, as the document names it, without secrets."""
    geometry: Mapping[str, Any] | None = None
    """GeoJSON in degrees: the image or the tile; ``None`` where there is none, or it would say nothing."""
    count: int = 1
    """How many breaches it stands for."""

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ValueError(f"A finding must be of a known rule, got {self.rule!r}")

    @property
    def severity(self) -> Severity:
        """How grave it is."""
        return RULES[self.rule].severity

    def as_dict(self) -> dict[str, Any]:
        """As a row of a list."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "place": self.place,
            "message": self.message,
            "asset": self.asset,
            "count": self.count,
            "geometry": self.geometry,
        }


class Findings:
    """All findings of a check, told once each. Not thread-safe."""

    def __init__(self, on_finding: Callable[[Finding], None] = lambda _finding: None) -> None:
        """``on_finding`` hears of each, up to ``MOST_ROWS_PER_RULE`` of a rule."""
        self._on_finding = on_finding
        self._examples: dict[str, list[Finding]] = {}
        self._counts: dict[str, int] = {}
        self._rows: dict[str, int] = {}

    def add(self, finding: Finding) -> None:
        """One more."""
        self._counts[finding.rule] = self._counts.get(finding.rule, 0) + finding.count
        examples = self._examples.setdefault(finding.rule, [])
        if len(examples) < EXAMPLES:
            examples.append(finding)
        rows = self._rows.get(finding.rule, 0)
        if rows < MOST_ROWS_PER_RULE:
            self._rows[finding.rule] = rows + 1
            self._on_finding(finding)

    def tell(self, rule: str, place: str, message: str, **further: Any) -> None:
        """``add`` without the words for making one."""
        self.add(Finding(rule=rule, place=place, message=message, **further))

    def has(self, *rules: str) -> bool:
        """Whether one of these rules was broken."""
        return any(rule in self._counts for rule in rules)

    def count(self, severity: Severity) -> int:
        """How many breaches there are of this gravity."""
        return sum(count for rule, count in self._counts.items() if RULES[rule].severity == severity)

    def summary(self) -> list[dict[str, Any]]:
        """Rule by rule, the gravest first: ``{rule, severity, section, count, rows, examples}``."""
        order = {code: number for number, code in enumerate(RULES)}
        rules = sorted(self._counts, key=lambda code: (SEVERITIES.index(RULES[code].severity), order[code]))
        return [
            {
                "rule": code,
                "severity": RULES[code].severity,
                "section": RULES[code].section,
                "count": self._counts[code],
                "examples": [{**example.as_dict(), "geometry": None} for example in self._examples[code]],
            }
            for code in rules
        ]


def pointer(*parts: object) -> str:
    """A JSON pointer to a place in the document."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
