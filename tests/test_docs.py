"""All code in README.md and docs/ runs, what it prints is what stands there, and generated pages are up to date."""

import importlib.util
import pathlib
import re
import sys

import pytest

ROOT = pathlib.Path(__file__).parent.parent


def load(name):
    """A script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


outputs = load("make_outputs")
PAGES = outputs.pages()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_code_runs(path):
    for block, printed in outputs.run(path):
        again = f"run `python docs/make_outputs.py` and read what changed in {path.name}"
        assert outputs.matches(block.text, printed), f"{again}; printed now:\n{printed}"


@pytest.mark.parametrize("name", ["supported", "numpy", "how_it_works", "limitations"])
def test_generated_page_is_up_to_date(name):
    written = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert written == load(f"make_{name}").page(), f"run `python docs/make_{name}.py`"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_blocks_are_known(path):
    known = {"python", "python raises", "python output", "text output", "text", "sh", "python stage"}
    infos = {block.info for block in outputs.blocks(path.read_text(encoding="utf-8"))}
    assert infos <= known


def test_readme_gives_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [block.text for block in outputs.blocks(text) if block.info == "sh"]
    assert len(commands) == 2
    assert "examples/robust_regression.py" in commands[0]
    assert "pytest" in commands[1]


def test_output_blocks_compare():
    assert outputs.matches("a\n...\nd\n", "a\nb\nc\nd\n")
    assert outputs.matches("a  \n", "a\n")
    assert not outputs.matches("a\nb\n", "a\nb\nc\n")
