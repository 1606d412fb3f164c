"""Wrong: what readers say is wrong on a page, and what the dataset's steward answers.

A letter is private: it stands in `wrong/` of the pool, in no release, backup, index, count or log, and nobody reads it but the stewards
of the dataset. The ledger holds that there was one, about what, and how it was answered; never its words.
"""

from intarsia.wrong.letter import KINDS, LONGEST, Letter
from intarsia.wrong.letters import Letters

__all__ = ["KINDS", "LONGEST", "Letter", "Letters"]
