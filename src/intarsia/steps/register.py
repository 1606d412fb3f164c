"""register: who shares what, read from datasets/<id>/dataset.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from intarsia import conditions
from intarsia.deskconfig import DeskConfig, MailConfig
from intarsia.errors import Invalid, NotFound
from intarsia.evidence.framing import span
from intarsia.model import (
    LOOK_COLOURS,
    LOOK_TEXTS,
    MINING,
    NOTICES,
    SELECTIONS,
    USES,
    VERDICTS,
    Asking,
    Contributing,
    Dataset,
    Decision,
    Distribution,
    Frame,
    LookConfig,
    Notice,
    PoolConfig,
    Quota,
    Reading,
    ReconciliationService,
)
from intarsia.tables import TABLES

DATASET_ID = re.compile(r"^[a-z0-9][a-z0-9_-]{0,62}$")
_TEXTS = ("publisher", "sector", "licence")


def pool_config(path: Path) -> PoolConfig:
    """Read pool.toml.

    Raises: Invalid with what is missing.
    """
    data = _toml(path)
    for key in ("name", "base", "publisher"):
        if not data.get(key):
            raise Invalid(f"pool.toml needs '{key}'", where=str(path), way_out=f'add a line: {key} = "..."')
    if not re.match(r"^https?://[^\s<>\"{}|^`\\]+/$", data["base"]):
        raise Invalid("base must be an http(s) address that ends with a slash", where=str(path), way_out='base = "https://data.example.org/"')
    if (contact := data.get("contact", "")) and not (isinstance(contact, str) and re.match(r"^(mailto:[^\s@<>\"]+@[^\s@<>\"]+|https?://[^\s<>\"]+)$", contact)):
        raise Invalid("contact must be a mail address after mailto:, or the address of a page", where=str(path), way_out='contact = "mailto:desk@example.org"')
    known = {"name", "base", "publisher", "contact", "languages", "engine", "memory_limit", "threads", "allow_hosts", "reading", "questions", "api", "look", "reconciliation", "contribute",
             "desk", "mail"}
    _unknown(data, known, path)
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return PoolConfig(**{**values, "reading": _reading(data.get("reading", {}), path), "questions": _questions(data.get("questions", {}), path),
                         "api": _quota(data.get("api", {}), path), "look": _look(data.get("look", {}), path),
                         "reconciliation": _services(data.get("reconciliation", []), path), "contribute": _contributing(data.get("contribute", {}), path),
                         "desk": _desk(data.get("desk", {}), path), "mail": _mail(data.get("mail", {}), path)})


def _reading(data: Any, path: Path) -> Reading:
    if not isinstance(data, dict):
        raise Invalid("reading is a table", where=str(path), way_out='[reading] on a line of its own, then memory = "4GB", seconds = 600 or output = "20GB"')
    _unknown(data, set(Reading.__dataclass_fields__), path)
    seconds = data.get("seconds", 0)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or ("seconds" in data and seconds < 1):
        raise Invalid("seconds under [reading] must be a whole number, 1 or more", where=str(path), way_out="seconds = 600")
    return Reading(_bytes(data, "memory", 256_000_000, path), seconds, _bytes(data, "output", 1_000_000, path))


def _questions(data: Any, path: Path) -> Asking:
    if not isinstance(data, dict):
        raise Invalid("questions is a table", where=str(path), way_out='[questions] on a line of its own, then seconds = 10, memory = "1GB" or at_once = 2')
    _unknown(data, set(Asking.__dataclass_fields__), path)
    given: dict[str, int] = {}
    for key, least, most in (("at_once", 1, 64), ("waiting", 0, 10_000), ("seconds", 1, 3_600), ("rows", 1, 100_000_000)):
        value = data.get(key, getattr(Asking, key))
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Invalid(f"{key} under [questions] must be a whole number from {least} to {most}", where=str(path), way_out=f"{key} = {getattr(Asking, key)}")
        given[key] = value
    sizes = {key: _bytes(data, key, least, path, "questions") or getattr(Asking, key) for key, least in (("memory", 256_000_000), ("size", 1_000_000))}
    return Asking(**given, **sizes)


def _quota(data: Any, path: Path) -> Quota:
    if not isinstance(data, dict):
        raise Invalid("api is a table", where=str(path), way_out="[api] on a line of its own, then requests = 600 or seconds = 60")
    _unknown(data, set(Quota.__dataclass_fields__), path)
    for key, least, most in (("requests", 0, 1_000_000), ("seconds", 1, 86_400)):
        value = data.get(key, least)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Invalid(f"{key} under [api] must be a whole number from {least} to {most}", where=str(path), way_out=f"{key} = {getattr(Quota, key)}")
    return Quota(**data)


def _contributing(data: Any, path: Path) -> Contributing:
    if not isinstance(data, dict):
        raise Invalid("contribute is a table", where=str(path), way_out='[contribute] on a line of its own, then largest = "2GB", undo_minutes = 10 or days = 30')
    _unknown(data, set(Contributing.__dataclass_fields__), path)
    for key, least, most in (("undo_minutes", 0, 10_080), ("days", 1, 365)):
        value = data.get(key, least)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Invalid(f"{key} under [contribute] must be a whole number from {least} to {most}", where=str(path), way_out=f"{key} = {getattr(Contributing, key)}")
    return Contributing(**{**data, "largest": _bytes(data, "largest", 1_000_000, path, "contribute") or Contributing.largest})


def _desk(data: Any, path: Path) -> DeskConfig:
    if not isinstance(data, dict):
        raise Invalid("desk is a table", where=str(path), way_out="[desk] on a line of its own, then request_days = 180")
    _unknown(data, set(DeskConfig.__dataclass_fields__), path)
    days = data.get("request_days", DeskConfig.request_days)
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= 3_650:
        raise Invalid("request_days under [desk] must be a whole number from 1 to 3650", where=str(path), way_out="request_days = 180")
    return DeskConfig(days)


def _mail(data: Any, path: Path) -> MailConfig:
    """[mail]; a password in it is refused, since this file is shown, copied and backed up."""
    shown = '[mail] on a line of its own, then host = "mail.example.org" and sender = "desk@example.org"'
    if not isinstance(data, dict):
        raise Invalid("mail is a table", where=str(path), way_out=shown)
    if "password" in data:
        raise Invalid("a password does not belong in pool.toml", where=str(path),
                      way_out="put it in the environment as INTARSIA_MAIL_PASSWORD, or name a file outside the pool: password_file")
    _unknown(data, set(MailConfig.__dataclass_fields__), path)
    if not data:
        return MailConfig()
    for key in ("host", "sender", "tls", "user", "password_file", "site"):
        if not isinstance(data.get(key, ""), str) or re.search(r"[\r\n]", data.get(key, "")):
            raise Invalid(f"{key} under [mail] is a text on one line", where=str(path), way_out=shown)
    if not data.get("host") or not re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+", data.get("sender", "")):
        raise Invalid("mail needs a host and the address that stands as the sender", where=str(path), way_out=shown)
    _one_of(data, "tls", ("starttls", "tls", "none"), path)
    if data.get("user") and data.get("tls") == "none":
        raise Invalid("a password would go over the line for everybody to read", where=str(path), way_out='tls = "starttls" or tls = "tls"; or no user, for a server on this machine')
    if data.get("site") and not re.match(r"^https?://[^\s<>\"]+/$", data["site"]):
        raise Invalid("site under [mail] must be an http(s) address that ends with a slash", where=str(path), way_out='site = "https://data.example.org/"')
    if (file := data.get("password_file")) and Path(file).expanduser().resolve().is_relative_to(path.parent.resolve()):
        raise Invalid("the file with the password stands in the pool's folder, which is copied and backed up", where=str(path), way_out="move it elsewhere, and name its whole path")
    for key, least, most in (("port", 0, 65_535), ("an_hour", 1, 100_000)):
        value = data.get(key, least)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Invalid(f"{key} under [mail] must be a whole number from {least} to {most}", where=str(path), way_out=f"{key} = {587 if key == 'port' else 200}")
    return MailConfig(**data)


def _services(data: Any, path: Path) -> tuple[ReconciliationService, ...]:
    """[[reconciliation]]: services of others that are asked for candidates."""
    shown = '[[reconciliation]] on a line of its own, then name = "wikidata", url = "https://..." and facet = "genre"'
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise Invalid("reconciliation is a list of services", where=str(path), way_out=shown)
    found: list[ReconciliationService] = []
    for one in data:
        _unknown(one, set(ReconciliationService.__dataclass_fields__), path)
        for key in ("name", "url", "facet"):
            if not isinstance(one.get(key), str) or not one[key]:
                raise Invalid(f"a service under [[reconciliation]] needs '{key}'", where=str(path), way_out=shown)
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", one["name"]) or any(one["name"] == other.name for other in found):
            raise Invalid("the name of a service is its own, in lower case letters, digits and -", where=str(path), way_out='name = "wikidata"')
        if not re.match(r"^https?://[^\s@<>\"]+$", one["url"]):
            raise Invalid("the url of a service is an http(s) address without a name or password", where=str(path), way_out='url = "https://wikidata.reconci.link/en/api"')
        types = one.get("types", [])
        if not isinstance(types, list) or not all(isinstance(kind, str) for kind in types):
            raise Invalid("types under [[reconciliation]] is a list of ids", where=str(path), way_out='types = ["Q483394"]')
        for key, least, most in (("limit", 1, 25), ("per_second", 0.01, 50), ("days", 1, 36_500)):
            value = one.get(key, least)
            if isinstance(value, bool) or not isinstance(value, (int, float) if key == "per_second" else int) or not least <= value <= most:
                raise Invalid(f"{key} under [[reconciliation]] must be a number from {least} to {most}", where=str(path), way_out=f"{key} = {getattr(ReconciliationService, key)}")
        found.append(ReconciliationService(**{**one, "types": tuple(types)}))
    return tuple(found)


def _look(data: Any, path: Path) -> LookConfig:
    """The shape of [look]; whether its colours can be read and its logo is there is looked at when pages are served."""
    if not isinstance(data, dict):
        raise Invalid("look is a table", where=str(path), way_out='[look] on a line of its own, then logo = "look/logo.svg"')
    _unknown(data, set(LookConfig.__dataclass_fields__), path)
    if not isinstance(data.get("logo", ""), str):
        raise Invalid("logo under [look] must be the name of a file in this folder", where=str(path), way_out='logo = "look/logo.svg"')
    for theme in ("light", "dark"):
        colours = data.get(theme, {})
        if not isinstance(colours, dict):
            raise Invalid(f"{theme} under [look] is a table of colours", where=str(path), way_out=f'[look.{theme}] on a line of its own, then accent = "#0b5f63"')
        _unknown(colours, set(LOOK_COLOURS), path)
        for name, colour in colours.items():
            if not isinstance(colour, str) or not re.fullmatch("#[0-9a-fA-F]{6}", colour):
                raise Invalid(f"{name} under [look.{theme}] is no colour", where=str(path), way_out=f'{name} = "#0b5f63": a hash sign and six hexadecimal digits')
    texts = data.get("texts", {})
    if not isinstance(texts, dict) or not all(isinstance(one, dict) and all(isinstance(said, str) for said in one.values()) for one in texts.values()):
        raise Invalid("texts under [look] are given by name and language", where=str(path), way_out='[look.texts.lede] on a line of its own, then en = "..." and nl = "..."')
    _unknown(texts, set(LOOK_TEXTS), path)
    light, dark = ({name: colour.lower() for name, colour in data.get(theme, {}).items()} for theme in ("light", "dark"))
    return LookConfig(data.get("logo", ""), light, dark, texts)


def _bytes(data: dict[str, Any], key: str, least: int, path: Path, table: str = "reading") -> int:
    """A size such as "4GB" (decimal, as disks are sold), or a number of bytes; 0 when it is not given."""
    value = data.get(key)
    if value is None:
        return 0
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([kMGT]?)B?", str(value), re.ASCII)
    size = int(float(found[1]) * {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}[found[2]]) if found else 0
    if size < least:
        raise Invalid(f"{key} under [{table}] must be a size of at least {least // 1_000_000} MB", where=str(path), way_out=f'{key} = "4GB"')
    return size


def must_be_id(name: str) -> None:
    """Raises: Invalid for what cannot be the short name of a dataset."""
    if not DATASET_ID.fullmatch(name):
        raise Invalid(f"'{name[:80]}' cannot be the short name of a dataset", where="--id", way_out="lower case letters, digits, - and _, at most 63: --id my-films")


def folder_of(there: Path, name: str) -> Path:
    """Where a dataset stands among the datasets of a pool.

    Raises: NotFound with those there are.
    """
    folder = there / name if DATASET_ID.fullmatch(name) else None
    if folder is None or not (folder / "dataset.toml").is_file():
        known = ", ".join(path.name for path in datasets(there)) or "none yet"
        raise NotFound(f"there is no dataset '{name[:80]}' in this pool", where=str(there), way_out=f"there are: {known}")
    return folder


def dataset(folder: Path) -> Dataset:
    """Read one dataset's description.

    Raises: NotFound or Invalid with file, key and way out.
    """
    path = folder / "dataset.toml"
    data = _toml(path)
    known = set(Dataset.__dataclass_fields__) - {"distributions", "frames", "notices"} | {"distribution", "frame", "notice"}
    _unknown(data, known, path)
    if data.get("id") != folder.name or not DATASET_ID.match(folder.name):
        raise Invalid(f"the id must be the folder's name, in lower case letters, digits, - and _: '{folder.name}'", where=str(path),
                      way_out=f'id = "{folder.name}"')
    for key in _TEXTS:
        if not isinstance(data.get(key), str) or not data[key].strip():
            raise Invalid(f"the description needs '{key}'", where=str(path), way_out="see docs/datasets.md for every key")
    for key in ("title", "description"):
        value = data.get(key)
        if isinstance(value, str):
            data[key] = {"en": value}
        elif not isinstance(value, dict) or not value:
            raise Invalid(f"the description needs '{key}'", where=str(path), way_out=f'{key} = {{ en = "..." }}')
    _one_of(data, "selection", SELECTIONS, path)
    _one_of(data, "mining", MINING, path)
    _one_of(data, "goal", ("public", "commercial"), path)
    rest = {k: v for k, v in data.items() if k not in ("distribution", "frame", "notice", "decision")}
    return Dataset(
        **rest,
        distributions=tuple(_distribution(d, path) for d in data.get("distribution", [])),
        frames=tuple(_frame(f, path) for f in data.get("frame", [])),
        notices=tuple(notice(n, str(path)) for n in data.get("notice", [])),
        decision=_decision(data["decision"], path) if "decision" in data else None,
    )


def datasets(folder: Path) -> list[Path]:
    """The dataset folders of a pool, in order of name."""
    return sorted(path.parent for path in folder.glob("*/dataset.toml"))


def _distribution(data: dict[str, Any], path: Path) -> Distribution:
    _unknown(data, set(Distribution.__dataclass_fields__), path)
    if not data.get("name") or not data.get("format"):
        raise Invalid("a distribution needs name and format", where=str(path), way_out='[[distribution]] name = "works.csv" format = "csv"')
    if bool(data.get("path")) == bool(data.get("url")):
        raise Invalid(f"distribution '{data['name']}' needs either path or url", where=str(path), way_out='path = "works.csv"')
    if "@" in str(data.get("url", "")).partition("//")[2].partition("/")[0]:
        raise Invalid(f"the url of distribution '{data['name']}' has a name or password in it, and a description is public", where=str(path),
                      way_out="ask the source for an address without a login, or fetch the file yourself and use path")
    return Distribution(**data)


def _frame(data: dict[str, Any], path: Path) -> Frame:
    _unknown(data, set(Frame.__dataclass_fields__), path)
    size, of, only = data.get("size"), data.get("of", ()), data.get("only", {})
    if isinstance(size, int):
        size = {"all": size}
    if not isinstance(size, dict) or not all(isinstance(v, int) for v in size.values()) or not data.get("measure") or not data.get("source"):
        raise Invalid("a frame needs measure, size (a number, or numbers by year) and source", where=str(path))
    of = (of,) if isinstance(of, str) else tuple(of)
    if of:
        for period in size:
            try:
                span(period)
            except ValueError:
                raise Invalid(f"the period '{period}' of a frame cannot be read", where=str(path), way_out='a year ("2019"), years ("2008/09", "1970/2024") or "all"') from None
    columns = {*TABLES["work"].names, *TABLES["observation"].names, "part_of"}
    if not isinstance(only, dict) or not all(name in columns and isinstance(value, str) for name, value in only.items()):
        raise Invalid("'only' of a frame names columns of works or observations, or part_of, each with a text", where=str(path), way_out='only = { part_of = "..." }')
    _one_of(data, "selection", SELECTIONS, path)
    return Frame(data["measure"], size, data["source"], of, dict(only), data.get("selection", ""))


def notice(data: dict[str, Any], where: str) -> Notice:
    """One [[notice]], checked.

    Raises: Invalid with what is missing.
    """
    shown = '[[notice]] kind = "harm" text = { en = "...", nl = "..." }'
    _unknown(data, set(Notice.__dataclass_fields__), Path(where))
    if data.get("kind") not in NOTICES:
        raise Invalid("a notice needs a kind", where=where, way_out=f"one of: {', '.join(NOTICES)}; {shown}")
    text = {"en": data["text"]} if isinstance(data.get("text"), str) else data.get("text")
    if not isinstance(text, dict) or not text or not all(re.fullmatch("[a-z]{2,3}", language) and isinstance(said, str) and said.strip() for language, said in text.items()):
        raise Invalid("a notice needs a text, by language", where=where, way_out=shown)
    for key in ("label", "link", "column"):
        if not isinstance(data.get(key, ""), str):
            raise Invalid(f"{key} of a notice is a text", where=where, way_out=shown)
    if data.get("link") and not re.match(r"^https?://[^\s<>\"]+$", data["link"]):
        raise Invalid("the link of a notice is an http(s) address", where=where, way_out='link = "https://..."')
    records = [] if data.get("records", "all") == "all" else data["records"]
    lists = {"records": records, "values": data.get("values", [])}
    for key, listed in lists.items():
        if not isinstance(listed, list) or not all(isinstance(one, str) and one for one in listed):
            raise Invalid(f"{key} of a notice is a list of texts", where=where, way_out=f'{key} = ["...", "..."]; leave records out for the whole dataset')
    if (lists["values"] and not data.get("column")) or (records and data.get("column")):
        raise Invalid("a notice is about records by key, or about those with a value in a column, not both", where=where,
                      way_out='column = "subject" and values = ["..."], or records = ["..."]')
    return Notice(data["kind"], {language: said.strip() for language, said in text.items()}, data.get("label", "").strip(), data.get("link", ""), tuple(lists["records"]),
                  data.get("column", ""), tuple(lists["values"]))


def _decision(data: dict[str, Any], path: Path) -> Decision:
    _unknown(data, set(Decision.__dataclass_fields__), path)
    for key in ("verdict", "who", "when", "why"):
        if not data.get(key):
            raise Invalid(f"the decision needs '{key}'", where=str(path), way_out="[decision] takes verdict, who, when and why, and use where it is not for anyone")
    _one_of(data, "verdict", VERDICTS, path)
    _one_of(data, "use", USES, path)
    values: dict[str, Any] = {k: str(v) for k, v in data.items() if k not in ("condition", "signed", "evidence")}
    for key in ("until", "embargo"):
        if values.get(key):
            values[key] = conditions.day(values[key], f"{path}: {key} under [decision]")
    if "condition" in data:
        values["condition"] = conditions.of(data["condition"], f"{path}: [decision]")
    if "signed" in data:
        signed = data["signed"]
        if not isinstance(signed, list) or not all(isinstance(rule, str) for rule in signed):
            raise Invalid("signed under [decision] is a list of rules", where=str(path), way_out='signed = ["competitive-value"]')
        values["signed"] = tuple(signed)
    if "evidence" in data:
        if not isinstance(data["evidence"], dict):
            raise Invalid("evidence under [decision] is a table", where=str(path), way_out="leave it as 'intarsia decide' writes it")
        values["evidence"] = data["evidence"]
    return Decision(**values)


def _one_of(data: dict[str, Any], key: str, allowed: tuple[str, ...], path: Path) -> None:
    if key in data and data[key] not in allowed:
        raise Invalid(f"{key} is '{data[key]}'", where=str(path), way_out="one of: " + ", ".join(allowed))


def _unknown(data: dict[str, Any], known: set[str], path: Path) -> None:
    extra = sorted(set(data) - known)
    if extra:
        raise Invalid(f"'{extra[0]}' is not known here", where=str(path), way_out="one of: " + ", ".join(sorted(known)))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NotFound(f"there is no {path.name}", where=str(path), way_out="see docs/datasets.md") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"this is not valid TOML: {error}", where=str(path), way_out="mend the line named above") from None
