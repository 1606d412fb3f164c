"""Hostile texts in every field that a form of the site has: nothing runs, nothing comes out unescaped, nothing gets into a description, a header or a log.

The forms are read from the pages themselves, so that no field is forgotten.
"""

from __future__ import annotations

import io
import logging
import os
import re
import shutil
import tomllib
import zipfile
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph
import pytest

from intarsia import accounts, tomltext
from intarsia.accounts import members, passwords
from intarsia.contributing import Draft, Drafts, look, publishing, staging
from intarsia.contributing.plan import Plan
from intarsia.errors import IntarsiaError
from intarsia.pool import Pool
from intarsia.store.desk import DeskFile
from intarsia.web import create_app
from intarsia.web.settings import Settings
from tests.hostile.strings import ALL, FIFTY, MARK, faults
from tests.once import once
from tests.small import GAME_MAPPING, GAMES, dataset, small_pool
from tests.web.person import PASSWORD, Person

#: how often each form is sent with other strings in its fields; INTARSIA_HOSTILE=100 sends it so often, with strings of seven hundred
ROUNDS = int(os.environ.get("INTARSIA_HOSTILE", "3"))
STRINGS = ALL if "INTARSIA_HOSTILE" in os.environ else FIFTY
TYPED = ("text", "search", "email", "url", "tel", "date", "number", "hidden", "textarea")
#: what would end what is tried here: sessions, the draft, the members
LEFT_OUT = ("/delete", "/desk/sign-out", "/choose", "/again")
FILMS = "film_id,title,year\n" + "".join(f"f{n},The Film of Number {n},{1950 + n}\n" for n in range(30))


