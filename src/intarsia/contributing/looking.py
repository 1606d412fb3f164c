"""Looking: a draft's file is read in the background, its report and its forecast side by side, each in a child process with limits."""

from __future__ import annotations

import shutil
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from intarsia import sandbox
from intarsia.checking import report as checking
from intarsia.checking import sentences
from intarsia.contributing import forecasting, jobs
from intarsia.contributing.draft import Draft, now
from intarsia.contributing.forecasting import FORECAST
from intarsia.errors import IntarsiaError, Unavailable

if TYPE_CHECKING:
    from intarsia.pool import Pool

#: who reads pages goes first
NICE = 15
#: seconds that a reading waits for a free place among children
PATIENCE = 600.0
#: columns and unreadable records that are kept; what `checking.report` takes
COLUMNS, REJECTED = 2_000, 200
#: the first rows and the sample of the columns: private as the file is
FIRST, LARGEST_FIRST = "first.json", 100_000_000
LEFT = Unavailable("the program that was reading this file stopped before it was done", way_out="send it again")


def start(pool: Pool, draft: Draft, language: str = "en") -> Draft:
    """Read a draft's file in the background: verdict and forecast first, then the report in the other language.

    Its state is "reading" from now on, until it is "read" or "failed". What was found earlier is forgotten.
    """
    lang = sentences.language(language)
    for name in (*map(report_name, sentences.WORDS), FORECAST, FIRST, "map.json"):
        (draft.folder / name).unlink(missing_ok=True)
    draft = draft.say(state="reading", stage="waiting", problem={}, times={"received": draft.times.get("received") or now()})
    jobs.start(draft, lambda one: _read(pool, one, lang), then=lambda one: _others(pool, one, lang))
    return draft


def prepare() -> None:
    """Have the process that forks readers import what it needs, so that whoever fills in the form finds it ready. Blocks for some seconds once."""
    with suppress(IntarsiaError):
        sandbox.call("intarsia.contributing.child:ready", {}, patience=0.1)


def state(draft: Draft) -> Draft:
    """The draft, where a job that nobody works on any more is told as failed: nobody waits for ever."""
    if draft.state == "reading" and not jobs.running(draft):
        again = draft.again()
        if again.state == "reading":
            jobs.failed(again, LEFT)
            return again.again()
        return again
    return draft


def look(pool: Pool, draft: Draft, language: str = "en", patience: float = PATIENCE) -> dict[str, Any]:
    """The report of a draft in a language, with the keys of `checking.report`: from disk, else read by a child now.

    Raises: as `checking.report`.
    """
    lang = sentences.language(language)
    kept = draft.kept(report_name(lang))
    if isinstance(kept, dict):
        return kept
    found = _report(pool, draft, lang, patience)
    draft.keep(report_name(lang), found)
    return found


def forecast(pool: Pool, draft: Draft) -> dict[str, Any] | None:
    """What the file would get back (keys of `receipt.dryrun.forecast`), or why that cannot be said: {"problem": ...}; None where the pool has nothing to compare with."""
    kept = draft.kept(FORECAST)
    if kept is None:
        kept = {"forecast": forecasting.made(pool, draft, NICE)}
        draft.keep(FORECAST, kept)
    found: dict[str, Any] | None = kept["forecast"]
    return found


def report_name(language: str) -> str:
    """The file in which a report is kept."""
    return f"report.{language}.json"


def _read(pool: Pool, draft: Draft, lang: str) -> None:
    """The work of one job."""
    draft.say(stage="reading", times={"reading": now()})
    wrong: list[BaseException] = []

    def compare() -> None:
        try:
            forecast(pool, draft)
        except Exception as error:  # noqa: BLE001 (told by the thread that waits)
            wrong.append(error)

    side = threading.Thread(target=compare, name=f"forecast {draft.id[:8]}", daemon=True)
    side.start()
    try:
        draft.keep(report_name(lang), _report(pool, draft, lang, PATIENCE))
    finally:
        draft.say(stage="comparing", times={"verdict": now()})
        side.join()
    if wrong:
        raise wrong[0]
    draft.say(state="read", stage="", times={"read": now(), "forecast": now()})


def _others(pool: Pool, draft: Draft, lang: str) -> None:
    """Whoever reads the other language, or has the memo in it, need not wait."""
    for other in sentences.WORDS:
        if other != lang:
            look(pool, draft, other)


def _report(pool: Pool, draft: Draft, lang: str, patience: float) -> dict[str, Any]:
    about: dict[str, Any] = {name: str(draft.about[name]) for name in checking.ABOUT if draft.about.get(name)}
    wants = not (draft.folder / FIRST).is_file()
    with checking.checked(draft.file, str(draft.about.get("format", "")), dict(draft.about.get("options") or {}), pool, lang=lang, nice=NICE, patience=patience, first=wants,
                          columns=draft.columns, like=str(draft.about.get("recipe", "")), **about) as seen:  # fmt: skip
        found = seen.report
        if seen.first is not None and seen.first.stat().st_size <= LARGEST_FIRST:
            shutil.copyfile(seen.first, draft.folder / FIRST)
    return {**found, "columns": found["columns"][:COLUMNS], "columns_in_all": len(found["columns"]), "rejected": found["rejected"][:REJECTED]}
