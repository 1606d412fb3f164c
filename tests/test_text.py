"""Text made comparable: cleaning, folding, fingerprints, articles, scripts and written numbers."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia import text

ESCAPED = st.text(alphabet="&amp;lt#38x26\\u005c0041 \u00a0\u200be\u0301\ud83d\ude00", max_size=40)


@pytest.mark.parametrize(("written", "meant"), [
    ("Tom &amp; Jerry", "Tom & Jerry"),
    ("Tom &amp;amp; Jerry", "Tom & Jerry"),
    ("&lt;b&gt; &#8217;", "<b> ’"),
    ("R&D", "R&D"),
    ("?a=1&copy=2 &notit;", "?a=1&copy=2 &notit;"),
    (r"\u00e9t\u00e9 \ud83d\ude00", "été 😀"),
    (r"C:\users", r"C:\users"),
    ("e\u0301", "é"),
    ("a\u00a0\u2009b\tc\r\n d ", "a b c d"),
    ("zero\u200bwidth\ufeff soft\u00adhyphen", "zerowidth softhyphen"),
    ("bell\x07 \x85next", "bell next"),
    ("lone \ud83d surrogate", "lone surrogate"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("  ", ""),
    ("", ""),
])  # fmt: skip
def test_clean_gives_the_text_its_writer_meant(written: str, meant: str) -> None:
    assert text.clean(written) == meant


def test_nested_escapes_cost_no_more_than_plain_text() -> None:
    start = time.process_time()
    assert text.clean("&" + "amp;" * 100_000 + "lt;") == "<"
    assert text.clean("\\" + "u005c" * 100_000 + "u0041") == "A"
    assert time.process_time() - start < 1


@given(st.text() | ESCAPED)
def test_cleaning_twice_changes_nothing_and_leaves_writable_text(s: str) -> None:
    once = text.clean(s)
    assert text.clean(once) == once == unicodedata.normalize("NFC", once)
    assert once == " ".join(once.split())
    once.encode()


@pytest.mark.parametrize(("written", "folded"), [
    ("Łódź ŁÓDŹ", "lodz lodz"),
    ("Øre Ærø Straße STRASSE", "ore aero strasse strasse"),
    ("đ ı İ ŋ ð þ œ ﬁ ĳ", "d i i ng d th oe fi ij"),
    ("Çağ Ňu Şirket Őr", "cag nu sirket or"),
    ("Οδυσσεύς", "οδυσσευσ"),
    ("ΟΔΥΣΣΕΎΣ", "οδυσσευσ"),
    ("ΐ ϋ", "ι υ"),
    ("Ёлка", "елка"),
    ("Йод Київ Ўсё Ќе", "йод київ ўсе ќе"),
    ("L’Éclipse – “x”", "l'eclipse - \"x\""),
    ("a\u00a0 b\u200b", "a b"),
    ("がん 한글", "がん 한글"),
    ("Pokémon", "pokemon"),
])  # fmt: skip
def test_fold_is_one_form_for_all_ways_to_write_a_word(written: str, folded: str) -> None:
    assert text.fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(s: str) -> None:
    assert text.fold(text.fold(s)) == text.fold(s)


@given(st.text(alphabet="abcéłß ÀÇŐαάςйё", max_size=30))
def test_folding_ignores_case_and_composition(s: str) -> None:
    assert text.fold(unicodedata.normalize("NFD", s)) == text.fold(s) == text.fold(s.lower())


@pytest.mark.parametrize(("one", "other"), [
    ("Tolkien, J.R.R.", "J. R. R. Tolkien"),
    ("Born in the U.S.A.", "Born in the USA"),
    ("R.E.M.", "REM"),
    ("O'Neill", "O’Neill"),
    ("Spider-Man", "Spider Man"),
    ("Beatles, The", "The Beatles"),
    ("  Été, l' ", "L' ete ete"),
])  # fmt: skip
def test_fingerprints_meet(one: str, other: str) -> None:
    assert text.fingerprint(one) == text.fingerprint(other)


@pytest.mark.parametrize(("one", "other"), [("!!!", "???"), ("E.T. a film", "Eta film"), ("Alien", "Aliens")])
def test_fingerprints_differ(one: str, other: str) -> None:
    assert text.fingerprint(one) != text.fingerprint(other)


@given(st.text())
def test_a_fingerprint_is_its_own_fingerprint_and_is_empty_only_for_nothing(s: str) -> None:
    once = text.fingerprint(s)
    assert text.fingerprint(once) == once
    assert bool(once) == bool(text.fold(s))


@pytest.mark.parametrize(("written", "latin"), [
    ("Достоевский", "Dostoevsky"),
    ("ЩУКА Щука", "SHCHUKA Shchuka"),
    ("Київ", "Kyiv"),
    ("Юрій Згурський", "Yurii Zghurskyi"),
    ("България", "Balgaria"),
    ("Αθήνα ΑΘΗΝΑ", "Athina ATHINA"),
    ("Ευριπίδης Αυτός", "Evripidis Aftos"),
    ("Μπουζούκι", "Bouzouki"),
    ("Άγγελος", "Angelos"),
    ("προϋπόθεση", "proypothesi"),
    ("Café 東京 Ж", "Café 東京 Zh"),
    ("plain", "plain"),
])  # fmt: skip
def test_transliterate(written: str, latin: str) -> None:
    assert text.transliterate(written) == latin


def test_transliterate_takes_the_language_where_letters_do_not_tell() -> None:
    assert text.transliterate("София") == "Sofiya"
    assert text.transliterate("София", "bg") == "Sofia"
    assert text.transliterate("Григорович", "uk") == "Hryhorovych"


@given(st.text(alphabet=st.characters(min_codepoint=0x370, max_codepoint=0x45F)))
def test_transliterating_leaves_no_letter_of_the_tables(s: str) -> None:
    out = text.transliterate(s)
    assert not set("абвгдежзийклмнопрстуфхцчшщъыьэюяїєґαβγδεζηθικλμνξοπρστυφχψω") & set(out.lower())


@pytest.mark.parametrize(("written", "title"), [
    ("Naam van de roos, De", "De naam van de roos"),
    ("Beatles, The", "The Beatles"),
    ("Rolling Stones, The", "The Rolling Stones"),
    ("Bal, Le", "Le Bal"),
    ("Avventura, L'", "L'Avventura"),
    ("Name der Rose, Der", "Der Name der Rose"),
    ("Matrix, The (1999)", "The Matrix (1999)"),
    ("Promessi sposi, I", "I Promessi sposi"),
    ("Crime do padre Amaro, O", "O Crime do padre Amaro"),
    ("Gode viljan, Den", "Den Gode viljan"),
    ("Bron, Het", "Het Bron"),
    ("Lee, Ang", "Lee, Ang"),
    ("Good, the Bad and the Ugly, The", "The Good, the Bad and the Ugly"),
    ("Appendix, a", "Appendix, a"),
    ("Il gattopardo", "Il gattopardo"),
    ("", ""),
])  # fmt: skip
def test_unarticle(written: str, title: str) -> None:
    assert text.unarticle(written) == title


@given(st.text())
def test_unarticle_keeps_all_letters(s: str) -> None:
    assert sorted(text.fold(text.unarticle(s)).replace(" ", "").replace(",", "")) == sorted(text.fold(s).replace(" ", "").replace(",", ""))


@pytest.mark.parametrize(("written", "locale", "value"), [
    ("113.500", "nl", 113_500),
    ("113.500", "", 113.5),
    ("113.500,25", "", 113_500.25),
    ("1.234", "", 1.234),
    ("1,234", "", 1234),
    ("1,234", "nl", 1.234),
    ("1.234", "de-AT", 1234),
    ("1.5", "nl", 1.5),
    ("0,123", "", 0.123),
    ("1,3", "", 1.3),
    ("1 234 567", "", 1_234_567),
    ("1\u202f234,5", "fr", 1234.5),
    ("1'234.50", "", 1234.5),
    ("1.234.567", "", 1_234_567),
    ("$1.3M", "", 1_300_000),
    ("€ 2,5 mln", "", 2_500_000),
    ("£5m", "", 5_000_000),
    ("12 %", "", 12),
    ("-5", "", -5),
    ("−5,5", "", -5.5),
    ("(1,234)", "", -1234),
    ("9.78e+12", "", 9.78e12),
    (".5", "", 0.5),
    ("2 Billion", "en", 2e9),
    ("2 Billion", "de", None),
    ("5 m", "", None),
    ("1,23,4", "", None),
    ("1.5.2024", "", None),
    ("12 34", "", None),
    ("(5", "", None),
    ("9" * 400, "", None),
    ("x", "", None),
    ("n/a", "", None),
    ("-", "", None),
    ("", "", None),
    ("NaN", "", None),
    ("inf", "", None),
])  # fmt: skip
def test_number(written: str, locale: str, value: float | None) -> None:
    assert text.number(written, locale) == value


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_a_number_reads_back_as_each_country_writes_it(n: int) -> None:
    assert text.number(f"{n:,}", "en") == n
    assert text.number(f"{n:,}".replace(",", "."), "nl") == n
    assert text.number(f"{n:,}".replace(",", "\u00a0"), "fr") == n


@given(st.text(), st.sampled_from(["", "nl", "en"]))
def test_number_never_raises(s: str, locale: str) -> None:
    assert text.number(s, locale) is None or isinstance(text.number(s, locale), float)


@pytest.mark.parametrize(("written", "address"), [
    ("De naam van de roos", "de-naam-van-de-roos"),
    ("L'Éclipse & co.", "leclipse-co"),
    ("Достоевский", "dostoevsky"),
    ("東京", "東京"),
    ("!!!", ""),
])  # fmt: skip
def test_slug(written: str, address: str) -> None:
    assert text.slug(written) == address


@given(st.text())
def test_a_slug_is_its_own_slug(s: str) -> None:
    assert text.slug(text.slug(s)) == text.slug(s)
