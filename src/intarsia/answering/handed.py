"""Answers handed to doors without pages: a terminal and the Python API. The record, and the drawing as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from intarsia.answering.asking import answer
from intarsia.answering.citing import address
from intarsia.answering.drawing import Placing, figure
from intarsia.answering.record import record
from intarsia.answering.release import Release
from intarsia.errors import NotFound
from intarsia.evidence import ENGLISH, Speaker

FORMS = ("svg", "png")


def handed(release: Release, name: str, chosen: Mapping[str, str], say: Speaker = ENGLISH) -> dict[str, Any]:
    """The record of an answer.

    Raises: NotFound for no such question; Invalid for a slot or value that is none.
    """
    return record(answer(release, name, chosen, say), release, say)


def drawing(release: Release, name: str, chosen: Mapping[str, str], form: str, say: Speaker = ENGLISH) -> bytes:
    """The chart of an answer as a file.

    Raises: NotFound where there is none; NotDrawn when it cannot be made into pixels here.
    """
    found = answer(release, name, chosen, say)
    base = release.reader.base.rstrip("/")
    one = figure(found, release, say, Placing(lambda lead: base + lead[0] + (f"?{urlencode(lead[1])}" if lead[1] else ""), address(found, release)))
    if not one.drawn:
        raise NotFound("this answer has no chart", where=name, way_out="take its table: --csv or --json" if found.rows else found.evidence.sentence)
    return one.png(address(found, release)) if form == "png" else one.sheet(address(found, release)).encode("utf-8")
