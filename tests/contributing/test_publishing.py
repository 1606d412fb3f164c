"""A draft leaves: what the browser publishes is what the command line publishes, nothing leaves before, and everything can be undone until then."""

from __future__ import annotations

import datetime
import shutil
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from intarsia import adding, parcel
from intarsia.accounts import members
from intarsia.checking import report as checking
from intarsia.cli import main
from intarsia.contributing import Draft, Drafts, choosing, decision, leaving, look, packed, publishing, staging, weighing
from intarsia.contributing import plan as plans
from intarsia.deciding import Asked, seen
from intarsia.errors import IntarsiaError, Invalid, Refused
from intarsia.pool import Pool
from intarsia.shelf.remedies import recipe as recipes
from intarsia.store import desk
from tests.small import small_pool

CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
TODAY = datetime.date.today()
FILMS = "film_id,title,year,director,genre,contact_email\n" + "".join(
    f"f{n},The Film of Number {n},{1950 + n % 60},Maker {n % 7},drama,visitor{n}@example.org\n" for n in range(40))
TOLD = {"title": "Films of nowhere", "description": "Invented films.", "publisher": "A test house", "sector": "film-tv", "licence": CC0, "who": "head of collections",
        "why": "facts about films", "language": "en", "goal": "public", "mining": "allowed"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_pool(tmp_path_factory.mktemp("publishing") / "pool")
    Pool(folder).build()
    return folder


@pytest.fixture
def pool(built: Path, tmp_path: Path) -> Pool:
    shutil.copytree(built, tmp_path / "pool")
    return Pool(tmp_path / "pool")


@pytest.fixture(scope="module")
def shared(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Pool, Draft]:
    """A pool in which the films were published by a draft, beside what others have not decided yet."""
    folder = tmp_path_factory.mktemp("shared")
    pool, secrets = Pool(shutil.copytree(built, folder / "pool")), FILMS.replace("The Film", "Secret")
    for state in ("read", "waiting for a signature"):
        sent(pool, "theirs.csv", secrets).say(state=state)
    later = sent(pool, "theirs_later.csv", secrets)
    publishing.decide(pool, later, told(pool, later, title="theirs", dataset="theirs"), "owner")
    (folder / "undecided.csv").write_text(secrets, "utf-8")
    undecided = adding.add(pool, folder / "undecided.csv", title="Undecided", publisher="Another house", sector="film-tv", licence=CC0)
    draft = sent(pool)
    done = published(pool, draft, told(pool, draft))
    with pytest.raises(Refused, match="no decision for undecided"):
        pool.build()  # whoever builds the whole pool is told of it
    shutil.rmtree(undecided.folder)
    return pool, done


@pytest.fixture
def with_films(shared: tuple[Pool, Draft], tmp_path: Path) -> Pool:
    return Pool(shutil.copytree(shared[0].layout.root, tmp_path / "with films"))


def sent(pool: Pool, name: str = "films.csv", text: str = FILMS, **about: object) -> Draft:
    draft = Drafts(pool).begin("owner", name, about=dict(about))
    draft.file.write_text(text, "utf-8")
    return draft.say(state="read")


def told(pool: Pool, draft: Draft, **changed: object) -> plans.Plan:
    report = look(pool, draft, "en")
    weighing.weigh(pool, draft, report, "en")
    return replace(publishing.plan(pool, draft, report), **{**TOLD, **changed})  # type: ignore[arg-type]


def published(pool: Pool, draft: Draft, plan: plans.Plan) -> Draft:
    publishing.decide(pool, draft, plan, "owner", at_once=True)
    assert leaving.taken(draft)
    return leaving.finish(pool, draft.id)


def hashes(pool: Pool) -> dict[str, str]:
    return {name: table["hash"] for name, table in pool.reader().manifest["tables"].items()}


def test_the_browser_and_the_command_line_publish_the_same(built: Path, shared: tuple[Pool, Draft], tmp_path: Path) -> None:
    pool, done = shared
    assert done.state == "published", done.problem
    assert not done.file.exists() and not (done.folder / staging.STAGE).exists()
    other, file = Pool(shutil.copytree(built, tmp_path / "other")), tmp_path / "films.csv"
    file.write_text(FILMS, "utf-8")
    about = {name: TOLD[name] for name in ("description", "mining")}
    added = adding.add(other, file, title=TOLD["title"], publisher=TOLD["publisher"], sector=TOLD["sector"], licence=CC0, about=about)
    with checking.checked(file, pool=other) as found:
        (added.folder / "recipe.toml").write_text(found.recipe.text, "utf-8")
    seen.look_and_decide(other, "films", "OPEN AFTER", TOLD["who"], TOLD["why"], asked=Asked(by="owner"))
    other.build()
    assert hashes(pool) == hashes(other)
    assert (pool.layout.dataset("films") / "dataset.toml").read_text("utf-8") == (added.folder / "dataset.toml").read_text("utf-8")
    assert pool.reader().rows("SELECT count(*) FROM work WHERE dataset = 'films'") == [(40,)]
    assert not [path for path in (pool.layout.releases / str(pool.current())).rglob("*") if path.is_file() and b"visitor7@example.org" in path.read_bytes()]
    assert "visitor7@" not in "".join(path.read_text("utf-8") for path in done.folder.glob("*.json"))


def test_nothing_leaves_before_its_hour_and_undo_leaves_nothing(pool: Pool) -> None:
    draft = sent(pool)
    before = sorted(path.name for path in pool.layout.datasets.iterdir()), pool.current()
    draft = publishing.decide(pool, draft, told(pool, draft), "owner")
    assert draft.state == "leaves at" and leaving.due(pool) == [] and leaving.carry_out(pool) == 0
    assert (sorted(path.name for path in pool.layout.datasets.iterdir()), pool.current()) == before
    assert [one.id for one in leaving.due(pool, datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=11))] == [draft.id]
    draft = publishing.undo(draft)
    assert draft.state == "read" and draft.file.is_file() and not (draft.folder / staging.STAGE).exists() and draft.extra[publishing.LEAVING] == {}
    with pytest.raises(IntarsiaError):
        publishing.undo(draft)


