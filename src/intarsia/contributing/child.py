"""What child processes do for a draft: hold a file's records against the pool's title index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from intarsia.checking import child as checking
from intarsia.errors import IntarsiaError
from intarsia.pairs import table
from intarsia.receipt import dryrun, ownchild, titleindex
from intarsia.shelf import loader
from intarsia.steps import profile

#: what the process that forks readers imports beforehand
WARM = (*checking.WARM, "intarsia.checking.child")
TOLD = 0  # records that cannot be read are told by the report


def ready() -> bool:
    """Asked when somebody opens the form: from then on the process that forks readers has imported what a draft needs."""
    return True


def forecast(path: str, format_name: str, options: dict[str, Any], folder: str, own: str, index: str, release: str, base: str, sector: str) -> dict[str, Any]:
    """Expected links and gains, see `receipt.dryrun.forecast`, or why they cannot be told ({"problem"}); and the figures that may stand beside
    those of others, see `receipt.ownchild.figures`. index: the folder of the title indexes."""
    file, shelf = Path(path), Path(own) if own else None
    format_ = loader.format_named(format_name, shelf) if format_name else loader.format_for(file, shelf, options)
    raw = profile.read(format_, file, options, Path(folder), TOLD)
    figures = ownchild.figures(file, format_.NAME, raw, Path(folder))
    try:
        return {**dryrun.of_table(table.of_raw(file, format_.NAME, raw, Path(folder)), titleindex.of_folder(Path(index), release, base), sector=sector), "figures": figures}
    except IntarsiaError as error:
        return {"problem": {"what": error.what, "way_out": error.way_out}, "figures": figures}
