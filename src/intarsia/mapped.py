"""How much of what datasets write leads to a concept: "mapped 83 %", which stands wherever figures carry terms."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.reader import Reader

#: rows with a word that a dataset wrote, and those of them that lead to a concept. Forms and statuses keep no word in their rows: the table word counts them.
_COUNTED = """
SELECT facet, count(*) AS written, count(*) FILTER (state = 'matched') AS mapped FROM term GROUP BY facet
UNION ALL SELECT 'role', count(*), count(role) FROM contribution WHERE role_written IS NOT NULL
UNION ALL SELECT facet, sum(uses), coalesce(sum(uses) FILTER (state = 'matched'), 0) FROM word WHERE facet IN ('form', 'status') GROUP BY facet
"""


@dataclass(frozen=True)
class Mapped:
    """Rows in which a dataset wrote a word, and how many of these lead to a concept."""

    written: int
    mapped: int

    @property
    def share(self) -> float:
        return self.mapped / self.written

    @property
    def percent(self) -> int:
        """Whole percents, rounded down: 100 means every one."""
        return 100 * self.mapped // self.written


def shares(reader: Reader) -> dict[str, Mapped]:
    """By facet (genre, audience, subject, country, language, role, form, status), where a dataset wrote a word at all."""
    return {facet: Mapped(int(written), int(mapped)) for facet, written, mapped in reader.rows(_COUNTED) if written}