def test_publishing_one_draft_publishes_nothing_that_others_have_not_decided(built: Path, shared: tuple[Pool, Draft]) -> None:
    """Beside it stood a draft that was only read, one that waits for a signature, one in its time to undo, and a dataset that nobody decided about."""
    pool, _ = shared
    release = pool.layout.releases / str(pool.current())
    datasets = {one["id"] for one in pool.reader().records("SELECT id FROM dataset")}
    assert datasets == {one["id"] for one in Pool(built).reader().records("SELECT id FROM dataset")} | {"films"}
    assert pool.reader().rows("SELECT count(*) FROM work WHERE title LIKE '%Secret%'") == [(0,)]
    assert not [path for path in release.rglob("*") if path.is_file() and any(word in path.read_bytes() for word in (b"theirs", b"Secret", b"undecided.csv"))]
    assert sorted(one.state for one in Drafts(pool).all()) == ["leaves at", "published", "read", "waiting for a signature"]
    assert leaving.due(pool) == []


def test_a_build_that_fails_puts_the_draft_back(pool: Pool) -> None:
    broken = pool.layout.dataset("games") / "mapping.toml"
    broken.write_text(broken.read_text("utf-8").replace('title = "name"', 'title = "no_such_column"'), "utf-8")
    draft = sent(pool)
    draft = published(pool, draft, told(pool, draft))
    assert draft.state == "read" and "another dataset of this pool" in draft.problem["what"] and str(pool.layout.root) not in str(draft.problem)
    assert "games" not in str(draft.problem) and "no_such_column" not in str(draft.problem)  # what others have is theirs
    assert draft.file.is_file() and not pool.layout.dataset("films").exists()


def test_described_only_never_enters_the_pool(pool: Pool) -> None:
    draft = sent(pool)
    draft = published(pool, draft, told(pool, draft, verdict="DESCRIBE ONLY"))
    assert draft.state == "described", draft.problem
    assert [path.name for path in pool.layout.dataset("films").iterdir()] == ["dataset.toml"]
    row = pool.reader().records("SELECT verdict, rows_in FROM dataset WHERE id = 'films'")[0]
    assert row["verdict"] == "DESCRIBE ONLY" and not row["rows_in"]
    assert "sha" not in (pool.layout.dataset("films") / "dataset.toml").read_text("utf-8") and not pool.reader().rows("SELECT 1 FROM work WHERE dataset = 'films'")


