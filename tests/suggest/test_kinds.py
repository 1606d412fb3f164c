"""Kinds of table: places and concepts, figures of places in several shapes, columns that say the same, persons' own business."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from intarsia import adding
from intarsia.checking.report import report
from intarsia.cli import main
from intarsia.errors import Invalid
from intarsia.shelf.formats import csv as csv_format
from intarsia.shelf.formats import excel
from intarsia.shelf.mappings import mapping as mappings
from intarsia.suggest import adapt, beside, headers
from intarsia.suggest.look import sample_of
from intarsia.suggest.suggestion import Suggestion, from_sample


def suggested(folder: Path, name: str, text: str) -> Suggestion:
    file = folder / name
    file.write_text(text, "utf-8")
    sample = sample_of(csv_format, file)
    found = from_sample(sample, file)
    adapt.check(found.mapping, name, sample)
    return found


def becomes(found: Suggestion) -> dict[str, str]:
    return {row["column"]: row["becomes"] for row in found.rows}


COUNTRIES = (("NL", "NLD", "Netherlands", "Pays-Bas"), ("BE", "BEL", "Belgium", "Belgique"), ("FR", "FRA", "France", "France"),
             ("DE", "DEU", "Germany", "Allemagne"), ("PL", "POL", "Poland", "Pologne"))


def test_a_list_of_countries_gives_places(tmp_path: Path) -> None:
    found = suggested(tmp_path, "list.csv", "iso2,alpha-3,name_en,name_fr\n" + "".join(",".join(line) + "\n" for line in COUNTRIES))
    assert found.kind.makes == "place"
    assert becomes(found) == {"iso2": "code", "alpha-3": "identifier: iso-3166-1-alpha-3", "name_en": "name", "name_fr": "other name"}
    rule = mappings.parse(found.mapping).rules[0]
    assert (rule.table, rule.columns["code"], rule.columns["language"]) == ("place", "iso2", "'en'")


def test_a_code_and_a_name_give_concepts(tmp_path: Path) -> None:
    found = suggested(tmp_path, "soorten.csv", "code;naam\n" + "".join(f"AB{n:02};Soort {n}\n" for n in range(20)))
    rule = mappings.parse(found.mapping).rules[0]
    assert (rule.table, rule.columns["scheme"], rule.columns["notation"], rule.columns["label"]) == ("concept", "'soorten'", "code", "naam")


def test_a_list_of_titles_is_none(tmp_path: Path) -> None:
    found = suggested(tmp_path, "lijst.csv", "code;titel\n" + "".join(f"AB{n:02};Verhaal {n}\n" for n in range(20)))
    assert found.kind.makes == "work"


def test_aggregates_stand_apart_and_one_column_names_the_place(tmp_path: Path) -> None:
    lines = [f"{name},{code},{year},{year * 3}\n" for year in range(2000, 2006) for code, name in (("NLD", "Netherlands"), ("BEL", "Belgium"), ("FRA", "France"), ("WLD", "World"))]
    found = suggested(tmp_path, "population.csv", "Country Name,Country Code,Year,Value\n" + "".join(lines))
    assert becomes(found) == {"Country Name": "name of the place", "Country Code": "place", "Year": "period", "Value": "figure: population"}
    assert {r.table for r in mappings.parse(found.mapping).rules} == {"place", "observation"}
    found = suggested(tmp_path, "population.csv", "Country Name,Country Code,Year,Value\n" + "".join(line for line in lines if "WLD" not in line))
    assert becomes(found)["Country Name"] == "left out"
    assert [r.table for r in mappings.parse(found.mapping).rules] == ["observation"]


def test_several_figures_of_one_measure_are_told_apart(tmp_path: Path) -> None:
    header = "Entity,Year,Under 15 years old (X 2017),65+ years old (X 2017)\n"
    found = suggested(tmp_path, "ages.csv", header + "".join(f"{c[2]},{year},{year * 7},{year * 5}\n" for c in COUNTRIES for year in (2000, 2001)))
    figures = [r for r in mappings.parse(found.mapping).rules if r.table == "observation"]
    assert {r.columns["measure"] for r in figures} == {"'population'"}
    assert {r.columns["segment"] for r in figures} == {"'Under 15 years old'", "'65+ years old'"}


@pytest.mark.parametrize(("header", "values", "period"), [("kwartaal", "1234", "'Q' || right(kwartaal, 1) || ' ' || jaar"), ("maand", "1234", "jaar || '-' || right('0' || maand, 2)")])
def test_a_part_of_the_year_is_joined_to_it(tmp_path: Path, header: str, values: str, period: str) -> None:
    lines = "".join(f"{c[2]};{year};{part};{year}\n" for c in COUNTRIES for year in (2020, 2021) for part in values)
    found = suggested(tmp_path, "cijfers.csv", f"land;jaar;{header};bezoekers\n{lines}")
    assert mappings.parse(found.mapping).rules[0].columns["period"] == period


def test_months_as_columns(tmp_path: Path) -> None:
    months = ("January 2019", "February 2019", "March 2019 [r]", "April 2019")
    found = suggested(tmp_path, "museum visits.csv", "Museum Name," + ",".join(months) + "\nLamp Museum,1000,2000,3000,x\nShoe Museum,400,500,600,700\n")
    rule = mappings.parse(found.mapping).rules[1]
    assert rule.control["unpivot"]["columns"] == "^[^0-9]+ [0-9]{4}"
    assert rule.columns["measure"] == "'visits'"


@pytest.mark.parametrize(
    ("name", "said"),
    [("2019", True), ("2019/20", True), ("janvier 2019", True), ("Q1 2020", True), ("maart 2020 [r]", True), ("Toy Story 1995", False), ("nr 2019", False), ("", False)],
)
def test_names_of_periods(name: str, said: bool) -> None:
    assert headers.is_period(name) == said


def test_a_code_and_its_name_go_together(tmp_path: Path) -> None:
    file = tmp_path / "twins.csv"
    file.write_text("code,name,other,year\n" + "".join(f"{'AB'[n % 2]},{('Alpha', 'Beta')[n % 2]},{n % 3},{n}\n" for n in range(12)), "utf-8")
    assert {c.name: c.twin for c in sample_of(csv_format, file).tables[""]} == {"code": "", "name": "code", "other": "", "year": ""}


def test_prices_of_another_year_are_derived(tmp_path: Path) -> None:
    found = suggested(tmp_path, "films.csv", "title,year,budget,budget_2013$\nA,1990,100,200\nB,1991,300,400\nC,1992,500,700\n")
    assert (becomes(found)["budget"], becomes(found)["budget_2013$"]) == ("figure: budget", "left out")


def test_times_of_playing_are_minutes(tmp_path: Path) -> None:
    found = suggested(tmp_path, "films.csv", "title,year,running time\nA,1990,01:28:30\nB,1991,00:10:00\nC,1992,02:00:00\n")
    assert becomes(found)["running time"] == "figure: duration"
    assert "* 60" in found.mapping


MEMBERS = "voornaam;achternaam;e-mail;woonplaats\n" + "".join(f"An{n};Bos{n};a{n}@example.org;Utrecht\n" for n in range(9))


def test_private_persons_are_left_out_and_such_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="nothing that a catalogue shows"):
        suggested(tmp_path, "leden.csv", MEMBERS)
    told = report(tmp_path / "leden.csv")
    assert {c["column"]: c["becomes"] for c in told["columns"]} == dict.fromkeys(("voornaam", "achternaam", "e-mail", "woonplaats"), "left out")
    assert "Bos1" not in str(told) and "example.org" not in str(told)
    file = tmp_path / "tickets.csv"
    file.write_text("nr;voorstelling;e-mail\n1;De molen;an@example.org\n2;Het licht;bo@example.org\n", "utf-8")
    result = CliRunner().invoke(main, ["suggest", str(file), "--output", str(tmp_path / "out")])
    assert "note: columns of a person's own business" in result.stdout and "(e-mail)" in result.stdout
    assert "example.org" not in result.output


def test_other_sheets_are_named(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Films & boeken"
    for row in (["titel", "jaar"], ["De molen", 1931], ["Het licht", 1950], ["De zee", 1960]):
        book.active.append(row)
    book.create_sheet("Bezoek").append(["niets"])
    book.create_sheet("Verborgen").sheet_state = "hidden"
    file = tmp_path / "boek.xlsx"
    book.save(file)
    assert beside.sheets(file) == ["Films & boeken", "Bezoek"]
    assert beside.sheets(excel.example(tmp_path / "één.xlsx")[0]) != []
    result = CliRunner().invoke(main, ["suggest", str(file), "--output", str(tmp_path / "out")])
    assert "other sheets: Bezoek; to read one of them: intarsia suggest" in result.stdout


def test_one_file_of_a_zip_is_chosen_alike_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "pakket.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("films.csv", "nr;titel;jaar\n1;De molen;1931\n2;Het licht;1950\n")
        packed.writestr("boeken.csv", "isbn;titel\n9783161484100;De zee\n9780306406157;De weg\n")
    run = CliRunner().invoke
    refused = run(main, ["suggest", str(file), "--output", str(tmp_path / "out")])
    assert refused.exit_code == 2 and "-o member=" in refused.stderr
    run(main, ["new", str(tmp_path / "pool")])
    chosen = ["-o", "member=films.csv"]
    for command in (["check", str(file), *chosen], ["suggest", str(file), *chosen, "--pool", str(tmp_path / "pool")], ["add", str(file), *chosen, "--pool", str(tmp_path / "pool")]):
        result = run(main, command)
        assert result.exit_code == 0, result.output
        assert "titel" in result.stdout and "isbn" not in result.stdout
        assert command[0] == "add" or "-o member=films.csv" in result.stderr
    assert 'member = "films.csv"' in (tmp_path / "pool" / "datasets" / "pakket" / "dataset.toml").read_text("utf-8")
    refused = run(main, ["suggest", str(file), "-o", "films"])
    assert refused.exit_code == 2 and "--output FOLDER" in refused.stderr


def test_a_report_is_the_profile_with_the_suggestion(tmp_path: Path) -> None:
    file = tmp_path / "films.jsonl"
    file.write_text('{"title": "A", "year": 1990, "people": [{"name": "An Bos", "job": "director"}]}\n{"title": "B", "year": 1991, "people": []}\n', "utf-8")
    told, profiled = report(file), adding.profile_file(file)
    assert {key: told[key] for key in profiled if key != "columns"} == {key: value for key, value in profiled.items() if key != "columns"}
    assert [{key: column[key] for key in profiled["columns"][0]} for column in told["columns"]] == profiled["columns"]
    assert (told["drafted"], told["makes"]) == (True, "work")
    said = {(c["list"], c["column"]): c["becomes"] for c in told["columns"]}
    assert (said["", "title"], said["people", "name"], said["people", "job"]) == ("title", "maker: contributor", "maker: role")
    (tmp_path / "empty.csv").write_text("titel;jaar\n", "utf-8")
    assert report(tmp_path / "empty.csv")["drafted"] is False


def test_marc_fields_are_known_by_their_numbers(tmp_path: Path) -> None:
    from intarsia.suggest import marc

    assert {name: marc.target(name) for name in ("001", "245.a", "245.c", "record.100.a", "020.a", "650.a", "264.c")} == {
        "001": "key", "245.a": "title", "245.c": "", "record.100.a": "c:author", "020.a": "id:isbn", "650.a": "subject", "264.c": "date"}
    assert [marc.target(name) for name in ("jaar", "1999", "123", "a245.a", "")] == [None] * 5
