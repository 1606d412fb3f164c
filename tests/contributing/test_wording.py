"""What stands beside a column in the flow: choices without exponents or words of another language, and reasons in the reader's own."""

from __future__ import annotations

import re

import pytest

from intarsia.checking import telling
from intarsia.shelf import loader
from intarsia.shelf.remedies.recipe import Act
from intarsia.suggest import chosen
from intarsia.web import meaningwords
from intarsia.web.present import Names
from intarsia.web.words import words


@pytest.mark.parametrize(("lang", "options", "said"), [("en", {"to": "month"}, "(month)"), ("nl", {"to": "month"}, "(maand)"), ("en", {"width": 1e6}, "(1,000,000)"),
                                                       ("nl", {"width": 1e6}, "(1.000.000)"), ("nl", {"width": 0.5}, "(0,5)"),
                                                       ("en", {"width": 1e-7}, "(0.0000001)"), ("en", {"by": ["a", "b"]}, "(a, b)")])
def test_an_option_is_written_as_people_write_it(lang: str, options: dict[str, object], said: str) -> None:
    assert telling.in_words(Act("generalise-date", ("released",), options), loader.remedies(None), lang, columns=False).endswith(said)


def test_a_scheme_of_numbers_is_a_code_and_not_a_list_of_headers() -> None:
    """What is chosen becomes the scheme of identifiers in the mapping."""
    schemes = [one for one in chosen.meanings("work") if one.startswith("id:")]
    assert len(schemes) > 20 and not [one for one in schemes if not re.fullmatch(r"id:[a-z0-9_-]+", one)]


def test_reasons_and_kinds_are_in_the_readers_language_or_left_out() -> None:
    en, nl = words("en"), words("nl")
    written = "the name says 'ean', and form and check digit agree"
    assert meaningwords.why(written, en) == written and meaningwords.why(written, nl) == "de naam zegt ‘ean’, en vorm en controlecijfer kloppen"
    assert meaningwords.why("a reason that nobody worded yet", nl) == "" and meaningwords.becoming("record key", nl, Names(None, nl)) == "Wat records uit elkaar houdt"
