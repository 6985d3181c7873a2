"""The public functions keep the signatures of the functions they take, as a type checker sees them."""

import pathlib

import pytest

HERE = pathlib.Path(__file__).parent


def test_mypy_sees_signatures(tmp_path):
    api = pytest.importorskip("mypy.api")
    options = ["--strict", "--follow-imports=silent", f"--cache-dir={tmp_path}", str(HERE / "typed_use.py")]
    printed, errors, status = api.run(options)
    assert status == 0, printed + errors
