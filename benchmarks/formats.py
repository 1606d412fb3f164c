"""CSV, JSON Lines, XML and XLSX to typed Arrow: our readers and their peers on the same files, equal rows checked.

    python benchmarks/formats.py make FOLDER 1000000       the files
    python benchmarks/formats.py read csv polars FILE      one reader in this process; prints what it found as JSON
    python benchmarks/formats.py memory csv FILE           peak memory of our reader (steps.profile.read)

`benchmarks/run.py formats` runs them all, each in a process of its own; `streaming` reads the large files.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

COLUMNS = ("id", "title", "director", "year", "minutes", "budget", "premiere", "country", "code", "restored", "note")
WORDS = (
    "de", "het", "een", "zomer", "herfst", "molen", "nacht", "rivière", "été", "Straße", "größer", "łódź", "żółty", "niño", "corazón", "città", "perché", "château",
    "garçon", "æble", "ωκεανός", "море", "東京", "the", "of", "winter",
)  # fmt: skip
FIRST = ("Anna", "Zoë", "Jürgen", "François", "Łukasz", "José", "Søren", "Εύα", "Иван")
LAST = ("de Vries", "Müller", "Dupont", "Nowak", "García", "Jensen", "Παππάς", "Петров")
GENRES = ("drama", "comedy", "documentary", "animation", "krimi")
Record = dict[str, Any]


def records(count: int, seed: int = 1) -> Iterator[Record]:
    """Made-up films: some values are absent, some titles hold quotes, commas and letters of other scripts."""
    draw = random.Random(seed)
    for number in range(1, count + 1):
        chance = draw.random()
        title = " ".join(draw.choices(WORDS, k=draw.randint(1, 6))).capitalize()
        title = f'{title}: "{draw.choice(WORDS)}"' if chance < 0.05 else f"{title}, {draw.choice(WORDS)}" if chance < 0.15 else title
        yield {
            "id": f"F{number:07}", "title": title, "director": f"{draw.choice(FIRST)} {draw.choice(LAST)}",
            "year": None if chance > 0.95 else draw.randint(1895, 2025), "minutes": draw.randint(1, 240),
            "budget": None if 0.4 < chance < 0.5 else round(draw.random() * 1_000_000, 2),
            "premiere": None if chance > 0.9 else f"{draw.randint(1895, 2025)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            "country": draw.choice(("NL", "BE", "FR", "DE", "PL")), "code": f"{draw.randint(0, 999):03}", "restored": chance < 0.5,
            "note": " ".join(draw.choices(WORDS, k=8)) if chance < 0.3 else None,
            "place": {"city": draw.choice(("Łódź", "Gent", "Lyon", "Köln")), "seats": draw.randint(20, 900)},
            "genres": draw.sample(GENRES, draw.randint(0, 3)),
        }  # fmt: skip


def make(folder: Path, count: int) -> None:
    """films.csv, films.jsonl, films.xml of `count` records and films.xlsx of a tenth of them."""
    folder.mkdir(parents=True, exist_ok=True)
    with ((folder / "films.csv").open("w", encoding="utf-8", newline="") as flat, (folder / "films.jsonl").open("w", encoding="utf-8") as lines,
          (folder / "films.xml").open("w", encoding="utf-8") as tree):  # fmt: skip
        writer = csv.writer(flat, lineterminator="\n")
        writer.writerow(COLUMNS)
        tree.write('<?xml version="1.0" encoding="UTF-8"?>\n<films>\n')
        for record in records(count):
            writer.writerow([_flat(record[name]) for name in COLUMNS])
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
            tree.write(_element(record))
        tree.write("</films>\n")
    workbook(folder / "films.xlsx", count // 10)


def workbook(path: Path, count: int) -> None:
    """One sheet, dates as dates."""
    import datetime

    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("films")
    sheet.append(COLUMNS)
    for record in records(count):
        day = record["premiere"]
        sheet.append([datetime.date.fromisoformat(day) if name == "premiere" and day > "1901" else record[name] for name in COLUMNS]
                     if day else [record[name] for name in COLUMNS])  # fmt: skip
    book.save(path)


def _flat(value: Any) -> Any:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def _element(record: Record) -> str:
    fields = "".join(f"<{name}>{escape(str(_flat(record[name])), quote=False)}</{name}>" for name in COLUMNS[1:] if record[name] is not None)
    genres = "".join(f"<genre>{genre}</genre>" for genre in record["genres"])
    return f'<film id="{record["id"]}">{fields}<place><city>{record["place"]["city"]}</city><seats>{record["place"]["seats"]}</seats></place><genres>{genres}</genres></film>\n'


def summary(table: Any, rename: dict[str, str] | None = None) -> Record:
    """What equal tables have in common: rows, and figures over five columns."""
    import pyarrow.compute as pc

    def column(name: str) -> Any:
        return table.column((rename or {}).get(name, name))

    return {
        "rows": table.num_rows, "minutes": int(pc.sum(column("minutes").cast("int64")).as_py()), "years": int(len(column("year")) - column("year").null_count),
        "budget": round(float(pc.sum(column("budget").cast("float64")).as_py()) / 1000), "titles": int(pc.sum(pc.binary_length(column("title").cast("string"))).as_py()),
        "premieres": int(len(column("premiere")) - column("premiere").null_count),
    }  # fmt: skip


def ours(path: Path) -> Record:
    import intarsia

    table = intarsia.read(path).to_arrow()
    names = {field.name: str(field.type) for field in table.schema}
    assert names["minutes"] == "int64" and names["budget"] == "double" and names["code"] == "string" and names["premiere"] == "date32[day]", names
    return summary(table, {"id": "@id"} if path.suffix == ".xml" else None)


def duckdb(path: Path) -> Record:
    import duckdb

    reader = "read_csv" if path.suffix == ".csv" else "read_json"
    return summary(duckdb.connect().sql(f"FROM {reader}('{path}')").to_arrow_table())


def polars(path: Path) -> Record:
    import polars

    if path.suffix == ".csv":
        return summary(polars.read_csv(path, try_parse_dates=True).to_arrow())
    if path.suffix == ".jsonl":
        return summary(polars.read_ndjson(path).to_arrow())
    return summary(polars.read_excel(path).to_arrow())


def polars_scan(path: Path) -> Record:
    import polars

    if path.suffix == ".csv":
        return summary(polars.scan_csv(path, try_parse_dates=True).collect(engine="streaming").to_arrow())
    return summary(polars.scan_ndjson(path).collect(engine="streaming").to_arrow())


def pandas(path: Path) -> Record:
    import pandas
    import pyarrow

    if path.suffix == ".csv":
        frame = pandas.read_csv(path, engine="pyarrow", dtype_backend="pyarrow")
    elif path.suffix == ".jsonl":
        frame = pandas.read_json(path, lines=True, engine="pyarrow", dtype_backend="pyarrow")
    elif path.suffix == ".xml":
        frame = pandas.read_xml(path, iterparse={"film": list(COLUMNS)}, dtype_backend="pyarrow")
    else:
        frame = pandas.read_excel(path, engine="calamine", dtype_backend="pyarrow")
    return summary(pyarrow.Table.from_pandas(frame))


def iterparse(path: Path, parser: Any, **options: Any) -> Record:
    """What a user writes by hand who knows the file: columns by name, types given."""
    import pyarrow

    kept = [*COLUMNS[1:], "city", "seats"]
    values: dict[str, list[Any]] = {name: [] for name in ("id", *kept, "genres")}
    for _, film in parser.iterparse(str(path), events=("end",), **options):
        if film.tag != "film":
            continue
        row = {child.tag: child.text for child in film}
        place = film.find("place")
        row["city"], row["seats"] = place[0].text, place[1].text
        values["id"].append(film.get("id"))
        for name in kept:
            values[name].append(row.get(name))
        values["genres"].append([genre.text for genre in film.find("genres")])
        film.clear()
        if options:
            while film.getprevious() is not None:
                del film.getparent()[0]
    types = {"year": "int64", "minutes": "int64", "seats": "int64", "budget": "float64", "premiere": "date32", "restored": "bool"}
    return summary(pyarrow.table({name: pyarrow.array(column).cast(types[name]) if name in types else pyarrow.array(column) for name, column in values.items()}))


def lxml(path: Path) -> Record:
    from lxml import etree

    return iterparse(path, etree, tag="film")


def elementtree(path: Path) -> Record:
    import xml.etree.ElementTree as Tree

    return iterparse(path, Tree)


def calamine(path: Path) -> Record:
    import pyarrow
    import python_calamine

    rows = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    columns = dict(zip(rows[0], zip(*rows[1:])))
    return summary(pyarrow.table({name: _column(pyarrow, name, column) for name, column in columns.items()}))


def openpyxl(path: Path) -> Record:
    import openpyxl
    import pyarrow

    rows = openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True)
    names = next(rows)
    return summary(pyarrow.table({name: _column(pyarrow, name, column) for name, column in zip(names, zip(*rows))}))


def _column(pyarrow: Any, name: str, values: Any) -> Any:
    """Figures as they are; in other columns a cell may be a date or a text, and an empty one is nothing."""
    if name in ("year", "minutes", "budget"):
        return pyarrow.array([None if value == "" else value for value in values], type="float64")
    return pyarrow.array([None if value is None or value == "" else str(value) for value in values])


def fastexcel(path: Path) -> Record:
    import fastexcel
    import pyarrow

    return summary(pyarrow.record_batch(fastexcel.read_excel(path).load_sheet(0)))


READERS: dict[str, tuple[Callable[[Path], Record], ...]] = {
    "csv": (ours, duckdb, polars, polars_scan, pandas),
    "jsonl": (ours, duckdb, polars, polars_scan, pandas),
    "xml": (ours, lxml, elementtree, pandas),
    "xlsx": (ours, calamine, fastexcel, polars, pandas, openpyxl),
}


def enlarge(source: Path, target: Path, size: int) -> None:
    """The records of `source` again and again until the file has about `size` bytes."""
    head, tail = {".csv": (1, b""), ".jsonl": (0, b""), ".xml": (2, b"</films>\n")}[source.suffix]
    with source.open("rb") as stream, target.open("wb") as out:
        for _ in range(head):
            out.write(stream.readline())
        block = stream.read(200 << 20)
        block = block[: block.rfind(b"\n") + 1].removesuffix(tail)
        while out.tell() < size:
            out.write(block)
        out.write(tail)


def memory(kind: str, path: Path) -> Record:
    """Our reader on a large file, to raw tables on disk: rows, CPU seconds, peak memory in MB."""
    from intarsia.shelf import loader
    from intarsia.steps import profile

    folder = Path(tempfile.mkdtemp(prefix="raw-", dir=path.parent))
    try:
        raw = profile.read(loader.format_named(kind), path, {"max_bytes": 1 << 40}, folder)
    finally:
        shutil.rmtree(folder)
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {"rows": raw.rows[""], "rejected": len(raw.rejects), "cpu": sum(u.ru_utime + u.ru_stime for u in usage), "rss": max(u.ru_maxrss for u in usage) // 1024}


class WithoutPandas:
    """pyarrow imports pandas where it is installed, used or not: nobody who does not use it shall pay for it."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def main() -> None:
    match sys.argv[1:]:
        case ["make", folder, count]:
            make(Path(folder), int(count))
        case ["read", kind, reader, path]:
            sys.path.pop(0)  # this folder: its names are those of the peers' packages
            if reader != "pandas":
                sys.meta_path.insert(0, WithoutPandas())
            found = {one.__name__: one for one in READERS[kind]}[reader](Path(path))
            print(json.dumps({**found, "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
        case ["memory", kind, path]:
            sys.path.pop(0)
            print(json.dumps(memory(kind, Path(path))))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
