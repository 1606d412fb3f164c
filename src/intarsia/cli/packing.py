"""The command that packs a pool for others to play with: kit."""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, show
from intarsia.progress import Progress


@main.command()
@click.argument("file", default="intarsia-kit.zip", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--pool", "pool_dir", type=click.Path(path_type=Path), help="Pack the public release of this pool instead of the demo pool; its sources stay out.")
@json_option
@plainly
def kit(file: Path, pool_dir: Path | None, as_json: bool) -> None:
    """Pack a hackathon: demo pool, notebook, 20 questions and 5 challenges in one zip FILE.

    Example: intarsia kit hackathon.zip
    """
    from intarsia import adding
    from intarsia import kit as packing

    if pool_dir is not None:
        names = packing.pack(open_pool(pool_dir), None, file)
    else:
        with tempfile.TemporaryDirectory(prefix="intarsia-kit-") as folder:
            pool = adding.demo(Path(folder) / "pool")
            progress = Progress(False, as_json)
            pool.build(report=progress)
            progress.close()
            names = packing.pack(pool, adding.embedded(), file)
    show([{"kit": str(file), "files": len(names), "bytes": file.stat().st_size}], as_json)
    next_step(f"unzip {shlex.quote(str(file))} && intarsia serve {packing.ROOT}/pool", as_json)
