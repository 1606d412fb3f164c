"""The reconcile step in a build: what each dataset's words become, by judgements, labels, crosswalks and the model."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from intarsia import code, codes
from intarsia.build.branch import Branch
from intarsia.build.staleness import Steps
from intarsia.matching import Context, Labels
from intarsia.model import ReconciliationService
from intarsia.shelf.vocabularies import vocabulary
from intarsia.steps import keep, reconcile
from intarsia.store import reconciliation
from intarsia.store.outcomes import Outcome, key
from intarsia.tables import TABLES

SPOKEN = ("en", "nl", "fr", "de", "es", "it", "pl")  # languages of the names of countries and languages that are looked at


@dataclass
class WordSteps:
    """Reconciling, one dataset after the other, with what all of them share."""

    steps: Steps

    @cached_property
    def judged(self) -> list[reconcile.Judged]:
        """What people judged of words, as it stands when the build begins."""
        return reconcile.judged(self.steps.judgements("term"))

    def of(self, dataset: str) -> list[reconcile.Judged]:
        """The judgements that count for a dataset."""
        return reconcile.of_dataset(self.judged, dataset)

    def known_to_mapping(self, dataset: str, learnt: list[reconcile.Judged]) -> list[reconcile.Judged]:
        """The words that the mapping is to read otherwise than the vocabularies say: learnt ones, and above them those that people judged."""
        said = [one for one in self.of(dataset) if one.facet in reconcile.BY_MAPPING]
        heard = {(one.facet, one.vocabulary, one.folded) for one in said}
        return said + [one for one in learnt if (one.facet, one.vocabulary, one.folded) not in heard]

    def settle(self, branch: Branch) -> Outcome | None:
        """The outcome of the step for a dataset that writes words; None for others."""
        mapped = branch.mapped
        if mapped is None or "word" not in mapped.tables():
            return None
        dataset = branch.dataset
        mine, asked_outside = self.of(dataset.id), self._ask(mapped)
        parts = {"words": [mapped.tables()[name]["hash"] for name in ("word", "term") if name in mapped.tables()], "vocabularies": self.steps.words_key,
                 "judgements": key([[one.facet, one.vocabulary, one.folded, one.state, one.concept] for one in mine]), "crosswalks": self._crosswalks_key,
                 "language": dataset.language, "sector": dataset.sector, "code": code.version("reconcile")}
        if asked_outside:
            parts["services"] = [[s.name, s.facet, key(reconciliation.known(s, values, self._asked).drop_columns(["asked"]).to_pylist())] for s, values in asked_outside]

        def work(folder: Path) -> dict[str, Any]:
            with self.steps.engine() as engine:
                for name in ("word", "term"):
                    engine.scan([mapped.file(name)], name) if name in mapped.tables() else engine.run(name, TABLES[name].empty_select())
                asked: dict[str, list[str]] = {}
                for name, value in engine.rows("SELECT vocabulary, value FROM word ORDER BY vocabulary, value"):
                    asked.setdefault(name, []).append(value)
                labels = {name: self._labels(name, values) for name, values in asked.items() if name in self._tables or name in reconcile.CODED}
                outside = reconcile.outside(engine, [(s.name, s.facet, reconciliation.known(s, values, self._asked)) for s, values in asked_outside], labels)
                settled = reconcile.settle(engine, dataset.id, labels, mine, Context(dataset.language.split("-")[0].lower(), dataset.sector), self.steps.crosswalks, outside)
                tables = keep.keep(engine, settled.queries, folder)
                places = keep.used_places(engine, folder, tables)
            return {"tables": tables, "places": places, "learnt": [[one.facet, one.vocabulary, one.folded, one.concept] for one in settled.learnt],
                    "total": tables.get("word", {}).get("rows", 0)}

        return self.steps.step("reconcile", dataset.id, parts, work)

    def learnt(self, branch: Branch) -> list[reconcile.Judged]:
        """The words for forms and roles that the model matched, which the mapping reads as such when it runs again."""
        found = branch.settled.note["learnt"] if branch.settled else []
        return [reconcile.Judged(facet, scheme, folded, "matched", concept, branch.dataset.id) for facet, scheme, folded, concept in found]

    @property
    def _asked(self) -> Path:
        return self.steps.layout.root / "asked"

    def _ask(self, mapped: Outcome) -> list[tuple[ReconciliationService, list[str]]]:
        """Ask the services that the operator named for what no label decides: before the step, as it takes a network; what they say is kept with its date."""
        found = []
        for service in () if self.steps.private else self.steps.config.reconciliation:
            table = pq.read_table(mapped.file("word"), columns=["facet", "value", "concept"])
            wanted = pc.and_(pc.equal(table.column("facet"), service.facet), pc.is_null(table.column("concept")))
            values = sorted(set(table.filter(wanted).column("value").to_pylist()))
            if values:
                today = datetime.datetime.now(datetime.UTC).date().isoformat()
                reconciliation.ask(service, values, self._asked, today=today, allow_hosts=self.steps.config.allow_hosts, refresh=self.steps.refresh)
                found.append((service, values))
        return found

    @cached_property
    def _crosswalks_key(self) -> str:
        return self.steps.terms.crosswalks_key

    @cached_property
    def _tables(self) -> dict[str, vocabulary.Vocabulary]:
        return {one.scheme: one for one in self.steps.vocabularies}

    def _labels(self, scheme: str, asked: list[str]) -> Labels:
        """The labels of a vocabulary whose concepts still hold; of a very large one those that could be near the words asked for."""
        if scheme not in self._tables:
            return self._codes(scheme)
        one = self._tables[scheme]
        gone = one.table.filter(one.table.column("withdrawn")).column("notation")
        names = one.names.filter(pc.invert(pc.is_in(one.names.column("notation"), value_set=gone.combine_chunks()))) if len(gone) else one.names
        names = Labels.worth(names.rename_columns(["notation", "kind", "language", "label"]), asked)
        broader = dict(zip(one.table.column("notation").to_pylist(), one.table.column("broader").to_pylist(), strict=True)) if one.table.num_rows <= names.num_rows else {}
        return Labels.of(names, self._sectors(one), {notation: above for notation, above in broader.items() if above})

    @staticmethod
    def _codes(kind: str) -> Labels:
        """The names of countries or languages, by code, in the languages of the vocabularies (CLDR)."""
        from babel import Locale

        read, names = (codes.country, "territories") if kind == "country" else (codes.language, "languages")
        rows = [(code, name, language) for language in SPOKEN for code, name in sorted(getattr(Locale(language), names).items()) if read(code) == code]
        return Labels(tuple(row[0] for row in rows), tuple(row[1] for row in rows), ("pref",) * len(rows), tuple(row[2] for row in rows))

    @staticmethod
    def _sectors(one: vocabulary.Vocabulary) -> dict[str, str]:
        if not pc.any(pc.starts_with(one.relations.column("other"), "sector:")).as_py():
            return {}
        words = vocabulary.word_table(one)
        return {notation: sector for notation, sector in zip(words.column("notation").to_pylist(), words.column("sector").to_pylist(), strict=True) if sector}
