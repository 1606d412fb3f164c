"""Vocabularies in a build: each is fetched and read once, kept as columns with its words and its index, and taken from there as long as its files are the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from intarsia import code
from intarsia.model import Distribution
from intarsia.shelf import loader
from intarsia.shelf.crosswalks import crosswalk
from intarsia.shelf.vocabularies import elsewhere, vocabulary
from intarsia.steps import fetch, profile, terms
from intarsia.store import termindex
from intarsia.store.layout import link_or_copy
from intarsia.store.outcomes import key

if TYPE_CHECKING:
    from intarsia.build.staleness import Steps

#: vocabularies of more concepts than this are read by a dataset only when its mapping names them
LARGE = 20_000
_TABLES = ("table", "names", "relations")


@dataclass(frozen=True)
class Held:
    """A vocabulary, the folder that keeps its columns, words and index, and where it comes from."""

    vocabulary: vocabulary.Vocabulary
    folder: Path
    origin: dict[str, Any]


@dataclass(frozen=True)
class Brought:
    """A dataset that brings concepts: the files of these and of its names, and the hashes of both."""

    dataset: str
    concepts: Path
    names: Path | None
    hashes: tuple[str, ...]


@dataclass
class Vocabularies:
    """The vocabularies and crosswalks of the pool, in one build."""

    steps: Steps

    @cached_property
    def held(self) -> list[Held]:
        """Every vocabulary, in order of key."""
        found = [one for name, paths in loader.vocabularies(self.steps.layout.shelf).items() for one in self._read(name, paths)]
        return sorted(found, key=lambda one: one.vocabulary.scheme)

    @cached_property
    def all(self) -> list[vocabulary.Vocabulary]:
        return [one.vocabulary for one in self.held]

    @cached_property
    def key(self) -> str:
        """The hash of them all, and of what is said of them."""
        return key([(one.vocabulary.scheme, one.vocabulary.sha256, one.origin) for one in self.held])

    def rows(self) -> list[dict[str, Any]]:
        """Rows of the table `vocabulary`."""
        languages = (*self.steps.config.languages, "en")
        rows = []
        for one in self.held:
            titles = one.origin["title"]
            title = next((titles[language] for language in languages if language in titles), next(iter(titles.values()), None))
            rows.append({"id": one.vocabulary.scheme, "title": title, "sha256": one.vocabulary.sha256, "notes": "; ".join(one.vocabulary.notes) or None,
                         **{name: one.origin[name] or None for name in ("publisher", "licence", "source")}})
        return rows

    @cached_property
    def words(self) -> pa.Table:
        """The words of all."""
        return _words(self.held)

    def words_for(self, mapping: str) -> tuple[pa.Table, str]:
        """The words that a mapping may look up, with their hash: those of every vocabulary; of a large one only when the mapping names it.

        A vocabulary that is left out stands there with one row without a word, so that its name is known.
        """
        wanted = [one for one in self.held if one.vocabulary.table.num_rows <= LARGE or one.vocabulary.scheme in mapping]
        names = [one.vocabulary.scheme for one in self.held if one not in wanted]
        left_out = pa.table([pa.array(names, pa.string()), *[pa.nulls(len(names), pa.string())] * 3], schema=vocabulary.WORDS)
        return pa.concat_tables([_words(wanted), left_out]), key([(one.vocabulary.scheme, one.vocabulary.sha256) for one in wanted], names, code.version("terms"))

    @cached_property
    def crosswalks(self) -> pa.Table:
        """What crosswalks, and vocabularies themselves, say one concept is of another: rows of the table `crosswalk`."""
        with self.steps.engine() as engine:
            terms.load(engine, self.all)
            ours = {path.stem: path for path in vocabulary.builtin()}
            replaced = {name for name, paths in loader.vocabularies(self.steps.layout.shelf).items() if name in ours and ours[name] not in paths}
            return terms.crosswalks(engine, self._files, set(ours) - replaced, replaced)

    @cached_property
    def _files(self) -> list[crosswalk.Crosswalk]:
        return [crosswalk.load(path) for path in loader.crosswalks(self.steps.layout.shelf).values()]

    @cached_property
    def crosswalks_key(self) -> str:
        """The hash of the crosswalk files; that of what vocabularies say themselves is in `key`."""
        return key([(one.id, one.sha256) for one in self._files])

    def place_indexes(self, folder: Path, brought: list[Brought]) -> None:
        """The search indexes of all schemes in a release's folder of them."""
        for one in self.held:
            _link(one.folder / "index", folder / termindex.folder_of(one.vocabulary.scheme))
        for dataset in brought:
            outcome = self.steps.step("terms", dataset.dataset, {"tables": list(dataset.hashes), "code": code.version("terms")}, partial(self._index, dataset), quiet=True)
            for scheme in outcome.note["schemes"]:
                _link(outcome.path / termindex.folder_of(scheme), folder / termindex.folder_of(scheme, dataset.dataset))

    def _index(self, brought: Brought, folder: Path) -> dict[str, Any]:
        with self.steps.engine() as engine:
            engine.scan([brought.concepts], "listed")
            engine.scan([brought.names], "labels") if brought.names else engine.run("labels", "SELECT '' AS entity, '' AS kind, '' AS language, '' AS \"value\" WHERE 1 = 0")
            schemes = [row[0] for row in engine.rows("SELECT DISTINCT scheme FROM listed ORDER BY scheme")]
            for scheme in schemes:
                where = {"scheme": scheme}
                notations = engine.rows("SELECT list(notation ORDER BY notation) FROM listed WHERE scheme = $scheme", where)[0][0]
                names = engine.rows("SELECT c.notation, l.kind, coalesce(l.language, ''), l.\"value\" FROM labels AS l JOIN listed AS c ON c.id = l.entity "
                                    "WHERE c.scheme = $scheme ORDER BY ALL", where)
                columns = list(zip(*names, strict=True)) or [(), (), (), ()]
                termindex.build(folder / termindex.folder_of(scheme), scheme, pa.array(notations, pa.string()), pa.table([pa.array(c, pa.string()) for c in columns], schema=termindex.NAMES))
        return {"schemes": schemes}

    # ---- one file -----------------------------------------------------------------------------------

    def _read(self, name: str, paths: tuple[Path, ...]) -> list[Held]:
        """The vocabularies in a file (one for most), read when it, or the reader, is new."""
        told = elsewhere.load(paths[0]) if paths[0].suffix == elsewhere.EXTENSION else None
        fetched = [self._fetch(told, one, paths[0]) for one in told.files] if told else []
        source = {"title": told.title, "publisher": told.publisher, "licence": told.licence, "source": told.files[0].url} if told else {"source": paths[0].name}
        on_shelf = paths[1:] if told else paths
        parts = {"files": [one.checksum for one in fetched] + ([vocabulary.checksum(on_shelf)] if on_shelf else []), "name": name, "source": source,
                 "expanded": bool(told and told.expand_keys), "code": code.version("terms")}

        def work(folder: Path) -> dict[str, Any]:
            with self._at_hand(name, told, fetched) as first:
                found = vocabulary.load_all(*first, *on_shelf)
            for number, one in enumerate(found):
                _keep(folder / str(number), one)
            return {"found": [_note(one, source) for one in found], "total": sum(one.table.num_rows for one in found)}

        outcome = self.steps.step("vocabulary", name, parts, work, quiet=True)
        return [_held(outcome.path / str(number), note) for number, note in enumerate(outcome.note["found"])]

    @contextmanager
    def _at_hand(self, name: str, told: elsewhere.Elsewhere | None, fetched: list[fetch.Delivery]) -> Iterator[tuple[Path, ...]]:
        """What came from elsewhere as one file, or one folder, by the vocabulary's own name."""
        if told is None:
            yield ()
            return
        folder = self.steps.layout.scratch / "vocabulary" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            for distribution, delivery in zip(told.files, fetched, strict=True):
                with profile.assembled(delivery.files, self.steps.blobs.path, self.steps.layout.scratch) as path:
                    link_or_copy(path, folder / (distribution.name if len(told.files) > 1 else name + "".join(Path(distribution.name).suffixes[-1:])))
            if told.expand_keys:
                (folder / "expand-keys").touch()
            yield (folder,) if len(told.files) > 1 else tuple(folder.iterdir())
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _fetch(self, told: elsewhere.Elsewhere, distribution: Distribution, path: Path) -> fetch.Delivery:
        """One file from elsewhere, as a dataset's is fetched: by address or from the mirror, checked by its checksum."""
        folder = path.parent / told.source
        parts = {"description": [distribution.url, distribution.path, distribution.sha256], "file": fetch.stamp(folder, distribution, self.steps.mirror)}

        def work(aside: Path) -> dict[str, Any]:
            found = fetch.fetch(distribution, folder, self.steps.blobs, self.steps.mirror, self.steps.config.allow_hosts)
            return {"files": [list(one) for one in found.files], "bytes": found.bytes, "source": found.source, "state": found.state}

        outcome = self.steps.step("fetch", f"_terms-{told.key}/{distribution.name}", parts, work, quiet=True,
                                  usable=lambda there: all(self.steps.blobs.has(sha256) for _, sha256 in there.note["files"]))
        return fetch.Delivery.of(outcome.note)


