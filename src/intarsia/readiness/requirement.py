"""What instruments say: requirements, each met or not, and the step of a ladder that they allow."""

from __future__ import annotations

from dataclasses import dataclass, field

from intarsia.errors import Invalid


@dataclass(frozen=True)
class Requirement:
    """One thing that an instrument asks for.

    key: its name, "instrument.requirement". step: the step of the instrument's ladder that needs it. met: None where it was not
    measured, because it needs the network or because there is nothing that it could be asked of. figure: what was counted, as a
    share (0 to 1) of `of` things, where it is a count.
    """

    key: str
    step: str
    met: bool | None
    figure: float | None = None
    of: int | None = None


@dataclass(frozen=True)
class Ladder:
    """An instrument's answer: its steps from the lowest, the one that is reached, and why no higher one.

    reached is None where the instrument has nothing to measure. spread: how many records stand on each step, where it is about records.
    points: what is scored and the most there is, where it gives points.
    """

    name: str
    steps: tuple[str, ...]
    reached: str | None
    requirements: tuple[Requirement, ...]
    spread: dict[str, int] = field(default_factory=dict)
    points: tuple[int, int] | None = None

    @property
    def level(self) -> int:
        """The place of the reached step, from 0."""
        return self.steps.index(self.reached) if self.reached else 0

    @property
    def first(self) -> Requirement | None:
        """The first requirement that fails, in the order of the steps."""
        failing = [one for one in self.requirements if one.met is False]
        return min(failing, key=lambda one: self.steps.index(one.step), default=None)

    def has(self, step: str) -> bool | None:
        """Is that step reached? None where nothing was measured."""
        return None if self.reached is None else self.steps.index(step) <= self.level


def reached(steps: tuple[str, ...], requirements: tuple[Requirement, ...]) -> str:
    """The minimum rule: the highest step below which, and on which, no requirement fails; the lowest asks for nothing.

    Raises: Invalid for a requirement on a step that the ladder does not have.
    """
    if unknown := {one.step for one in requirements} - set(steps):
        raise Invalid(f"the ladder has no step {', '.join(sorted(unknown))}", where="readiness", way_out=f"one of: {', '.join(steps)}")
    failing = [steps.index(one.step) for one in requirements if one.met is False]
    return steps[max(0, min([len(steps), *failing]) - 1)]