class Forms(HTMLParser):
    """The forms of a page: where they are sent, and their fields: name, type, choices."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str, list[str]]]]] = []
        self.within = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.within = given.get("method", "get").lower() == "post" and "multipart" not in given.get("enctype", "")
            if self.within:
                self.forms.append((given.get("action", ""), []))
        elif self.within and tag in ("input", "button", "textarea", "select") and given.get("name"):
            self.forms[-1][1].append((given["name"], given.get("type", "textarea" if tag == "textarea" else "text") if tag in ("input", "textarea") else tag, [given.get("value", "")]))
        elif self.within and tag == "option" and self.forms[-1][1]:
            self.forms[-1][1][-1][2].append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.within = self.within and tag != "form"


def made(folder: Path) -> None:
    """Books that are shared, games to be asked for, and somebody with every role."""
    small_pool(folder)
    dataset(folder, "asked", "Games to be asked for", "games", "asked.jsonl", "jsonl", "".join(f'{{"id": "{one["id"]}", "name": "x"}}\n' for one in GAMES), GAME_MAPPING, "ASK")
    Pool(folder).build()
    desk = DeskFile(folder / "desk.sqlite")
    members.with_organisation(desk, "olga", "Olga", passwords.hashed(PASSWORD), "The House", ["operator", "steward", "decision maker"])
    for name in ("books", "games", "asked"):
        accounts.hold(Pool(folder), name, next(iter(accounts.organisations(Pool(folder)))))


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    kept = once(tmp_path_factory, "hostile-fields", made)
    return Pool(Path(shutil.copytree(kept, tmp_path_factory.mktemp("fields") / "pool", symlinks=True)))


@pytest.fixture(scope="module")
def person(pool: Pool) -> Person:
    person = Person(create_app(Pool(pool.layout.root), settings=Settings(host="0.0.0.0")))
    assert person.sign_in("olga").status_code == 303
    return person


@pytest.fixture(scope="module")
def draft(pool: Pool) -> Draft:
    return drafted(pool, FILMS)


def drafted(pool: Pool, text: str, name: str = "films.csv") -> Draft:
    draft = Drafts(pool).begin("Olga", name, owner=next(iter(accounts.organisations(pool))))
    draft.file.write_text(text, "utf-8")
    for language in ("en", "nl"):
        look(pool, draft, language)
    return draft.say(state="read")


def pages(pool: Pool, draft: Draft) -> tuple[str, ...]:
    work, iri = pool.reader().rows("SELECT id, iri FROM work WHERE record = 'b1'")[0]
    dataset_pages = (f"/datasets/{name}{rest}" for name in ("asked", "books") for rest in ("/ask", "/follow"))
    draft_pages = (f"/contribute/{draft.id}/{step}" for step in ("profile", "map", "risk", "publish", "memo"))
    desk = (f"/desk/{one}" for one in ("account", "people", "mail", "notices", "readiness", "requests", "withdrawals", "wrong", "terms", "links", "reconcile", "sign-in", "papers"))
    return (f"/works/{work}", f"/wrong?about={iri}", *dataset_pages, *draft_pages, *desk, "/desk", "/contribute", "/desk/audit")


def filled(fields: list[tuple[str, str, list[str]]], at: int, everything: bool) -> dict[str, Any]:
    """A string in every field; choices are as they could be made, or strings too."""
    given: dict[str, Any] = {}
    for number, (name, kind, choices) in enumerate(fields):
        if name == "token":
            given[name] = choices[0]
        elif name not in given and kind in TYPED and (kind != "hidden" or everything) and not (name == "act" and not everything):
            given[name] = STRINGS[(at * 13 + number * 7) % len(STRINGS)]
        elif name not in given:
            given[name] = STRINGS[(at + number) % len(STRINGS)] if everything and name != "act" else next((one for one in choices if one), "")
    return given


def answered(person: Person, path: str, form: dict[str, Any]) -> httpx.Response:
    """What a form gives, one way on."""
    answer = person.ask("POST", path, form, Origin=person.base, Accept="text/html")
    return person.get(unescape(answer.headers["location"].removeprefix(person.base)), Accept="text/html") if answer.status_code == 303 else answer


@pytest.mark.parametrize(("kind", "text"), [("text/html", f"<p onclick={MARK}()>x</p>"), ("text/html", f"<script>{MARK}()</script>"), ("text/html", f'<a href="javascript:{MARK}()">x</a>'),
                                            ("text/html", f"<b>1337{MARK}</b>"), ("text/csv", f"a,b\r\n1,={MARK}()\r\n"), ("application/json", "{}")])
def test_what_runs_would_be_seen(kind: str, text: str) -> None:
    assert faults(kind, text, {}) and not faults("text/html", f"<p title=\"{MARK}\">&lt;script&gt;{MARK}()</p>", {})


def test_names_of_columns_files_and_cells_are_only_texts(person: Person, pool: Pool) -> None:
    """Columns and a file that are named like code, and cells that are code: every step shows them as texts."""
    heads = [re.sub(r"[\r\n,\"]", " ", one)[:60] for one in FIFTY[:20]]
    text = ",".join(["title", *heads]) + "\n" + "".join(",".join([f"A title {n}", *(re.sub(r"[\r\n,\"]", " ", FIFTY[(n + m) % 50])[:80] for m in range(20))]) + "\n" for n in range(20))
    sent = drafted(pool, text, "<img src=x onerror=zqhit()>.csv")
    wrong, shown = [], 0
    for step in ("profile", "map", "risk", "objections", "memo", "publish"):
        for form in ("", ".json"):
            answer = person.get(f"/contribute/{sent.id}/{step}{form}", Accept="application/json" if form else "text/html")
            assert answer.status_code == 200, (step, answer.text[:500])
            shown += MARK in answer.text
            wrong += [f"{step}{form}: {one}" for one in faults(answer.headers["content-type"], answer.text, answer.headers)]
    assert wrong == [] and shown > 5, (wrong, shown)


def test_no_field_of_any_form_lets_a_text_out_of_its_place(person: Person, pool: Pool, draft: Draft, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    wrong: list[str] = []
    sent, fields = 0, set()
    for path in pages(pool, draft):
        for number, (action, inputs) in enumerate(Forms(person.get(path, Accept="text/html").text).forms):
            if any(action.endswith(one) for one in LEFT_OUT) or not inputs or "forget" in {name for name, _, _ in inputs}:
                continue
            fields |= {f"{action} {name}" for name, kind, _ in inputs if kind in TYPED and name != "token"}
            for at in range(ROUNDS):
                person.address = f"203.0.113.{(sent // 4) % 250 + 1}"  # limits count by address
                answer = answered(person, action or path, filled(inputs, at * 11 + number, at % 2 == 1))
                sent += 1
                if answer.status_code >= 500:
                    wrong.append(f"{action}: {answer.status_code} {answer.text[:300]}")
                wrong += [f"{action}: {one}" for one in faults(answer.headers.get("content-type", ""), answer.text, answer.headers)]
    looked = 0
    for path in (*pages(pool, draft), "/datasets", "/desk/feed.atom", "/datasets/books", "/datasets/books/feed.atom"):
        for form in ("", ".json"):
            head, mark, query = path.partition("?")
            answer = person.get(f"{head}{form if not head.endswith('.atom') else ''}{mark}{query}", Accept="text/html" if not form else "application/json")
            looked += answer.status_code == 200
            wrong += [f"{path}{form}: {answer.status_code}"] if answer.status_code >= 500 else []
            wrong += [f"{path}{form}: {one}" for one in faults(answer.headers.get("content-type", ""), answer.text, answer.headers)]
    assert wrong == [] and len(fields) > 40 and sent > 50 and looked > 40, (sorted(set(wrong)), len(fields), sent, looked)
    assert not [one for one in caplog.messages if MARK in one and not one.startswith("HTTP Request")]


def test_what_is_typed_of_a_dataset_stays_within_its_own_key(pool: Pool) -> None:
    """A text that ends a string of dataset.toml, and begins a key or a table there, is still only a text."""
    draft = drafted(pool, FILMS, "kept.csv")
    base = {"dataset": "kept", "sector": "film-tv", "licence": "https://creativecommons.org/publicdomain/zero/1.0/", "verdict": "DESCRIBE ONLY", "goal": "public", "mining": "ask"}
    report = look(pool, draft, "en")
    keys: set[tuple[str, ...]] = set()
    for number in range(0, len(STRINGS), 5):
        at = iter(STRINGS[number:] + STRINGS)
        plan = Plan(**base, title=next(at)[:200], description=next(at), publisher=next(at)[:200], who=next(at)[:200], why=next(at)[:1_000])  # type: ignore[arg-type]
        try:
            staging.stage(pool, draft, publishing.plans.checked(plan), report, "", "Olga")
        except IntarsiaError as error:
            assert MARK not in str(error) or error.what, plan
            continue
        told = tomllib.loads(staging.account(draft)["dataset.toml"])
        keys.add((*sorted(told), *sorted(told["decision"])))
        assert told["id"] == "kept" and told["title"]["en"] == plan.title and told["description"]["en"] == plan.description and told["decision"]["verdict"] == "DESCRIBE ONLY", plan
    assert len(keys) == 1, keys


@pytest.mark.parametrize("language", ["en = \"x\" }\nsynthetic = true\ntitle = { nl", "../../x", "xx", "en\n"])
def test_a_language_is_one_of_ours(pool: Pool, draft: Draft, language: str) -> None:
    """It is a key of dataset.toml and part of a file's name."""
    plan = Plan(dataset="films", title="Films", description="Films.", publisher="A house", sector="film-tv", licence="https://creativecommons.org/publicdomain/zero/1.0/",
                verdict="DESCRIBE ONLY", who="steward", why="facts", language=language)
    with pytest.raises(IntarsiaError) as caught:
        publishing.decide(pool, draft.again(), plan, "Olga")
    assert caught.value.where == "language"


