"""Long lines are broken at commas and before operators, and read back as what they were."""

import ast

import pytest

from srcad.syntax.wrap import WIDTH, wrapped

A, B = "first_of_several_names", "second_of_several_names"


@pytest.mark.parametrize(
    "line, lines",
    [
        (f"x = {A}", [f"x = {A}"]),
        (
            f"x = {A} * {B} + {A} - {B} * {A} + {A}",
            [f"x = ({A} * {B} + {A}", f"    - {B} * {A} + {A})"],
        ),
        (
            f"return np.sum({A} * {B}, axis=0), np.mean({B} * {A}, axis=1)",
            [f"return (np.sum({A} * {B}, axis=0),", f"    np.mean({B} * {A}, axis=1))"],
        ),
        (
            f"x = function({A} * {B}, {A} - {B}, {B} ** 2, axis=0)",
            [f"x = function({A} * {B},", f"    {A} - {B}, {B} ** 2,", "    axis=0)"],
        ),
        (
            f"x[{A}:{B}, :-1] -= -{A} * (-{B} if {A} > {B} else {B})",
            [f"x[{A}:{B}, :-1] -= (-{A}", f"    * (-{B} if {A} > {B}", f"    else {B}))"],
        ),
        (
            f"x = [[{A}, {B}, 1.0], [{B}, {A}, 2.0]]",
            [f"x = [[{A}, {B}, 1.0],", f"    [{B}, {A}, 2.0]]"],
        ),
        (f"print('{A}, {B} + {A}, {B}, {A}')", [f"print('{A}, {B} + {A}, {B}, {A}')"]),
        (f"{A}({B}, *{A}, **{B}, key=-{A})", [f"{A}({B}, *{A},", f"    **{B}, key=-{A})"]),
        (f"({A} or {B}) and ({B} or not {A}) in ({A}, {B})", None),
        (f"x = {A}[{B} + 1:{B} + 2, {A}] @ {B}.T @ {A}[{B}][{A}] / 2.5e-17", None),
        (f"x = lambda a, *b, c=-{A}, **d: (a, *b, *{B}, c if d else {A}[-{B}:])", None),
        (f"del {A}[{B} + {A} + {B}], {A}[{B}], {B}[{A}], {B}[{B}], {A}[{A}], {B}", None),
    ],
)
def test_wrapped(line, lines):
    found = wrapped(line)
    assert ast.dump(ast.parse(found)) == ast.dump(ast.parse(line))
    if lines is not None:
        assert found.split("\n") == lines


def test_width():
    line = "x = " + " + ".join(f"np.sin({A} + {i}) * {B}[{i}, {A}]" for i in range(40))
    assert len(line) > 20 * WIDTH
    assert max(map(len, wrapped(line).split("\n"))) <= WIDTH
    assert ast.dump(ast.parse(wrapped(line))) == ast.dump(ast.parse(line))
