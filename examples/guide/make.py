"""Write the two files of the guide: a season of an invented theatre, and the next one. The same seed gives the same bytes."""

import datetime
import io
import random
import re
import zipfile
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
STAMP = datetime.datetime(2026, 11, 16, 9, 0, 0)
HEAD = ["no", "title", "maker", "genre", "premiere", "performances", "visitors", "contact", "remark"]
FIRST = ["The Lighthouse", "Paper", "Seven", "A House", "The Last", "Salt", "No Room", "Copper", "An Evening", "The Borrowed"]
SECOND = ["without Doors", "Harbour", "Winters", "for Nobody", "Tram", "and Bread", "at the Inn", "Birds", "in Reverse", "Moon"]
MAKERS = ["Tessa Verzonnen", "Bram Bedacht", "Noor Fictie", "Jip van Nergens", "Vera Voorbeeld", "Daan Denkbeeld"]
GENRES = ["drama", "comedy", "dance", "musical", "cabaret"]
REMARKS = ["sold out", "extra matinee", "talk after the show", "surtitled in English", None, None, None, None]


def season(year: int, first: int, count: int) -> list[list]:
    """One row a production; `contact` is the tour manager's address, which has no place in a shared file."""
    rng = random.Random(year)
    rows: list[list] = [HEAD]
    day = datetime.date(year, 9, 3)
    for number in range(first, first + count):
        day += datetime.timedelta(days=rng.randrange(3, 9))
        shown = rng.randrange(2, 19)
        maker = rng.choice(MAKERS)
        rows.append([f"P{number:03d}", f"{FIRST[number % 10]} {SECOND[(number * 7 + number // 10) % 10]}", maker, rng.choice(GENRES), day, shown, shown * rng.randrange(60, 240),
                     f"{maker.split()[0].lower()}@{'tour' if number % 2 else 'company'}.example.org", rng.choice(REMARKS)])
    return rows


def write(path: Path, rows: list[list]) -> None:
    """One sheet, with the time of writing set to STAMP."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Season"
    for row in rows:
        sheet.append(row)
    book.properties.created = STAMP
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            data = source.read(entry.filename)
            if entry.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + STAMP.isoformat().encode() + b"Z", data)
            fixed = zipfile.ZipInfo(entry.filename, STAMP.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, data)


def main(folder: Path = HERE) -> None:
    """Both files."""
    first = season(2024, 1, 40)
    write(folder / "season-2025.xlsx", first)
    write(folder / "season-2026.xlsx", first + season(2025, 41, 36)[1:])


if __name__ == "__main__":
    main()
