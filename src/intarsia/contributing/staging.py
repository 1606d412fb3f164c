"""Staging: a draft becomes a dataset in a pool of its own, beside it, where it is decided about and tried; nothing of it is in the real one yet."""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from intarsia import adding, code, tomltext
from intarsia.build.looked import passes
from intarsia.build.safety import RECIPE
from intarsia.contributing.draft import Draft
from intarsia.contributing.plan import Plan
from intarsia.deciding import Asked, act, seen
from intarsia.errors import Invalid, NotFound, Refused
from intarsia.model import VERDICTS
from intarsia.parcel import accept
from intarsia.pool import Pool
from intarsia.shelf.remedies import recipe as recipes
from intarsia.steps import register
from intarsia.store.layout import link_or_copy
from intarsia.store.layout import replace as written
from intarsia.suggest import describe, drafts

STAGE, BEFORE = "stage", "before"
VOCABULARY = "vocabulary"  #: the step that reads vocabularies


class Unsigned(Refused):
    """Rules ask for something that the chosen remedies do not take away; somebody must answer for it, or choose otherwise. `rules`: which."""

    title = Refused.title

    def __init__(self, rules: list[str]) -> None:
        super().__init__("after these changes something is left that somebody must answer for", where=", ".join(rules), way_out="choose another change for it, or say that you answer for it")
        self.rules = rules


def opened(draft: Draft) -> Pool:
    """The pool beside the draft. Raises: NotFound when nothing is staged."""
    return Pool(draft.folder / STAGE)


def cleared(draft: Draft) -> None:
    """Take it away."""
    shutil.rmtree(draft.folder / STAGE, ignore_errors=True)


def stage(pool: Pool, draft: Draft, plan: Plan, report: Mapping[str, Any], recipe: str, by: str, today: datetime.date | None = None) -> dict[str, Any]:
    """Make the dataset beside the draft, decide about it and take it through its steps; returns what would leave: tables, rows_in, rejected.

    recipe: the text of the chosen remedies. by: who writes it down. Raises: Unsigned; Invalid, Refused, Conflict as `adding.add` and
    `deciding.decide`, and for what a build would stop.
    """
    cleared(draft)
    try:
        draft.say(stage="writing")
        aside = _empty(pool, draft)
        if not plan.with_rows:
            _described(aside, draft, plan, report, by, today)
            return {"tables": {}, "rows_in": 0, "rejected": 0}
        if plan.again:
            _next(pool, aside, draft, plan)
        else:
            adding.add(aside, draft.file, dataset=plan.dataset, title=plan.title, publisher=plan.publisher, sector=plan.sector, licence=plan.licence,
                       format_name=str(draft.about.get("format") or ""), options=dict(draft.about.get("options") or {}), about=about(plan), chosen=draft.columns)
        if not plan.stands:
            _decided(aside, plan, recipe, by, today)
        draft.say(stage="trying")
        return passes(aside.layout, aside.config, plan.dataset, (today or datetime.date.today()).isoformat())
    except BaseException:
        cleared(draft)
        raise


def about(plan: Plan) -> dict[str, str]:
    """What the description says beyond what every dataset added by hand has."""
    return {name: getattr(plan, name) for name in ("description", "language", "goal", "mining", "contact") if getattr(plan, name)}


def _empty(pool: Pool, draft: Draft) -> Pool:
    """A pool with the same settings and shelf, and no dataset."""
    folder = draft.folder / STAGE
    (folder / "datasets").mkdir(parents=True)
    shutil.copyfile(pool.layout.config, folder / "pool.toml")
    if pool.layout.shelf.is_dir():
        (folder / "shelf").symlink_to(pool.layout.shelf.absolute(), target_is_directory=True)
    if (known := pool.layout.outcomes / VOCABULARY).is_dir():  # read once for all
        shutil.copytree(known, folder / "outcomes" / VOCABULARY, copy_function=lambda source, target: link_or_copy(Path(source), Path(target)))
    return Pool(folder)


def _described(aside: Pool, draft: Draft, plan: Plan, report: Mapping[str, Any], by: str, today: datetime.date | None) -> None:
    """A description without its file. What the rules found of the file is kept as evidence: names of rules, and no checksum of what stays."""
    folder = aside.layout.dataset(plan.dataset)
    folder.mkdir()
    given = {"id": plan.dataset, "title": plan.title, "publisher": plan.publisher, "licence": plan.licence, **about(plan)}
    text = describe.text(draft.file, str(report["format"]), {}, plan.sector, given)
    (folder / "dataset.toml").write_text(text[: text.index("[[distribution]]")].rstrip() + "\n", "utf-8")
    asking: dict[str, str] = {}
    for one in report["findings"]:
        if one["acts"]:
            asking[one["rule"]] = max(asking.get(one["rule"], "OPEN"), one["verdict"], key=VERDICTS.index)
    evidence = {"verdict": report["verdict"], "rules": sorted(asking), "code": code.version("triage"), "files": {}}
    told = Asked(until=plan.until, by=by, evidence=evidence if plan.verdict == "DESCRIBE ONLY" else None, asking=asking if plan.verdict == "DESCRIBE ONLY" else {})
    act.decide(aside, plan.dataset, plan.verdict, plan.who, plan.why, asked=told, today=today)


