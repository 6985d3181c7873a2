"""Typed random programs that always end, as texts; the features of a program are drawn first and can be switched."""

from __future__ import annotations

import ast
import random

from .expressions import ARRAYS, FLOATS
from .parts import parts_helpers
from .passing import passing_helpers
from .program import Program
from .scope import FLOAT, INT, MAP, Scope, Signature, Type, array, floats, matrix, tree
from .statements import PAIR, Body, indent
from .things import box_class

# feature: the probability that a program has it
LEVEL_1 = {
    "arrays": 0.65,  # of rank one
    "matrices": 0.3,  # arrays of rank two, axes of length one among them
    "lengths": 0.2,  # arrays of different lengths
    "pytree": 0.2,  # a dict, tuple or list of arrays as an argument
    "ints": 0.6,
    "lists": 0.25,
    "tuples": 0.3,
    "chained": 0.2,  # a = b = e
    "unpack": 0.15,  # x, y = p[:2]
    "swaps": 0.4,
    "ifexp": 0.35,
    "boolops": 0.35,
    "flags": 0.15,  # a condition under a name
    "walrus": 0.15,
    "ifs": 0.65,
    "loops": 0.65,
    "whiles": 0.35,
    "exits": 0.6,  # break, continue, return anywhere
    "loopelse": 0.35,
    "calls": 0.4,  # helpers, and calls of whatever is defined inside
    "nested": 0.25,  # functions inside functions
    "nonlocal": 0.06,
    "lambdas": 0.2,
    "keywords": 0.3,  # default, keyword and star arguments
    "recursion": 0.15,
    "higher": 0.15,  # functions as arguments and results
    "globals": 0.12,
    "types": 0.12,  # a name holds a float, then an array
    "maybe": 0.15,  # names may be read that are assigned on some paths only
    "nonscalar": 0.15,  # the result is an array or a tuple
    "extra": 0.25,  # rarer functions of NumPy and math
    "sizes": 0.3,  # names of arrays of any length get parts of what they held, or more
}
LEVEL_2 = {"writes": 0.65, "views": 0.45, "buffers": 0.3, "pingpong": 0.15, "append": 0.3, "writers": 0.25}
LEVEL_3 = {"objects": 0.45, "tables": 0.35, "stacks": 0.4, "comprehensions": 0.35, "tries": 0.35}
LEVEL_4 = {
    "iterators": 0.35,
    "sharing": 0.4,
    "boxes": 0.3,
    "values": 0.25,
    "ensured": 0.25,
    "scatter": 0.3,
    "growing": 0.25,
    "passing": 0.4,
    "parts": 0.35,  # parts of buffers that depend on the arguments only later, lists in lists
    "methods": 0.2,  # methods under names
}
SIZES = (6, 10, 16, 24, 40)


def draw_features(rng: random.Random, level: int, only: tuple[str, ...] = ()) -> frozenset[str]:
    """The features of one program; `only` fixes them."""
    table = LEVEL_1 if level == 1 else {**LEVEL_1, "matrices": 0.1, "arrays": 0.95, **LEVEL_2}
    table = table if level < 3 else {**table, **LEVEL_3}
    table = table if level < 4 else {**table, **LEVEL_4}
    every = {**LEVEL_1, **LEVEL_2, **LEVEL_3, **LEVEL_4}
    if unknown := set(only) - set(every):
        raise ValueError(f"unknown features {sorted(unknown)}; known are {sorted(every)}")
    on = set(only) if only else {name for name, probability in table.items() if rng.random() < probability}
    if on & {"nested", "lambdas", "higher", "recursion", "keywords", "writers"}:
        on.add("calls")
    if on & {"matrices", "lengths", "unpack", "objects", "boxes", "sizes", *LEVEL_2, *LEVEL_4}:
        on.add("arrays")
    if "boxes" in on:
        on.add("objects")
    if on & {"append", "stacks"}:
        on.add("lists")
    return frozenset(on)


