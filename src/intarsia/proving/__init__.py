"""How methods are proven: rankings against what came true, methods against each other, and scorers that know nothing."""

from __future__ import annotations

from intarsia.proving.pairs import Paired, paired
from intarsia.proving.precision import average_precision, chance, precision_at
from intarsia.proving.registry import BACKTESTS, backtest
from intarsia.proving.trial import RUNS, Trial

__all__ = ["BACKTESTS", "RUNS", "Paired", "Trial", "average_precision", "backtest", "chance", "paired", "precision_at"]
