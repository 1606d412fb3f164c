"""The memo: one page for who decides, about one dataset: goal, verdict, evidence, what is changed and lost, what comes back, what was not checked, what is signed.

Everything on it is cut to a length, so that it always fits one sheet of A4. It holds names of columns and counts, never a cell.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from intarsia import __version__
from intarsia.checking.sentences import STATES, words
from intarsia.objections.memowords import GROUPS, short, some, word
from intarsia.objections.subject import Subject
from intarsia.triage.wording import number


class Room(NamedTuple):
    """How much of each part is told: lines, columns that a line names, characters of a name, of a line, of a text and of the verdict's sentence."""

    evidence: int
    changes: int
    back: int
    unchecked: int
    names: int
    name: int
    line: int
    text: int
    sentence: int


#: from what fits most files to what fits any: the first with which the memo stays within one sheet is taken
ROOMS = (Room(9, 7, 4, 9, 4, 26, 120, 300, 360), Room(8, 6, 3, 7, 3, 24, 100, 240, 300), Room(7, 5, 3, 6, 2, 22, 80, 180, 240), Room(5, 4, 2, 5, 2, 18, 60, 120, 180),
         Room(4, 3, 2, 4, 1, 18, 48, 90, 130))
#: lines of a sheet, and characters of a line: of half its width and of the whole; counted low, for letters differ in width
SHEET, HALF, WHOLE = 52, 42, 88
TITLE = 80


@dataclass(frozen=True)
class Memo:
    """One page in one language. facts: (label, text). tests: (test, state, its word). The other parts are lines. mark: the hash of what is signed."""

    language: str
    kind: str
    title: str
    organisation: str
    facts: tuple[tuple[str, str], ...]
    verdict: str
    words: str
    sentence: str
    tests: tuple[tuple[str, str, str], ...]
    evidence: tuple[str, ...]
    changes: tuple[str, ...]
    back: tuple[str, ...]
    unchecked: tuple[str, ...]
    effort: tuple[str, ...]
    decides: tuple[str, ...]
    signatures: tuple[str, ...]
    checksum: str
    rules: str
    mark: str
    made: str

    def record(self) -> dict[str, Any]:
        """Its JSON form."""
        found = asdict(self)
        return {**found, "facts": dict(self.facts), "tests": [{"test": title, "state": state, "word": said} for title, state, said in self.tests]}


def memo(of: Subject, lang: str) -> Memo:
    """The memo of a subject whose report is in that language, as full as one sheet holds."""
    found = (_filled(of, lang, room) for room in ROOMS)
    return next((one for one in found if lines(one) <= SHEET), _filled(of, lang, ROOMS[-1]))