def test_a_decision_that_cannot_be_carried_out_says_why_and_leaves_the_draft_as_it_was(pool: Pool) -> None:
    draft = sent(pool)
    plan = told(pool, draft)
    draft = draft.say(state="waiting for a signature")
    aside = draft.file.rename(draft.folder / "gone.csv")  # as if somebody removed it meanwhile
    decision.begin(pool, draft, plan, "owner")
    until = time.monotonic() + 60
    while (back := decision.state(draft.again())).state == "deciding" and time.monotonic() < until:
        time.sleep(0.05)
    problem = decision.refused(back)
    assert back.state == "waiting for a signature" and problem and problem["way_out"] and str(pool.layout.root) not in str(problem)
    assert decision.refused(back.say(choices={"genre": choosing.AS_IS})) is None  # other changes were chosen: what stood in the way says nothing of them
    aside.rename(draft.file)
    dead = draft.say(state="deciding", times={"deciding": "2026-01-01T00:00:00+00:00"}, extra={publishing.REFUSED: {"before": "read"}})
    again = decision.state(dead)
    assert again.state == "read" and "stopped before it was done" in (decision.refused(again) or {})["detail"]
    with pytest.raises(publishing.Unsigned):
        decision.begin(pool, weigh(pool, again.say(choices={"contact_email": choosing.AS_IS})), replace(plan, verdict="OPEN"), "owner")
    assert again.again().state == "read"


def weigh(pool: Pool, draft: Draft) -> Draft:
    weighing.weigh(pool, draft, look(pool, draft, "en"), "en")
    return draft


def test_what_is_left_must_be_signed_for(pool: Pool) -> None:
    draft = sent(pool).say(choices={"contact_email": choosing.AS_IS})
    plan = told(pool, draft, verdict="OPEN")
    with pytest.raises(publishing.Unsigned) as refused:
        publishing.decide(pool, draft, plan, "owner")
    assert "email" in refused.value.rules and draft.again().state == "read" and not (draft.folder / staging.STAGE).exists()


@dataclass(frozen=True)
class Signed:
    name: str = "A. Person"
    role: str = "director"
    decision: str = "agree"
    day: str = ""
    why: str = "we want to"


def test_a_signature_becomes_the_decision(pool: Pool) -> None:
    later = (TODAY + datetime.timedelta(days=90)).isoformat()
    draft = sent(pool)
    plan = told(pool, draft)
    for signature, verdict, said in ((Signed(decision="embargo", day=later), "OPEN AFTER", f'embargo = "{later}"'),
                                     (Signed(decision="not yet", day=later), "DESCRIBE ONLY", f'until = "{later}"')):
        draft = publishing.signed(publishing.save(draft, plan).say(state="waiting for a signature"), signature)
        text = staging.account(draft)["dataset.toml"]
        assert draft.state == "leaves at" and f'verdict = "{verdict}"' in text and said in text and 'why = "we want to"' in text and 'who = "director"' in text
        draft = publishing.undo(draft)


def test_next_years_delivery_is_one_drop(with_films: Pool, tmp_path: Path) -> None:
    pool = with_films
    recipe = (pool.layout.dataset("films") / "recipe.toml").read_text("utf-8")
    decided = (pool.layout.dataset("films") / "dataset.toml").read_text("utf-8")
    more = FILMS + "f90,A Film More,2026,Maker 3,drama,somebody@example.org\n"
    draft = sent(pool, "films of 2026.csv", more, like="films", recipe=recipe)
    plan = publishing.plan(pool, draft, report := look(pool, draft, "en"))
    assert plan.again and plan.stands and plan.dataset == "films" and not [one for one in report["drift"] if one["stops"]]
    other = Pool(shutil.copytree(pool.layout.root, tmp_path / "other"))
    assert published(pool, draft, plan).state == "published", draft.again().problem
    assert (pool.layout.dataset("films") / "dataset.toml").read_text("utf-8") == decided
    (other.layout.dataset("films") / "films.csv").write_text(more, "utf-8")
    other.build()
    assert hashes(pool) == hashes(other) and pool.reader().rows("SELECT count(*) FROM work WHERE dataset = 'films'") == [(41,)]


