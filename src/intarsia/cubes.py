"""The pool's cubes: counts and sums of a release, made with it, so that a chart reads a few hundred rows instead of all.

A cube is a projection: it says nothing that the tables do not say, it is not part of the release id, and a release without it
gives the same rows from its tables (`steps.cubes`). A dimension that is NULL in a key means what its column says.
"""

from __future__ import annotations

from intarsia.tableshape import FLOAT, INT, TEXT, Column, Table

FLAGS = ("provisional", "estimated", "projected", "break", "missing", "suppressed", "closed", "not_recorded")


_WORKS = (
    Column("dataset", TEXT, "Dataset of the works"),
    Column("sector", TEXT, "Sector of the works"),
    Column("form", TEXT, "Form of the works"),
    Column("status", TEXT, "announced, in-production, released or withdrawn; NULL where the dataset says none"),
    Column("country", TEXT, "NULL: all works, whatever their country. Else those of that country; a work of two countries stands in both rows, so that these rows never add up"),
    Column("year", INT, "The year of the works; NULL where the date allows more than one year or none is stated", unit="year"),
)
_COUNTED = (
    Column("works", INT, "Works; each stands once in a row, however many of its words lead there", unit="works"),
    Column("repeats", INT, "Those among them that an earlier record is too, of this dataset or one before it in the alphabet: works - repeats counts each work once over all",
           unit="works"),
)

CUBES: dict[str, Table] = {cube.name: cube for cube in (
    Table("cube_work", "Works by concept: genre, country, language, audience, subject. A work with two genres stands in both rows: shares take their whole from `cube_total`",
          ("dataset", "sector", "form", "status", "country", "year", "facet", "concept"), (
              *_WORKS, Column("facet", TEXT, "genre, country, language, audience or subject"), Column("concept", TEXT, "The concept, where a word was matched to one"), *_COUNTED)),
    Table("cube_total", "Works in all, and those that anything is said of in a facet: what shares are shares of",
          ("dataset", "sector", "form", "status", "country", "year", "facet"), (
              *_WORKS, Column("facet", TEXT, "NULL: all works. Else works with at least one matched concept of that facet"), *_COUNTED,
              Column("written", INT, "Works with any word for the facet, matched or not; all works where facet is NULL", unit="works"))),
    Table("cube_observation", "Figures by measure, sector, place, segment and period, added up over what they are about. Rows of different measures, units, methods, periods or "
          "segments are never added up", ("dataset", "measure", "unit", "about_kind", "sector", "place", "segment", "method", "period", "starts", "year", "month"), (
              Column("dataset", TEXT, "Dataset of the figures"),
              Column("measure", TEXT, "What is measured"),
              Column("unit", TEXT, "Unit of the figures"),
              Column("about_kind", TEXT, "work, agent, place or sector"),
              Column("sector", TEXT, "The sector they are about; that of the work; that of the dataset for agents and places"),
              Column("place", TEXT, "Where"),
              Column("segment", TEXT, "Part of the audience or population as given; NULL for all of it"),
              Column("method", TEXT, "The note on how it was counted, its digits written as #"),
              Column("period", TEXT, "day, week, month, quarter or year; 'other' for other lengths; NULL without dates"),
              Column("starts", INT, "The month in which a year starts: 1 for calendar years, 4 for a financial year from April; NULL for other periods", unit="month"),
              Column("year", INT, "The year in which the period starts", unit="year"),
              Column("month", INT, "The month in which the period starts; NULL for years and other lengths", unit="month"),
              Column("abouts", INT, "Works, agents, places or sectors with a figure", unit="things"),
              Column("n", INT, "Figures", unit="rows"),
              Column("total", FLOAT, "Their sum; of ranks, rates and scores only total / n means anything"),
              Column("matched", INT, "Of `abouts`, those that have a figure of the year before as well", unit="things"),
              Column("matched_total", FLOAT, "Sum of the figures of those"),
              Column("matched_before", FLOAT, "Sum of their figures of the year before: matched_total / matched_before is a growth that nobody's joining or leaving moves"),
              *(Column(flag.replace("break", "broken"), INT, f"Rows flagged {flag}", "rows") for flag in FLAGS))),
)}
