"""Every field that is compared and every level it can come out at: names, order, meaning, and what is thought of them before data is seen.

One table: the model takes its beginning values from it, and doors take their words from it. `m` is the share of true pairs at
this level, `u` the share of look-alikes (pairs that blocking brings together though they differ); both are beginning values,
which data moves (see model.py). A field that one of two records lacks has no level and no weight.
"""

from __future__ import annotations

from typing import NamedTuple


class Level(NamedTuple):
    """One outcome of comparing a field."""

    name: str
    m: float
    u: float
    about: str
    most: float = 1.0
    """The share m may grow to, whatever the data says."""


class Field(NamedTuple):
    """A field: its levels from the strongest agreement to the strongest difference, and how much of its weight counts."""

    name: str
    about: str
    levels: tuple[Level, ...]
    share: float = 1.0
    """Below 1 for a field that says again what other fields say (Fellegi-Sunter adds weights as if fields were independent)."""
    ordered: bool = False
    """Whether a stronger agreement may never count less than a weaker one, whatever the data says."""


_TITLE = Field("title", "titles of works", (
    Level("equal, rare", 0.62, 0.0015, "one title (or another form of it) is equal, and so rare that chance hardly explains it"),
    Level("equal", 0.12, 0.006, "equal, a title or words that others have too"),
    Level("equal, common", 0.06, 0.03, "equal, but many works have this title"),
    Level("equal, short form", 0.04, 0.012, "equal after a subtitle or a part was left out"),
    Level("near", 0.05, 0.012, "nearly the same letters"),
    Level("alike", 0.03, 0.08, "similar letters", 0.15),
    Level("within", 0.03, 0.05, "all words of the one stand in the other", 0.2),
    Level("same beginning", 0.02, 0.03, "both begin with the same words"),
    Level("elsewhere", 0.02, 0.02, "its words stand in other fields of the other record", 0.15),
    Level("some words", 0.015, 0.25, "shares some of its words", 0.04),
    Level("numbers differ", 0.005, 0.05, "similar, but with other numbers (a sequel, another part)", 0.12),
    Level("differ", 0.01, 0.5, "different titles", 0.03),
))
_NAME = Field("title", "names of persons and organisations", (
    Level("equal, rare", 0.60, 0.0004, "one name is equal, whichever way round it is written, and chance hardly explains it"),
    Level("equal", 0.12, 0.003, "equal, a name or words that others have too"),
    Level("equal, common", 0.04, 0.02, "equal, but many have this name"),
    Level("rendered alike", 0.04, 0.002, "equal but for how sounds are spelt (Tolstoj, Tolstoy, Tolstoi)"),
    Level("initials", 0.03, 0.006, "the same family name, and initials that fit", 0.15),
    Level("within", 0.06, 0.012, "all words of the one stand in the other, or a name in its brackets is equal", 0.2),
    Level("near", 0.06, 0.015, "nearly the same letters", 0.2),
    Level("alike", 0.025, 0.12, "similar letters", 0.06),
    Level("family name", 0.01, 0.35, "the same last word only", 0.02),
    Level("differ", 0.015, 0.5, "different names", 0.03),
))
_PEOPLE = Field("people", "credited names", (
    Level("several, rare", 0.34, 0.004, "two or more names in common, at least one of them rare"),
    Level("several", 0.13, 0.01, "two or more names in common"),
    Level("one, rare", 0.24, 0.04, "one name in common, a rare one"),
    Level("one", 0.12, 0.10, "one name in common that many records have"),
    Level("near", 0.06, 0.03, "a name nearly the same"),
    Level("elsewhere", 0.05, 0.05, "a name stands in another field of the other record", 0.7),
    Level("differ", 0.06, 0.75, "no name in common", 0.6),
), ordered=True)
_YEAR = Field("year", "the year a work was made or first shown, where not both have a whole date", (
    Level("equal", 0.72, 0.06, "the same year"),
    Level("1 apart", 0.17, 0.10, "one year apart"),
    Level("2 apart", 0.04, 0.08, "two years apart"),
    Level("3 to 5 apart", 0.03, 0.18, "three to five years apart", 0.15),
    Level("further apart", 0.04, 0.58, "more than five years apart", 0.15),
), ordered=True)
_BORN = Field("year", "birth or founding", (
    Level("equal", 0.90, 0.02, "the same year"),
    Level("1 apart", 0.06, 0.04, "one year apart"),
    Level("2 apart", 0.02, 0.04, "two years apart"),
    Level("3 to 5 apart", 0.01, 0.10, "three to five years apart", 0.002),
    Level("further apart", 0.004, 0.80, "more than five years apart: another person", 0.0003),
), ordered=True)
_YEAR_END = Field("year_end", "the last year, where it is not the first", (
    Level("equal", 0.82, 0.03, "the same year"),
    Level("1 apart", 0.09, 0.05, "one year apart"),
    Level("2 apart", 0.02, 0.05, "two years apart"),
    Level("3 to 5 apart", 0.02, 0.10, "three to five years apart"),
    Level("further apart", 0.05, 0.77, "more than five years apart"),
), ordered=True)
_DIED = Field("year_end", "death", (
    Level("equal", 0.82, 0.03, "the same year"),
    Level("1 apart", 0.09, 0.05, "one year apart"),
    Level("2 apart", 0.02, 0.05, "two years apart"),
    Level("3 to 5 apart", 0.02, 0.10, "three to five years apart", 0.01),
    Level("further apart", 0.05, 0.77, "more than five years apart", 0.02),
), ordered=True)
_DATE = Field("date", "the whole date", (
    Level("equal", 0.75, 0.03, "the same day"),
    Level("month", 0.10, 0.04, "days of one month"),
    Level("year", 0.08, 0.13, "days of one year"),
    Level("differ", 0.07, 0.80, "other years"),
), ordered=True)
_NUMBERS = Field("numbers", "season, episode, track and such", (
    Level("equal", 0.70, 0.05, "all numbers that both have are equal, two or more"),
    Level("one equal", 0.12, 0.12, "the only number that both have is equal"),
    Level("some differ", 0.10, 0.30, "some are equal, some differ"),
    Level("differ", 0.08, 0.53, "none is equal; sources often count differently"),
))
_DURATION = Field("duration", "running time", (
    Level("equal", 0.66, 0.05, "within one second or half a percent"),
    Level("near", 0.20, 0.10, "within three percent"),
    Level("alike", 0.08, 0.25, "within ten percent"),
    Level("differ", 0.06, 0.60, "further apart"),
))
_CONTEXT = Field("context", "album, series, programme; for agents their works", (
    Level("equal", 0.55, 0.15, "the same words"),
    Level("most words", 0.22, 0.12, "most of the words in common"),
    Level("some words", 0.13, 0.20, "some words in common"),
    Level("differ", 0.10, 0.53, "other words"),
), 0.8)
_TEXT = Field("text", "description and everything else that was written", (
    Level("very alike", 0.25, 0.03, "mostly the same rare words"),
    Level("alike", 0.30, 0.12, "many rare words in common"),
    Level("some words", 0.30, 0.35, "a few words in common"),
    Level("differ", 0.15, 0.50, "other words"),
), 0.7)
_BRACKETS = Field("brackets", "words in brackets of the title: remix, live, edition", (
    Level("equal", 0.40, 0.15, "the same words in brackets"),
    Level("some words", 0.10, 0.10, "some rare words in brackets in common"),
    Level("one lacks them", 0.40, 0.40, "only one has words in brackets"),
    Level("differ", 0.10, 0.35, "other words in brackets"),
))
_WORDS = Field("words", "all words of the record, whatever field they stand in", (
    Level("best, very alike", 0.40, 0.003, "each other's most similar record, with almost the same words, counted by rarity"),
    Level("best, alike", 0.28, 0.01, "each other's most similar record, with most rare words in common"),
    Level("best, some", 0.12, 0.02, "each other's most similar record, with some rare words in common"),
    Level("very alike", 0.05, 0.02, "almost the same words, but another record is more similar"),
    Level("alike", 0.06, 0.07, "most rare words in common, but another record is more similar"),
    Level("some", 0.06, 0.30, "some rare words in common"),
    Level("few", 0.03, 0.577, "few words in common"),
), 0.8)
_AGENT_WORDS = _WORDS._replace(share=0.25)  # of an agent they are the name once more
_FORM = Field("form", "film, series, book ...; only values that both sources use", (
    Level("equal", 0.97, 0.80, "the same form"),
    Level("differ", 0.03, 0.20, "another form"),
))
_SECTOR = Field("sector", "the sector the record comes from", (
    Level("equal", 0.90, 0.60, "the same sector"),
    Level("differ", 0.10, 0.40, "another sector"),
), 0.5)
_KIND = Field("kind", "person or organisation", (
    Level("equal", 0.97, 0.80, "both are told to be persons, or both organisations"),
    Level("differ", 0.03, 0.20, "the one a person, the other an organisation"),
))
_IDENTIFIER = Field("identifier", "identifiers of one scheme", (
    Level("shared", 0.985, 0.0000005, "one identifier in common and none that differs"),
    Level("shared, one differs", 0.01, 0.0005, "one identifier in common, another differs: a conflict"),
    Level("differ", 0.005, 0.9994995, "both have an identifier of one scheme, and they differ"),
), ordered=True)

