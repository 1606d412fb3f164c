"""Does another sector's data improve detection in this one? Measured, origin by origin."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.foresight.counts import Counts, Floats
from intarsia.foresight.replay import Replay, replay
from intarsia.proving import Paired, paired

#: origins at which something came true that a comparison needs
ORIGINS = 8
#: neighbouring origins that are drawn together: their futures overlap
BLOCK = 5


@dataclass(frozen=True)
class Gain:
    """Average precision with and without the others' scores, by origin, and their paired difference; None with too few origins."""

    alone: Floats
    together: Floats
    pair: Paired | None

    @property
    def differences(self) -> Floats:
        """Together less alone, at origins where something came true."""
        found: Floats = (self.together - self.alone)[~((self.together != self.together) | (self.alone != self.alone))]
        return found


def gain_of(counts: Counts, others: tuple[Counts, ...], *, room: float = 0.0, seed: int = 1) -> Gain:
    """Rank with this sector's scores alone, and with those of the others, whose terms and years are the same, beside them."""
    alone, together = replay(counts, room=room, seed=seed), replay(counts, others=others, room=room, seed=seed)
    before, after = _precision(alone), _precision(together)
    told = int((before == before).sum())
    return Gain(before, after, paired(after, before, block=BLOCK, seed=seed) if told >= ORIGINS else None)


def _precision(done: Replay) -> Floats:
    return done.precision(done.place)
