"""The document against the server: whatever the document allows is answered as it says, whatever it forbids is refused.

`schemathesis run http://.../openapi.json --max-examples 30` does the same at length; schemathesis.toml says what holds for both.
"""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from intarsia.pool import Pool
from intarsia.web import create_app
from tests.web.made import empty_pool, write_release

CONFIG = SchemathesisConfig.from_path(Path(__file__).parents[2] / "schemathesis.toml")


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> schemathesis.BaseSchema:
    folder = empty_pool(tmp_path_factory.mktemp("schemathesis") / "made")
    write_release(folder, "aaaa222233334444")
    config = folder / "pool.toml"
    config.write_text(config.read_text("utf-8") + "\n[api]\nrequests = 0\n", "utf-8")
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(Pool(folder)), config=CONFIG).exclude(path_regex="/(sql|check)$")  # their children have tests of their own


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "forbidden"])
def test_as_described(described: schemathesis.BaseSchema, mode: GenerationMode) -> None:
    asked = []
    for found in described.get_all_operations():
        operation = found.ok()

        @hypothesis.seed(11)
        @hypothesis.settings(max_examples=3, deadline=None, database=None, phases=[hypothesis.Phase.generate], suppress_health_check=list(hypothesis.HealthCheck))
        @hypothesis.given(operation.as_strategy(generation_mode=mode))
        def as_described(case: schemathesis.Case) -> None:
            asked.append(case.operation.label)
            case.call_and_validate()

        as_described()
    assert len(set(asked)) > 40
