"""What a function's text tells of its parameters: numbers, counts, arrays, or other things."""

from __future__ import annotations

from collections.abc import Iterator

import gast
import numpy as np

from .source import Source

COUNT, OTHER = "a whole number", "something else"
Use = int | str  # the number of axes, 0 for a number; or COUNT, or OTHER
SIZED = frozenset({"len", "enumerate", "zip", "sum", "sorted", "reversed", "max", "min", "list", "tuple"})
COUNTED = frozenset({"range", "zeros", "ones", "empty", "eye", "arange", "islice", "repeat"})
REDUCED = frozenset(
    {"sum", "mean", "prod", "std", "var", "dot", "vdot", "inner", "outer", "cumsum", "cumprod", "diff", "max", "min",
     "median", "sort", "norm", "concatenate", "average", "ravel", "reshape", "zeros_like", "ones_like", "empty_like"}
)  # fmt: skip
OF_A_MATRIX = frozenset(
    {"solve", "inv", "det", "slogdet", "cholesky", "eigh", "eigvalsh", "eig", "svd", "qr", "pinv", "lstsq", "trace",
     "diagonal", "transpose", "cho_factor", "solve_triangular", "expm"}
)  # fmt: skip


def uses_of(source: Source) -> dict[str, Use]:
    """Return what each parameter seems to be, by how it is used; a number where nothing tells otherwise."""
    found: dict[str, Use] = {arg.id: 0 for arg in (*source.node.args.posonlyargs, *source.node.args.args)}
    found |= {arg.id: 0 for arg in source.node.args.kwonlyargs}
    for name, use in seen_uses(source.node):
        found[name] = joined(found[name], use) if name in found else use
    for reduced in reduced_names(source.node):
        if not any(found.get(name) in (1, 2) for name in reduced):
            found |= {name: 1 for name in reduced if found.get(name) == 0}  # a sum of numbers would be none
    return found


def unpacked_in(source: Source) -> dict[str, tuple[int, int]]:
    """Return the names that are unpacked, or whose rows are: along which axis, and into how many targets."""
    found: dict[str, tuple[int, int]] = {}
    for node in gast.walk(source.node):
        match node:
            case (
                gast.For(iter=gast.Name(id=name), target=gast.Tuple(elts=goals))
                | gast.comprehension(iter=gast.Name(id=name), target=gast.Tuple(elts=goals))
            ):
                found[name] = -1, len(goals)
            case gast.Assign(targets=[gast.Tuple(elts=goals)], value=gast.Name(id=name)):
                found[name] = 0, len(goals)
            case _:
                pass
    return {name: (axis, count) for name, (axis, count) in found.items() if count}


def reduced_names(tree: gast.AST) -> Iterator[set[str]]:
    """Yield the names that what is summed, or the like, is computed from."""
    parts: dict[str, set[str]] = {}
    for node in gast.walk(tree):
        if isinstance(node, gast.Assign) and isinstance(node.targets[0], gast.Name):
            parts.setdefault(node.targets[0].id, set()).update(elementwise_names(node.value))
    for node in gast.walk(tree):
        if isinstance(node, gast.Call) and isinstance(node.func, gast.Attribute) and node.func.attr in REDUCED:
            names = set[str]()
            fresh = elementwise_names(node.args[0] if node.args else node.func.value)
            while fresh:
                names |= fresh
                fresh = {part for name in fresh for part in parts.get(name, ())} - names
            yield names


def elementwise_names(node: gast.AST) -> set[str]:
    """Return the names in an expression of operators, and of functions of modules (`np.exp(x)`)."""
    match node:
        case gast.Name(id=name):
            return {name}
        case gast.BinOp(left=left, right=right):
            return elementwise_names(left) | elementwise_names(right)
        case gast.UnaryOp(operand=operand):
            return elementwise_names(operand)
        case gast.Subscript(value=value) | gast.Attribute(value=value):
            return elementwise_names(value)
        case gast.Call(func=gast.Attribute(), args=args):
            return {name for arg in args for name in elementwise_names(arg)}
        case _:
            return set()


def joined(one: Use, other: Use) -> Use:
    """Return what something is that is used in two ways."""
    if OTHER in (one, other):
        return OTHER
    if isinstance(one, int) and isinstance(other, int):
        return max(one, other)
    arrays = [use for use in (one, other) if isinstance(use, int) and use > 0]  # integers that are indices, say
    return arrays[0] if arrays else COUNT


