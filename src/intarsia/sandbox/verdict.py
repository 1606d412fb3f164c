"""Why a call gave no result, as an error that says what to do."""

from __future__ import annotations

import signal
from typing import Any

from intarsia.disk import size
from intarsia.errors import IntarsiaError, Invalid, Unavailable
from intarsia.sandbox.limits import Limits

LIMITS = ("memory", "seconds", "wall", "output", "answer", "files")
_ANEW = "the file may be damaged, or made to break readers: export it again, in another format if need be"


def over(limit: str, limits: Limits, where: str) -> Invalid:
    """The error for a limit that was met; it names the setting that raises it."""
    twice = {"memory": f'"{_setting(2 * limits.memory)}"', "output": f'"{_setting(2 * limits.output)}"', "seconds": str(2 * int(limits.seconds))}
    more = {name: f"split the file, or allow more: {name} = {value} under [reading] in pool.toml" for name, value in twice.items()}
    what, way_out = {
        "memory": (f"reading this needs more than {size(limits.memory)} of memory", more["memory"]),
        "seconds": (f"reading this takes more than {int(limits.seconds)} seconds of computing", more["seconds"]),
        "wall": (f"reading this takes more than {int(limits.wall)} seconds", more["seconds"]),
        "output": (f"reading this writes more than {size(limits.output)}", more["output"]),
        "answer": ("reading this finds more to report than can be kept", "nearly no record of it can be read: check its format and reading options"),
        "files": (f"reading this opens more than {limits.files} files at once", _ANEW),
    }[limit]
    return Invalid(what, where=where, way_out=way_out)


def ended(ending: dict[str, Any], said_something: bool, limits: Limits, where: str) -> IntarsiaError:
    """The error for a child that ended without an answer, by how it ended."""
    code = ending.get("code")
    if not isinstance(code, int):
        return Unavailable("the process that reads files was ended from outside", where=where, way_out="run this again")
    if code == -signal.SIGXCPU:
        return over("seconds", limits, where)
    if code == -signal.SIGALRM:
        return over("wall", limits, where)
    if code == -signal.SIGXFSZ:
        return over("output", limits, where)
    if code == -signal.SIGKILL and ending.get("cpu", 0) >= limits.seconds:  # the hard limit of CPU time
        return over("seconds", limits, where)
    if code == -signal.SIGKILL:
        return Invalid("reading this was ended by the operating system, most likely because the machine ran out of memory", where=where,
                       way_out='split the file, give the machine more memory, or lower what a reader may take: memory = "1GB" under [reading] in pool.toml')
    if code < 0 and ending.get("rss", 0) > 0.7 * limits.memory:  # a library that was refused memory and did not look
        return over("memory", limits, where)
    if code < 0:
        return Invalid(f"the reader of this file crashed ({_name(-code)})", where=where, way_out=_ANEW)
    if said_something:
        return Invalid("the reader of this file gave an answer that cannot be understood", where=where, way_out=_ANEW)
    return Invalid(f"the reader of this file stopped without an answer (exit code {code})", where=where, way_out=_ANEW)


def failed(kind: str, where: str) -> Invalid:
    """The error for an exception nobody foresaw; its text may quote the data, so it stays in the operator's log."""
    return Invalid(f"the reader of this file failed on it ({kind if kind.isidentifier() else 'an error'})", where=where,
                   way_out="export the file again or in another format; if it opens elsewhere, report it as a defect of the reader")


def _setting(count: float) -> str:
    return size(count).replace(" ", "").replace("bytes", "B")


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
