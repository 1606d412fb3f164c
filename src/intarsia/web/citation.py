"""How to cite: a release, a dataset in it, or a search of it, as a sentence, BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from intarsia.reader import Reader
from intarsia.web.when import day
from intarsia.web.words import Words

SPECIAL = str.maketrans(
    {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})


@dataclass(frozen=True)
class Citation:
    """What is cited: who made it, what it is called, which release it stands in, and where to find it."""

    author: str
    title: str
    release: str
    issued: str
    url: str
    publisher: str

    def sentence(self, _: Words) -> str:
        return _("%(author)s (%(year)s): %(title)s, release %(id)s, issued %(day)s. %(url)s", author=self.author, year=self.issued[:4], title=self.title, id=self.release,
                 day=day(self.issued, _), url=self.url)

    @property
    def key(self) -> str:
        """A key for reference managers, the same for the same thing."""
        words = re.findall(r"[a-z0-9]+", self.title.lower())[:3]
        return "-".join([*words, self.release[:8]])

    @property
    def bibtex(self) -> str:
        fields = {"author": f"{{{tex(self.author)}}}", "title": f"{{{tex(self.title)}}}", "year": self.issued[:4], "publisher": tex(self.publisher),
                  "version": self.release, "url": self.url.replace("{", "%7B").replace("}", "%7D")}
        return f"@misc{{{self.key},\n" + ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items()) + "\n}\n"

    @property
    def csl(self) -> str:
        """CSL-JSON, as Zotero and pandoc read it."""
        issued = [int(part) for part in self.issued[:10].split("-")]
        item = {"id": self.key, "type": "dataset", "title": self.title, "author": [{"literal": self.author}], "publisher": self.publisher, "issued": {"date-parts": [issued]},
                "version": self.release, "URL": self.url}
        return "[\n {\n" + ",\n".join(f"  {_text(name)}: {_text(value)}" for name, value in item.items()) + "\n }\n]"

    def data(self, _: Words) -> dict[str, Any]:
        """The citation in all its forms."""
        return {"text": self.sentence(_), "bibtex": self.bibtex, "csl": json.loads(self.csl)}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)  # without an indent: that takes ten times as long, on every list of works


def tex(text: str) -> str:
    """A text as TeX reads it."""
    return text.translate(SPECIAL)


def of_release(reader: Reader) -> Citation:
    """The release as a whole."""
    pool = reader.manifest["pool"]
    return Citation(pool["publisher"], pool["name"], reader.id, reader.manifest["issued"], f"{reader.base}id/release/{reader.id}", pool["publisher"])


def of_dataset(reader: Reader, identifier: str, title: str, author: str) -> Citation:
    """One dataset as it stands in the release."""
    return Citation(author, title, reader.id, reader.manifest["issued"], f"{reader.base}datasets/{identifier}?release={reader.id}", reader.manifest["pool"]["publisher"])


def of_search(reader: Reader, search: str, total: str) -> Citation:
    """What a search of the release found; `search` is its address after /explore."""
    whole = of_release(reader)
    return Citation(whole.author, f"{whole.title}: {total}", reader.id, whole.issued, f"{reader.base}explore{search}", whole.publisher)
