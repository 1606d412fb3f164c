"""A real catalogue cut in two, by row and by field, as a pool of two contributors; and what a right receipt must therefore say."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from intarsia.pool import Pool
from intarsia.reader import Reader
from tests.small import POOL, dataset

Row = dict[str, str]
#: both halves have these; each of the others stands in one of them only
SHARED = ("title", "year", "maker")
HIDDEN = {"one": ("description",), "other": ("page", "subject", "language", "number")}
MAPPING = """mapping = 1

[[source]]
name = "rows.csv"
record = "key"

[[work]]
form = "'{form}'"
title = "title"
date = "year"
description = "description"
page = "page"
language = "language"

[[work.contributions]]
name = "maker"
split = ";"
role = "'{role}'"

[[work.terms]]
facet = "'subject'"
value = "subject"
split = ";"

[[work.identifiers]]
scheme = "'register'"
value = "number"
"""


def film(real: Path) -> list[Row]:
    """Films of an encyclopaedia."""
    found: list[dict[str, Any]] = json.loads(gzip.decompress((real / "wikipedia_movies" / "movies-1990s.json.gz").read_bytes()))
    return [{"title": one["title"], "year": str(one["year"]), "maker": ";".join(one["cast"][:3]), "description": (one.get("extract") or "")[:200],
             "page": f"https://example.org/wiki/{one['href']}" if one.get("href") else "", "subject": ";".join(one["genres"]), "language": "", "number": ""} for one in found]


def publishing(real: Path) -> list[Row]:
    """Books of readers."""
    rows = csv.DictReader(io.StringIO(gzip.decompress((real / "goodbooks" / "books.csv.gz").read_bytes()).decode("utf-8")))
    return [{"title": one["title"].split(" (")[0], "year": str(int(float(one["original_publication_year"]))) if one["original_publication_year"] else "",
        "maker": one["authors"].replace(", ", ";"),
             "description": f"About {one['books_count']} "
                            f"editions", "page": one["image_url"], "subject": "", "language": {"eng": "en", "en-US": "en", "en-GB": "en", "fre": "fr",
                            "spa": "es"}.get(one["language_code"], ""),
             "number": one["work_id"]} for one in rows]


def music(real: Path) -> list[Row]:
    """Songs of a yearly list."""
    rows = csv.DictReader(io.StringIO(gzip.decompress((real / "hackalod_nl_music" / "top2000-database.csv.gz").read_bytes()).decode("utf-8-sig")))
    return [{"title": one["Nummer"], "year": one["Jaar"], "maker": one["Artiest"], "description": "", "page": one["Muziekweb match"], "subject": "", "language": "",
             "number": str(2000000 + n)} for n, one in enumerate(rows)]


SECTORS: dict[str, tuple[Callable[[Path], list[Row]], str, str]] = {"film-tv": (film, "film", "actor"), "publishing": (publishing, "book", "author"), "music": (music, "song", "performer")}


def halves(rows: list[Row], size: int, seed: int) -> tuple[list[Row], list[Row], dict[str, int]]:
    """Two overlapping halves of `size` rows in all, and how many values each gains when all is linked back: by half."""
    chance = random.Random(seed)
    once = {(one["title"].casefold(), one["year"], one["maker"]): one for one in rows if one["title"] and one["maker"]}
    chosen = chance.sample(sorted(once.values(), key=lambda one: (one["title"], one["year"], one["maker"], one["number"])), min(size, len(once)))
    first, last = chosen[: int(0.7 * len(chosen))], chosen[int(0.3 * len(chosen)) :]
    both = chosen[int(0.3 * len(chosen)) : int(0.7 * len(chosen))]
    fields = {"one": HIDDEN["other"], "other": HIDDEN["one"]}  # what each half lacks
    known = {half: sum(_untold(row, name, lacking) for row in both for name in lacking) for half, lacking in fields.items()}
    kept = [[{"key": f"{mark}{n}", **{name: "" if name in fields[half] else row[name] for name in row}} for n, row in enumerate(part)]
            for mark, half, part in (("a", "one", first), ("b", "other", last))]
    chance.shuffle(kept[1])
    return kept[0], kept[1], known


def _untold(row: Row, name: str, lacking: tuple[str, ...]) -> bool:
    """Has the record this value, and the half that lacks it no text that says the same?"""
    text = " ".join(row[one] for one in ("title", "description", "year", "page") if one not in lacking)
    parts = row[name].split(";") if name == "subject" else [row[name]]
    return any(one and (name != "subject" or not re.search(rf"\b{re.escape(one)}\b", text, re.IGNORECASE)) for one in parts)


def pool(folder: Path, rows: tuple[list[Row], list[Row]], sector: str, form: str, role: str) -> Pool:
    """Both halves as datasets of a pool, linked back by a build."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pool.toml").write_text(POOL, "utf-8")
    for name, part in zip(("one", "other"), rows, strict=True):
        text = io.StringIO()
        writer = csv.DictWriter(text, list(part[0]))
        writer.writeheader()
        writer.writerows(part)
        dataset(folder, name, name.title(), sector, "rows.csv", "csv", text.getvalue(), MAPPING.format(form=form, role=role))
    made = Pool(folder)
    made.build()
    return made


def shuffled(made: Pool, into: Path, seed: int = 7) -> Reader:
    """The same release with every link led to another record than the one it was found for."""
    release = made.reader().path
    shutil.copytree(release, into, ignore=shutil.ignore_patterns("graph"))
    for table, column in (("link", "object"), ("entity", "member")):
        for file in sorted((into / "tables" / table).glob("*.parquet")):
            con = duckdb.connect()
            rows = con.sql(f"SELECT * FROM read_parquet('{file}')").to_arrow_table()
            names = rows[column].to_pylist()
            other = [n for n, kind in enumerate(zip(rows["kind"].to_pylist(), strict=True)) if kind and (table == "link" or n % 2)]
            moved = [names[n] for n in other]
            random.Random(seed).shuffle(moved)
            for n, name in zip(other, moved, strict=True):
                names[n] = name
            con.register("moved", rows.set_column(rows.schema.get_field_index(column), column, [names]))
            con.execute(f"COPY moved TO '{file}.new' (FORMAT parquet)")
            con.close()
            Path(f"{file}.new").replace(file)
    return Reader(into)
