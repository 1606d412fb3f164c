"""Contribute: a file is dropped, picked or pasted, kept apart as a draft, and read while the browser waits."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
from fastapi import APIRouter
from starlette.responses import JSONResponse, RedirectResponse, Response

from intarsia import accounts, adding, disk
from intarsia.accounts import limits
from intarsia.contributing import Draft, Drafts, deliveries, looking, start
from intarsia.contributing.draft import now
from intarsia.contributing.parcels import is_parcel
from intarsia.errors import IntarsiaError, Invalid, Unavailable
from intarsia.web import desk, drafting, incoming
from intarsia.web.door import address_key, people, who_of
from intarsia.web.drafting import Contribute, ContributeAct
from intarsia.web.routes import page
from intarsia.web.visit import Visit

router = APIRouter(tags=["contribute"])
#: files in a quarter of an hour: from one address without an account, and of one organisation; drafts without an account in all
OF_NOBODY, OF_MEMBERS, ALL_OF_NOBODY = 10, 300, 200
#: what is told of what was said about a draft
TOLD = ("title", "publisher", "sector", "licence", "goal", "format", "options", "like", "parcel")
#: where a draft in a state is looked at
WHERE = {"read": "risk", "waiting for a signature": "publish", "deciding": "publish", "leaves at": "publish", "publishing": "publish", "published": "done", "described": "done"}


@page(router, "/contribute", "json", about="Send a file and see, before anything of it leaves, what may be shared and what that gives back")
def form(visit: Contribute) -> Response:
    """The form: drop, pick or paste, or take a file to try; and the drafts of who asks."""
    problem = None
    try:
        nobody = bool(drafting.may_begin(visit))
        _prepare(visit)
    except IntarsiaError as error:
        nobody, problem = False, {"where": "", "way_out": "", **error.problem()}
    return _form(visit, nobody, problem, 200)


def _form(visit: Contribute, nobody: bool, problem: dict[str, Any] | None, status: int) -> Response:
    pool = drafting.pool_of(visit)
    drafts = drafting.mine(visit)
    largest = _largest(pool, nobody)
    data = {
        "send": "POST /contribute, multipart/form-data: a token first, then the field 'file'", "most_bytes": largest, "tries": list(adding.TRYOUT),
        "drafts": [{"id": one.id, "name": one.name, "state": one.state, "begun": one.times.get("begun", ""), "page": visit.href(f"/contribute/{one.id}")} for one in drafts],
        **({"problem": problem} if problem else {}),
    }  # fmt: skip
    like = visit.request.query_params.get("like", "")
    like = like if not nobody and deliveries.known(pool, like) and visit.who.may("contribute", accounts.holder(pool, like)) else ""
    return visit.answer("contribute.html", data, status=status, problem=problem, nobody=nobody, drafts=drafts, largest=largest, days=pool.config.contribute.days,
                        like=like, closed=problem is not None and status == 200, tries=adding.TRYOUT)


def _prepare(visit: Visit) -> None:
    """Once in each process: while somebody looks for their file, the process that will read it gets ready."""
    state = visit.request.app.state
    if not getattr(state, "prepared", False):
        state.prepared = True
        threading.Thread(target=looking.prepare, name="prepare", daemon=True).start()


def _largest(pool: Any, nobody: bool) -> int:
    largest: int = pool.config.contribute.largest
    return min(largest, drafting.LARGEST_OF_NOBODY) if nobody else largest


@router.post("/contribute", include_in_schema=False)
async def send(visit: Contribute) -> Response:
    """A file comes in, is kept apart, and reading begins; a refusal stands on the same page, as help."""
    try:
        nobody = await anyio.to_thread.run_sync(_let_in, visit)
        draft, secret = await _taken(visit, nobody)
    except IntarsiaError as error:
        if visit.form != "html":
            raise
        problem = {"where": "", "way_out": "", **error.problem()}
        return await anyio.to_thread.run_sync(_form, visit, visit.who.kind == "nobody", problem, error.status)
    address = visit.href(f"/contribute/{draft.id}")
    if visit.form == "json":
        answer: Response = JSONResponse({"data": {"id": draft.id, "state": draft.state}, "links": {"self": f"{address}.json", "page": address}}, 201,
                                        headers={"Location": address, "Cache-Control": "no-store"})
    else:
        answer = RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
    return drafting.held(answer, visit, secret)


def _let_in(visit: Visit) -> bool:
    """May who asks send a file? True for somebody without an account. Raises: Refused, TooOften."""
    who_of(visit.request)
    nobody = bool(drafting.may_begin(visit))
    _counted(visit, nobody)
    return nobody


async def _taken(visit: Visit, nobody: bool) -> tuple[Draft, str]:
    """The draft of what the form brought; when anything goes wrong nothing of it is left."""
    made: list[tuple[Draft, str]] = []
    pool = drafting.pool_of(visit)

    def place(fields: dict[str, str], name: str) -> Path:
        desk.checked(visit.request, fields.get(desk.FIELD, ""))
        made.append(drafting.begin(visit, name, _about(visit, fields), nobody))
        return made[0][0].file

    try:
        sent = await incoming.received(visit.request, place, _largest(pool, nobody))
        return await anyio.to_thread.run_sync(_settled, visit, sent, made, place)
    except BaseException:
        for draft, _ in made:
            with suppress(OSError):
                Drafts(pool).withdraw(draft)
        raise


def _settled(visit: Visit, sent: incoming.Sent, made: list[tuple[Draft, str]], place: Callable[[dict[str, str], str], Path]) -> tuple[Draft, str]:
    """Whatever came, as a draft that is being read."""
    pool = drafting.pool_of(visit)
    if sent.place is None:
        name = sent.fields.get("try", "")
        text = sent.fields.get("text", "")
        if name:
            source = adding.tryout(name)
            with disk.in_words(pool.layout.root):
                shutil.copyfile(source, place(sent.fields, name))
        elif text.strip():
            target = place(sent.fields, pasted_name(text))
            with disk.in_words(pool.layout.root):
                target.write_text(text, "utf-8")
        else:
            raise Invalid("no file was sent", where="the form", way_out="choose a file, or paste the rows of one")
    elif not sent.size:
        raise Invalid("the file is empty", where=sent.name, way_out="choose another file")
    draft, secret = made[0]
    accounts.note(pool, visit.who, "contribute", "a file came in")
    if is_parcel(draft.file):
        return draft.say(state="read", about={**draft.about, "parcel": True}, times={"received": now()}), secret
    return start(pool, draft, visit.language), secret


def pasted_name(text: str) -> str:
    """What rows that were pasted are kept as: cells of a spreadsheet come with tabs between them."""
    head = [line for line in text.splitlines()[:20] if line.strip()]
    return "pasted.tsv" if head and sum("\t" in line for line in head) > len(head) / 2 else "pasted.csv"


def _about(visit: Visit, fields: dict[str, str]) -> dict[str, Any]:
    """What the form says beside the file: the dataset that this is a new delivery of. Raises: NotFound; Refused for another organisation's."""
    like = fields.get("like", "").strip()
    if not like:
        return {}
    pool = drafting.pool_of(visit)
    visit.who.must("contribute", accounts.holder(pool, like))
    return deliveries.about(pool, like)


