"""Subject: what a memo is about, as plain values in one language: a file that was checked, a draft, or a dataset of the pool."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intarsia.objections.effort import Effort

#: of what was said and planned, what a signature is about; a change in one of these is a change of what was to be signed
SIGNED_FOR = ("dataset", "title", "description", "publisher", "sector", "licence", "mining", "goal", "contact", "verdict", "who", "why", "until", "embargo", "when", "signed")


@dataclass(frozen=True)
class Subject:
    """report: the keys of `checking.report` that a memo reads. about: what was said of it (title, description, publisher, licence, goal, mining). plan: what is to be decided
    (verdict, who, why, until, embargo). acts: the remedies that were chosen, as in report["suggested"]; chosen: the same as they
    were chosen, before anybody applied them. meanings: column -> meaning. weighed: what is left after the remedies
    ("verdict", "words", "rows_out"), None where nobody looked. back: the forecast, {"linked", "records"} of a dataset, or None. checksum: SHA-256 of the file as sent. rules:
    version of the rules. signatures: those there are."""

    name: str
    report: Mapping[str, Any]
    checksum: str
    rules: str
    day: str
    about: Mapping[str, Any] = field(default_factory=dict)
    plan: Mapping[str, Any] = field(default_factory=dict)
    acts: Sequence[Mapping[str, Any]] = ()
    chosen: Sequence[Mapping[str, Any]] | None = None
    meanings: Mapping[str, str] = field(default_factory=dict)
    weighed: Mapping[str, Any] | None = None
    back: Mapping[str, Any] | None = None
    compared: bool = True
    effort: Effort | None = None
    signatures: Sequence[Mapping[str, Any]] = ()

    @property
    def mark(self) -> str:
        """The hash of what a signature is about: the file, how it is read, what is said, planned and changed, and the version of the rules; no language, no forecast and no clock."""
        said = {**{name: self.about.get(name) for name in SIGNED_FOR}, **{name: self.plan[name] for name in SIGNED_FOR if self.plan.get(name)}}
        acts = [[act["remedy"], list(act["columns"]), dict(act["options"])] for act in (self.acts if self.chosen is None else self.chosen)]
        read = [self.checksum, self.rules, self.report["format"], dict(self.report["options"]), self.report["verdict"]]
        told = [*read, {key: value for key, value in said.items() if value}, acts, dict(self.meanings)]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def checksum(file: Path) -> str:
    """SHA-256 of a file, "" where there is none any more."""
    if not file.is_file():
        return ""
    with open(file, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
