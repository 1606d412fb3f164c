"""The pool's cubes: counts and sums of a release, made with it, so that a chart reads a few hundred rows instead of all.

A cube is a projection: it says nothing that the tables do not say, it is not part of the release id, and a release without it
gives the same rows from its tables (`steps.cubes`). A dimension that is NULL in a key means what its column says.
"""

from __future__ import annotations

from intarsia.tableshape import FLOAT, INT, TEXT, Column, Table

FLAGS = ("provisional", "estimated", "projected", "break", "missing", "suppressed", "closed", "not_recorded")


def _c(name: str, type_: str, meaning: str, unit: str = "") -> Column:
    return Column(name, type_, meaning, "", unit)


_WORKS = (
    _c("dataset", TEXT, "Dataset of the works"),
    _c("sector", TEXT, "Sector of the works"),
    _c("form", TEXT, "Form of the works"),
    _c("status", TEXT, "announced, in-production, released or withdrawn; NULL where the dataset says none"),
    _c("country", TEXT, "NULL: all works, whatever their country. Else those of that country; a work of two countries stands in both rows, so that these rows never add up"),
    _c("year", INT, "The year of the works; NULL where the date allows more than one year or none is stated", "year"),
)
_COUNTED = (
    _c("works", INT, "Works; each stands once in a row, however many of its words lead there", "works"),
    _c("repeats", INT, "Those among them that an earlier record is too, of this dataset or one before it in the alphabet: works - repeats counts each work once over datasets", "works"),
)

CUBES: dict[str, Table] = {cube.name: cube for cube in (
    Table("cube_work", "Works by concept: genre, country, language, audience, subject. A work with two genres stands in both rows: shares take their whole from `cube_total`",
          ("dataset", "sector", "form", "status", "country", "year", "facet", "concept"), (
              *_WORKS, _c("facet", TEXT, "genre, country, language, audience or subject"), _c("concept", TEXT, "The concept, where a word was matched to one"), *_COUNTED)),
    Table("cube_total", "Works in all, and those that anything is said of in a facet: what shares are shares of",
          ("dataset", "sector", "form", "status", "country", "year", "facet"), (
              *_WORKS, _c("facet", TEXT, "NULL: all works. Else works with at least one matched concept of that facet"), *_COUNTED,
              _c("written", INT, "Works with any word for the facet, matched or not; all works where facet is NULL", "works"))),
    Table("cube_observation", "Figures by measure, sector, place, segment and period, added up over what they are about. Rows of different measures, units, methods, periods or "
          "segments are never added up", ("dataset", "measure", "unit", "about_kind", "sector", "place", "segment", "method", "period", "starts", "year", "month"), (
              _c("dataset", TEXT, "Dataset of the figures"),
              _c("measure", TEXT, "What is measured"),
              _c("unit", TEXT, "Unit of the figures"),
              _c("about_kind", TEXT, "work, agent, place or sector"),
              _c("sector", TEXT, "The sector they are about; that of the work; that of the dataset for agents and places"),
              _c("place", TEXT, "Where"),
              _c("segment", TEXT, "Part of the audience or population as given; NULL for all of it"),
              _c("method", TEXT, "The note on how it was counted, its digits written as #"),
              _c("period", TEXT, "day, week, month, quarter or year; 'other' for other lengths; NULL without dates"),
              _c("starts", INT, "The month in which a year starts: 1 for calendar years, 4 for a financial year from April; NULL for other periods", "month"),
              _c("year", INT, "The year in which the period starts", "year"),
              _c("month", INT, "The month in which the period starts; NULL for years and other lengths", "month"),
              _c("abouts", INT, "Works, agents, places or sectors with a figure", "things"),
              _c("n", INT, "Figures", "rows"),
              _c("total", FLOAT, "Their sum; of ranks, rates and scores only total / n means anything"),
              _c("matched", INT, "Of `abouts`, those that have a figure of the year before as well", "things"),
              _c("matched_total", FLOAT, "Sum of the figures of those"),
              _c("matched_before", FLOAT, "Sum of their figures of the year before: matched_total / matched_before is a growth that nobody's joining or leaving moves"),
              *(_c(flag.replace("break", "broken"), INT, f"Rows flagged {flag}", "rows") for flag in FLAGS))),
)}
