"""Trends: shares by year with bands, a line through them, what changed and whether that is the pool or the world, leads and lags. Pure: arrays in, frozen dataclasses out."""

from __future__ import annotations

from intarsia.trending.announced import Conversion, conversion
from intarsia.trending.bands import Band, band, dispersion, predictive
from intarsia.trending.changes import Change, change, windows
from intarsia.trending.lags import Lag, lag
from intarsia.trending.levels import Level, level
from intarsia.trending.series import Turn, turn

__all__ = ["Band", "Change", "Conversion", "Lag", "Level", "Turn", "band", "change", "conversion", "dispersion", "lag", "level", "predictive", "turn", "windows"]
