"""A made-up landscape: relief, water, vegetation and light as arrays that any image can be cut from.

ENGINE side, test and sample data only. Seeded: the same seed and size give the same ground. Knows nothing of files.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


def fractal(shape: tuple[int, int], roughness: float, longest_px: float, rng: np.random.Generator) -> FloatArray:
    """Fractal noise with mean 0 and deviation 1; waves longer than `longest_px` are damped. Periodic at the edges."""
    rows, cols = shape
    frequency = np.hypot(np.fft.fftfreq(rows)[:, None], np.fft.rfftfreq(cols)[None, :]).astype(np.float32)
    amplitude = (frequency**2 + (1 / longest_px) ** 2) ** np.float32(-roughness / 2)
    spectrum = amplitude * np.exp(2j * np.pi * rng.random(amplitude.shape, dtype=np.float32))
    field = np.fft.irfft2(spectrum.astype(np.complex64), s=shape).astype(np.float32)
    return (field - field.mean()) / field.std()


def _mix(low: FloatArray, high: FloatArray, share: FloatArray) -> FloatArray:
    return low + (high - low) * np.clip(share, 0, 1)[..., None]


def _tone(red: int, green: int, blue: int) -> FloatArray:
    return np.array([red, green, blue], dtype=np.float32)


@dataclass(frozen=True, kw_only=True)
class Landscape:
    """Ground over a geographic rectangle, one value per pixel, row 0 in the north."""

    west: float
    """Degrees of the west edge (WGS 84)."""
    south: float
    east: float
    north: float
    elevation: FloatArray
    """Metres, shape (rows, columns); 0 is the water level."""
    color: FloatArray
    """Red, green, blue 0…255 with light and shadow, shape (rows, columns, 3)."""
    water: FloatArray
    """Share of water 0…1."""

    @classmethod
    def generate(
        cls, *, west: float, south: float, east: float, north: float, rows: int, cols: int, seed: int
    ) -> Landscape:
        rng = np.random.default_rng(seed)
        shape = (rows, cols)
        longest = min(rows, cols) / 3.0
        broad = fractal(shape, 3.4, longest, rng)
        # Ridges are the creases of |noise|; high ground gets more of them, plains stay smooth.
        ridges = 1.0 - np.minimum(np.abs(fractal(shape, 2.7, longest / 3, rng)), 1.6) / 1.6
        detail = fractal(shape, 2.5, longest / 8, rng)
        height = 0.55 * broad + 1.1 * (ridges - 0.45) * np.clip(0.8 + 0.5 * broad, 0.05, 2)
        height = height + 0.05 * detail * np.clip(0.6 + broad, 0.1, 2)
        # Rivers follow the zero line of another noise and cut into the ground, but never through the mountains.
        course = np.abs(fractal(shape, 3.2, longest / 1.5, rng) + 0.16 * ridges - 0.08)
        level = np.quantile(height, 0.10)
        valley = np.exp(-((course / 0.11) ** 2)) * np.clip(1.5 - (height - level) * 1.1, 0, 1)
        height = height - valley * np.maximum(height - level - 0.04, 0) * 0.85
        river = np.clip((0.017 - course) / 0.006, 0, 1) * np.clip((1.05 - (height - level)) * 4, 0, 1)
        lake = np.clip((level - height) / 0.012 + 0.5, 0, 1)
        water = np.maximum(river, lake).astype(np.float32)
        elevation = np.where(lake > 0.5, 0, (height - level) * 1050).astype(np.float32)
        return cls(
            west=west,
            south=south,
            east=east,
            north=north,
            elevation=elevation,
            color=cls._paint(elevation, water, fractal(shape, 1.9, longest / 4, rng), rng),
            water=water,
        )

    @staticmethod
    def _paint(elevation: FloatArray, water: FloatArray, moisture: FloatArray, rng: np.random.Generator) -> FloatArray:
        slope_y, slope_x = np.gradient(elevation)
        steep = np.hypot(slope_x, slope_y)
        meadow = _mix(_tone(158, 160, 106), _tone(104, 138, 78), moisture * 0.5 + 0.5)
        forest = _mix(_tone(62, 98, 58), _tone(44, 78, 54), moisture * 0.4 + 0.5)
        wooded = (moisture - 0.1) * 3 + np.exp(-(((elevation - 800) / 520) ** 2)) * 1.6 - 0.5
        color = _mix(meadow, forest, wooded)
        color = _mix(
            color, np.broadcast_to(_tone(150, 132, 108), color.shape), (elevation - 1350 + moisture * 90) / 300
        )
        color = _mix(color, np.broadcast_to(_tone(128, 122, 118), color.shape), (steep - 45) / 50)
        snow = (elevation - 2050 + moisture * 110 - steep * 2.2) / 160
        color = _mix(color, np.broadcast_to(_tone(242, 245, 250), color.shape), snow)
        # Light from the north-west, as cartographers shade.
        nx, ny, nz = -slope_x / 55, -slope_y / 55, np.float32(1.0)
        light = (-0.5 * nx - 0.5 * ny + 0.72 * nz) / np.sqrt(nx * nx + ny * ny + nz * nz)
        color = color * np.clip(0.42 + 0.80 * light, 0.25, 1.25)[..., None]
        grain = rng.standard_normal(elevation.shape, dtype=np.float32)
        color = color + (grain * 2.2)[..., None]
        sea = _mix(_tone(38, 84, 122), _tone(64, 118, 140), moisture * 0.12 + 0.4)
        return np.clip(_mix(color, sea, water), 1, 255).astype(np.float32)

    def at(self, field: FloatArray, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> FloatArray:
        """Values of one of the fields at geographic points (bilinear); shape of the points plus the field's depth."""
        rows, cols = field.shape[:2]
        x = np.clip((lon - self.west) / (self.east - self.west) * cols - 0.5, 0, cols - 1.001)
        y = np.clip((self.north - lat) / (self.north - self.south) * rows - 0.5, 0, rows - 1.001)
        col, row = x.astype(np.int64), y.astype(np.int64)
        fx, fy = (x - col).astype(np.float32), (y - row).astype(np.float32)
        if field.ndim == 3:
            fx, fy = fx[..., None], fy[..., None]
        upper = field[row, col] * (1 - fx) + field[row, col + 1] * fx
        lower = field[row + 1, col] * (1 - fx) + field[row + 1, col + 1] * fx
        return np.asarray(upper * (1 - fy) + lower * fy, dtype=np.float32)