def _decided(aside: Pool, plan: Plan, recipe: str, by: str, today: datetime.date | None) -> None:
    """Decide on what the rules say of the dataset as a build will see it; its recipe expects what came now. Raises: Unsigned, and as `decide`."""
    folder = aside.layout.dataset(plan.dataset)
    with_recipe = plan.verdict in ("OPEN", "OPEN AFTER")
    if with_recipe:
        parsed = recipes.parse(recipe)
        written(folder / RECIPE, recipes.Recipe(parsed.acts).text)
    day = (today or datetime.date.today()).isoformat()
    looked = aside.look(plan.dataset, as_of=day, keep=seen.KEPT[plan.verdict])
    if with_recipe:
        written(folder / RECIPE, looked.renewed.text)
        if unsigned := sorted(set(looked.left) - set(plan.signed)):
            raise Unsigned(unsigned)
    told = Asked(until=plan.until, when=plan.when, embargo=plan.embargo, signed=tuple(rule for rule in plan.signed if rule in looked.left), by=by)
    seen.decide_on(aside, plan.dataset, plan.verdict, plan.who, plan.why, looked, asked=told, again=plan.again, today=today)


def _next(pool: Pool, aside: Pool, draft: Draft, plan: Plan) -> None:
    """The dataset as it stands, with the new delivery in the place of the old; its mapping is adapted to what changed.

    Raises: NotFound, Invalid where the dataset has not one file that the delivery could take the place of.
    """
    there = register.folder_of(pool.layout.datasets, plan.dataset)
    described = register.dataset(there)
    if len(described.distributions) != 1 or not described.distributions[0].path:
        raise Invalid("this dataset has several files, or one fetched from elsewhere", where=plan.dataset, way_out="whoever runs this pool puts its files in place: intarsia build")
    old = described.distributions[0]
    folder = aside.layout.dataset(plan.dataset)
    shutil.copytree(there, folder, ignore=lambda _, names: [name for name in names if name == Path(old.path).name])
    target = folder / old.path
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(draft.file, target)
    found, _drift = drafts.suggested(target, format_name=str(draft.about.get("format") or ""), sector=plan.sector, options=dict(draft.about.get("options") or {}), like=plan.dataset,
                                     datasets=pool.layout.datasets, shelf=pool.layout.shelf.absolute(), settings=pool.config.reading)
    if found.format != old.format:
        raise Invalid(f"the earlier delivery was {old.format}, and this one is {found.format}", where=draft.name, way_out="export it in the same format as last time")
    written(folder / "mapping.toml", _named(found.mapping, target.name, old.name))
    same = {key: value for key, value in found.sample.options.items() if key in old.options}
    if same != dict(old.options):
        text = (folder / "dataset.toml").read_text("utf-8")
        for key, value in same.items():
            text = _line(text, key, f"{key} = {tomltext.value(value, bare=False)}")
        written(folder / "dataset.toml", text)


def _line(text: str, key: str, line: str) -> str:
    """A description with another line for one reading option."""
    return re.sub(rf"(?m)^{re.escape(key)} = .*$", lambda _: line, text, count=1)


def _named(mapping: str, file: str, name: str) -> str:
    """The adapted mapping under the name that the description gives the file."""
    if file == name:
        return mapping
    for key in ("name", "source"):
        mapping = mapping.replace(f"{key} = {tomltext.text(file)}", f"{key} = {tomltext.text(name)}")
    return mapping


def judgements(draft: Draft) -> list[dict[str, Any]]:
    """What the ledger of the stage holds, for the real one."""
    with closing(opened(draft).ledger()) as ledger:
        return ledger.judgements()


def account(draft: Draft) -> dict[str, Any]:
    """dataset.toml, mapping.toml and recipe.toml as they stand ready: name -> text. Raises: NotFound when nothing is staged."""
    folder = next(iter((draft.folder / STAGE / "datasets").glob("*/dataset.toml")), None)
    if folder is None:
        raise NotFound("nothing stands ready to leave", where=draft.name, way_out="decide about it first")
    return {path.name: path.read_text("utf-8") for path in sorted(folder.parent.glob("*.toml"))}


def taken(pool: Pool, draft: Draft, name: str) -> None:
    """A parcel as a dataset beside its draft. Raises: as `parcel.accept`."""
    cleared(draft)
    try:
        accept(_empty(pool, draft), draft.file, dataset=name)
    except BaseException:
        cleared(draft)
        raise
