"""The command that writes papers: agreement, record of processing, screening, and which law applies to whom."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

from intarsia.cli.shared import json_option, main, next_step, plainly, pool_option


@main.command()
@click.option("--into", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder to write them into; made where it is missing.")
@pool_option
@json_option
@plainly
def papers(folder: Path, pool_dir: Path, as_json: bool) -> None:
    """Write the agreement, the record of processing, the screening and the guide to the law, filled in from this pool, in English and Dutch.

    Example: intarsia papers --into papers --pool mypool
    """
    from intarsia import papers as written
    from intarsia.pool import Pool
    from intarsia.store.layout import replace

    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for one in written.papers(Pool(pool_dir)):
        for form, text in (("md", one.text), ("html", one.page())):
            names.append(f"{one.name}.{one.language}.{form}")
            replace(folder / names[-1], text)
    if as_json:
        click.echo(json.dumps({"folder": str(folder), "files": names}))
        return
    click.echo(f"{len(names)} files in {folder}; what stands between square brackets only you can know, and none of it is legal advice")
    next_step(f"print the agreement: open {shlex.quote(str(folder / 'agreement.en.html'))}")