def generate(seed: int, level: int = 1, only: tuple[str, ...] = ()) -> Program:
    """The program of a seed: helpers first, the function to differentiate last."""
    rng = random.Random(f"{seed} {level}")
    on = draw_features(rng, level, only)
    known, texts = Scope(), []
    if "globals" in on:
        texts.append("SCALE = 0.7")
        known.assign("SCALE", FLOAT)
        if "arrays" in on and level == 1:  # else another name for it may be written, and the next call sees that
            texts.append("WEIGHTS = np.array([0.5, -0.2, 0.9, 0.1])")
            known.assign("WEIGHTS", array(4))
    if "objects" in on:
        texts += box_class(rng)
    if "passing" in on:
        texts += passing_helpers(rng)
    if "parts" in on and "passing" in on:
        texts += parts_helpers(rng)
    for name in [f"h{k}" for k in range(rng.choice([1, 1, 2, 3]))] if "calls" in on else []:
        lines, signature = helper(rng, on, level, name, known)
        texts += ["", *lines]
        known.assign(name, signature.type)
    parameters = draw_parameters(rng, on, main=True)
    result = draw_result(rng, on)
    scope = known.copy()
    for name, kind in parameters:
        scope.assign(name, kind)
    body = Body(rng, on, level, result, scope, rng.choice(SIZES), set(known.types))
    texts += ["", f"def f({', '.join(name for name, _ in parameters)}):", *indent(body.whole())]
    text = ast.unparse(ast.parse("\n".join(texts)))
    arguments = f"({', '.join(literal(rng, kind) for _, kind in parameters)},)"
    return Program(text, arguments, draw_argnums(rng, parameters), level, seed, tuple(sorted(on)))


def draw_parameters(rng: random.Random, on: frozenset[str], main: bool) -> list[tuple[str, Type]]:
    count = rng.choice([1, 2, 2, 3]) if main else rng.choice([1, 1, 2])
    parameters: list[tuple[str, Type]] = [(name, FLOAT) for name in FLOATS[:count]]
    if "arrays" in on:
        for name in ARRAYS[: rng.choice([1, 2, 2] if main else [0, 1, 1])]:
            length = rng.choice([1, 2, 3, 5]) if main and "lengths" in on and rng.random() < 0.5 else 4
            parameters.append((name, array(length)))
    if main and "matrices" in on:
        shapes = [(2, 3), (3, 4), (4, 4), (1, 4), (4, 1), (3, 1), (2, 2), (4, 2)]
        parameters += [(name, matrix(*rng.choice(shapes))) for name in ("a", "b")[: rng.choice([1, 2])]]
    if main and "pytree" in on:
        parameters.append(("w", draw_tree(rng, on)))
    if "ints" in on and (main or rng.random() < 0.3):
        parameters.append(("n", INT))
    if main and rng.random() < 0.2:
        rng.shuffle(parameters)
    return parameters


def draw_tree(rng: random.Random, on: frozenset[str], nest: bool = True) -> Type:
    kinds: list[Type] = [FLOAT, array(4), array(3)] if "arrays" in on else [FLOAT]
    if "matrices" in on:
        kinds += [matrix(2, 3), matrix(3, 4)]
    items = [rng.choice(kinds) for _ in range(rng.choice([1, 2, 3]))]
    if nest and rng.random() < 0.25:
        items.append(draw_tree(rng, on, nest=False))
    kind = rng.choice(["dict", "dict", "tuple", "list"])
    keys = [f'"{key}"' for key in ("weights", "bias", "scale", "inner")] if kind == "dict" else ["0", "1", "2", "3"]
    return tree(kind, *zip(keys, items, strict=False))


def draw_result(rng: random.Random, on: frozenset[str]) -> Type:
    if "nonscalar" not in on:
        return FLOAT
    options: list[Type] = [PAIR, tree("dict", ('"loss"', FLOAT), ('"rest"', FLOAT))]
    if "arrays" in on:
        options += [array(4), array(3), tree("tuple", ("0", FLOAT), ("1", array(4)))]
    if "matrices" in on:
        options += [matrix(2, 3)]
    return rng.choice(options)


def draw_argnums(rng: random.Random, parameters: list[tuple[str, Type]]) -> int | tuple[int, ...] | None:
    real = [k for k, (_, kind) in enumerate(parameters) if kind != INT]
    if rng.random() < 0.6:
        return None
    return rng.choice(real) if rng.random() < 0.4 else tuple(sorted(rng.sample(real, rng.randrange(1, len(real) + 1))))


