"""Impact: what a registered intervention may have changed, by a design that the data allow, with the guard rails that decide what may be said.

Pure: numpy and Arrow in, frozen dataclasses out. Estimators come from libraries (diff-diff, bsts-causalimpact), imported when they
are first needed; what stands here is what keeps them honest: which units compare, placebos, power, donors with interventions of
their own, and the status that follows from these by rule.
"""

from __future__ import annotations

from intarsia.impact.estimate import estimate
from intarsia.impact.panel import Panel, panel
from intarsia.impact.result import STATUSES, Result

__all__ = ["STATUSES", "Panel", "Result", "estimate", "panel"]
