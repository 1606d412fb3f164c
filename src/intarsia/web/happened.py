"""News of a dataset in the words of a page or a feed."""

from __future__ import annotations

from intarsia.stewarding.news import News
from intarsia.web.atom import Entry
from intarsia.web.visit import Visit
from intarsia.web.when import day


def headline(visit: Visit, one: News) -> str:
    """What happened, in a few words."""
    _ = visit.words
    if one.kind == "erased":
        return visit.words.many("%(n)s record erased", "%(n)s records erased", one.records) if one.records else _("the whole dataset erased")
    return {"first": _("new in this release"), "changed": _("data changed"), "corrected": _("data corrected"), "closed": _("rows no longer shared"),
            "withdrawn": _("withdrawn"), "returned": _("let in again")}[one.kind]


def told(visit: Visit, one: News) -> str:
    """What happened, in sentences: what it means for who keeps a copy."""
    _ = visit.words
    at = day(one.on, visit.words)
    if one.kind == "first":
        return _("It is in a release for the first time, that of %(day)s.", day=at)
    if one.kind == "changed":
        return _("Its data changed in the release of %(day)s.", day=at)
    if one.kind == "corrected":
        return _("Rows say something else since the release of %(day)s; none came and none went. If you keep a copy, take the new rows.", day=at)
    if one.kind == "closed":
        return _("Its rows are no longer shared since the release of %(day)s; its description stays. If you keep a copy, its page says what holds now.", day=at)
    if one.kind == "withdrawn":
        return _("It was withdrawn on %(day)s and is missing from every release after that. By: %(who)s. Reason: %(why)s. If you keep a copy or build on it, please stop using it.", day=at,
                 who=one.who, why=one.why)
    if one.kind == "returned":
        return _("It was withdrawn, and was let in again on %(day)s. By: %(who)s. Reason: %(why)s.", day=at, who=one.who, why=one.why)
    return _("Erased from every release on %(day)s. By: %(who)s. Reason: %(why)s. If you keep a copy, please take the same out of it.", day=at, who=one.who, why=one.why)


def link(visit: Visit, one: News) -> str:
    """Where more is told."""
    if one.kind == "erased":
        return visit.href(f"/redactions/{one.act}.json")
    if one.before:
        return visit.href(f"/releases/{one.before}/diff/{one.release}")
    return visit.href(f"/releases/{one.release}") if one.release else visit.href("/releases")


def entry(visit: Visit, one: News, title: str) -> Entry:
    """It as an entry of a feed."""
    return Entry(one.name, f"{title}: {headline(visit, one)}", one.on, link(visit, one), told(visit, one))
