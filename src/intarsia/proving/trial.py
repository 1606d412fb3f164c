"""What a back-test says, and what it has to say of a scorer that knows nothing."""

from __future__ import annotations

from dataclasses import dataclass

#: how a back-test is run: the method as it is shipped; one that looks at nothing; the method after what it should find was shuffled
RUNS = ("method", "constant", "shuffled")


@dataclass(frozen=True)
class Trial:
    """A score with its standard error over n repetitions or origins, beside the base: what one gets by chance. measure: what the score is, in words."""

    score: float
    base: float
    se: float
    n: int
    measure: str

    @property
    def landed(self) -> bool:
        """Is it at the base, give or take two standard errors? A scorer that knows nothing has to land there, else the back-test itself is wrong."""
        return abs(self.score - self.base) <= 2 * self.se + 1e-9