#: what is compared, by kind of record
FIELDS: dict[str, tuple[Field, ...]] = {
    "work": (_TITLE, _PEOPLE, _YEAR, _YEAR_END, _DATE, _NUMBERS, _DURATION, _CONTEXT, _TEXT, _BRACKETS, _WORDS, _FORM, _SECTOR, _IDENTIFIER),
    "person": (_NAME, _BORN, _DIED, _DATE, _CONTEXT, _TEXT, _AGENT_WORDS, _SECTOR, _KIND, _IDENTIFIER),
    "organisation": (_NAME, _YEAR, _YEAR_END, _DATE, _CONTEXT, _TEXT, _AGENT_WORDS, _SECTOR, _KIND, _IDENTIFIER),
}

#: not compared but added: what other candidates of the same two records take away, so that weights and prior add up to the probability
RIVALS = Field("rivals", "other records that would fit as well", (
    Level("weaker", 0.0, 0.0, "another record fits, but less well"),
    Level("as strong", 0.0, 0.0, "another record fits about as well"),
    Level("stronger", 0.0, 0.0, "another record fits better"),
))


def names(kind: str) -> list[str]:
    """The names of the fields compared for a kind, in their order."""
    return [field.name for field in FIELDS[kind]]


def about(kind: str, field: str, level: str) -> str:
    """The meaning of a level in one line; "" for a level that is not in the table."""
    for one in (*FIELDS[kind], RIVALS):
        if one.name == field:
            return next((found.about for found in one.levels if found.name == level), "")
    return ""
