"""Make a failing program smaller on its tree, as long as it fails in the same way."""

from __future__ import annotations

import ast
import builtins
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace

from .program import Program

Edit = Callable[[], None]
BLOCKS = ("body", "orelse", "finalbody")


def shrink(program: Program, fails: Callable[[Program], bool], seconds: float = 90.0) -> Program:
    """The smallest program found for which `fails` is true; it must be true of `program`."""
    end = time.process_time() + seconds
    changed = True
    while changed and time.process_time() < end:
        changed = False
        for step in (shorten, reduce_expressions, simplify_arguments):
            at = 0
            while time.process_time() < end:
                candidate = step(program, at)
                if candidate is None:
                    break
                if candidate != program and valid(candidate) and fails(candidate):
                    program, changed = candidate, True  # the next edit has moved to this place
                else:
                    at += 1
    return program


def valid(program: Program) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # `1[0]` is a try like others
            compile(program.text, "<shrunk>", "exec")
        return bool(program.name) and len(program.args()) > 0 and bound(ast.parse(program.text))
    except (SyntaxError, IndexError):
        return False


def bound(tree: ast.Module) -> bool:
    """Whether each name that is read is assigned somewhere, so that no dead branch reads what cannot exist."""
    nodes = list(ast.walk(tree))
    known = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    known |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    known |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)} | {"np", "math", *dir(builtins)}
    return all(node.id in known for node in nodes if isinstance(node, ast.Name))


def edited(program: Program, edits: Callable[[ast.Module], Iterator[Edit]], at: int) -> Program | None:
    """The program after the edit of that number, or None when there are fewer."""
    tree = ast.parse(program.text)
    for k, edit in enumerate(edits(tree)):
        if k == at:
            edit()
            text = ast.unparse(ast.fix_missing_locations(tree))
            return replace(program, text=text) if len(text) < len(program.text) else program
    return None


# Statements


def shorten(program: Program, at: int) -> Program | None:
    """Delete a statement or a function, or put the body of a compound statement in its place."""
    return edited(program, statement_edits, at)


def statement_edits(tree: ast.Module) -> Iterator[Edit]:
    blocks = [
        getattr(node, name) for node in ast.walk(tree) for name in BLOCKS if isinstance(getattr(node, name, None), list)
    ]
    for block in blocks:
        for k in reversed(range(len(block))):
            yield lambda block=block, k=k: block.__setitem__(slice(k, k + 1), [] if len(block) > 1 else [ast.Pass()])
        for k, statement in enumerate(block):
            for name in BLOCKS:
                if inner := getattr(statement, name, None):
                    if not isinstance(statement, ast.FunctionDef):
                        yield lambda block=block, k=k, inner=inner: block.__setitem__(slice(k, k + 1), inner)
                    if name == "orelse":
                        yield lambda statement=statement: setattr(statement, "orelse", [])


# Expressions


def reduce_expressions(program: Program, at: int) -> Program | None:
    """Replace an expression by one of its operands, or by a constant."""
    return edited(program, expression_edits, at)


def expression_edits(tree: ast.Module) -> Iterator[Edit]:
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and name not in ("func", "target"):
                whole = isinstance(node, (ast.While, ast.Subscript))  # keep loops ending and subscripts meaningful
                for smaller in replacements(value):
                    if whole and isinstance(smaller, ast.Constant):
                        continue
                    yield lambda node=node, name=name, smaller=smaller: setattr(node, name, smaller)
            if isinstance(value, list) and name in ("args", "elts", "values", "comparators", "defaults", "keywords"):
                for k, item in enumerate(value):
                    if isinstance(item, ast.expr):
                        for smaller in replacements(item):
                            yield lambda value=value, k=k, smaller=smaller: value.__setitem__(k, smaller)
                    if name in ("elts", "keywords") and len(value) > 1:
                        yield lambda value=value, k=k: value.pop(k)


def replacements(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, (ast.Constant, ast.Slice)) or not isinstance(getattr(value, "ctx", ast.Load()), ast.Load):
        return
    children = [child for child in ast.iter_child_nodes(value) if isinstance(child, ast.expr)]
    if isinstance(value, (ast.Call, ast.Lambda)):
        children = [child for child in children if child is not getattr(value, "func", None)]
    if isinstance(value, (ast.Tuple, ast.List)):
        children = []
    yield from (child for child in children if not isinstance(child, (ast.Slice, ast.Starred)))
    yield ast.Constant(1.0)
    yield ast.Constant(1)


# Arguments


def simplify_arguments(program: Program, at: int) -> Program | None:
    """Drop an argument that is not read, differentiate fewer, or round the numbers of one."""
    edits = list(argument_edits(program))
    return edits[at]() if at < len(edits) else None


def argument_edits(program: Program) -> Iterator[Callable[[], Program]]:
    given = ast.parse(program.arguments, mode="eval").body
    if not isinstance(given, ast.Tuple):
        return
    texts = [ast.unparse(item) for item in given.elts]
    positions = program.positions()
    for k in range(len(texts)):
        if len(texts) > 1 and (len(positions) > 1 or k not in positions):
            yield lambda k=k: without(program, texts, k)
    if len(positions) > 1:
        for k in positions:
            yield lambda k=k: replace(program, argnums=k)
    for k, text in enumerate(texts):
        for digits in (0, 1):
            yield lambda k=k, text=text, digits=digits: with_texts(
                program, [*texts[:k], rounded(text, digits), *texts[k + 1 :]]
            )


def with_texts(program: Program, texts: list[str]) -> Program:
    return replace(program, arguments=f"({', '.join(texts)},)")


def without(program: Program, texts: list[str], k: int) -> Program:
    """The program without its parameter `k`."""
    tree = ast.parse(program.text)
    function = next(s for s in tree.body if isinstance(s, ast.FunctionDef) and s.name == program.name)
    if k >= len(function.args.args):
        return program
    name = function.args.args.pop(k).arg
    if any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(function)):
        return program
    kept = tuple(p - (p > k) for p in program.positions() if p != k)
    smaller = replace(program, text=ast.unparse(tree), argnums=None if program.argnums is None else kept)
    return with_texts(smaller, texts[:k] + texts[k + 1 :])


def rounded(text: str, digits: int) -> str:
    """The text with its floats rounded, none of them to zero."""
    tree = ast.parse(text, mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            node.value = round(node.value, digits) or node.value
    return ast.unparse(tree)
