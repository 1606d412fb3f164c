"""What a figure rests on, and which state that earns."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.evidence.wording import Speaker

FEW_ROWS = 30
FEW_CONTRIBUTORS = 3
FAME = "chosen by fame"
#: ways of choosing rows that let a statement reach beyond the rows themselves
WHOLE = ("complete register", "legal deposit")
#: a register counts as the whole from this coverage on; below half, rows say little of the others
ENOUGH, HALF = 0.9, 0.5


@dataclass(frozen=True)
class Basis:
    """The release, who brought the rows, how those rows were chosen, and what share of all there are they make up.

    contributors: different publishers. selections: how each dataset used was selected. coverage: None where no dataset states how many there are in all.
    register: all rows are those of complete registers, and nearly all of these are here: then one contributor is enough, for it is the whole.
    """

    release: str
    contributors: int
    selections: frozenset[str] = frozenset()
    coverage: float | None = None
    suppressed: int = 0
    register: bool = False

    @property
    def famous(self) -> bool:
        """Were some of its rows chosen by fame? Then no trend, lag or signal is told of them."""
        return FAME in self.selections


def judged(n: int, basis: Basis, say: Speaker, *, tested: bool = False, moved: tuple[float, float] | None = None) -> tuple[str, tuple[str, ...]]:
    """The state of a figure over n rows, and the reasons for it, the one that decides first.

    tested: it was tested for what could explain it away. moved: its range when each contributor is left out in turn, given
    only when that range leaves its interval.
    """
    if n == 0:
        return "REFUSED", (say("there is no row to count"),)
    thin = []
    if n < FEW_ROWS:
        thin.append(say.many("it rests on %(n)s row, fewer than %(least)s", "it rests on %(n)s rows, fewer than %(least)s", n, least=say.number(FEW_ROWS)))
    if basis.contributors < FEW_CONTRIBUTORS and not basis.register:
        thin.append(say.many("its rows come from %(n)s contributor", "its rows come from %(n)s contributors", basis.contributors))
    contested = [say("without one contributor it would lie between %(low)s and %(high)s", low=say.percent(moved[0]), high=say.percent(moved[1]))] if moved else []
    weak = []
    if FAME in basis.selections:
        weak.append(say("some of its rows were chosen by fame, which tells nothing about all the others"))
    elif basis.selections - set(WHOLE):
        weak.append(say("not all of its rows come from complete registers"))
    if basis.coverage is None:
        weak.append(say("coverage is unknown: nobody stated how many there are in all"))
    elif basis.coverage < HALF:
        weak.append(say("its rows are %(share)s of all there are, less than half", share=say.percent(basis.coverage)))
    if not tested:
        weak.append(say("it counts rows and was not tested against anything else"))
    for state, reasons in (("THIN", thin), ("CONTESTED", contested), ("UNTESTED", weak)):
        if reasons:
            return state, tuple((*reasons, *(r for r in (*contested, *weak) if r not in reasons)))
    return "SOLID", ()
