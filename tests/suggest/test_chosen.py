"""What somebody says that a column is goes into the mapping; what a table has no place for stays as suggested, and is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.shelf.formats import csv
from intarsia.shelf.mappings import mapping as mappings
from intarsia.suggest import chosen, look, suggestion
from intarsia.suggest.suggestion import Suggestion

FILMS = "nummer;titel;tweede titel;regie;jaar;opmerking\n" + "".join(f"F{n};Film {n};Movie {n};Jan Voorbeeld;{1950 + n};een zin\n" for n in range(30))
COLUMNS = ("nummer", "titel", "tweede titel", "regie", "jaar", "opmerking")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("chosen") / "films.csv"
    path.write_text(FILMS, "utf-8")
    return path


def suggested(file: Path, **said: str) -> Suggestion:
    return suggestion.from_sample(look.sample_of(csv, file), file, chosen={name.replace("_", " "): target for name, target in said.items()})


def becomes(found: Suggestion) -> dict[str, str]:
    return {j.column.full: j.target for j in found.judged}


def test_a_choice_is_in_the_mapping(file: Path) -> None:
    plain, other = suggested(file), suggested(file, regie="c:screenwriter")
    assert becomes(plain)["regie"] == "c:director" and "screenwriter" not in plain.mapping
    assert becomes(other)["regie"] == "c:screenwriter"
    assert "role = \"'screenwriter'\"" in other.mapping and "'director'" not in other.mapping
    assert other.rows[3]["why"] == chosen.SAID and other.rows[3]["confidence"] == "sure"
    mappings.parse(other.mapping, "the mapping")  # and can be used


def test_what_is_left_out_is_listed_with_the_reason(file: Path) -> None:
    found = suggested(file, jaar="")
    assert becomes(found)["jaar"] == "" and f'"jaar" = "{chosen.LEFT}"' in found.mapping and "date =" not in found.mapping


def test_what_can_be_said_once_is_said_by_what_was_chosen(file: Path) -> None:
    found = suggested(file, **{"tweede titel": "title"})
    assert [name for name, target in becomes(found).items() if target == "title"] == ["tweede titel"]


def test_a_table_has_no_place_for_everything_and_says_so(file: Path) -> None:
    found = suggested(file, opmerking="period")
    assert found.refused == ["opmerking"] and becomes(found)["opmerking"] != "period"
    assert suggested(file, regie="key").refused == ["regie"]  # it tells no records apart


def test_something_must_say_what_a_record_is_called(file: Path) -> None:
    with pytest.raises(Invalid, match="what each record is called"):
        suggested(file, titel="subject", **{"tweede titel": "subject", "nummer": "", "regie": "", "opmerking": ""})


def test_a_meaning_that_there_is_not_is_refused(file: Path) -> None:
    with pytest.raises(Invalid, match="no such meaning"):
        suggested(file, titel="'; DROP TABLE work; --")


@given(st.dictionaries(st.sampled_from(COLUMNS), st.sampled_from(chosen.meanings("work")), max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_choice_gives_a_mapping_that_can_be_read_or_words(file: Path, said: dict[str, str]) -> None:
    try:
        found = suggestion.from_sample(look.sample_of(csv, file), file, chosen=said)
    except Invalid as error:
        assert error.way_out
        return
    mappings.parse(found.mapping, "the mapping")
    for column, target in said.items():
        kept = becomes(found)[column]
        assert column in found.refused or kept in (target, {"name": "title", "title": "name"}.get(target)), (column, target, kept)
