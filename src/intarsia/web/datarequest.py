"""A request for data that nobody keeps here: the letter, ready to be sent to whom the dataset names."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from intarsia.web.visit import Visit

_MAIL = re.compile(r"(?:mailto:)?([^\s@<>\"]+@[^\s@<>\"]+)")


def letter(visit: Visit, data: dict[str, Any], title: str) -> dict[str, str]:
    """subject, text, and the address of a mail that holds both; no address where the contact is none to write to."""
    _ = visit.words
    subject = _("Request: %(title)s", title=title)
    text = "\n\n".join((
        _("Dear %(publisher)s,", publisher=data["publisher"] or ""),
        _("Your dataset “%(title)s” is described at %(address)s. Its file is kept by you, and we would like to use it.", title=title, address=data["iri"]),
        _("What we want to find out, and which columns and years we need:"), "…",
        _("What we would do with it, who sees the outcome, and when we would delete the file:"), "…",
        _("Which terms you would set, and whether you would rather share a part, a table of counts, or figures together with others:"), "…",
        _("Kind regards,"),
    ))  # fmt: skip
    found = _MAIL.fullmatch(str(data["contact"] or "").strip())
    mail = f"mailto:{quote(found[1], safe='@')}?subject={quote(subject)}&body={quote(text)}" if found else ""
    return {"subject": subject, "text": text, "mail": mail}
