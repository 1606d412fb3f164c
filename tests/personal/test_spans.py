"""Personal data in texts: what is planted is found, whole, and what only looks like it is not."""

from __future__ import annotations

import random
import string
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks import personal as bench
from intarsia.personal import KINDS, masked, spans
from intarsia.personal.bank import ean, luhn, mod97

FOUND = [
    ("Call me on 06-00000000 when the doors open", "phone", "06-00000000"),
    ("+31 (0)20-123 45 67", "phone", "+31 (0)20-123 45 67"),
    ("(555) 123-4567 x89", "phone", "(555) 123-4567 x89"),
    ("0044 20 7946 0958", "phone", "0044 20 7946 0958"),
    ("555.123.4567", "phone", "555.123.4567"),
    ("020 1234567", "phone", "020 1234567"),
    ("nl91 abna 0417 1643 00 is mine", "iban", "nl91 abna 0417 1643 00"),
    ("GB29NWBK60161331926819", "iban", "GB29NWBK60161331926819"),
    ("3782 822463 10005", "payment-card", "3782 822463 10005"),
    ("my Visa is 4111111111111112", "payment-card", "4111111111111112"),  # a wrong check digit, and a word beside it
    ("123-45-6789", "national-id", "123-45-6789"),
    ("my ssn is 123456789", "national-id", "123456789"),
    ("bsn 111222333", "national-id", "111222333"),
    ("RSSMRA85T10A562S", "national-id", "RSSMRA85T10A562S"),
    ("PESEL 44051401359", "national-id", "44051401359"),
    ("from 192.168.1.77 at noon", "ip-address", "192.168.1.77"),
    ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "ip-address", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"),
    ("john [at] example [dot] com", "email", "john [at] example [dot] com"),
    ("I live at 12 Baker Street, NW1 6XE", "postal-address", "12 Baker Street"),
    ("I live at 12 Baker Street, NW1 6XE", "postcode", "NW1 6XE"),
    ("Kerkstraat 12, 1012 AB", "postal-address", "Kerkstraat 12"),
    ("12 bis, rue de la Paix", "postal-address", "12 bis, rue de la Paix"),
    ("Via Roma, 10", "postal-address", "Via Roma, 10"),
    ("born on 12 May 1980", "birth-date", "12 May 1980"),
    ("52.370216, 4.895168", "coordinates", "52.370216, 4.895168"),
    ("see https://twitter.com/jan_jansen", "handle", "https://twitter.com/jan_jansen"),
]
CLEAN = [
    "isbn 0140449132", "978-0-14-044913-6", "EAN 5901234123457", "1984-1990", "EUR 12.345.678", "2023-01-02 10:30:00", "01-12-2003", "version 1.2.3.4", "chapter 1.2.3.1", "12:30:45",
    "accession 1979.66.115", "order 123456789012",
    "in 1999 AD and 2012 US", "doi 10.1000/172.58744", "601 234 567", "The call of 1917, 10 000 000 dead", "price 12,50", "ISSN 0317-8471", "std::vector a::b", "Love @ first sight",
    "look at example.org",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "piece"), FOUND)
def test_it_is_found_whole(text: str, kind: str, piece: str) -> None:
    assert piece in [text[span.start : span.end] for span in spans(text) if span.kind == kind]


@pytest.mark.parametrize("text", CLEAN)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert not spans(text)


def test_the_address_of_a_desk_is_told_from_one_of_a_person() -> None:
    roles = {span.role for span in spans("info@example.org, pers@example.nl or museum@museum.nl")}
    assert roles == {True}
    assert [span.role for span in spans("tess.tester@example.org")] == [False]


def test_the_name_of_a_column_says_what_its_numbers_are() -> None:
    assert not spans("5551234567")
    assert [span.kind for span in spans("5551234567", "phone")] == ["phone"]
    assert [span.kind for span in spans("1970-02-03", "geboortedatum")] == ["birth-date"]


@given(st.randoms(use_true_random=False))
def test_a_planted_card_account_or_number_is_always_found(rng: random.Random) -> None:
    for make, kind in ((bench.iban, "iban"), (bench.email, "email"), (bench.ip, "ip-address"), (bench.phone, "phone"), (bench._ssn, "national-id"), (bench._pesel, "national-id")):
        value = make(rng)
        text = f"the ip is {value} now" if kind == "ip-address" else f"and then {value} now"  # 1.1.1.1 without a word may be a chapter
        start = text.index(value)
        assert any(span.kind == kind and span.start <= start and span.end >= start + len(value) for span in spans(text)), kind
    value = bench.card(rng)
    assert any(span.kind == "payment-card" for span in spans(f"my card is {value}, thank you"))


def test_random_digits_are_rarely_taken_for_anything() -> None:
    rng = random.Random(7)
    for length, most in ((8, 0.01), (9, 0.01), (10, 0.08), (11, 0.16), (13, 0.08), (16, 0.06)):
        wrong = sum(bool(spans(f"number of the object: {bench._digits(rng, length, '123456789')} in the list")) for _ in range(300))
        assert wrong <= most * 300, (length, wrong)


@given(st.text(alphabet=string.printable + "éß€°＠١٢٣-–", max_size=120), st.sampled_from(["", "phone", "bsn", "e-mail", "zip code", "date of birth"]))
@example("@", "")
@example("a@b.c." * 15, "")
@example("1" * 120, "phone")
def test_any_text_gives_spans_in_order_that_do_not_overlap(text: str, near: str) -> None:
    found = spans(text, near)
    assert all(0 <= span.start < span.end <= len(text) and span.kind in KINDS for span in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_long_texts_are_searched_to_the_end_and_hostile_ones_in_time() -> None:
    text = "word " * 40_000 + "tess.tester@example.org"
    assert [text[s.start : s.end] for s in spans(text)] == ["tess.tester@example.org"]
    for hostile in ("a." * 4000 + "@", "1 " * 8000, "0-" * 8000, ":" * 8000, "A1" * 8000, "@a." * 4000):
        spans(hostile)


@given(st.text(max_size=60))
def test_a_mask_never_gives_a_value_back(text: str) -> None:
    shown = masked(text)
    assert len(shown) <= 25
    assert sum(character.isalnum() for character in shown) <= 4


def test_masks_keep_what_shows_the_kind() -> None:
    assert masked("jan.jansen@gmail.nl") == "j•••••@•••••.nl"
    assert masked("+31 20 1234567") == "+31 •••••"
    assert masked("W26000") == masked("Tess") == "•••••"


def test_check_digits_are_those_of_the_standards() -> None:
    assert luhn("4111111111111111") and not luhn("4111111111111112") and not luhn("0000000000000000")
    assert mod97("ABNA0417164300NL91") == 1
    assert ean("4006381333931") and not ean("4006381333932")


def test_the_corpus_of_the_benchmark_meets_its_goals_and_its_measure_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = bench.corpus(400)
    result = bench.measured(texts)
    assert all(result.recall(kind) >= goal - 0.02 for kind, goal in bench.GOALS.items())
    assert result.false < bench.FALSE * result.spans
    monkeypatch.setattr(bench, "spans", lambda text: [])
    assert all(bench.measured(texts).recall(kind) == 0 for kind in bench.GOALS)
