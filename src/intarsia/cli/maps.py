"""Commands over the map: map add, list and remove a file of regions that the operator supplies."""

from __future__ import annotations

import json
from pathlib import Path

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, show


@main.group()
def map() -> None:
    """Boundaries of regions for the map: they do not come with Intarsia, as their licence keeps commercial use out.

    Example: intarsia map add NUTS_RG_60M_2021_4326.geojson
    """


@map.command()
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--notice", default="", metavar="TEXT", help="What stands under each map in place of Eurostat's notice.")
@pool_option
@json_option
@plainly
def add(source: Path, notice: str, pool_dir: Path, as_json: bool) -> None:
    """Take the NUTS regions of FILE (GeoJSON or TopoJSON in EPSG:4326, 3035 or 3857; .gz is fine) for the maps of this pool, with their names.

    Boundaries of Eurostat's GISCO service are free for other than commercial use, with their notice: whoever adds them answers for that.

    Example: intarsia map add NUTS_RG_60M_2021_4326.geojson --pool mypool
    """
    from intarsia.figures import regions

    layout = open_pool(pool_dir).layout
    made = regions.take(source, layout.regions, notice)
    told = {"file": str(layout.regions), **made.regions, "outside": made.outside, "bytes": made.bytes, "notice": made.notice}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    show([told], False, ["nuts1", "nuts2", "nuts3", "outside", "bytes"])
    click.echo(f"shown under each map of regions: {made.notice}")
    click.echo("its licence binds you: Eurostat's boundaries are not for commercial use")
    next_step("intarsia serve, then /map?level=region")


@map.command()
@pool_option
@json_option
@plainly
def remove(pool_dir: Path, as_json: bool) -> None:
    """Take the file of regions away again: maps show countries.

    Example: intarsia map remove --pool mypool
    """
    path = open_pool(pool_dir).layout.regions
    there = path.is_file()
    path.unlink(missing_ok=True)
    show([{"removed": there, "file": str(path)}], as_json)