def test_what_was_typed_is_only_a_text_in_every_form_a_release_has(tmp_path: Path) -> None:
    """A description of nothing but hostile texts, as a release gives it out: pages, JSON, CSV, Turtle, N-Quads, Atom, and the files to take away."""
    folder = small_pool(tmp_path / "pool")
    for number, name in enumerate(("books", "games")):
        description = folder / "datasets" / name / "dataset.toml"
        texts = iter(FIFTY[number * 12 + 6:])
        written = description.read_text("utf-8")
        for line, key in (("title = {{ en = {}, nl = {} }}", "title"), ("description = {{ en = {} }}", "description"), ("publisher = {}", "publisher"), ("who = {}", "who"),
                          ("why = {}", "why")):
            value = line.format(*(tomltext.text(next(texts)) for _ in range(line.count("{}"))))
            written = re.sub(rf"(?m)^{key} = .*$", lambda _, value=value: value, written, count=1)  # type: ignore[misc]
        description.write_text(written, "utf-8")
    pool = Pool(folder)
    release = pool.build()
    person = Person(create_app(pool))
    wrong, shown = [], 0
    forms = {"": "text/html", ".json": "application/json", ".csv": "text/csv", ".ttl": "text/turtle", ".nq": "application/n-quads", ".jsonld": "application/ld+json"}
    for path in ("/", "/datasets", "/datasets/books", "/datasets/games", "/catalog", "/explore", "/releases", f"/releases/{release}", "/datasets/books/return", "/datasets/games/readiness"):
        for form, kind in forms.items():
            answer = person.get((path.rstrip("/") or "/index") + form if form else path, Accept=kind)
            if answer.status_code != 200:
                assert answer.status_code < 500, (path, form, answer.text[:300])
                continue
            shown += MARK in answer.text
            wrong += [f"{path}{form}: {one}" for one in faults(answer.headers["content-type"], answer.text, answer.headers)]
            if form in (".ttl", ".nq"):
                held = {quad.predicate.value for quad in pyoxigraph.parse(answer.content, pyoxigraph.RdfFormat.from_media_type(kind))}
                wrong += [f"{path}{form}: a property {one}" for one in held if MARK in one]
    for name in ("books", "games"):
        feed = person.get(f"/datasets/{name}/feed.atom")
        wrong += [f"feed: {one}" for one in faults(feed.headers["content-type"], feed.text, feed.headers)]
        packed = zipfile.ZipFile(io.BytesIO(person.get(f"/dumps/{release}/{name}.csv.zip").content))
        assert all("/" not in one.filename.removeprefix(f"{name}/") and ".." not in one.filename and MARK not in one.filename for one in packed.infolist())
        wrong += [f"{one.filename}: {fault}" for one in packed.infolist() if one.filename.endswith(".csv") for fault in faults("text/csv", packed.read(one).decode("utf-8"), {})]
    assert wrong == [] and shown > 15, (wrong, shown)
