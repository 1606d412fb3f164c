"""The rights of the works themselves, apart from the licence of the data about them: stated for the whole or by each record."""

from __future__ import annotations

from collections.abc import Iterable

from intarsia.licences import licence
from intarsia.shelf.rules.about import of
from intarsia.shelf.rules.base import Found
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.shelf.rules.record_rights import columns as of_records
from intarsia.text import wordset

NAME = "object-rights"
KIND = "rights"
TEST = "available"
TITLE = {"en": "Rights of the works described", "nl": "Rechten van de beschreven werken"}
WHY = {
    "en": {
        "": "The file describes works. Nobody said which of them are still protected; a licence for the data says nothing about the works.",
        "stated": "The rights of the works are stated for the whole: {statement}.",
        "records": "Each record can state the rights of its work: there is a column for it.",
        "media": "Addresses of images, sound or film stand in {count} of the rows. These are the works themselves or copies of them, and no licence for the data covers them.",
        "none": "The file describes no works, so there are no rights of works to state.",
    },
    "nl": {
        "": "Het bestand beschrijft werken. Niemand heeft gezegd op welke nog rechten rusten; een licentie op de gegevens zegt niets over de werken.",
        "stated": "De rechten van de werken zijn voor het geheel opgegeven: {statement}.",
        "records": "Elk record kan de rechten van zijn werk noemen: er is een kolom voor.",
        "media": "In {count} van de rijen staat een adres van beeld, geluid of film. Dat zijn de werken zelf of kopieën ervan, en geen licentie op de gegevens dekt die.",
        "none": "Het bestand beschrijft geen werken, dus er zijn geen rechten van werken op te geven.",
    },
}
WAY_OUT = {
    "en": {
        "": 'State them with one of the twelve statements of rightsstatements.org; "copyright not evaluated" is an honest one.',
        "media": "Share the page of the record instead, or state the rights of each file.",
        "stated": "Nothing to do.",
        "records": "Map that column to the rights of the work.",
        "none": "Nothing to do.",
    },
    "nl": {
        "": 'Geef ze op met een van de twaalf verklaringen van rightsstatements.org; "copyright not evaluated" is een eerlijke.',
        "media": "Deel liever de pagina van het record, of noem de rechten per bestand.",
        "stated": "Niets te doen.",
        "records": "Koppel die kolom aan de rechten van het werk.",
        "none": "Niets te doen.",
    },
}
SOURCE = "RightsStatements.org, Recommendations for standardized international rights statements (2018); Europeana Data Model, edm:rights"
GOOD = ({"country": ["NL", "BE"], "year": ["2019", "2019"], "value": ["1", "2"]},)
BAD = ({"title": ["Example A", "Example B"], "image": ["https://example.org/a.jpg", "https://example.org/b.jpg"]},)
MEDIA = wordset(
    "image images thumbnail photo poster cover afbeelding foto bild bilder vorschaubild imagen imagenes immagine immagini obraz zdjecie audio video trailer media download mp3 mp4 jpg"
)
ENDINGS = (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".webp", ".mp3", ".mp4", ".wav", ".ogg", ".webm", ".mov", ".flac")


def look(delivery: Delivery) -> Iterable[Found]:
    """What is said of the rights of works, and where the file leads to the works themselves."""
    stated = delivery.context.object_rights
    works = of(delivery.columns, "title", "c:")
    rights = of_records(delivery)
    if stated:
        yield Found(state="pass", case="stated", says={"statement": licence(stated).uri or stated})
    elif rights:
        yield Found(tuple(c.full for c in rights), state="pass", case="records")
    elif works:
        yield Found(tuple(c.full for c in works), state="not checked")
    else:
        yield Found(state="pass", case="none")
    media = [c for c in delivery.columns if _media(c)]
    if media:
        yield Found(tuple(c.full for c in media), state="note", case="media", count=max(c.filled for c in media))


def _media(column: Column) -> bool:
    """Does a column hold addresses of images, sound or film?"""
    return bool(set(column.words) & MEDIA) and bool(column.values) and sum(v.lower().partition("?")[0].endswith(ENDINGS) for v in column.values) >= 0.5 * len(column.values)
