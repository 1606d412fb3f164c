"""For a contributor's own site: the same story elsewhere, as HTML without script. Addresses are IRIs, which stay."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from intarsia import notices
from intarsia.iris import iri
from intarsia.web.visit import Visit
from intarsia.web.when import day, when

MOST = 20


def elsewhere(visit: Visit, work: str, family: list[dict[str, Any]]) -> Markup:
    """A list of the other works of the story, to paste into a page; every text of a contributor is escaped."""
    _, reader = visit.words, visit.reader
    others = [one for one in family if one["id"] != work][:MOST]
    lines = [Markup('<section class="intarsia-elsewhere" lang="{}">').format(visit.language), Markup("  <h2>{}</h2>").format(_("The same story elsewhere")), Markup("  <ul>")]
    noticed = notices.kinds(reader, [one["id"] for one in others])
    for one in others:
        tongue = Markup(' lang="{}"').format(one["tongue"]) if one.get("tongue") else Markup("")
        told = [visit.names("form", one["form"]), when(one["date"], _), one["publisher"] or ""]
        first = f" ({_('read first')}: {noticed[one['id']]})" if one["id"] in noticed else ""
        lines.append(Markup('    <li><a href="{}"{}>{}</a>{}{}{}</li>').format(one["iri"], tongue, one["title"], ", " if any(told) else "", ", ".join(part for part in told if part), first))
    source = Markup('<a href="{}">{}</a>').format(iri(reader.base, "work", work), reader.manifest["pool"]["name"])
    lines += [Markup("  </ul>"), Markup("  <p>{} {}, {}, {}</p>").format(_("From"), source, _("release %(id)s", id=reader.id), day(reader.manifest["issued"], _)), Markup("</section>")]
    return Markup("\n").join(lines)
