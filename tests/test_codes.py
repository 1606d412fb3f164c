"""Countries, languages and books by international codes."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from intarsia.codes import FORMER, FORMER_NAMES, country, isbn, language
from intarsia.text import wordset

EU = sorted(wordset("bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"))


@pytest.mark.parametrize(("written", "code"), [
    ("NA", "NA"), ("na", None), ("N/A", None), ("n.a.", None), ("Namibia", "NA"),
    ("nl", "NL"), ("NLD", "NL"), ("EL", "GR"), ("UK", "GB"), ("XK", "XK"), ("ZZ", None), ("and", None),
    ("USA", "US"), ("U.S.A.", "US"), ("United States of America", "US"), ("Verenigde Staten", "US"), ("VS", "US"),
    ("England", "GB"), ("Scotland", "GB"), ("VK", "GB"), ("Verenigd Koninkrijk", "GB"), ("Holland", "NL"),
    ("USSR", "SU"), ("Soviet Union", "SU"), ("West Germany", "DE"), ("Germany (West)", "DE"), ("GDR", "DD"), ("East Germany", "DD"),
    ("Czechoslovakia", "CS"), ("Yugoslavia", "YU"), ("Zaire", "CD"), ("Burma", "MM"), ("Ceylon", "LK"), ("Serbia and Montenegro", None),
    ("Hong Kong", "HK"), ("Taiwan, Province Of China", "TW"), ("Republic of China", "TW"), ("People's Republic of China", "CN"),
    ("Iran, Islamic Republic of", "IR"), ("Iran, Islamic Rep.", "IR"), ("Korea, Republic of", "KR"), ("Korea, Dem. People's Rep.", "KP"), ("Korea", None),
    ("Congo", None), ("Congo, Dem. Rep.", "CD"), ("Congo - Brazzaville", "CG"), ("Kingdom of Spain", "ES"), ("Netherlands, The", "NL"),
    ("Bosnia and Herzegovina", "BA"), ("Saint Lucia", "LC"), ("St. Lucia", "LC"), ("Türkiye", "TR"), ("Turkey", "TR"), ("Czech Republic", "CZ"),
    ("ΕΛΛΑΔΑ", "GR"), ("българия", "BG"), ("Éire", "IE"), ("Cote d’Ivoire", "CI"), ("DUITSLAND", "DE"), ("Österreich", "AT"), ("Osterreich", "AT"),
    ("World", None), ("Euro area", None), ("EU", None), ("European Union", None), ("Africa", None), ("America", None), ("High income", None),
    ("Georgia", "GE"), ("State of Georgia", None), ("VIC/Australia", None), ("Paris", None), ("Unknown", None), ("", None),
])  # fmt: skip
def test_country(written: str, code: str | None) -> None:
    assert country(written) == code


def test_every_code_of_a_state_is_itself_and_so_is_its_name_in_english() -> None:
    territories = Locale.parse("en").territories
    named = {code: name for code, name in territories.items() if len(code) == 2 and country(code)}
    assert len(named) == 250  # 249 of ISO 3166-1 and Kosovo
    assert all(country(code) == code and country(name) == code for code, name in named.items())
    assert all(country(code) == code == country(name) for code, name in FORMER.items())
    assert all(set(names) == set(FORMER) and all(country(name) == code for code, name in names.items()) for names in FORMER_NAMES.values())


@pytest.mark.parametrize("locale", EU)
def test_countries_and_languages_of_the_union_in_all_its_languages(locale: str) -> None:
    names = Locale.parse(locale)
    assert {c: country(names.territories[c]) for c in ("NL", "DE", "GR", "US", "JP", "GB")} == {c: c for c in ("NL", "DE", "GR", "US", "JP", "GB")}
    # without accents the Irish names of Romanian and Romansh are one word, which then means neither
    wanted = [c for c in EU if (locale, c) != ("ga", "ro")]
    assert {c: language(names.languages[c]) for c in wanted} == {c: c for c in wanted}


@pytest.mark.parametrize(("written", "code"), [
    ("en", "en"), ("eng", "en"), ("en-US", "en"), ("EN_gb", "en"), ("zh-Hant", "zh"), ("ger", "de"), ("deu", "de"), ("dut", "nl"), ("nld", "nl"),
    ("no", "no"), ("fil", "fil"), ("tgl", "tl"), ("iw", "he"), ("grc", "grc"), ("und", None), ("xx", None), ("mul", "mul"), ("zxx", "zxx"),
    ("English", "en"), ("engelsk", "en"), ("Ελληνικά", "el"), ("FRANÇAIS", "fr"), ("francais", "fr"), ("Flemish", "nl"), ("Brazilian Portuguese", "pt"),
    ("Greek, Modern (1453-)", "el"), ("English, Old (ca. 450-1100)", "ang"), ("Mandarin", "zh"), ("Farsi", "fa"), ("Warlpiri", "wbp"), ("Auslan", "asf"),
    ("No spoken word", "zxx"), ("Multiple languages", "mul"), ("Unknown", None), ("English; French", None), ("Australian languages", None), ("", None),
])  # fmt: skip
def test_language(written: str, code: str | None) -> None:
    assert language(written) == code


@pytest.mark.parametrize(("written", "code"), [
    ("0439023483", "9780439023481"), ("439023483", "9780439023481"), ("61120081", "9780061120084"), ("7442912", "9780007442911"),
    ("043965548X", "9780439655484"), ("43965548x", "9780439655484"), ("195170342.0", "9780195170344"),
    ("ISBN 90-274-3964-8", "9789027439642"), ("ISBN-13: 978-90-274-3964-2", "9789027439642"), ("978–90–274–3964–2", "9789027439642"),
    ("0439023484", None), ("9780439023482", None), ("9.78043902348e+12", None), ("0000000000", None), ("12345", None), ("", None),
])  # fmt: skip
def test_isbn(written: str, code: str | None) -> None:
    assert isbn(written) == code


def isbn10(nine: int) -> str:
    digits = f"{nine:09d}"
    check = next(c for i, c in enumerate("0123456789X") if (sum(int(d) * (10 - k) for k, d in enumerate(digits)) + i) % 11 == 0)
    return digits + check


@given(st.integers(min_value=10**5, max_value=10**9 - 1))
def test_an_isbn_comes_back_however_it_was_kept(nine: int) -> None:
    ten = isbn10(nine)
    thirteen = isbn(ten)
    assert thirteen is not None
    assert thirteen[3:12] == ten[:9]
    assert isbn(thirteen) == isbn(ten.lstrip("0")) == isbn("-".join(ten)) == thirteen


@given(st.integers(min_value=0, max_value=10**9 - 1), st.integers(min_value=0, max_value=8), st.integers(min_value=1, max_value=9))
def test_one_wrong_digit_is_found(nine: int, place: int, by: int) -> None:
    ten = isbn10(nine)
    wrong = ten[:place] + str((int(ten[place]) + by) % 10) + ten[place + 1 :]
    assert isbn(wrong) is None


@given(st.text())
def test_any_text_gives_a_code_or_none(written: str) -> None:
    for found in (country(written), language(written), isbn(written)):
        assert found is None or found.isalnum()
    assert (country(written) or "AA").isupper()


def test_importing_is_cheap_and_tables_are_built_once() -> None:
    script = "import sys, intarsia.codes; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-W", "error", "-c", script], check=False).returncode == 0
    country("x y")
    start = time.process_time()
    for i in range(1000):
        country(f"no such country {i}")
    assert time.process_time() - start < 0.5


def test_looking_up_a_name_leaves_babel_whole() -> None:
    """Found when formatting numbers failed after a country was looked up: babel keeps what it has read."""
    from babel.numbers import format_decimal

    assert country("Sverige") == "SE"
    assert format_decimal(1234.5, locale="nl") == "1.234,5"
