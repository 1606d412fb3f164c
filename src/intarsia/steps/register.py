"""register: who shares what, read from datasets/<id>/dataset.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from intarsia.errors import Invalid, NotFound
from intarsia.model import MINING, SELECTIONS, USES, VERDICTS, Dataset, Decision, Distribution, Frame, PoolConfig, Reading

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
    known = {"name", "base", "publisher", "languages", "engine", "memory_limit", "threads", "allow_hosts", "reading"}
    _unknown(data, known, path)
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return PoolConfig(**{**values, "reading": _reading(data.get("reading", {}), path)})


def _reading(data: Any, path: Path) -> Reading:
    if not isinstance(data, dict):
        raise Invalid("reading is a table", where=str(path), way_out='[reading] on a line of its own, then memory = "4GB", seconds = 600 or output = "20GB"')
    _unknown(data, set(Reading.__dataclass_fields__), path)
    seconds = data.get("seconds", 0)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or ("seconds" in data and seconds < 1):
        raise Invalid("seconds under [reading] must be a whole number, 1 or more", where=str(path), way_out="seconds = 600")
    return Reading(_bytes(data, "memory", 256_000_000, path), seconds, _bytes(data, "output", 1_000_000, path))


def _bytes(data: dict[str, Any], key: str, least: int, path: Path) -> int:
    """A size such as "4GB" (decimal, as disks are sold), or a number of bytes; 0 when it is not given."""
    value = data.get(key)
    if value is None:
        return 0
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([kMGT]?)B?", str(value), re.ASCII)
    size = int(float(found[1]) * {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}[found[2]]) if found else 0
    if size < least:
        raise Invalid(f"{key} under [reading] must be a size of at least {least // 1_000_000} MB", where=str(path), way_out=f'{key} = "4GB"')
    return size


def dataset(folder: Path) -> Dataset:
    """Read one dataset's description.

    Raises: NotFound or Invalid with file, key and way out.
    """
    path = folder / "dataset.toml"
    data = _toml(path)
    known = set(Dataset.__dataclass_fields__) - {"distributions", "frames"} | {"distribution", "frame"}
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
    rest = {k: v for k, v in data.items() if k not in ("distribution", "frame", "decision")}
    return Dataset(
        **rest,
        distributions=tuple(_distribution(d, path) for d in data.get("distribution", [])),
        frames=tuple(_frame(f, path) for f in data.get("frame", [])),
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
    size = data.get("size")
    if isinstance(size, int):
        size = {"all": size}
    if not isinstance(size, dict) or not all(isinstance(v, int) for v in size.values()) or not data.get("measure") or not data.get("source"):
        raise Invalid("a frame needs measure, size (a number, or numbers by year) and source", where=str(path))
    return Frame(data["measure"], size, data["source"])


def _decision(data: dict[str, Any], path: Path) -> Decision:
    _unknown(data, set(Decision.__dataclass_fields__), path)
    for key in ("verdict", "who", "when", "why"):
        if not data.get(key):
            raise Invalid(f"the decision needs '{key}'", where=str(path), way_out="[decision] takes verdict, who, when and why, and use where it is not for anyone")
    _one_of(data, "verdict", VERDICTS, path)
    _one_of(data, "use", USES, path)
    return Decision(**{k: str(v) for k, v in data.items()})


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
