"""Books, songs, concerts and newsreels: asked for facts known from the files themselves."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.data

MIT, BY_SA, CC0 = "https://opensource.org/license/mit", "https://creativecommons.org/licenses/by-sa/4.0/", "https://creativecommons.org/publicdomain/zero/1.0/"


def one(reader: Any, sql: str) -> Any:
    """The single value of a query."""
    (row,) = reader.rows(sql)
    return row[0] if len(row) == 1 else row


def test_every_source_adds_up(reader: Any) -> None:
    found = {(dataset, name): counts for dataset, name, *counts in reader.rows("SELECT dataset, name, rows_in, rows_out, rows_rejected FROM distribution")}
    wanted = {
        ("goodbooks", "books.csv"): [10000, 10000, 0],
        ("hackalod_nl_music", "top2000-database.csv"): [4851, 4851, 0],
        ("hackalod_nl_music", "pinkpop.ttl"): [2486, 2484, 2],
        ("hackalod_nl_music", "noorderslag.ttl"): [495, 495, 0],
        ("hackalod_nl_music", "concertatsea.ttl"): [466, 466, 0],
        ("hackalod_nl_music", "Popprijzen-Nederland.csv"): [38, 38, 0],
        ("nyphil", "1842-43_TO_1910-11.xml"): [1075, 1075, 0],
        ("nyphil", "1911-12_TO_1919-20.xml"): [1066, 1066, 0],
        ("nyphil", "1995-96_TO_2003-04.xml"): [950, 950, 0],
        ("nyphil", "2004-05_TO_2010-11.xml"): [978, 978, 0],
        ("openbeelden", "openbeelden-items-1k.json"): [1000, 1000, 0],
    }
    assert {key: found[key] for key in wanted} == wanted


def test_what_is_rejected_says_why(reader: Any) -> None:
    rejected = "SELECT distribution, reason, count(*) FROM rejected WHERE dataset IN ('goodbooks', 'hackalod_nl_music', 'nyphil', 'openbeelden') GROUP BY ALL"
    assert reader.rows(rejected) == [("pinkpop.ttl", "a performance that names no performer", 2)]


def test_licences_are_those_the_repositories_state(reader: Any) -> None:
    licences = "SELECT id, licence FROM dataset WHERE id IN ('goodbooks', 'hackalod_nl_music', 'nyphil', 'openbeelden')"
    assert dict(reader.rows(licences)) == {"goodbooks": BY_SA, "hackalod_nl_music": MIT, "nyphil": CC0, "openbeelden": MIT}


# ---- goodbooks ---------------------------------------------------------------------------------------


def test_each_book_is_a_work_and_an_edition(reader: Any) -> None:
    assert dict(reader.rows("SELECT form, count(*) FROM work WHERE dataset = 'goodbooks' GROUP BY 1")) == {"book": 10000, "edition": 10000}
    assert one(reader, "SELECT count(*) FROM relation AS r JOIN work AS w ON w.id = r.key AND w.form = 'book' WHERE r.predicate = 'edition_of'") == 10000


def test_years_before_the_common_era(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM work WHERE dataset = 'goodbooks' AND year_start < 0") == 31
    # "-431.0" in the file: Medea was first played in 431 BCE, which is year -430 where there is a year 0
    medea = "SELECT DISTINCT w.year_start FROM work AS w JOIN title AS t ON t.work = w.id WHERE t.value = 'Medea' AND w.form = 'book' AND w.dataset = 'goodbooks'"
    assert one(reader, medea) == -430


def test_isbns_have_their_zeros_back(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM identifier WHERE dataset = 'goodbooks' AND scheme = 'isbn'") == 9277
    assert one(reader, "SELECT value FROM identifier WHERE dataset = 'goodbooks' AND scheme = 'isbn' AND record = '1'") == "9780439023481"


def test_series_come_out_of_the_titles(reader: Any) -> None:
    series = "SELECT r.title FROM work AS w JOIN relation AS r ON r.work = w.id WHERE w.dataset = 'goodbooks' AND r.predicate = 'part_of'"
    assert one(reader, f"{series} AND w.record = '1' AND w.title = 'The Hunger Games'") == "The Hunger Games"
    assert {title for (title,) in reader.rows(f"{series} AND w.title = 'Mort'")} == {"Death", "Discworld"}


def test_ratings_by_star_agree_with_their_total(reader: Any) -> None:
    counts = """SELECT about, sum(CASE WHEN segment IS NULL THEN value END) AS total, sum(CASE WHEN segment IS NOT NULL THEN value END) AS stars
        FROM observation WHERE dataset = 'goodbooks' AND measure = 'rating-count' AND about IN (SELECT id FROM work WHERE form = 'book') GROUP BY 1"""
    assert one(reader, f"SELECT count(*) FROM ({counts}) WHERE total = stars") == 10000


# ---- openbeelden -------------------------------------------------------------------------------------


def test_rights_are_kept_per_record(reader: Any) -> None:
    found = dict(reader.rows("SELECT rights, count(*) FROM work WHERE dataset = 'openbeelden' GROUP BY 1"))
    assert found == {
        "https://creativecommons.org/licenses/by-sa/3.0/nl/": 571,
        "https://creativecommons.org/publicdomain/mark/1.0/": 421,
        "https://creativecommons.org/licenses/by-nc-nd/3.0/nl/": 6,
        "https://creativecommons.org/licenses/by-nc-sa/3.0/nl/": 1,
        "https://creativecommons.org/licenses/by/3.0/nl/": 1,
    }


def test_titles_come_through_as_object_and_as_list(reader: Any) -> None:
    assert dict(reader.rows("SELECT kind, count(*) FROM title WHERE dataset = 'openbeelden' AND kind <> 'alternative' GROUP BY 1")) == {"main": 1000, "parallel": 700}


def test_roles_are_read_from_the_strings(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM contribution WHERE dataset = 'openbeelden' AND role = 'producer' AND name_written = 'Polygoon-Profilti'") > 850
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'openbeelden' AND (name LIKE '%(%producent%' OR name ILIKE '%onbekend%')") == 0


# ---- hackalod_nl_music -------------------------------------------------------------------------------


def test_bohemian_rhapsody_is_first_in_21_of_26_lists(reader: Any) -> None:
    song = "SELECT id FROM work WHERE dataset = 'hackalod_nl_music' AND form = 'song' AND title = 'Bohemian Rhapsody'"
    assert one(reader, f"SELECT count(*), count(CASE WHEN value = 1 THEN 1 END) FROM observation WHERE measure = 'rank' AND about IN ({song})") == (26, 21)


def test_every_list_has_its_two_thousand_places_once(reader: Any) -> None:
    lists = "SELECT left(period_start, 4), count(*) AS n, count(DISTINCT value) AS places, min(value), max(value)"
    lists += " FROM observation WHERE measure = 'rank' AND dataset = 'hackalod_nl_music' GROUP BY 1"
    assert {tuple(row[1:]) for row in reader.rows(lists)} == {(2000, 2000, 1, 2000)}
    assert len(reader.rows(lists)) == 26


@pytest.mark.parametrize(("year", "visitors"), [(1970, 10_000), (2014, 134_000)])
def test_pinkpop_attendance(reader: Any, year: int, visitors: int) -> None:
    pinkpop = "SELECT o.value FROM observation AS o JOIN work AS w ON w.id = o.about WHERE o.measure = 'attendance' AND w.title LIKE 'Pinkpop%'"
    assert one(reader, f"{pinkpop} AND left(o.period_start, 4) = '{year}'") == visitors


def test_an_unknown_attendance_is_missing_and_not_zero(reader: Any) -> None:
    assert reader.rows("SELECT left(period_start, 4), value, flag FROM observation WHERE measure = 'attendance' AND flag IS NOT NULL") == [("2025", None, "missing")]


def test_performers_meet_by_their_muziekweb_identifier(reader: Any) -> None:
    credited = "SELECT DISTINCT i.value FROM contribution AS c JOIN identifier AS i ON i.entity = c.agent WHERE i.scheme = 'muziekweb'"
    songs, pinkpop = f"{credited} AND c.record IN (SELECT record FROM work WHERE form = 'song')", f"{credited} AND c.record LIKE '%/pinkpop/%'"
    assert one(reader, f"SELECT count(*) FROM ({songs} INTERSECT {pinkpop})") == 277


def test_songs_without_an_identifier_still_have_a_performer(reader: Any) -> None:
    assert one(reader, "SELECT count(DISTINCT w.id) FROM work AS w JOIN contribution AS c ON c.work = w.id WHERE w.form = 'song'") == 4851


# ---- nyphil ------------------------------------------------------------------------------------------


def test_programmes_pieces_and_concerts(reader: Any) -> None:
    assert dict(reader.rows("SELECT form, count(*) FROM work WHERE dataset = 'nyphil' GROUP BY 1")) == {"concert": 4069, "composition": 5260}
    assert one(reader, "SELECT sum(value) FROM observation WHERE dataset = 'nyphil' AND measure = 'performances'") == 5932


def test_intermissions_are_no_pieces(reader: Any) -> None:
    assert one(reader, "SELECT count(*) FROM title WHERE dataset = 'nyphil' AND value ILIKE '%intermission%'") == 0


def test_first_concert(reader: Any) -> None:
    ((work, title),) = reader.rows("SELECT id, title FROM work WHERE dataset = 'nyphil' AND date = '1842-12-07'")
    assert title == "New York Philharmonic: Subscription Season, 1842-12-07"
    people = f"SELECT a.name, c.role FROM contribution AS c JOIN agent AS a ON a.id = c.agent WHERE c.work = '{work}'"
    assert set(reader.rows(f"{people} AND c.role = 'orchestra'")) == {("New York Philharmonic", "orchestra")}
    assert {name for name, _ in reader.rows(f"{people} AND c.role = 'conductor'")} == {"Ureli Corelli Hill", "Henry C. Timm", "Denis G. Etienne"}


def test_composers_stand_with_the_piece_and_without_doubled_spaces(reader: Any) -> None:
    composed = "SELECT w.form FROM contribution AS c JOIN work AS w ON w.id = c.work WHERE c.dataset = 'nyphil' AND c.role = 'composer'"
    assert {form for (form,) in reader.rows(composed)} == {"composition"}
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'nyphil' AND name LIKE '%  %'") == 0
    assert one(reader, "SELECT count(*) FROM agent WHERE dataset = 'nyphil' AND name = 'Ludwig van Beethoven'") == 1
