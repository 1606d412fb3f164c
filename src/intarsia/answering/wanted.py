"""What the questions of a release wait for: every need of every answer, ranked by how many questions it would settle."""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from intarsia import code
from intarsia.answering.asking import answer, insights
from intarsia.answering.release import Release
from intarsia.errors import Broken, IntarsiaError
from intarsia.evidence import ENGLISH, Speaker
from intarsia.shelf.insights.base import Answer, Insight, Need

log = logging.getLogger(__name__)
#: beside the tables of a release: the list in every language; made after a build by a child process, else by whoever asks first, and never a part of its id
FILE, LOCK = "wanted.json", ".wanted.lock"
#: the child process, run with the folder of a pool
CHILD = "intarsia.web.wanting"
#: slots whose values are tried one by one, beside the question with its defaults
TRIED = ("sector", "measure", "study")
MOST = 4
#: groups whose questions take seconds each: they are asked with their defaults alone
COSTLY = ("partners",)
SETTLED = ("SOLID",)
_FACTS = tuple(field.name for field in fields(Need) if field.name != "about")


@dataclass(frozen=True)
class Want:
    """Data that questions wait for. need: the widest of those that name the same facts. says: what each of them says, the most frequent
    first. questions: insight and values chosen, of each answer that needs it. described: datasets that have or
    describe such data, with their publisher and whether their rows are shared; empty: nobody yet."""

    need: Need
    says: tuple[str, ...]
    questions: tuple[tuple[str, dict[str, str]], ...]
    described: tuple[tuple[str, str, bool], ...]


def wanted(release: Release, say: Speaker = ENGLISH) -> tuple[Want, ...]:
    """What questions wait for, the data that would settle most of them first; computed once per release and language."""
    return release.once(f"wanted {say.language}", lambda: _wanted(release, say))


def _wanted(release: Release, say: Speaker) -> tuple[Want, ...]:
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for said in _answers(release, say):
        if said.evidence.state in SETTLED:
            continue
        for need in said.needs:
            entry = found.setdefault(_kind(need), {"need": need, "questions": {}, "says": Counter()})
            entry["says"][need.about] += 1
            if _wider(need, entry["need"]):
                entry["need"] = need
            chosen = {name: value for name, value in said.chosen.items() if value}
            entry["questions"][said.insight, json.dumps(chosen, sort_keys=True)] = (said.insight, chosen)
    wants = [Want(entry["need"], tuple(text for text, _ in entry["says"].most_common()), tuple(entry["questions"].values()), _described(release, entry["need"])) for entry in found.values()]
    return tuple(sorted(wants, key=lambda want: (-len({name for name, _ in want.questions}), -len(want.questions), want.need.about)))


def _answers(release: Release, say: Speaker) -> Iterator[Answer]:
    """Every question with its defaults, and with each value of the slots that are tried."""
    for name, insight in sorted(insights(release.own).items()):
        for chosen in _choices(release, insight):
            try:
                yield answer(release, name, chosen, say)
            except Broken as error:  # one question that fails keeps no other from being asked
                log.warning("the question %s %s gives no answer: %s", name, chosen, error.what)
            except IntarsiaError as error:  # two slots that exclude each other
                log.debug("%s %s: %s", name, chosen, error.what)


def _choices(release: Release, insight: Insight) -> list[dict[str, str]]:
    found: list[dict[str, str]] = [{}]
    for slot in insight.PARAMETERS if insight.GROUP not in COSTLY else ():
        if slot.kind in TRIED:
            values = tuple(release.values(slot.kind, slot.of, "en"))
            found += [{slot.name: value} for value in values[:MOST] if value and value != slot.default]
    return found


def _kind(need: Need) -> tuple[Any, ...]:
    return need.tables, need.measure, need.form, need.sector, need.place, need.facet


def _wider(one: Need, other: Need) -> bool:
    reach = [need.years[1] - need.years[0] if need.years else 10_000 for need in (one, other)]
    return (reach[0], one.contributors) > (reach[1], other.contributors)


def _described(release: Release, need: Need) -> tuple[tuple[str, str, bool], ...]:
    """Datasets that have such rows, then those that only describe data of that sector."""
    if need.measure:
        rows = release.records("SELECT DISTINCT dataset FROM cube_observation WHERE measure = $measure", {"measure": need.measure})
    elif need.form or need.facet or need.sector:
        facet, _, concept = need.facet.partition(":")
        tests = [(column, value) for column, value in (("form", need.form), ("sector", need.sector), ("facet", facet), ("concept", concept)) if value]
        cube = "cube_work" if need.facet else "cube_total"
        rows = release.records(f"SELECT DISTINCT dataset FROM {cube} WHERE " + " AND ".join(f"{column} = ${column}" for column, _ in tests), dict(tests))
    elif "intervention" in need.tables:
        rows = release.records("SELECT DISTINCT dataset FROM intervention")
    else:
        rows = []
    have = {str(row["dataset"]) for row in rows}
    told = release.once("wanted datasets", lambda: release.records("SELECT id, publisher, sector, verdict FROM dataset ORDER BY id"))
    here = [(row["id"], row["publisher"] or row["id"], True) for row in told if row["id"] in have]
    return tuple(here + [(row["id"], row["publisher"] or row["id"], False) for row in told
                         if row["id"] not in have and row["verdict"] in ("ASK", "DESCRIBE ONLY", "POOLED ONLY") and need.sector and row["sector"] == need.sector])


