"""What columns become: by header in several languages and vocabularies of the web, by content, and never dropped in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.pairs import kinds, roles, shared, table
from tests.pairs import made

FILM = "key title alias year season episode duration people people context text"
FILMS = {
    "en": ("id,title,original title,release date,season,episode,runtime,director,cast,series,plot", FILM),
    "nl": ("id,titel,oorspronkelijke titel,jaar,seizoen,aflevering,speelduur,regisseur,acteurs,serie,beschrijving", FILM),
    "fr": ("id,titre,titre original,année de sortie,saison,épisode,durée,réalisateur,acteurs,série,résumé", FILM),
    "de": ("id,Titel,Originaltitel,Erscheinungsjahr,Staffel,Folge,Laufzeit,Regie,Darsteller,Reihe,Beschreibung", FILM),
    "es": ("id,título,título original,año de estreno,temporada,episodio,duración,director,reparto,serie,sinopsis", FILM),
    "it": ("id,titolo,titolo originale,anno,stagione,episodio,durata,regista,interpreti,serie,trama", FILM),
    "pl": ("id,tytuł,tytuł oryginalny,rok produkcji,sezon,odcinek,czas trwania,reżyser,obsada,seria,opis", FILM),
    "uris": ("http://purl.org/dc/terms/identifier,http://www.movieontology.org/2009/10/01/movieontology.owl#title,skos:altLabel,dbo:releaseDate,http://dbpedia.org/ontology/seasonNumber,dbo:episodeNumber,"
             "http://schema.org/duration,dbo:director,http://dbpedia.org/ontology/starring,dbp:series,rdfs:comment", FILM),
}  # fmt: skip
VALUES = [
    [
        "f1",
        "Gelder Vonk",
        "Gel Von",
        "1981-02-03",
        "1",
        "4",
        "95",
        "Aba Dero",
        "Lomi Ruve|Kor Lina",
        "Vonken",
        "een verhaal over een molenaar die zijn molen niet meer terug kon vinden in het donker van de nacht",
    ],
    [
        "f2",
        "Hanno in de Stad",
        "Hanno",
        "1992-05-13",
        "2",
        "5",
        "102",
        "Mira Stenfri",
        "Kor Lina|Joka Pelt",
        "Steden",
        "twee broers gaan naar de stad en raken elkaar daar kwijt op de eerste dag van de week",
    ],
    [
        "f3",
        "De Xantippe",
        "Xanti",
        "2003-11-23",
        "3",
        "6",
        "88",
        "Ulva Tersim",
        "Yelda Quo|Aba Dero",
        "Vonken",
        "over een schip dat niet wilde varen en een kapitein die dat eigenlijk best vond zo",
    ],
    [
        "f4",
        "Torval",
        "Tor",
        "1974-08-30",
        "1",
        "7",
        "120",
        "Wolf Ganhel",
        "Lomi Ruve|Ulva Tersim",
        "Bergen",
        "een klimmer en zijn hond zoeken de top van een berg die op geen enkele kaart staat",
    ],
]


def recognised(tmp_path: Path, header: str, rows: list[list[str]] = VALUES) -> dict[str, str]:
    file = tmp_path / "things.csv"
    file.write_text(header + "\n" + "".join(",".join(row) + "\n" for row in rows), "utf-8")
    return {role.column: role.field for role in roles.roles(table.read(file))}


@pytest.mark.parametrize("language", FILMS)
def test_headers_in_seven_languages_and_as_addresses(language: str, tmp_path: Path) -> None:
    header, wanted = FILMS[language]
    assert list(recognised(tmp_path, header).values()) == wanted.split()


def test_persons_and_their_lives(tmp_path: Path) -> None:
    rows = [["n1", "Dero", "Aba", "1921-02-03", "1999", "Female"], ["n2", "Ruve", "Lomi", "1931-02-03", "2001", "Male"], ["n3", "Lina", "Kor", "1941-02-03", "2011", "Male"]]
    found = recognised(tmp_path, "id,surname,given name,birthDate,dbo:deathDate,gender", rows)
    assert list(found.values()) == ["key", "family", "given", "born", "died", "text"]
    side = shared.side(opened := table.read(tmp_path / "things.csv"), roles.roles(opened))
    assert side.fields["titles"].to_pylist() == [["Aba Dero"], ["Lomi Ruve"], ["Kor Lina"]] and set(side.guessed.tolist()) == {kinds.PERSON}
    assert side.fields["year_start"].to_pylist() == [1921, 1931, 1941] and side.fields["date"].to_pylist()[0] == "1921-02-03"


def test_what_nobody_knows_counts_as_text(tmp_path: Path) -> None:
    found = recognised(
        tmp_path, "id,title,blurbification,zxcv\n".strip(), [["1", "Gelder", "rood met strepen", "7.25"], ["2", "Hanno", "blauw als de zee", "8.5"], ["3", "Torval", "groen gras", "9.75"]]
    )
    assert found == {"id": "key", "title": "title", "blurbification": "text", "zxcv": "none"}


def test_kinds_in_one_file_by_type_and_without(tmp_path: Path) -> None:
    lines = [
        "1,http://dbpedia.org/ontology/Film,Gelder Vonk,,1981,",
        "2,foaf:Person,,Aba Dero,,1921",
        "3,MusicGroup,,De Vonken,,",
        "4,TelevisionEpisode,Hanno,,1992,",
        "5,Film director,,Mira Sten,,1950",
    ]
    (tmp_path / "t.csv").write_text("id,type,title,name,year,birth year\n" + "\n".join(lines) + "\n", "utf-8")
    (tmp_path / "u.csv").write_text("id,title,name,year,birth year\n" + "\n".join(re_typed.partition(",")[0] + "," + re_typed.split(",", 2)[2] for re_typed in lines) + "\n", "utf-8")
    sides = [shared.side(opened := table.read(tmp_path / name), roles.roles(opened)) for name in ("t.csv", "u.csv")]
    assert [kinds.NAMES[k] for k in sides[0].guessed] == ["work", "person", "organisation", "work", "person"]
    assert [kinds.NAMES[k] for k in sides[1].guessed] == ["work", "person", "person", "work", "person"]


@pytest.mark.parametrize(
    ("word", "kind"), [("tvEpisode", "work"), ("http://schema.org/Person", "person"), ("Q-less", ""), ("production company", "organisation"), ("acteur", "person"), ("Spielfilm", "work")]
)
def test_words_of_kinds(word: str, kind: str) -> None:
    assert kinds.NAMES[kinds.of_word(word)] == kind


def test_a_table_of_credits_is_no_attribute_table(tmp_path: Path) -> None:
    rows = "".join(f"Aba Dero {n // 3},{('director', 'actor', 'writer')[n % 3]},Film {n}\n" for n in range(30))
    (tmp_path / "c.csv").write_text("name,role,film\n" + rows, "utf-8")
    assert table.read(tmp_path / "c.csv").names == ["name", "role", "film"]


def test_references_become_the_names_of_what_they_refer_to(tmp_path: Path) -> None:
    film = {"id": "f1", "title": "Gelder Vonk", "director": "p1", "actors": ["p2", "p1"]}
    persons = [{"id": "p1", "name": "Aba Dero", "birthDate": "1921"}, {"id": "p2", "name": "Lomi Ruve", "birthDate": "1930"}]
    made.as_json_lines(tmp_path / "r.jsonl", [film, *persons])
    side = shared.side(opened := table.read(tmp_path / "r.jsonl"), roles.roles(opened))
    assert sorted(set(side.fields["people"].to_pylist()[0])) == ["Aba Dero", "Lomi Ruve"]
    assert side.fields["context"].to_pylist() == [None, "Gelder Vonk", "Gelder Vonk"]


def test_values_in_the_wrong_column_are_found(tmp_path: Path) -> None:
    rows = ["1,Gelder Vonk,3:55,24-Nov-14", "2,Hanno 4:15 19-Aug-14,,", "3,Torval,2:01,1-May-98", "4,Het is 12:30,,2-May-98"]
    (tmp_path / "s.csv").write_text("id,song,time,released\n" + "\n".join(rows) + "\n", "utf-8")
    side = shared.side(opened := table.read(tmp_path / "s.csv"), roles.roles(opened))
    assert side.fields["duration"].to_pylist() == [235, 255, 121, 750] and side.fields["year_start"].to_pylist() == [2014, 2014, 1998, 1998]
    (tmp_path / "t.csv").write_text("id,title\n" + "\n".join(",".join(row.split(",")[:2]) for row in rows) + "\n", "utf-8")
    other = shared.side(opened := table.read(tmp_path / "t.csv"), roles.roles(opened))
    assert other.fields["duration"].null_count == 4  # no column of this file says what such a value would mean
