"""Competitive value: the right columns of one business's recent trade, in seven languages; nothing of statistics and of old figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf import loader
from intarsia.shelf.rules import dominance, few_contributors, fresh, p_percent, partners, quasi_identifier, trade_figures, trade_terms
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Context, Delivery
from intarsia.steps import profile
from intarsia.triage import looking

RULES = (trade_figures, trade_terms, partners, fresh, quasi_identifier, p_percent, dominance, few_contributors)
TODAY = Context(as_of="2026-11-23")
DAYS = [f"2026-10-{day:02d}" for day in range(1, 13)]


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    made = DuckDB()
    yield made
    made.close()


def found(delivery: Delivery, *rules: ModuleType) -> list[Found]:
    return [one for rule in rules or RULES for one in rule.look(delivery)]


def flagged(delivery: Delivery, *rules: ModuleType) -> dict[str, str]:
    """Columns with a finding that asks for something, and its kind where it is not "competitive"."""
    kinds: dict[str, str] = {}
    for rule in rules or RULES:
        for one in rule.look(delivery):
            if one.state == "finding" and one.verdict != "OPEN":
                kinds.update(dict.fromkeys(one.columns, one.kind or rule.KIND))
    return kinds


def read(path: Path, folder: Path, engine: DuckDB, context: Context = TODAY) -> Delivery:
    format_ = loader.format_for(path)
    raw, described = profile.profile(format_, path, {}, folder, engine)
    return looking.look(path.name, raw, folder, described, context, engine)


LANGUAGES: list[tuple[Mapping[str, list[str]], set[str]]] = [
    ({"date": DAYS, "publisher": ["P", "Q", "R"] * 4, "title": ["A", "B"] * 6, "units": [str(n) for n in range(12)], "revenue": [f"{n}.50" for n in range(12)],
      "average price per day": ["12.10", "11.95"] * 6},
     {"publisher", "units", "revenue", "average price per day"}),
    ({"dag": DAYS, "boekhandel": ["P", "Q", "R"] * 4, "titel": ["A", "B"] * 6, "verkochte exemplaren": [str(n) for n in range(12)],
      "omzet": ["€ 1.200,50", "€ 80,10"] * 6, "retouren": ["0", "1"] * 6},
     {"boekhandel", "verkochte exemplaren", "omzet", "retouren"}),
    ({"Datum": DAYS, "Verlag": ["P", "Q", "R"] * 4, "Titel": ["A", "B"] * 6, "Absatz": [str(n) for n in range(12)], "Nettoumsatz": ["1.200,50", "80,10"] * 6, "Rabatt": ["40 %", "35 %"] * 6},
     {"Verlag", "Absatz", "Nettoumsatz", "Rabatt"}),
    ({"jour": DAYS, "librairie": ["P", "Q", "R"] * 4, "titre": ["A", "B"] * 6, "ventes": [str(n) for n in range(12)], "chiffre d'affaires": ["1200,50 €", "80,10 €"] * 6},
     {"librairie", "ventes", "chiffre d'affaires"}),
    ({"fecha": DAYS, "tienda": ["P", "Q", "R"] * 4, "título": ["A", "B"] * 6, "ejemplares vendidos": [str(n) for n in range(12)], "ingresos": ["1.200,50", "80,10"] * 6},
     {"tienda", "ejemplares vendidos", "ingresos"}),
    ({"giorno": DAYS, "libreria": ["P", "Q", "R"] * 4, "titolo": ["A", "B"] * 6, "copie vendute": [str(n) for n in range(12)], "incasso": ["1.200,50", "80,10"] * 6},
     {"libreria", "copie vendute", "incasso"}),
    ({"dzień": DAYS, "księgarnia": ["P", "Q", "R"] * 4, "tytuł": ["A", "B"] * 6, "sprzedane egzemplarze": [str(n) for n in range(12)], "przychód": ["1 200,50 zł", "80,10 zł"] * 6},
     {"księgarnia", "sprzedane egzemplarze", "przychód"}),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "wanted"), LANGUAGES, ids=["en", "nl", "de", "fr", "es", "it", "pl"])
def test_daily_sales_are_found_column_by_column(engine: DuckDB, columns: Mapping[str, list[str]], wanted: set[str]) -> None:
    kinds = flagged(looking.of_columns(columns, engine, TODAY))
    assert {name for name, kind in kinds.items() if kind == "competitive"} == wanted
    assert {name for name, kind in kinds.items() if kind != "competitive"} == {next(iter(columns))}, "the days are stale-later, and nothing else"


def weeks(last: int) -> dict[str, list[str]]:
    """Box office by week and cinema, up to a year."""
    return {"week_ending": [f"{last}-0{1 + n % 9}-07" for n in range(18)], "film": ["A", "B", "C"] * 6, "cinema": ["K", "L"] * 9, "weekly_gross": [f"${1000 + 37 * n:,}" for n in range(18)],
            "attendance": [str(90 + n) for n in range(18)], "screens": ["3"] * 18}  # fmt: skip


def test_box_office_by_week_is_competitive_while_it_is_recent(engine: DuckDB) -> None:
    assert set(flagged(looking.of_columns(weeks(2026), engine, TODAY))) == {"weekly_gross", "cinema"}
    old = looking.of_columns(weeks(2016), engine, TODAY)
    assert not flagged(old)
    notes = [one for one in found(old, trade_figures) if one.state == "note"]
    assert [one.columns for one in notes] == [("weekly_gross",)], "what is old is told, with how old"
    assert notes[0].says["age"] > notes[0].says["months"] == 24


def test_takings_as_long_as_a_barcode_are_takings(engine: DuckDB) -> None:
    columns = {"title": [f"Film {n}" for n in range(12)], "week": DAYS, "takings": [f"{73190400 + n}" for n in range(12)]}
    assert "takings" in flagged(looking.of_columns(columns, engine, TODAY))
    named = columns | {"ean": columns["takings"]}
    del named["takings"]
    assert not flagged(looking.of_columns(named, engine, TODAY))


def test_sales_of_nobody_knows_when_are_taken_to_be_recent(engine: DuckDB) -> None:
    columns = {"publisher.name": ["P", "Q", "R"] * 4, "daily average.units sold": [str(n) for n in range(12)], "daily average.publisher revenue": [f"{n}.5" for n in range(12)],
               "statistics.sale price": ["9.99"] * 12, "statistics.total reviews": [str(n) for n in range(12)], "statistics.sales rank": [str(n) for n in range(12)]}
    assert set(flagged(looking.of_columns(columns, engine, TODAY))) == {"publisher.name", "daily average.units sold", "daily average.publisher revenue"}


def test_takings_are_found_by_their_values_whatever_they_are_called(engine: DuckDB) -> None:
    columns = {"kassabon": [f"B{n}" for n in range(12)], "dag": DAYS, "kaartsoort": ["a", "b"] * 6, "aantal": [str(1 + n % 4) for n in range(12)], "prijs": ["17,50", "9,00"] * 6,
               "kolom 7": [f"{(1 + n % 4) * (17.5, 9.0)[n % 2]:.2f}".replace(".", ",") for n in range(12)]}
    assert set(flagged(looking.of_columns(columns, engine, TODAY))) >= {"kolom 7"}
    assert "prijs" not in flagged(looking.of_columns(columns, engine, TODAY)), "a price list is public"


def test_a_price_that_differs_by_customer_is_a_term(engine: DuckDB) -> None:
    listed = {"shop": ["N", "N", "S", "S"], "title": ["A", "B"] * 2, "price": ["20", "30", "20", "30"]}
    agreed = {"shop": ["N", "N", "S", "S"] * 2, "title": ["A", "B"] * 4, "price": ["20", "30", "17", "26"] * 2}
    assert not flagged(looking.of_columns(listed, engine, TODAY))
    assert set(flagged(looking.of_columns(agreed, engine, TODAY))) >= {"price"}


def test_an_address_where_all_can_read_it_lowers_the_risk_and_is_named(engine: DuckDB) -> None:
    public = Context(as_of="2026-11-23", public_at="https://example.org/charts")
    delivery = looking.of_columns(LANGUAGES[0][0], engine, public)
    assert not flagged(delivery)
    assert {one.says["where"] for one in found(delivery, trade_figures)} == {"https://example.org/charts"}
    assert [one.case for one in found(looking.of_columns(LANGUAGES[0][0], engine, TODAY), trade_figures) if one.state == "not checked"] == ["publicity"]


def test_statistics_are_not_one_business(engine: DuckDB) -> None:
    yearly = {"country": ["NL", "BE"], "year": ["2025", "2025"], "turnover": ["1200", "900"]}
    monthly = {"region": ["NL1", "NL2"], "month": ["2026-09", "2026-09"], "turnover": ["1200", "900"]}
    assert not found(looking.of_columns(yearly, engine, TODAY))
    assert [(one.state, one.case) for one in found(looking.of_columns(monthly, engine, TODAY))] == [("not checked", "whose")]
    own = Context(as_of="2026-11-23", contributor="A publisher")
    assert set(flagged(looking.of_columns(monthly, engine, own))) >= {"turnover"}


def test_parameters_are_the_stewards(engine: DuckDB) -> None:
    cells = {"month": ["2026-10"] * 3, "shop": ["N", "S", "W"], "copies_sold": ["100", "50", "11"]}
    assert not flagged(looking.of_columns(cells, engine, TODAY), p_percent)
    assert len(found(looking.of_columns(cells, engine, TODAY), dominance)) == 1, "told beside the primary rule"
    strict = Context(as_of="2026-11-23", settings={"p-percent": {"p": 20}, "few-contributors": {"minimum": 5}, "fresh": {"months": 0}})
    lenient = looking.of_columns(cells, engine, Context(as_of="2026-11-23", settings={"fresh": {"months": 0}}))
    assert not flagged(lenient), "a steward may say that nothing here is recent"
    kept = Context(as_of="2026-11-23", settings={name: value for name, value in strict.settings.items() if name != "fresh"})
    assert set(flagged(looking.of_columns(cells, engine, kept), p_percent, few_contributors)) == {"copies_sold"}


def test_public_sets_of_others_ask_for_nothing(real_data: Path, tmp_path: Path) -> None:
    names = ("fivethirtyeight/bechdel_movies.csv.gz", "fivethirtyeight/biopics.csv", "corgis_video_games/video_games.csv.gz", "dcms_museum_visits/kpi_income_clean.csv",
             "dcms_museum_visits/footfall_df.csv",
             "dcms_gva/GVA_by_sector_2016.rda", "gdp/gdp.csv.gz", "cinebudge_open/ticketPrice.csv", "bakeoff/ratings.csv")  # fmt: skip
    for name in names:
        engine, folder = DuckDB(), tmp_path / name.replace("/", "-")
        folder.mkdir()
        try:
            assert not flagged(read(real_data / name, folder, engine)), name
        finally:
            engine.close()