def _counted(visit: Visit, nobody: bool) -> None:
    """So many files may one client send. Raises: TooOften; Unavailable when there are many drafts without an account already."""
    if visit.who.kind == "owner":
        return
    key, most = (address_key(visit.request), OF_NOBODY) if nobody else (f"contribute:{visit.who.holds}", OF_MEMBERS)
    limits.count(people(visit.request), "many files were sent in a short time", {f"contribute:{key}": most})
    if nobody and sum(draft.anonymous for draft in Drafts(drafting.pool_of(visit)).all()) >= ALL_OF_NOBODY:
        raise Unavailable("many files of people without an account are here already", where="/contribute",
                          way_out="sign in, or try again tomorrow; on your own machine: intarsia check FILE")


@page(router, "/contribute/{id}", "json", about="How far a draft is: being read, read, or what went wrong")
def draft(visit: Contribute, id: str) -> Response:
    """While a draft is read, the page waits and looks again by itself; then it leads on."""
    found = drafting.found(visit, id)
    about = {name: value for name, value in found.about.items() if name in TOLD}
    data = {"id": found.id, "name": found.name, "state": found.state, "stage": found.stage, "times": found.times, "problem": found.problem, "about": about}
    waits = found.state in ("receiving", "reading")
    links = {} if waits else {name: visit.href(f"/contribute/{found.id}/{name}") for name in ("profile", "map", "risk", "objections", "memo", "publish")}
    if visit.form == "html" and found.state in WHERE:
        return RedirectResponse(visit.href(f"/contribute/{found.id}/{WHERE[found.state]}"), 303, headers={"Cache-Control": "no-store"})
    answer = visit.answer("contribute-wait.html", data, links=links, draft=found)
    if visit.form == "html" and waits:
        answer.headers["Refresh"] = "2"
    return answer


@router.post("/contribute/{id}/again", include_in_schema=False)
def again(act: ContributeAct, id: str) -> Response:
    """Read the file once more: what failed may have been the moment's fault, or other options were chosen."""
    found = drafting.found(act.visit, id)
    if found.state in drafting.OPEN:
        drafting.counted(act.visit)
        start(drafting.pool_of(act.visit), found, act.visit.language)
    return act.back(f"/contribute/{id}")


@router.post("/contribute/{id}/delete", include_in_schema=False)
def delete(act: ContributeAct, id: str) -> Response:
    """Take a draft away with all that is in it; what has left stays, and is withdrawn at the desk."""
    found = drafting.found(act.visit, id)
    if found.state in ("deciding", "leaves at", "publishing"):
        raise Invalid("this draft is on its way out", where="/contribute", way_out="undo its publication first")
    Drafts(drafting.pool_of(act.visit)).withdraw(found)
    return act.back("/contribute")
