"""What the child process does for a check: read the file once, judge its columns, run the rules, find remedies, write the safer copy."""

from __future__ import annotations

import pkgutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pyarrow.parquet as pq

from intarsia.checking import charts, drifting, firstlook, known, licence, rival, telling
from intarsia.checking.losing import Losses
from intarsia.engine.duckdb import DuckDB
from intarsia.errors import IntarsiaError
from intarsia.shelf import loader, remedies, rules
from intarsia.shelf.formats.base import Batch
from intarsia.shelf.rules import settings, useful
from intarsia.shelf.rules.delivery import Context, Delivery
from intarsia.steps import profile
from intarsia.steps.profile import Raw
from intarsia.suggest.columns import Sample
from intarsia.suggest.judge import Judged
from intarsia.suggest.kind import Kind
from intarsia.suggest.look import RECORDS, of_items
from intarsia.suggest.suggestion import from_sample, row, settled, warm
from intarsia.triage import looking, remedying, running
from intarsia.triage.verdict import judged

#: what the process that forks readers imports beforehand
WARM = (*profile.WARM, *(f"{folder.__name__}.{module.name}" for folder in (rules, remedies) for module in pkgutil.iter_modules(folder.__path__)), "intarsia.suggest.preloaded")
#: columns whose suggestion is told; unreadable records that are told one by one
MOST, TOLD = 20_000, 1_000
SAFE, RECIPE, SPANS = "safe.parquet", "recipe.toml", "spans.parquet"
ROWS_A_BATCH = 10_000
#: a draft needs a title and takes what tells the records best apart; rules must not believe that
NAMES, GUESSED = ("title", "name"), 0.3


def in_child(
    path: str, format_name: str, options: dict[str, Any], folder: str, own: str, memory: int, lang: str, about: dict[str, str], pool: str, want: list[str], like: str, columns: dict[str, str]
) -> dict[str, Any]:
    """What `report.checked` asks of the child; the answer is JSON-able.

    about: fields of `Context`. pool: folder whose release says what is known, or "". want: "fix", "spans" and "first" write files into
    `folder`. like: the text of a recipe that is replayed, or "". columns: column -> meaning that somebody said.
    """
    with opened(path, format_name, options, folder, own, memory, about, pool, columns) as one:
        delivery, shelved, raw, shelf, scratch = one.delivery, one.rules, one.raw, one.shelf, Path(folder)
        found, kind = one.found, one.kind
        ruled = running.run(delivery, shelved, lang)
        losses = Losses(delivery, shelf)
        suggested = remedying.suggested(delivery, ruled, shelved, useful.useful, lang=lang, own=shelf, folder=scratch, losing=losses.of)
        verdicts = judged(delivery, ruled, suggested.silenced, suggested.useful)
        told = telling.told(delivery, ruled, verdicts, suggested, loader.remedies(shelf), lang, raw, shelved, losses.of)
        told["charts"] = charts.made(delivery, verdicts, lang)
        told["rival"] = rival.shown(delivery, ruled, lang)
        told["drift"] = drifting.replayed(like, delivery, ruled, shelved, shelf, lang) if like else []
        if "fix" in want:
            told["rows_out"] = _write(suggested.delivery, scratch)
            (scratch / RECIPE).write_text(suggested.recipe.text, "utf-8")
        if "spans" in want:
            _write_spans(delivery, scratch)
        if "first" in want:
            firstlook.write(delivery, verdicts, one.sample, scratch)
    return {
        **_account(raw, one.format, one.described),
        "drafted": one.drafted,
        "makes": kind.makes if kind else "",
        "form": kind.form if kind else "",
        "judged": [_becomes(j, kind) for j in found[:MOST]] if kind else [],
        "told": told,
    }


@dataclass(frozen=True)
class Opened:
    """A file that was read: as rules see it, with the rules, and what its columns were taken for."""

    delivery: Delivery
    rules: dict[str, ModuleType]
    raw: Raw
    described: list[tuple[Any, ...]]
    format: str
    shelf: Path | None
    found: list[Judged]
    kind: Kind | None
    drafted: bool
    sample: Sample