def lines(memo: Memo) -> int:
    """How many lines of a sheet it takes, at most."""
    head = [f"{memo.kind} {memo.organisation}", memo.title * 2, *(f"{label:15}{text}" for label, text in memo.facts), memo.sentence, " ".join(memo.decides), *memo.signatures]
    parts = [memo.evidence, memo.changes, memo.back, memo.unchecked, memo.effort]
    half = len(memo.tests) + 1 + sum(len(textwrap.wrap(line, HALF)) for part in parts for line in part) + 2 * sum(map(bool, parts))
    return sum(max(1, len(textwrap.wrap(text, WHOLE))) for text in head) - (-half // 2) + 11  # 11: the lines to sign, and what is signed


def _filled(of: Subject, lang: str, room: Room) -> Memo:
    report, about, plan = of.report, {**of.about, **{key: value for key, value in of.plan.items() if value}}, of.plan
    title = short(str(about.get("title") or "") or word("untitled", lang), TITLE)
    verdict = str(plan.get("verdict") or report["verdict"])
    said = str(report["words"]) if verdict == report["verdict"] and list(of.acts) == list(report["suggested"]) else words(verdict, changes(of.acts), lang)
    sentence = str(report["sentence"]) if verdict == report["verdict"] else ""
    if of.weighed and of.weighed["verdict"] != verdict:
        sentence = f"{short(sentence, room.sentence - 60)} {word('after', lang, words=of.weighed['words'])}".strip()
    return Memo(
        lang, word("kind", lang), title, short(str(about.get("publisher") or ""), TITLE), tuple(_facts(of, about, lang, room)), verdict, said, short(sentence, room.sentence),
        tuple((str(one["title"]), str(one["state"]), STATES[lang][one["state"]]) for one in report["tests"]), tuple(_evidence(of, lang, room)), tuple(_changed(of, lang, room)),
        tuple((*_waiting(of, room), *_back(of, lang, room))),
        tuple(_unchecked(report, room)), tuple(of.effort.texts) if of.effort else (), tuple(_decides(plan, lang, room)), tuple(_signatures(of, lang)), of.checksum, of.rules, of.mark,
        word("made", lang, day=of.day, version=__version__))  # fmt: skip


def changes(acts: Sequence[Mapping[str, Any]]) -> int:
    """How many changes these remedies are, as the words of a verdict count them: one a column, and one for each that is about the whole."""
    return len({column for act in acts for column in act["columns"]}) + sum(not act["columns"] for act in acts)


def _facts(of: Subject, about: Mapping[str, Any], lang: str, room: Room) -> Iterable[tuple[str, str]]:
    report = of.report
    columns = report.get("columns_in_all", len(report["columns"]))
    counts = word("described" if columns else "counted", lang, rows=report["rows"], columns=columns)
    rejected = f"; {word('rejected', lang, n=report['rejected_in_all'])}" if report["rejected_in_all"] else ""
    if text := short(str(about.get("description") or ""), room.text):
        yield word("what", lang), text
    yield word("data", lang), f"{short(of.name, 60)}: {counts}{rejected}."
    goal = str(about.get("goal") or "")
    yield word("goal", lang), word(goal, lang) if goal in ("public", "commercial") else short(goal, room.line) or word("unsaid", lang)
    yield word("licence", lang), short(str(about.get("licence") or report["licence"]["licence"] or ""), room.line) or word("unsaid", lang)


def _evidence(of: Subject, lang: str, room: Room) -> Iterable[str]:
    """What asks for something, one line for each rule: its title, the columns it names, and how many rows."""
    rules: dict[str, list[Mapping[str, Any]]] = {}
    for one in of.report["findings"]:
        if one["acts"]:
            rules.setdefault(str(one["rule"]), []).append(one)
    for rule, found in list(rules.items())[: room.evidence]:
        names = list(dict.fromkeys(name for one in found for name in one["columns"]))
        counts, named = max(int(one["count"]) for one in found), max(int(one.get("named", 0)) for one in found)
        told = some(names, lang, room.names, room.name) if names else word("about", lang, n=named) if named else ""
        parts = [told, word("count", lang, n=counts) if counts else "", word("rule", lang, rule=rule)]
        yield f"{short(str(found[0]['title']), 60)}: {', '.join(filter(None, parts))}"
    if not rules:
        yield word("silent" if of.rules else "unlooked", lang)
    if len(rules) > room.evidence:
        yield word("more", lang, n=len(rules) - room.evidence)


def _changed(of: Subject, lang: str, room: Room) -> Iterable[str]:
    """Each remedy with its columns and what is kept; then how much leaves as it is."""
    for act in of.acts[: room.changes]:
        text = str(act["words"]).partition(":")[0] or str(act["remedy"])
        names = some([str(one) for one in act["columns"]], lang, 2 * room.names, room.name)
        loss = f" ({act['loss']})" if act.get("loss") else ""
        yield f"{short(text, 60)}{f': {names}' if names else ''}{loss}"
    if len(of.acts) > room.changes:
        yield word("more", lang, n=len(of.acts) - room.changes)
    if not of.acts:
        yield word("nothing", lang)
    elif leaves(of) and (columns := len(of.report["columns"])):
        kept = columns - len({column for act in of.acts for column in act["columns"]})
        if kept > 0:
            yield word("as is", lang, n=kept)
    if leaves(of) and of.weighed and of.weighed.get("rows_out") != of.weighed.get("rows_in"):
        yield word("rows", lang, out=of.weighed["rows_out"], all=of.weighed["rows_in"])


def leaves(of: Subject) -> bool:
    """Do its rows leave, once it is decided as it is planned?"""
    return str(of.plan.get("verdict") or of.report["verdict"]) in ("OPEN", "OPEN AFTER")


def _waiting(of: Subject, room: Room) -> Iterable[str]:
    """How many questions of the pool wait for data like these, where the look at the file found any."""
    for one in of.report["findings"]:
        if one["parameters"].get("questions"):
            yield short(str(one["why"]), room.line)


def _back(of: Subject, lang: str, room: Room) -> Iterable[str]:
    """What links are expected to give, with the interval; of a dataset that is shared, what they gave."""
    back = of.back
    if not back:
        yield word("nothing there" if of.compared else "unknown back", lang)
        return
    if "problem" in back:
        yield word("problem back", lang)
        return
    if "linked" in back:
        yield word("linked", lang, linked=number(back["linked"], lang), records=back["records"])
        return
    links = back["links"]
    if links["high"] < 1:
        yield word("none back", lang)
        return
    yield word("links", lang, low=number(round(links["low"]), lang), high=number(round(links["high"]), lang), records=back["records"], expected=number(round(links["expected"]), lang),
               datasets=len(back["datasets"]))  # fmt: skip
    for one in [one for one in sorted(back["gained"], key=lambda one: -one["expected"]) if one["high"] >= 1][: room.back - 1]:
        yield word("gained", lang, what=GROUPS[lang].get(one["group"], one["group"]), low=number(round(one["low"]), lang), high=number(round(one["high"]), lang))


def _unchecked(report: Mapping[str, Any], room: Room) -> Iterable[str]:
    """What nobody looked at: the name of each question, or the sentence where it has none; those without a name are always told."""
    said = [str(text).partition(":")[0] if 0 < str(text).find(":") < 70 else str(text) for text in report["not_checked"]]
    named = [text for text, whole in zip(said, report["not_checked"], strict=True) if text != whole]
    rest = [text for text, whole in zip(said, report["not_checked"], strict=True) if text == whole]
    shown = [*named[: max(2, room.unchecked - len(rest))], *rest[: max(1, room.unchecked - 2)]]
    yield from (short(text.rstrip("."), room.line) for text in shown)
    if more := len(said) - len(shown):
        yield f"+ {more}"


def _decides(plan: Mapping[str, Any], lang: str, room: Room) -> Iterable[str]:
    who = short(str(plan.get("who") or ""), 80)
    if not who:
        yield word("awaits", lang)
    else:
        why = short(str(plan.get("why") or ""), room.text).rstrip(".")
        yield word("who", lang, who=who, why=f": {why}" if why else "")
    if plan.get("on"):
        yield word("decided", lang, day=plan["on"])
    if plan.get("signed"):
        yield short(word("answered", lang, titles=", ".join(plan["signed"])), room.line)
    if plan.get("until"):
        yield word("until", lang, day=plan["until"])
    if plan.get("embargo"):
        yield word("by then", lang, day=plan["embargo"])


def _signatures(of: Subject, lang: str) -> Iterable[str]:
    for one in of.signatures[:3]:
        how = {"to": short(str(one["to"]), 60)} if one.get("to") else {}
        told = {"name": short(str(one["name"]), 60), "role": short(str(one["role"]), 60), "day": str(one["at"])[:10], "decision": word(str(one["word"]), lang).lower()}
        yield word("signed by link" if how else "signed by", lang, **told, **how)