def rows(release: Release, wants: tuple[Want, ...]) -> list[dict[str, Any]]:
    """The same as data, one row a need."""
    return [{
        "rank": place, "about": want.says[0], "says": list(want.says), "questions": len({name for name, _ in want.questions}), "answers": len(want.questions),
        "insights": sorted({name for name, _ in want.questions}), **{name: value for name, value in asdict(want.need).items() if name != "about"},
        "described_by": [{"dataset": id, "publisher": publisher, "shared": shared} for id, publisher, shared in want.described],
    } for place, want in enumerate(wants, 1)]


def start(pool: Path) -> subprocess.Popen[bytes]:
    """Make the lists of the served releases in a child process that goes on when this one ends."""
    return subprocess.Popen([sys.executable, "-m", CHILD, str(pool)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def keep(release: Release, wants: tuple[Want, ...], language: str) -> None:
    """Leave the list of a language beside the release, where the page and the look at a new file (checking/known.py) read it; a disk that refuses is no trouble."""
    folder = release.reader.path
    listed = [{**row, "needed": want.need.about, "asked": [list(one) for one in want.questions]} for row, want in zip(rows(release, wants), wants, strict=True)]
    try:
        with (folder / LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            body = {"stamp": _stamp(release), "lists": {**_lists(folder, _stamp(release)), language: listed}}
            aside = folder / f"{FILE}.part"
            aside.write_text(json.dumps(body, ensure_ascii=False, sort_keys=True, indent=1) + "\n", "utf-8")
            aside.replace(folder / FILE)
    except OSError as error:
        log.info("the list of wanted data is not kept: %s", error)


def read(release: Release, language: str) -> tuple[Want, ...] | None:
    """The list that lies beside the release; None where nobody made it in that language, by this code and of the release as it is."""
    listed = _lists(release.reader.path, _stamp(release)).get(language)
    return None if listed is None else tuple(map(_want, listed))


def kept(folder: Path) -> list[dict[str, Any]]:
    """The list of a release's folder, in English where there is that; empty as long as nobody made it."""
    lists = _lists(folder)
    return lists.get(ENGLISH.language) or next(iter(lists.values()), [])


def _lists(folder: Path, stamp: str = "") -> dict[str, list[dict[str, Any]]]:
    """What lies there, by language; nothing where it was made of something else."""
    try:
        body = json.loads((folder / FILE).read_text("utf-8"))
        lists: dict[str, list[dict[str, Any]]] = body["lists"] if stamp in ("", body["stamp"]) else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return lists


def _stamp(release: Release) -> str:
    """What the list is made of: the release with what was erased from it, the code, and the questions of the pool's own shelf."""
    own = sorted(path for path in release.own.rglob("*") if path.is_file() and path.suffix in (".py", ".toml")) if release.own else []
    return " ".join([release.reader.edition, code.version("wanted"), *(hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in own)])


def _want(row: dict[str, Any]) -> Want:
    """A line of the file as it was."""
    facts = {name: row[name] for name in _FACTS} | {"tables": tuple(row["tables"]), "years": tuple(row["years"]) if row["years"] else None}
    return Want(Need(row["needed"], **facts), tuple(row["says"]), tuple((name, chosen) for name, chosen in row["asked"]),
                tuple((one["dataset"], one["publisher"], one["shared"]) for one in row["described_by"]))


def waiting(needs: list[dict[str, Any]], facts: frozenset[str]) -> dict[str, str]:
    """The questions that data with these facts would help: insight -> what it waits for. facts: "table:observation", "measure:visits",
    "facet:genre", "sector:games", "form:film". A need is met when all that it names is there; place and years are for people to see."""
    found: dict[str, str] = {}
    for need in needs:
        asked = {f"{name}:{need[name].partition(':')[0]}" for name in ("measure", "facet", "sector", "form") if need.get(name)}
        tables = {f"table:{one}" for one in need.get("tables") or ()}
        if (tables or asked) and asked <= facts and (not tables or tables & facts):
            found |= dict.fromkeys(need.get("insights") or (), str(need.get("about") or ""))
    return found
