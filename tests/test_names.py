"""Names of people, whichever way they are written, and cells that hold several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.names import Name, person, split_people
from intarsia.text import clean, fold

WORDS = st.sampled_from([
    "Jan", "de", "van", "der", "Beauvoir", "Jr.", ",", "The", "&", "and", "(ed.)", ";", "/", "O'NEILL", "II", "y", "producer", "1930", "-", "King", "LE", "d'",
])  # fmt: skip


@pytest.mark.parametrize(("written", "display", "sort"), [
    ("Beauvoir, Simone de", "Simone de Beauvoir", "Beauvoir, Simone de"),
    ("Simone de Beauvoir", "Simone de Beauvoir", "Beauvoir, Simone de"),
    ("Gogh, Vincent van", "Vincent van Gogh", "Gogh, Vincent van"),
    ("van Gogh, Vincent", "Vincent van Gogh", "Gogh, Vincent van"),
    ("VAN GOGH, VINCENT", "Vincent van Gogh", "Gogh, Vincent van"),
    ("Annunzio, Gabriele d'", "Gabriele d'Annunzio", "Annunzio, Gabriele d'"),
    ("Bert Van Bork", "Bert Van Bork", "Van Bork, Bert"),
    ("Robert De Niro", "Robert De Niro", "De Niro, Robert"),
    ("King Jr., Martin Luther", "Martin Luther King Jr.", "King, Martin Luther, Jr."),
    ("King, Martin Luther, Jr.", "Martin Luther King Jr.", "King, Martin Luther, Jr."),
    ("Martin Luther King, Jr.", "Martin Luther King Jr.", "King, Martin Luther, Jr."),
    ("Holbein, Hans, the Younger", "Hans Holbein the Younger", "Holbein, Hans, the Younger"),
    ("Hans Holbein the Younger", "Hans Holbein the Younger", "Holbein, Hans, the Younger"),
    ("Turner, William, of Oxford", "William Turner of Oxford", "Turner, William, of Oxford"),
    ("García Márquez, Gabriel", "Gabriel García Márquez", "García Márquez, Gabriel"),
    ("José Ortega y Gasset", "José Ortega y Gasset", "Ortega y Gasset, José"),
    ("van der Heijden, A.F.Th.", "A.F.Th. van der Heijden", "Heijden, A.F.Th. van der"),
    ("King, Ronald", "Ronald King", "King, Ronald"),
    ("Smith, Bob and Roberta", "Bob and Roberta Smith", "Smith, Bob and Roberta"),
    ("Al Held", "Al Held", "Held, Al"),
    ("PABLO PICASSO", "Pablo Picasso", "Picasso, Pablo"),
    ("MCQUEEN, STEVE", "Steve McQueen", "McQueen, Steve"),
    ("O'NEILL, EUGENE", "Eugene O'Neill", "O'Neill, Eugene"),
    ("McQueen, Steve, 1930", "Steve McQueen", "McQueen, Steve"),
    ("Carr, Emily, 1871-1945", "Emily Carr", "Carr, Emily"),
    ("Bert Haanstra (regie)", "Bert Haanstra", "Haanstra, Bert"),
    ("Beatles, The", "The Beatles", "Beatles, The"),
    ("The Beatles", "The Beatles", "Beatles, The"),
    ("Bal, Le", "Le Bal", "Le Bal"),
    ("Le Corbusier", "Le Corbusier", "Le Corbusier"),
    ("El Greco", "El Greco", "El Greco"),
    ("Queen Elizabeth II", "Queen Elizabeth II", "Queen Elizabeth II"),
    ("Absalon", "Absalon", "Absalon"),
    ("BBC", "BBC", "BBC"),
    ("ABC-TV (Australia)", "ABC-TV (Australia)", "ABC-TV (Australia)"),
    ("Simon & Schuster", "Simon & Schuster", "Simon & Schuster"),
    ("Herman Miller, Inc.", "Herman Miller, Inc.", "Herman Miller, Inc."),
    ("Asia Society, New York", "Asia Society, New York", "Asia Society, New York"),
    ("Ministry of Culture, Spain", "Ministry of Culture, Spain", "Ministry of Culture, Spain"),
    ("Film Australia", "Film Australia", "Film Australia"),
    ("unknown Italian, Naples", "unknown Italian, Naples", "unknown Italian, Naples"),
    ("", "", ""),
])  # fmt: skip
def test_person(written: str, display: str, sort: str) -> None:
    assert person(written)[:2] == (display, sort)


def test_the_parts_of_a_name() -> None:
    assert person("Beauvoir, Simone de") == Name("Simone de Beauvoir", "Beauvoir, Simone de", "de Beauvoir", "Simone")
    assert person("The Police") == Name("The Police", "Police, The", "Police", "")


@given(st.text() | st.lists(WORDS, max_size=7).map(" ".join))
def test_a_name_loses_no_letter_but_roles_and_life_dates(written: str) -> None:
    name = person(written)
    kept = fold(name.display)
    without = clean(written).replace("(ed.)", "")
    if not any(mark in written for mark in "()[]"):
        assert sorted(c for c in kept if c.isalpha()) == sorted(c for c in fold(without) if c.isalpha())
    assert sorted(c for c in fold(name.sort) if c.isalpha()) == sorted(c for c in kept if c.isalpha())


@pytest.mark.parametrize(("written", "found"), [
    ("Bert Van Bork, producer", [("Bert Van Bork", "producer")]),
    ("X (producent)", [("X", "producent")]),
    ("John Smith, Director", [("John Smith", "Director")]),
    ("Regie: Jan de Bont", [("Jan de Bont", "Regie")]),
    ("Ron Underwood, producer/director", [("Ron Underwood", "producer/director")]),
    ("ABC-TV (Australia), production company", [("ABC-TV (Australia)", "production company")]),
    ("AFI [au], distributor", [("AFI [au]", "distributor")]),
    ("Polygoon (producent) / Beeld en Geluid (beheerder)", [("Polygoon", "producent"), ("Beeld en Geluid", "beheerder")]),
    ("Suzanne Collins, Mary GrandPré", [("Suzanne Collins", None), ("Mary GrandPré", None)]),
    ("Homer, Robert Fagles, Bernard Knox", [("Homer", None), ("Robert Fagles", None), ("Bernard Knox", None)]),
    ("Unknown, Seamus Heaney", [("Seamus Heaney", None)]),
    ("Rowling, Joanne, Beck, Rufus", [("Rowling, Joanne", None), ("Beck, Rufus", None)]),
    ("Beauvoir, Simone de", [("Beauvoir, Simone de", None)]),
    ("Van Gogh, Vincent Willem", [("Van Gogh, Vincent Willem", None)]),
    ("Al Ries, Jack Trout", [("Al Ries", None), ("Jack Trout", None)]),
    ("Marie Curie; Pierre Curie", [("Marie Curie", None), ("Pierre Curie", None)]),
    ("Ann Lee, Bo Li, and Cy Fu", [("Ann Lee", None), ("Bo Li", None), ("Cy Fu", None)]),
    ("Jan de Bont en Paul Verhoeven", [("Jan de Bont", None), ("Paul Verhoeven", None)]),
    ("Jean Dupont et Marie Curie", [("Jean Dupont", None), ("Marie Curie", None)]),
    ("Anna Bo und Carl Du", [("Anna Bo", None), ("Carl Du", None)]),
    ("Sammy Davis, Jr., Dean Martin", [("Sammy Davis, Jr.", None), ("Dean Martin", None)]),
    ("José Ortega y Gasset", [("José Ortega y Gasset", None)]),
    ("Simon & Schuster", [("Simon & Schuster", None)]),
    ("Gilbert & George", [("Gilbert & George", None)]),
    ("Nick Cave & the Bad Seeds", [("Nick Cave & the Bad Seeds", None)]),
    ("AC/DC", [("AC/DC", None)]),
    ("U.S. Fish and Wildlife Service", [("U.S. Fish and Wildlife Service", None)]),
    ("Metropolitan Opera (New York, N.Y.)", [("Metropolitan Opera (New York, N.Y.)", None)]),
    ("Homer, et al.", [("Homer", None)]),
    (")", []),
    ("(none)", []),
    ("onbekend", []),
    ("unknown, director", []),
    ("", []),
])  # fmt: skip
def test_split_people(written: str, found: list[tuple[str, str | None]]) -> None:
    assert split_people(written) == found


def test_organisations_are_split_only_where_no_name_has_a_mark() -> None:
    assert split_people("Rivers & Hills Trust, Stones and Sand; Jan Bo (ed.)", people=False) == [
        ("Rivers & Hills Trust, Stones and Sand", None), ("Jan Bo", "ed."),
    ]  # fmt: skip


@given(st.text() | st.lists(WORDS, max_size=9).map(" ".join), st.booleans())
def test_names_in_a_cell_come_from_the_cell(written: str, people: bool) -> None:
    letters = {c for c in fold(clean(written)) if c.isalpha()}
    for name, role in split_people(written, people):
        assert name == name.strip() != ""
        assert {c for c in fold(name + (role or "")) if c.isalpha()} <= letters