def test_drift_stops_until_somebody_decides_again(with_films: Pool) -> None:
    pool = with_films
    recipe = (pool.layout.dataset("films") / "recipe.toml").read_text("utf-8")
    lines = FILMS.splitlines()
    wider = "\n".join([lines[0] + ",phone", *(f"{line},06-1234{n:04}" for n, line in enumerate(lines[1:]))]) + "\n"
    draft = sent(pool, "films.csv", wider, like="films", recipe=recipe)
    report = look(pool, draft, "en")
    weighing.weigh(pool, draft, report, "en")
    plan = publishing.plan(pool, draft, report)
    assert [one["column"] for one in report["drift"] if one["stops"]] and not plan.stands
    with pytest.raises(Refused):
        publishing.decide(pool, draft, replace(plan, stands=True), "owner")
    draft = publishing.decide(pool, draft.again(), replace(plan, verdict="OPEN AFTER"), "owner")
    assert draft.state == "leaves at" and '"phone"' in staging.account(draft)["recipe.toml"]


def dead(draft: Draft, tries: int = 1, **told: bool) -> Draft:
    """A draft whose process died long ago, having told this much."""
    long_ago = (datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)).isoformat()
    return draft.say(extra={publishing.LEAVING: {**draft.again().extra[publishing.LEAVING], "since": long_ago, "tries": tries, **told}})


def moving(pool: Pool) -> tuple[Draft, Path, Path, Path]:
    """A next delivery that a process has just taken; where it stands ready, where it goes, where the one before waits meanwhile."""
    recipe = (pool.layout.dataset("films") / "recipe.toml").read_text("utf-8")
    draft = sent(pool, "films.csv", FILMS.replace("drama", "comedy"), like="films", recipe=recipe)
    publishing.decide(pool, draft, replace(told(pool, draft), stands=False, verdict="OPEN AFTER"), "owner", at_once=True)
    assert leaving.taken(draft)
    return draft.again(), draft.folder / staging.STAGE / "datasets/films", pool.layout.dataset("films"), draft.folder / staging.BEFORE


def decisions(pool: Pool) -> int:
    with closing(pool.ledger()) as ledger:
        return len(ledger.judgements("decide", "films", standing=True))


@pytest.mark.parametrize("far", ["away", "in", "told"])
def test_a_process_that_dies_while_it_moves_loses_nothing(with_films: Pool, far: str) -> None:
    pool = with_films
    draft, ready, target, before = moving(pool)
    acts = decisions(pool)
    target.rename(before)
    if far != "away":
        ready.rename(target)
    if far == "told":
        with closing(pool.ledger()) as ledger:
            for one in staging.judgements(draft):
                ledger.record(one["actor"], one["kind"], one["subject"], one["body"])
    assert leaving.taken(dead(draft, placing=True))
    leaving.place(pool, draft.again())
    assert "comedy" in (target / "films.csv").read_text("utf-8") and "drama" in (before / "films.csv").read_text("utf-8")
    assert decisions(pool) == acts + 1
    leaving.taken_back(pool, [draft], IntarsiaError("the build failed"))
    assert "drama" in (target / "films.csv").read_text("utf-8") and not before.exists() and decisions(pool) == acts
    assert draft.again().state == "read"


def test_a_delivery_does_not_take_the_place_of_what_changed_meanwhile(with_films: Pool) -> None:
    pool = with_films
    draft, _, target, before = moving(pool)
    described = target / "dataset.toml"
    described.write_text(described.read_text("utf-8") + '\n[[notice]]\nkind = "notice"\ntext.en = "Ask first."\n', "utf-8")
    back = leaving.finish(pool, draft.id)
    assert back.state == "read" and "changed since" in back.problem["what"]
    assert "Ask first." in described.read_text("utf-8") and "drama" in (target / "films.csv").read_text("utf-8") and not before.exists()


@pytest.mark.parametrize("far", ["away", "in"])
def test_a_draft_that_is_given_up_leaves_the_pool_as_it_was(with_films: Pool, far: str) -> None:
    pool = with_films
    draft, ready, target, before = moving(pool)
    acts = decisions(pool)
    target.rename(before)
    if far != "away":
        ready.rename(target)
    assert leaving.taken(dead(draft, leaving.TRIES, placing=True))
    given_up = leaving.finish(pool, draft.id)
    assert given_up.state == "read" and "several times" in given_up.problem["what"]
    assert "drama" in (target / "films.csv").read_text("utf-8") and not before.exists() and decisions(pool) == acts


