"""What is wrong is said in the reader's language, with the value that was wrong."""

from __future__ import annotations

import re
from html import unescape

import pytest

from intarsia.web.errorwords import in_words
from intarsia.web.words import words
from tests.web.conftest import Web

NL = words("nl")
WRONG = [
    "/explore?sort=loud", "/explore?view=cube", "/explore?from=soon", "/explore?page=0", "/explore?not=colour:red", "/ask/no-such-question", "/figures/no-such-figure",
    "/trends/no-such-trend", "/figures/theme-by-sector?genre=fantasi", "/figures/stories-in-forms?least=many", "/figures/stories-in-forms?least=99", "/figures/where?year=soon",
    "/datasets/nothing", "/works/nothing", "/agents/nothing", "/releases/nothing", "/crosswalks/nothing", "/no/such/page", "/partners?work=nothing", "/signals?horizon=7",
    "/figures/theme-by-sector?genre=" + "x" * 201,
]


@pytest.mark.parametrize("address", WRONG)
def test_a_page_that_says_what_is_wrong_says_it_in_dutch(address: str, web: Web) -> None:
    english, dutch = (said(web.get(f"{address}{'&' if '?' in address else '?'}lang={language}").text) for language in ("en", "nl"))
    assert english and len(dutch) == len(english)
    assert not set(english) & set(dutch), "a sentence stands in English on a Dutch page"


def said(page: str) -> list[str]:
    """The sentences of an error page: its title, what is wrong, and the way out; on a page with a form, what stands beside the form."""
    if beside := re.search(r'<p id="wrong"[^>]*>(.*?)</p>', page, re.DOTALL):
        return [unescape(beside[1]).strip()]
    found = re.search(r"<main\b.*?>(.*?)(<form|</main>)", page, re.DOTALL)
    assert found, page[:500]
    texts = [unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in re.findall(r"<(?:h1|p)\b[^>]*>(.*?)</(?:h1|p)>", found[1], re.DOTALL)]
    return [text for text in texts if text and not text.startswith(("Waar:", "Where:"))]


def test_values_stay_as_they_were_given() -> None:
    assert in_words("this release has no genre 'fantasi %(x)s \\ <b>'", NL) == "'fantasi %(x)s \\ <b>' staat niet in deze uitgave (thema of genre)"
    assert in_words("nobody translated this sentence", NL) == "nobody translated this sentence"
    assert in_words("there is no page '7'", words("en")) == "there is no page '7'"
    assert in_words("there is no page 'x' here", NL) == "er is hier geen pagina 'x'", "the longer sentence is the one that was meant"
