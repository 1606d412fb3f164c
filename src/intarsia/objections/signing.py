"""Signing: a link by which somebody without an account signs the memo of a draft; kept in the draft's own folder until it is signed.

The link holds 256 random bits, of which only a hash is kept. It dies after thirty days, when it is used, when a new one is made, and when
the file, the choices or the text it is about change: what was to be signed is then no longer what is there.
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from intarsia import conditions
from intarsia.contributing import Draft, Drafts, looking, plan, publishing
from intarsia.contributing.draft import now
from intarsia.contributing.drafts import ID, hashed
from intarsia.contributing.staging import Unsigned
from intarsia.errors import Conflict, Gone, Invalid, NotFound
from intarsia.objections import subjects
from intarsia.objections.memo import Memo, memo
from intarsia.text import fold

if TYPE_CHECKING:
    from intarsia.pool import Pool

KIND = "sign"
NOTE, PAGES, USED = "signing.json", "memo.json", "signing.used"
WAITS = "waiting for a signature"
DAYS = 30
LANGUAGES = ("en", "nl")
#: what a signer may say, and the key of its words in `memowords.MEMO`
DECISIONS = {"agree": "agree", "embargo": "embargo", "not yet": "later"}
LONGEST = {"name": 120, "role": 120, "why": 1_000}
YEARS = 10  #: an embargo or a day to ask again may lie so far ahead
#: who the ledger says has acted: a name that a stranger types is what the act tells, never who the desk takes them for
ACTOR = "a signature by link"


class Dead(Gone):
    """A link that was one of ours, and leads to nothing any more."""

    title = "This link does not work any more"


@dataclass(frozen=True)
class Waiting:
    """What waits for a signature: the draft, its memo by language, who asked and when, and the last day of the link. mark: of what is signed; seal: the hash of the memos themselves.
    to: the mail address that the link was sent to by letter, "" where somebody handed it over. named: whose signature is asked for, "" where nobody said."""

    draft: Draft
    memos: dict[str, Memo]
    by: str
    at: str
    until: str
    mark: str
    seal: str
    to: str = ""
    named: str = ""


@dataclass(frozen=True)
class Signature:
    """What somebody signed. decision: "agree", "embargo" (agrees, but not before `day`) or "not yet" (ask again on `day`, because of `why`). memo: the mark of what was
    signed; seal: the hash of the page that was shown. at: when. by: who asked for it. asked, to, named: when the link was made, the address it was sent to, and whose signature was
    asked for: whoever holds the link can type a name, so the ledger says through which invitation it was signed.
    evidence: the verdict, the rules that ask for something, and their version."""

    name: str
    role: str
    decision: str
    day: str = ""
    why: str = ""
    memo: str = ""
    seal: str = ""
    at: str = ""
    by: str = ""
    asked: str = ""
    to: str = ""
    named: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """As the ledger keeps it: no cell, and no column."""
        return {**{name: value for name, value in asdict(self).items() if value}, "word": DECISIONS[self.decision]}


def ask(pool: Pool, draft: Draft, by: str, moment: datetime.datetime | None = None, *, to: str = "", named: str = "") -> str:
    """Keep the memo of a draft as it is now, and make the link to sign it; returns its secret, which is kept nowhere. An earlier link is dead.

    to: the address that the link is sent to. named: whose signature is asked for; only that name can then be signed with.
    Raises: Conflict for a draft that is not at that point; Invalid where it is not said yet what is to be decided; Unsigned where rules ask for something that nobody answers for.
    """
    if draft.state not in ("read", WAITS):
        raise Conflict("there is nothing to be signed about this file now", where=draft.name, way_out="open it and see how far it is")
    if not draft.extra.get("publishing"):
        raise Invalid("nobody said yet what is to be decided", where="publish", way_out="say it on the last page of the steps: title, licence, and how far it may be shared")
    planned = plan.checked(plan.of(draft.extra["publishing"]))
    if left := publishing.unanswered(draft, planned):
        raise Unsigned(left)
    if len(named := " ".join(named.split())) > LONGEST["name"]:
        raise Invalid(f"this is longer than {LONGEST['name']:,} characters", where="named", way_out="write the name as it is signed with")
    moment = moment or datetime.datetime.now(datetime.UTC)
    of = {lang: subjects.of_draft(pool, draft, lang) for lang in LANGUAGES}
    pages = {lang: asdict(memo(one, lang)) for lang, one in of.items()}
    secret = secrets.token_urlsafe(32)
    (draft.folder / USED).unlink(missing_ok=True)
    draft.keep(PAGES, pages)
    until = (moment + datetime.timedelta(days=DAYS)).date().isoformat()
    draft.keep(NOTE, {"secret": hashed(secret), "by": by, "at": moment.isoformat(timespec="seconds"), "until": until, "mark": of["en"].mark, "seal": _seal(pages),
                      "to": to, "named": named})
    draft.say(state=WAITS)
    return draft.id + secret


def call_back(draft: Draft) -> Draft:
    """Let the link die; the draft can be changed and decided about again."""
    (draft.folder / NOTE).unlink(missing_ok=True)
    return draft.say(state="read") if draft.again().state == WAITS else draft


def waiting(draft: Draft) -> dict[str, str] | None:
    """Who asked for a signature, when, of whom, at which address, and until when the link works; None where nobody did."""
    kept = draft.kept(NOTE)
    return {name: str(kept.get(name, "")) for name in ("by", "at", "until", "to", "named")} if isinstance(kept, dict) and draft.state == WAITS else None


def changed(pool: Pool, draft: Draft) -> bool:
    """Is what was to be signed no longer what is there?"""
    kept = draft.kept(NOTE)
    return isinstance(kept, dict) and kept.get("mark") != subjects.of_draft(pool, draft, "en").mark


def find(pool: Pool, token: str, moment: datetime.datetime | None = None) -> Waiting:
    """What a link leads to.

    Raises: NotFound for what is no link of ours; Gone, in words, for one that is dead.
    """
    identity, secret = token[:32], token[32:]
    draft, kept = None, None
    if ID.fullmatch(identity) and secret:
        with suppress(NotFound):
            draft = Drafts(pool).get(identity)
            kept = draft.kept(NOTE)
    if draft is None or not isinstance(kept, dict) or not hmac.compare_digest(str(kept.get("secret", "")), hashed(secret)):
        raise NotFound("this link leads to nothing that is to be signed", where="/sign", way_out="look whether the whole address was taken over, or ask whoever sent it for a new link")
    if draft.state != WAITS and (draft.folder / USED).exists():
        raise Dead("this was signed already, and a link works once", where="/sign", way_out="whoever sent it to you sees your answer")
    moment = moment or datetime.datetime.now(datetime.UTC)
    if moment.date().isoformat() > str(kept["until"]):
        raise Dead("the thirty days of this link are over", where="/sign", way_out="ask whoever sent it for a new link")
    if draft.state != WAITS or subjects.of_draft(pool, draft, "en").mark != kept["mark"]:
        raise Dead("what was to be signed is no longer what is there: the file, the choices or the text changed since", where="/sign", way_out="ask whoever sent it for a new link")
    pages = draft.kept(PAGES) or {}
    if set(pages) != set(LANGUAGES) or _seal(pages) != kept["seal"]:
        raise Dead("the page that was to be signed is not there any more", where="/sign", way_out="ask whoever sent it for a new link")
    return Waiting(draft, {lang: _memo(page) for lang, page in pages.items()}, str(kept["by"]), str(kept["at"]), str(kept["until"]), str(kept["mark"]), str(kept["seal"]),
                   str(kept.get("to", "")), str(kept.get("named", "")))


def checked(name: str, role: str, decision: str, day: str, why: str, today: datetime.date) -> Signature:
    """What a signer filled in.

    Raises: Invalid, naming the field.
    """
    given = {"name": " ".join(name.split()), "role": " ".join(role.split()), "why": " ".join(why.split())}
    for key, most in LONGEST.items():
        if len(given[key]) > most:
            raise Invalid(f"this is longer than {most:,} characters", where=key, way_out="say it shorter")
    if not given["name"] or not given["role"]:
        raise Invalid("who signs says a name and a role", where="name" if not given["name"] else "role", way_out="fill in both, such as: A. Jansen, head of collections")
    if decision not in DECISIONS:
        raise Invalid("there is no answer yet", where="decision", way_out="choose one of the three answers")
    if decision == "agree":
        return Signature(given["name"], given["role"], decision, why=given["why"])
    said = conditions.day(day.strip(), "day")
    if not today.isoformat() < said <= today.replace(year=today.year + YEARS, day=min(today.day, 28)).isoformat():
        raise Invalid("this day is past, or more than ten years ahead", where="day", way_out="name a day that is still to come")
    if decision == "not yet" and not given["why"]:
        raise Invalid("not sharing needs a reason", where="why", way_out="say in a sentence why not yet: everybody may read it")
    return Signature(given["name"], given["role"], decision, said, given["why"])


def sign(pool: Pool, token: str, given: Signature, seal: str) -> Draft:
    """Carry out what somebody signed, and keep it in the ledger. seal: of the page that they saw.

    Raises: as `find`; Invalid for another name than the one whose signature was asked for;
    Gone when the page they saw is not the one to be signed; as `publishing.signed`, and the link then still works.
    """
    found = find(pool, token)
    if not hmac.compare_digest(seal, found.seal):
        raise Dead("what was to be signed is no longer what was on the page", where="/sign", way_out="load the page again and read it")
    if found.named and fold(given.name) != fold(found.named):
        raise Invalid("this link was made for somebody else's signature", where="name", way_out="sign with the name it was made for, or ask whoever sent it for a link of your own")
    report = looking.look(pool, found.draft, "en")
    evidence = {"verdict": str(report["verdict"]), "rules": sorted({one["rule"] for one in report["findings"] if one["acts"]}), "code": found.memos["en"].rules}
    signature = Signature(given.name, given.role, given.decision, given.day, given.why, found.mark, found.seal, now(), found.by, found.at, found.to, found.named, evidence)
    with _alone(found.draft):
        find(pool, token)  # of two who sign at once, one was first
        done = publishing.signed(found.draft, signature)
    with closing(pool.ledger()) as ledger:
        ledger.record(ACTOR, KIND, str((done.extra.get("publishing") or {}).get("dataset") or found.draft.id), signature.record())
    return done.say(extra={"signatures": [*(done.extra.get("signatures") or ()), signature.record()]})


@contextmanager
def _alone(draft: Draft) -> Iterator[None]:
    """While one signs: the file marks that a link was used, the lock on it goes with the process that holds it. Raises: Gone while another one signs."""
    mark = draft.folder / USED
    with open(mark, "ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Dead("this is being signed at this moment, and a link works once", where="/sign", way_out="whoever sent it to you sees the answer") from None
        try:
            yield
        except BaseException:
            mark.unlink(missing_ok=True)
            raise


def _memo(page: dict[str, Any]) -> Memo:
    """A memo as it was kept: lists are tuples again."""
    told: dict[str, Any] = {name: tuple(tuple(one) if isinstance(one, list) else one for one in value) if isinstance(value, list) else value for name, value in page.items()}
    return Memo(**told)


def _seal(pages: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(pages, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
