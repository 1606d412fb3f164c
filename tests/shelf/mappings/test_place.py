"""Where something stands in a mapping file: the line and column that an error names."""

from __future__ import annotations

import pytest

from intarsia.errors import Invalid
from intarsia.shelf.mappings import mapping
from intarsia.shelf.mappings.place import lines_of, where

TEXT = """# a comment = no key
mapping = 1

[[source]]
name = "a.csv"
  [[source.skip]]
  where = "x = 'y'"
  reason = "why"

[[work]]
title = "titel"   # the title
"form" = "'film'"
    [[work.terms]]
    facet   =   "'genre'"
    [[work.terms]]
    facet = "'country'"

[[work]]
title = "name"
[[work.terms]]
facet = "'genre'"

[unused]
"odd.name [1]" = "why"
'single' = "why"
plain-name = "why"
[ "quoted table" . inner ]
x = 1
"""


@pytest.mark.parametrize(("path", "line", "column"), [
    (("mapping",), 2, 11), (("source", 0), 4, 1), (("source", 0, "name"), 5, 8), (("source", 0, "skip", 0), 6, 1), (("source", 0, "skip", 0, "where"), 7, 11),
    (("work", 0), 10, 1), (("work", 0, "title"), 11, 9), (("work", 0, "form"), 12, 10), (("work", 0, "terms", 0), 13, 1), (("work", 0, "terms", 0, "facet"), 14, 17),
    (("work", 0, "terms", 1, "facet"), 16, 13), (("work", 1, "title"), 19, 9), (("work", 1, "terms", 0), 20, 1), (("work", 1, "terms", 0, "facet"), 21, 9),
    (("unused", "odd.name [1]"), 24, 18), (("unused", "single"), 25, 12), (("unused", "plain-name"), 26, 14), (("quoted table", "inner", "x"), 28, 5),
])
def test_every_key_has_its_line_and_the_column_of_its_value(path: tuple[str | int, ...], line: int, column: int) -> None:
    assert lines_of(TEXT)[path] == (line, column)


@pytest.mark.parametrize(("path", "offset", "said"), [
    (("work", 0, "title"), 0, "m.toml, line 11, column 9 (work[1].title)"),
    (("work", 0, "title"), 3, "m.toml, line 11, column 13 (work[1].title)"),
    (("work", 1, "terms", 0, "facet"), 0, "m.toml, line 21, column 9 (work[2].terms[1].facet)"),
    (("work", 1, "terms", 0, "value"), 5, "m.toml, line 20, column 1 (work[2].terms[1].value)"),
    (("work", 7, "title"), 0, "m.toml (work[8].title)"),
    (("nowhere",), 0, "m.toml (nowhere)"),
    ((), 0, "m.toml ()"),
])
def test_a_place_is_as_near_as_the_file_allows(path: tuple[str | int, ...], offset: int, said: str) -> None:
    assert where("m.toml", TEXT, path, offset) == said


def test_windows_line_ends_do_not_matter() -> None:
    assert lines_of(TEXT.replace("\n", "\r\n")) == lines_of(TEXT)


HEAD = "mapping = 1\n[[source]]\nname = 'a.csv'\n"


@pytest.mark.parametrize(("text", "place", "word"), [
    ("mapping = 1\nmapping = 2\n", "m.toml", "line 2"),
    (HEAD, "m.toml", "at least one rule"),
    ("mapping = 1\n", "m.toml", "at least one [[source]]"),
    (HEAD + "[[wrk]]\n", "line 4, column 1 (wrk)", "not a part"),
    (HEAD + "[[work]]\ntitle = 'x'\n", "line 4, column 1 (work[1])", "needs 'form'"),
    (HEAD + "[[work]]\nform = 'x'\ntitle = 3\n", "line 6, column 9 (work[1].title)", "expression in quotes"),
    (HEAD + "[[work]]\nform = 'x'\ntitel = 'x'\ntitle = 'y'\n", "line 6, column 9 (work[1].titel)", "not known here"),
    (HEAD + "[[work]]\nform = 'x'\ntitle = 'x'\n[[work.titles]]\nvalue = 'x'\n[[work.titles.terms]]\nx = 1\n", "line 9, column 1 (work[1].titles[1].terms)", "not known here"),
    (HEAD + "[[source.skip]]\nwhere = 'x'\n", "line 4, column 1 (source[1].skip[1])", "where and reason"),
    (HEAD + "[[source]]\nname = 'b.csv'\n[[work]]\nform = 'x'\ntitle = 'x'\n", "line 6, column 1 (work[1])", "must name its source: one of a.csv, b.csv"),
    (HEAD + "[[work]]\nsource = 'b.csv'\nform = 'x'\ntitle = 'x'\n", "line 5, column 10 (work[1].source)", "no source 'b.csv'"),
    ("mapping = 1\n[[source]]\nnaam = 'a.csv'\n", "line 3, column 8 (source[1].naam)", "not known here"),
])
def test_errors_of_a_file_name_the_place(text: str, place: str, word: str) -> None:
    with pytest.raises(Invalid) as caught:
        mapping.parse(text, "m.toml")
    assert place in caught.value.where
    assert word in caught.value.what