def test_a_parcel_is_taken_in_as_it_was_decided(pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = tmp_path / "films.csv"
    file.write_text(FILMS, "utf-8")
    parcel.pack(file, tmp_path / "films.intarsia", "head of collections", "facts about films", title="Films", publisher="A test house", licence=CC0)
    draft = Drafts(pool).begin("owner", "films.intarsia", about={"parcel": True})
    shutil.copyfile(tmp_path / "films.intarsia", draft.file)
    draft = draft.say(state="read")
    about = packed.about(pool, draft)
    assert about["dataset"] == "films" and "contact_email" not in about["columns"] and about["rows_out"] == 40
    with pytest.raises(Invalid):
        packed.take(pool, draft, "owner", dataset="../games")
    packed.take(pool, draft, "owner")
    publishing.publish_now(draft)
    assert leaving.taken(draft) and leaving.finish(pool, draft.id).state == "published", draft.again().problem
    assert pool.reader().rows("SELECT count(*) FROM work WHERE dataset = 'films'") == [(40,)]


def test_a_new_delivery_begins_with_the_choices_of_the_one_before() -> None:
    report = {"columns": [{"list": "", "column": name, "choices": []} for name in ("a", "b", "c")],
              "suggested": [{"remedy": "leave-out", "columns": ["a", "b"], "options": {}, "because": ["email"]}]}
    act, expects = recipes.Act("bands", ("a",), {"width": 20.0}), tuple(recipes.Expected(name, "number") for name in "abc")
    choices = choosing.as_before(report, recipes.Recipe((act,), expects))
    assert choices == {"a": {"remedy": "bands", "options": {"width": 20.0}}, "b": choosing.AS_IS}
    assert choosing.acts(report, choices) == [{"remedy": "bands", "columns": ["a"], "options": {"width": 20.0}, "because": []}]
    assert choosing.read(report, {"a": choosing.KEPT, "b": choosing.LEAVE_OUT}, choices) == {"a": choices["a"], "b": {"remedy": "leave-out", "options": {}}}
    assert choosing.as_before(report, recipes.Recipe((recipes.Act("leave-out", ("a", "b")),), expects)) == {}


def test_a_plan_says_what_is_missing() -> None:
    for field in ("title", "description", "publisher", "sector", "licence", "verdict"):
        with pytest.raises(Invalid) as refused:
            plans.checked(plans.of({**TOLD, "dataset": "films", "verdict": "OPEN", field: ""}))
        assert refused.value.where == field
    assert plans.checked(plans.of({**TOLD, "dataset": "films", "verdict": "OPEN"})).with_rows


def test_a_build_that_stops_a_delivery_puts_its_draft_back(with_films: Pool) -> None:
    """`intarsia build` takes due drafts along: one whose delivery it stops is not told as published."""
    pool = with_films
    recipe = (pool.layout.dataset("films") / "recipe.toml").read_text("utf-8")
    draft = sent(pool, "films.csv", FILMS.replace("drama", "comedy"), like="films", recipe=recipe)
    publishing.decide(pool, draft, replace(told(pool, draft), stands=False, verdict="OPEN AFTER"), "owner", at_once=True)
    staged = draft.folder / staging.STAGE / "datasets/films/films.csv"
    staged.write_text("\n".join(line + (",shoe_size" if n == 0 else ",42") for n, line in enumerate(FILMS.splitlines())) + "\n", "utf-8")
    answer = CliRunner().invoke(main, ["build", str(pool.layout.root), "--no-graph"])
    assert "'shoe_size' is new" in answer.output
    back = draft.again()
    assert back.state == "read" and "'shoe_size' is new" in back.problem["what"]
    assert "shoe_size" not in (pool.layout.dataset("films") / "films.csv").read_text("utf-8")


def test_a_role_that_was_taken_away_takes_its_decisions_along(pool: Pool) -> None:
    file = desk.at(pool.layout.desk)
    members.add(file, "first@example.org", "First", "a long enough password", "The house", ["operator"])
    number = members.add(file, "anna@example.org", "Anna", "a long enough password", "A museum", ["decision maker"])
    anna = members.by_number(file, number)
    owner = next(iter(anna.roles))
    draft = sent(pool)
    publishing.decide(pool, draft, told(pool, draft), "Anna", owner=owner, member=number, at_once=True)
    members.give(file, anna, owner, ["steward"])
    assert leaving.taken(draft)
    back = leaving.finish(pool, draft.id)
    assert back.state == "read" and "may not do so any more" in back.problem["what"] and not pool.layout.dataset("films").exists()
    members.give(file, anna, owner, ["decision maker"])
    publishing.decide(pool, draft.again(), told(pool, draft), "Anna", owner=owner, member=number, at_once=True)
    assert leaving.taken(draft) and leaving.finish(pool, draft.id).state == "published"