def literal(rng: random.Random, kind: Type) -> str:
    """The text of an argument."""

    def number() -> str:
        return repr(round(rng.uniform(-1.6, 1.6), 2) or 0.4)

    if kind == FLOAT:
        return number()
    if kind == INT:
        return repr(rng.randrange(4))
    if kind[0] == "array":
        return f"np.array([{', '.join(number() for _ in range(kind[1]))}])"
    if kind[0] == "matrix":
        return (
            f"np.array([{', '.join('[' + ', '.join(number() for _ in range(kind[2])) + ']' for _ in range(kind[1]))}])"
        )
    parts = [(key, literal(rng, item)) for key, item in kind[2]]
    if kind[1] == "dict":
        return "{" + ", ".join(f"{key}: {text}" for key, text in parts) + "}"
    inner = ", ".join(text for _, text in parts)
    return f"[{inner}]" if kind[1] == "list" else f"({inner},)"


# Helpers


def helper(rng: random.Random, on: frozenset[str], level: int, name: str, known: Scope) -> tuple[list[str], Signature]:
    """A function at the top of the text, and how to call it."""
    if "higher" in on and rng.random() < 0.25:
        return maker(rng, on, level, name, known)
    parameters = draw_parameters(rng, on, main=False)
    writes: frozenset[str] = frozenset()
    if level >= 2 and "writers" in on and rng.random() < 0.6:
        parameters = [p for p in parameters if p[0] != "p"] + [("p", array(4))]
        writes = frozenset({"p"})
    if "higher" in on and rng.random() < 0.6 and not writes:
        parameters.append(("fn", MAP))
    recursive = "recursion" in on and rng.random() < 0.6 and not writes
    if recursive:
        parameters = [p for p in parameters if p[0] != "n"] + [("n", INT)]
    rest = "keywords" in on and not recursive and not writes and rng.random() < 0.25
    loose, header = frozenset[str](), [parameter for parameter, _ in parameters]
    if "keywords" in on and not recursive and not writes and not rest:
        last = [k for k, (_, kind) in enumerate(parameters) if kind == FLOAT][-1]
        if last == len(parameters) - 1 or rng.random() < 0.5:
            parameters.append(parameters.pop(last))
            header = [parameter for parameter, _ in parameters]
            loose = frozenset({header[-1]})
            header[-1] += f"={rng.choice(['0.5', '1.2', '2.0'])}"
    scope = known.copy()
    for parameter, kind in parameters:
        scope.assign(parameter, kind)
    closed = set(known.types) | ({"n"} if recursive else set()) | {"fn"}
    if rest:
        header.append("*rest")
        scope.assign("rest", floats(0))
        closed.add("rest")
    pure = level if writes else 1
    options = (
        [FLOAT] * 5 + [PAIR] + ([array(4)] * 3 if "arrays" in on else []) + ([matrix(2, 2)] if "matrices" in on else [])
    )
    result = FLOAT if recursive or writes else rng.choice(options)
    signature = Signature(tuple(parameters), result, loose, rest, writes, recursive)
    inner = on if pure == level else on - {*LEVEL_2, *LEVEL_3, *LEVEL_4}
    body = Body(rng, inner, pure, result, scope, rng.choice([0, 1, 2, 3, 5, 8]), closed)
    lines: list[str] = []
    if writes:
        lines += (body.into_element("p", 4) if rng.random() < 0.7 else body.into_slice("p", 4))[0]
    if recursive:
        lines += ["if n <= 0:", f"    return {body.real(1)}"]
        block, falls = body.block(rng.choice([0, 1, 2]), 0.0)
        lines += block
        if falls:
            given = [f"{p} * 0.8" if kind == FLOAT else p for p, kind in parameters[:-1]]
            call = f"{name}({', '.join([*given, 'n - 1'])})"
            form = rng.choice(["{e} * {c}", "{c} + {e}", "np.sin({c}) * {e}", "{c}"])
            lines.append(f"return {form.format(e=body.real(1), c=call)}")
    else:
        lines += body.whole()
    return [f"def {name}({', '.join(header)}):", *indent(lines)], signature


def maker(rng: random.Random, on: frozenset[str], level: int, name: str, known: Scope) -> tuple[list[str], Signature]:
    """A function that returns a function."""
    scope = known.copy()
    scope.assign("x", FLOAT)
    scope.assign("a", FLOAT)
    inner = Body(
        rng, on - {"nested", *LEVEL_2, *LEVEL_3, *LEVEL_4}, 1, FLOAT, scope, rng.choice([0, 0, 1]), {*known.types, "x"}
    )
    lines = [f"def {name}(x):", "    def g(a):", *indent(indent(inner.whole())), "    return g"]
    return lines, Signature((("x", FLOAT),), MAP)