def seen_uses(tree: gast.AST) -> Iterator[tuple[str, Use]]:
    """Yield names with what their uses tell."""
    inner = {id(n.left) for n in gast.walk(tree) if is_product(n)} | {
        id(n.value) for n in gast.walk(tree) if isinstance(n, gast.Subscript)
    }
    for node in gast.walk(tree):
        match node:
            case gast.Subscript(value=value, slice=index):
                yield from index_uses(index)
                if id(node) not in inner:
                    yield from subscript_uses(node)
                if isinstance(value, gast.Attribute) and value.attr == "shape" and isinstance(index, gast.Constant):
                    yield from of(value.value, index.value + 1 if isinstance(index.value, int) else 1)
            case gast.Attribute(value=gast.Name(id=name), attr=attr):
                if hasattr(np.ndarray, attr) and not hasattr(float, attr):
                    yield name, 2 if attr == "T" else 1
                elif not hasattr(float, attr):
                    yield name, OTHER
            case gast.Call(func=gast.Name(id=name), args=args):
                yield name, OTHER
                yield from call_uses(name, args)
            case gast.Call(func=gast.Attribute(attr=attr), args=args):
                yield from call_uses(attr, args)
                over = [k.value for k in node.keywords if k.arg == "axis" and isinstance(k.value, gast.Constant)]
                if over and args and isinstance(over[0].value, int):
                    yield from of(args[0], over[0].value + 1)
            case (
                gast.For(iter=gast.Name(id=name), target=target)
                | gast.comprehension(iter=gast.Name(id=name), target=target)
            ):
                yield name, 2 if isinstance(target, gast.Tuple) else 1
            case gast.Assign(targets=[gast.Tuple(elts=goals)], value=gast.Name(id=name)):
                yield name, 1 if goals else OTHER
            case gast.Assign(targets=[gast.Tuple(elts=goals)], value=gast.Attribute(value=value, attr="shape")):
                yield from of(value, len(goals))
            case gast.BinOp() if is_product(node) and id(node) not in inner:
                factors = list(factors_of(node))
                yield from of(factors[-1], 1)
                for factor in factors[1:-1]:
                    yield from of(factor, 2)
                both = isinstance(factors[0], gast.Name) and factors[0].id == getattr(factors[-1], "id", "")
                yield from of(factors[0], 1 if both or len(factors) > 2 else 2)
            case _:
                pass


def of(node: gast.AST, use: Use) -> Iterator[tuple[str, Use]]:
    """Yield what a use tells, if it is of a name."""
    if isinstance(node, gast.Name):
        yield node.id, use


def is_product(node: gast.AST) -> bool:
    """Whether a node is `a @ b`."""
    return isinstance(node, gast.BinOp) and isinstance(node.op, gast.MatMult)


def factors_of(node: gast.AST) -> Iterator[gast.AST]:
    """Yield the factors of `a @ b @ c`."""
    if is_product(node):
        yield from factors_of(node.left)
        yield node.right
    else:
        yield node


def index_uses(index: gast.AST) -> Iterator[tuple[str, Use]]:
    """Yield the names that are indices, or bounds of slices."""
    for part in index.elts if isinstance(index, gast.Tuple) else [index]:
        for bound in (part.lower, part.upper, part.step) if isinstance(part, gast.Slice) else (part,):
            for node in gast.walk(bound) if isinstance(bound, gast.BinOp) else (bound,):
                yield from of(node, COUNT)


def subscript_uses(node: gast.Subscript) -> Iterator[tuple[str, Use]]:
    """Yield what `x[i, j][k]` tells of x."""
    axes, last = 0, True
    value: gast.AST = node
    while isinstance(value, gast.Subscript):
        index = value.slice
        parts = index.elts if isinstance(index, gast.Tuple) else [index]
        if any(isinstance(part, gast.Constant) and isinstance(part.value, str) for part in parts):
            axes = -1
        elif axes >= 0:
            taken = [p for p in parts if not (isinstance(p, gast.Constant) and p.value in (None, Ellipsis))]
            axes += len(taken) if last else len([p for p in taken if not isinstance(p, gast.Slice)])
        value, last = value.value, False
    yield from of(value, OTHER if axes < 0 else max(axes, 1))


def call_uses(called: str, args: list[gast.AST]) -> Iterator[tuple[str, Use]]:
    """Yield what a call tells of its arguments."""
    if called in COUNTED:
        for arg in args:
            for node in gast.walk(arg) if isinstance(arg, gast.BinOp | gast.Tuple) else (arg,):
                yield from of(node, COUNT)
    if called in ("max", "min") and len(args) > 1:
        return
    if called in OF_A_MATRIX and args:
        yield from of(args[0], 2)
        for arg in args[1:]:
            yield from of(arg, 1)
    elif called in SIZED | REDUCED:
        for arg in args[: 2 if called in ("zip", "dot", "vdot", "inner", "outer") else 1]:
            yield from of(arg, 1)
