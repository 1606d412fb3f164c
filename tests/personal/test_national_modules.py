"""Every national number that names a module of check digits has one: a name that is not there would only show with the first such number."""

from __future__ import annotations

from intarsia.personal import national


def test_every_module_of_check_digits_is_there() -> None:
    named = {number.module for number, _ in national._FORMS if number.module}
    assert len(named) > 20
    assert all(callable(national._valid(module)) for module in named)