def _words(held: list[Held]) -> pa.Table:
    return pa.concat_tables([vocabulary.WORDS.empty_table(), *(pq.read_table(one.folder / "words.parquet") for one in held)])


def _keep(folder: Path, one: vocabulary.Vocabulary) -> None:
    folder.mkdir(parents=True)
    for name in _TABLES:
        pq.write_table(getattr(one, name), folder / f"{name}.parquet", compression="zstd", compression_level=1)
    pq.write_table(vocabulary.word_table(one), folder / "words.parquet", compression="zstd", compression_level=1)
    termindex.build(folder / "index", one.scheme, one.table.column("notation").combine_chunks(), one.names)


def _note(one: vocabulary.Vocabulary, source: dict[str, Any]) -> dict[str, Any]:
    return {"scheme": one.scheme, "sha256": one.sha256, "notes": list(one.notes), "title": one.title,
            "origin": {**{"title": {}, "publisher": "", "licence": ""}, **source, **({} if source.get("title") else {"title": one.title})}}


def _held(folder: Path, note: dict[str, Any]) -> Held:
    table, names, relations = (pq.read_table(folder / f"{name}.parquet") for name in _TABLES)
    return Held(vocabulary.Vocabulary(note["scheme"], table, names, relations, note["sha256"], note["title"], tuple(note["notes"])), folder, note["origin"])


def _link(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        link_or_copy(path, target / path.name)