@contextmanager
def opened(path: str, format_name: str, options: dict[str, Any], folder: str, own: str, memory: int, about: dict[str, str], pool: str,
           columns: dict[str, str] | None = None) -> Iterator[Opened]:
    """Read a file and judge its columns; arguments as of `in_child`."""
    tables = threading.Thread(target=warm, daemon=True)  # words are loaded while the engine reads
    tables.start()
    file, shelf, scratch = Path(path), Path(own) if own else None, Path(folder)
    engine = DuckDB(Path(tempfile.gettempdir()) / "spill", f"{memory // 1_000_000}MB")
    format_ = loader.format_named(format_name, shelf) if format_name else loader.format_for(file, shelf, options)
    raw, described = profile.profile(format_, file, options, scratch, engine, TOLD)
    tables.join()
    sample = of_items(items(raw, scratch), raw.options, format_.NAME)
    found, kind, drafted = _suggested(sample, file, columns or {})
    becomes = {(j.column.table, j.column.name): j.target for j in found if not (j.target in NAMES and j.score <= GUESSED)}
    with known.asking(pool) as ask:
        delivery = looking.look(file.name, raw, scratch, described, _context(about, file, ask), engine, becomes, kind.makes if kind else "")
        yield Opened(delivery, loader.rules(shelf), raw, described, format_.NAME, shelf, found, kind, drafted, sample)


def _account(raw: Raw, format_name: str, described: list[tuple[Any, ...]]) -> dict[str, Any]:
    """How the file was read."""
    columns = [list(one) for one in described]
    return {"format": format_name, "options": raw.options, "rows": raw.rows_in, "described": profile.DESCRIBED, "columns": columns, "rejected": raw.rejects, "more": raw.more}


def _suggested(sample: Sample, file: Path, columns: dict[str, str]) -> tuple[list[Judged], Kind | None, bool]:
    """What each column becomes, the kind of table, and whether a draft of a mapping can be made."""
    try:
        found = from_sample(sample, file, chosen=columns)
        return found.judged, found.kind, True
    except IntarsiaError:  # no draft can be made: persons' own business only, or no values at all
        return (*settled(sample, file, chosen=columns), True) if sample.own() else ([], None, False)


def items(raw: Raw, folder: Path) -> Iterator[Batch]:
    """The first records of each raw table, as the format gave them."""
    for table in sorted(raw.parts, key=lambda table: table == ""):  # lists first: the sample ends when there are records enough
        left = RECORDS
        for part in raw.parts[table]:
            with pq.ParquetFile(folder / part) as parquet:
                for batch in parquet.iter_batches(ROWS_A_BATCH) if left > 0 else ():
                    yield Batch(table, batch)
                    left -= batch.num_rows
                    if left <= 0:
                        break


def _becomes(j: Judged, kind: Kind) -> list[str]:
    """list, column, becomes, confidence, why."""
    said = row(j, kind)
    return [j.column.table, j.column.name, said["becomes"], said["confidence"], said["why"]]


def _context(about: dict[str, str], file: Path, ask: Any) -> Context:
    """What is known beside the file; a licence that nobody gave is looked for beside it."""
    given: dict[str, Any] = {**about, "settings": settings.parsed(about.get("settings", "").splitlines())}
    if given.get("licence"):
        given["licence_from"] = "--licence"
    else:
        given["licence"], given["licence_from"] = licence.found_beside(file)
    return Context(**given, known=ask)


def _write(safer: Delivery, folder: Path) -> int:
    """The safer records as Parquet, in their own order."""
    names = [c.name for c in safer.of()]
    if not names:
        return 0
    from intarsia.engine.duckdb import identifier

    reader = safer.engine.stream(f"SELECT {', '.join(map(identifier, names))} FROM {safer.relation()} ORDER BY _row")
    rows = 0
    with pq.ParquetWriter(folder / SAFE, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
            rows += batch.num_rows
    return rows


def _write_spans(delivery: Delivery, folder: Path) -> None:
    """Where personal data stands in the cells: record, line, column, kind, start, end; never the text."""
    from intarsia.personal import scan

    pq.write_table(scan(delivery.engine, delivery.relation(), [c.name for c in delivery.of()]), folder / SPANS)
