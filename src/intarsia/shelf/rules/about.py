"""What a column is about: what it becomes in the model, or, where nobody said, what its header says in one of seven languages.

The answers are the targets of a mapping: "title", "name", "c:author", "date", "period", "country", "genre", "audience", "id:isbn",
"m:visits", "key", "place", "rights"; "" for a column that nothing tells of.
"""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.shelf.rules.delivery import Column
from intarsia.text import wordset

#: target -> folded words of headers: English, Dutch, German, French, Spanish, Italian, Polish
_WORDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("id:isbn", wordset("isbn isbn10 isbn13")),
    ("id:ean", wordset("ean ean13 gtin barcode streepjescode")),
    ("id:issn", wordset("issn eissn")),
    ("id:wikidata", wordset("wikidata qid")),
    ("id:imdb", wordset("imdb tconst")),
    ("rights", wordset("rights licence license copyright rechten licentie auteursrecht droits rechte lizenz derechos licencia diritti licenza prawa licencja urheberrecht")),
    ("genre", wordset("genre genres subgenre gattung genero generos genere generi gatunek gatunki category categorie")),
    ("audience", wordset("audience doelgroep kijkwijzer publieksgroep zielgruppe altersfreigabe pegi fsk agerating certificate")),
    ("born", wordset("born birth geboren geboortejaar geboortedatum geburtsjahr geburtsdatum naissance nacimiento nascita urodzenia birthyear")),
    ("died", wordset("died death overleden sterfjaar gestorben sterbejahr deces muerte morte smierci deathyear")),
    ("country", wordset("country countries land pays pais paese kraj iso2 iso3 countrycode landcode nation")),
    ("nationality", wordset("nationality nationaliteit nationalite nationalitat nacionalidad nazionalita narodowosc")),
    ("date.end", wordset("end einde einddatum ende enddatum fin fine koniec until")),
    ("date", wordset("date year released premiere published jaar jaartal datum annee jahr erscheinungsjahr ano fecha anno data rok publicatiejaar verschijningsjaar")),
    ("period", wordset("period month week quarter maand kwartaal periode mois trimestre semaine monat quartal woche mes semana mese settimana miesiac kwartal tydzien")),
    ("c:author", wordset("author authors writer auteur auteurs schrijver autor autoren autores autore autori maker creator artist kunstenaar director regisseur componist composer")),
    ("title", wordset("title titel titre titulo titolo tytul film movie book boek song album game")),
    ("name", wordset("name naam nom nombre nome nazwa")),
    ("place", wordset("place plaats city stad region regio town gemeente ort stadt ville ciudad citta miasto province provincie nuts geo area")),
    (
        "m:visits",
        wordset(
            "visits visitors attendance admissions bezoekers bezoeken kijkers besucher zuschauer visiteurs spectateurs visitantes espectadores visitatori spettatori widzowie "
            "zwiedzajacy viewers listeners"
        ),
    ),
    ("m:sales-units", wordset("sold verkocht verkauft vendus vendidos venduti sprzedane")),
    ("m:rating-count", wordset("ratings votes loans plays downloads streams uitleningen ausleihen prets prestamos prestiti wypozyczenia")),
    ("m:population", wordset("population inhabitants inwoners bevolking einwohner habitants habitantes abitanti mieszkancy")),
    ("m:gva", wordset("gdp gva bbp bip pib pil pkb employment jobs banen unemployment")),
    ("value", wordset("value amount count number quantity waarde aantal valeur wert anzahl valor cantidad valore quantita wartosc liczba ilosc")),
    ("key", wordset("id code nr no nummer number key identifier kennung clave chiave klucz numer")),
)
DATES = ("date", "date.end", "period", "born", "died", "as_of")


def about(column: Column) -> str:
    """The target of a column: what it becomes, else what its header says, else ""."""
    if column.becomes:
        return column.becomes
    words = set(column.words)
    return next((target for target, known in _WORDS if words & known), "")


def of(columns: Iterable[Column], *targets: str) -> list[Column]:
    """The columns that are about one of these; "c:" and the like stand for all that begin so. Empty columns are left out."""
    return [c for c in columns if c.filled and any(about(c) == t or (t.endswith(":") and about(c).startswith(t)) for t in targets)]
