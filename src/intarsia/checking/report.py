"""The report: a file is read, judged and ruled over in one child process; its answer is believed field by field."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia import sandbox
from intarsia.checking import believing, sentences
from intarsia.errors import Invalid
from intarsia.shelf.remedies import recipe as recipes
from intarsia.shelf.remedies.recipe import Recipe

if TYPE_CHECKING:
    from intarsia.pool import Pool

ABOUT = ("as_of", "sector", "licence", "public_at", "contributor", "object_rights", "period", "settings")
WANTED = ("fix", "spans", "first")


@dataclass(frozen=True)
class Seen:
    """report: see `report`. recipe: of the suggested remedies. safe: the records after them, as Parquet, when asked for, with the rows
    that came in and that are left. spans: where personal data stands in cells, as Parquet. first: the first rows, with what must not be shown
    covered, and what each column looks like (`firstlook`). The files are gone after the `with`."""

    report: dict[str, Any]
    recipe: Recipe
    safe: Path | None
    spans: Path | None
    rows_in: int
    rows_out: int
    first: Path | None = None


def report(path: Path, format_name: str = "", options: dict[str, Any] | None = None, pool: Pool | None = None, **more: Any) -> dict[str, Any]:
    """What a file is, what every rule says of it, the verdict and the remedies, in words; nothing is stored.

    more: `lang` ("en", "nl"), what is known beside the file (ABOUT; as_of is today without it; settings: lines of RULE.PARAMETER=VALUE), `like` (the text of a recipe that is
    replayed), and `nice`, `patience` and `on_tick` of `sandbox.call`.

    Keys: file, format, options, rows, columns, rejected, rejected_in_all, drafted, makes, form (how it is read, and what columns
    become); verdict, words, sentence, after, changes, tests, findings, not_checked, suggested, serves, keys, licence, as_of, charts,
    rival, drift. A column has, beside the account, becomes, confidence, why; finding, verdict, rule, title, reason, way_out, count,
    lines, suggested, loss, choices (remedy, options, words, loss, kept of what fits it). No cell of a flagged column is in it.
    Raises: NotFound for an unknown format; Invalid for a file that cannot be read, or not within the limits; Unavailable without a place.
    """
    with checked(path, format_name, options, pool, **more) as seen:
        return seen.report


@contextmanager
def checked(
    path: Path,
    format_name: str = "",
    options: dict[str, Any] | None = None,
    pool: Pool | None = None,
    *,
    lang: str = "en",
    fix: bool = False,
    spans: bool = False,
    first: bool = False,
    columns: Mapping[str, str] | None = None,
    like: str = "",
    nice: int = 0,
    patience: float | None = None,
    on_tick: Callable[[sandbox.Tick], None] | None = None,
    **about: str,
) -> Iterator[Seen]:
    """The report with the recipe and, where asked for, the safer records, the spans and the first rows. columns: column -> meaning that
    somebody said, in place of what would be suggested. See `report`."""
    if unknown := set(about) - set(ABOUT):
        raise TypeError(f"nothing is known as {', '.join(sorted(unknown))}")
    size = path.stat().st_size if path.is_file() else sandbox.written(path)
    limits = sandbox.Limits.reading(size, pool.config.reading if pool else None, nice)
    known = {"as_of": datetime.date.today().isoformat(), **{name: value for name, value in about.items() if value}}
    with tempfile.TemporaryDirectory(prefix="intarsia-") as scratch:
        arguments = {
            "path": str(path.absolute()), "format_name": format_name, "options": dict(options or {}), "folder": scratch, "own": str(pool.layout.shelf.absolute()) if pool else "",
            "memory": limits.memory // 2, "lang": sentences.language(lang), "about": known, "pool": release_of(pool),
            "want": [name for name, wanted in zip(WANTED, (fix, spans, first), strict=True) if wanted], "like": like, "columns": dict(columns or {}),
        }  # fmt: skip
        found = sandbox.call("intarsia.checking.child:in_child", arguments, limits, on_tick, where=str(path), folder=Path(scratch), patience=patience)
        try:
            told = believing.believed(found, path.name)
            recipe = recipes.parse(str(found["told"]["recipe"]))
            rows_out = int(found["told"].get("rows_out", 0))
        except (AttributeError, IndexError, KeyError, TypeError, ValueError, Invalid):
            raise Invalid("the reader of this file gave an answer that cannot be understood", where=str(path), way_out="export the file again, in another format if need be") from None
        safe, places, look = (_made(Path(scratch) / name) for name in ("safe.parquet", "spans.parquet", "first.json"))
        yield Seen(told, recipe, safe, places, told["rows"] - told["rejected_in_all"], rows_out, look)


def release_of(pool: Pool | None) -> str:
    """The folder of the release that everybody sees; "" without one."""
    if pool is None or pool.current() is None:
        return ""
    return str(pool.reader().path.absolute())


def _made(file: Path) -> Path | None:
    return file if file.is_file() and not file.is_symlink() else None
