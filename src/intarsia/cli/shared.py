"""What all commands share: the group, errors in words, tables or JSON, the next step."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from intarsia import __version__, disk
from intarsia.errors import IntarsiaError, Invalid

EXIT_OK, EXIT_FINDINGS, EXIT_USAGE, EXIT_FAILED = 0, 1, 2, 3
pool_option = click.option("--pool", "pool_dir", default=".", show_default=True, type=click.Path(path_type=Path), help="Folder of the pool.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Group(click.Group):
    """Commands in the order in which one uses them."""

    order = ("new", "check", "suggest", "link", "add", "pack", "memo", "decide", "pledge", "build", "status", "returns", "readiness", "people", "serve", "demo", "kit",
             "search", "ask", "impact", "explain", "judge", "reconcile",
             "terms", "map", "suppress", "withdraw", "erase", "sql", "sparql", "export",
             "releases", "diff", "verify", "rollback", "backup", "restore", "papers", "mail", "doctor")

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.commands, key=self.order.index)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="intarsia")
@click.option("-v", "--verbose", is_flag=True, help="Show tracebacks: for the operator.")
def main(verbose: bool) -> None:
    """Pool low-risk data of the cultural and creative industries, link it, publish it, ask it.

    Exit codes: 0 ok, 1 findings or a missing decision, 2 wrong use or input, 3 failed.
    """


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Errors in words, with the exit code of their kind; a traceback only with -v."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            with disk.in_words():
                return command(*args, **kwargs)
        except IntarsiaError as error:
            if click.get_current_context().find_root().params.get("verbose"):
                raise
            _refuse(error, kwargs.get("as_json"))
        except BrokenPipeError:
            sys.exit(EXIT_OK)
        except OSError as error:
            if click.get_current_context().find_root().params.get("verbose"):
                raise
            _refuse(_of_system(error), kwargs.get("as_json"))
        except KeyboardInterrupt:
            click.echo("stopped; nothing half-done was kept", err=True)
            sys.exit(EXIT_FAILED)

    return run


def _refuse(error: IntarsiaError, as_json: Any) -> None:
    if as_json:
        click.echo(json.dumps(error.problem(), ensure_ascii=False))
    click.echo(click.style(f"{error.title}: ", fg="red", bold=True, reset=True) + in_words(error), err=True)
    sys.exit(error.exit_code)


def _of_system(error: OSError) -> IntarsiaError:
    """What the operating system said no to, about a path that was given."""
    said = (error.strerror or "it cannot be read or written").lower()
    return Invalid(f"the system says: {said}", where=str(error.filename or ""), way_out="check the path: its folder must be there, and a file must be a file")


def show(rows: list[dict[str, Any]], as_json: bool, columns: list[str] | None = None) -> None:
    """Rows as JSON, or as an aligned table."""
    if as_json:
        rows = [{k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()} for row in rows]  # JSON has no NaN
        click.echo(json.dumps(rows, ensure_ascii=False, default=str, indent=1 if sys.stdout.isatty() else None))
        return
    if not rows:
        click.echo("nothing")
        return
    names = columns or list(rows[0])
    cells = [names, *[[_cell(row.get(name)) for name in names] for row in rows]]
    longest = [max(len(line[n]) for line in cells) for n in range(len(names))]
    widths = [*(min(60, n) for n in longest[:-1]), longest[-1]]  # the last column may run on: it holds the sentences
    numeric = [all(isinstance(row.get(name), (int, float)) or row.get(name) is None for row in rows) for name in names]
    for number, line in enumerate(cells):
        text = "  ".join((c[:w].rjust(w) if numeric[n] else c[:w].ljust(w)) for n, (c, w) in enumerate(zip(line, widths, strict=True)))
        click.echo(click.style(text.rstrip(), bold=True) if number == 0 and sys.stdout.isatty() else text.rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.6g}"
    return printable(str(value))


def printable(text: str) -> str:
    """One line that a terminal shows as it is: no control characters, whatever a file holds."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))


def in_words(error: IntarsiaError) -> str:
    """The text of an error, safe to print."""
    parts = (error.what, error.where and f"where: {error.where}", error.way_out and f"way out: {error.way_out}")
    return "\n  ".join(printable(part) for part in parts if part)


def next_step(text: str, as_json: bool = False) -> None:
    """The next sensible command."""
    if not as_json:
        click.echo(f"next: {text}", err=True)


def open_pool(folder: Path) -> Any:
    from intarsia.pool import Pool

    return Pool(folder)
