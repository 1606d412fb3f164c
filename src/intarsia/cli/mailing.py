"""The command for letters: what waits, sending now, a test."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from intarsia.cli.shared import EXIT_FINDINGS, json_option, main, next_step, open_pool, plainly, pool_option, show


@main.command()
@click.option("--send", is_flag=True, help="Send what waits now; a running server does so once a minute.")
@click.option("--test", "address", default="", metavar="ADDRESS", help="Send one letter that says it is a test to this address.")
@pool_option
@json_option
@plainly
def mail(send: bool, address: str, pool_dir: Path, as_json: bool) -> None:
    """Say how many letters wait, were sent or were given up, and why. The pool sends none unless pool.toml has [mail].

    Example: intarsia mail --test me@example.org --pool mypool
    """
    from intarsia import mailing
    from intarsia.errors import Conflict
    from intarsia.mailing import outbox

    pool = open_pool(pool_dir)
    if not mailing.on(pool):
        if send or address:
            raise Conflict("this pool sends no letters", where=str(pool.layout.config), way_out='[mail] in pool.toml, with host = "mail.example.org" and sender = "desk@example.org"')
        show([{"letters": "off", "waiting": 0, "sent": 0, "failed": 0}], as_json)
        return
    if address:
        mailing.put(pool, address, pool.config.languages[0], "test")
    done = mailing.post(pool) if send or address else mailing.Posted()
    counts, why = outbox.counts(pool), "; ".join(f"{said} ({number})" for said, number in outbox.troubles(pool).items())
    show([{"letters": "on", **counts, "trouble": done.trouble or why}], as_json)
    if done.trouble or done.failed:
        sys.exit(EXIT_FINDINGS)
    next_step(f"intarsia doctor {pool.layout.root}", as_json)
