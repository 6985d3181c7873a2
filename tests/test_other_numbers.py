"""Numbers that are no floats: fractions and decimals exactly, symbols as formulas, mpmath's to all their digits."""

import functools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import srcad


def polynomial(x, y):
    return x * x * y + y + 2


def square_root(x, n):
    y = x
    for _ in range(n):
        y = (y + x / y) / 2
    return y


def horner(coefficients, x):
    total = 0
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def exponential(x, n):
    total, term, k = 1, x, 1
    while k < n:
        total = total + term
        k += 1
        term = term * x / k
    return total


def ratio(a, b):
    return a / (a + b) if a > b else b * a


def of_helpers(x, y):
    return ratio(x, y) + ratio(y, x)


def recursive(x, n):
    return x if n == 0 else x * recursive(x, n - 1) + n


def powers(x, n):
    return x**n + x**3 - abs(-x) + max(x, 2) + min(x, 2 * x) - x**-2


def in_a_list(x, n):
    found = [x]
    for i in range(n):
        found.append(found[-1] * x / (i + 1))
    return sum(found)


HALF = Fraction(1, 2)
CASES = [
    (polynomial, (Fraction(1, 3), HALF), (0, 1)),
    (square_root, (Fraction(3, 2), 3), (0,)),
    (horner, ([Fraction(3, 2), Fraction(1, 3), HALF], Fraction(2, 7)), (0, 1)),
    (exponential, (Fraction(1, 3), 5), (0,)),
    (of_helpers, (Fraction(3, 2), Fraction(1, 3)), (0, 1)),
    (recursive, (Fraction(3, 2), 3), (0,)),
    (powers, (Fraction(5, 2), 3), (0,)),
    (in_a_list, (Fraction(3, 2), 4), (0,)),
]


def slope(function, args, argnum, index=None):
    """The derivative by differences of fractions, that of a step of 1e-30: exact to some 30 digits."""
    step = Fraction(1, 10**30)

    def at(sign):
        moved = list(args)
        if index is None:
            moved[argnum] = args[argnum] + sign * step
        else:
            moved[argnum] = [v + sign * step * (i == index) for i, v in enumerate(args[argnum])]
        return function(*moved)

    return (at(1) - at(-1)) / (2 * step)


@pytest.mark.parametrize(("function", "args", "argnums"), CASES, ids=lambda v: getattr(v, "__name__", ""))
def test_fractions_stay_exact(function, args, argnums):
    value, gradient = srcad.value_and_grad(function, argnums)(*args)
    assert value == function(*args)
    assert isinstance(value, Fraction)
    for argnum, found in zip(argnums, gradient, strict=True):
        parts = [(found, None)] if argnum or function is not horner else [(g, i) for i, g in enumerate(found)]
        for part, index in parts:
            assert isinstance(part, Fraction | int)
            assert abs(part - slope(function, args, argnum, index)) < Fraction(1, 10**50)


@pytest.mark.parametrize(("function", "args", "argnums"), CASES, ids=lambda v: getattr(v, "__name__", ""))
def test_tangents_and_pullbacks_of_fractions_agree(function, args, argnums):
    tangents = [None] * len(args)
    tangents[argnums[-1]] = Fraction(2, 3)
    _, tangent = srcad.jvp(function, args, tuple(tangents))
    _, pullback = srcad.vjp(function, *args, argnums=argnums[-1])
    assert tangent * Fraction(5, 7) == pullback(Fraction(5, 7)) * Fraction(2, 3)


@pytest.mark.parametrize(("function", "args", "argnums"), CASES, ids=lambda v: getattr(v, "__name__", ""))
def test_decimals_to_all_their_digits(function, args, argnums):
    def decimal(value):
        if isinstance(value, list):
            return [decimal(part) for part in value]
        return Decimal(value.numerator) / value.denominator if isinstance(value, Fraction) else value

    found = srcad.grad(function, argnums)(*map(decimal, args))
    exact = srcad.grad(function, argnums)(*args)
    for parts in zip(srcad.tree.tree_leaves(found), srcad.tree.tree_leaves(exact), strict=True):
        assert isinstance(parts[0], Decimal | int)
        assert abs(Fraction(parts[0]) - parts[1]) < Fraction(1, 10**24)


def test_second_derivatives_of_fractions():
    second = srcad.grad(srcad.grad(square_root))(Fraction(3, 2), 2)
    assert isinstance(second, Fraction)
    assert second == Fraction(-16, 125)
    assert srcad.hessian(square_root)(Fraction(3, 2), 2) == Fraction(-16, 125)


def test_symbols_become_formulas():
    sympy = pytest.importorskip("sympy")
    x, y = sympy.symbols("x y")
    assert srcad.grad(polynomial, (0, 1))(x, y) == (2 * x * y, x**2 + 1)
    for function, n in ((square_root, 2), (recursive, 3), (exponential, 4), (in_a_list, 3)):
        assert sympy.simplify(srcad.grad(function)(x, n) - sympy.diff(function(x, n), x)) == 0


def test_digits_of_mpmath():
    mpmath = pytest.importorskip("mpmath")
    with mpmath.workdps(50):
        x = mpmath.mpf(3) / 2
        assert mpmath.almosteq(srcad.grad(square_root)(x, 7), 1 / (2 * mpmath.sqrt(x)), mpmath.mpf(10) ** -48)


def test_code_for_fractions_holds_no_floats():
    text = srcad.source(horner, [HALF, HALF], HALF, argnums=1)
    assert "." not in text.partition('"""\n')[2].replace(".pop()", "").replace(".append(", "")


def test_what_is_no_number_is_refused():
    class Colour:
        __slots__ = ("shade",)

    with pytest.raises(srcad.KindError, match="which is of type Colour"):
        srcad.grad(polynomial)(Colour(), 1.0)


def test_arrays_of_fractions_are_refused():
    with pytest.raises(srcad.KindError, match="an array of objects"):
        srcad.grad(lambda x: functools.reduce(lambda a, b: a * b, x))(np.array([HALF, HALF]))


# ------------------------------------------------------------ what their classes are
class Celsius(float):
    """A number of a class of its own, with what a float does."""

    def kelvin(self):
        return float(self) + 273.15


class Degrees(float):
    """A number that says itself what a product is."""

    def __mul__(self, other):
        return float(self) * other * 0.0174532925199433

    __rmul__ = __mul__


THIRD = Fraction(1, 3)


def by_isinstance(x, t):
    return x * 2 if isinstance(t, Fraction | Decimal) else x * 3 if isinstance(t, float) else x * 5


def by_type(x, t):
    return (
        x * 2
        if type(t) is float
        else x * 3
        if type(t).__name__ == "Fraction"
        else x * {int: 5, Decimal: 7}.get(type(t), 9)
    )


def by_match(x, t):
    match t:
        case float():
            return x * 2
        case Fraction():
            return x * 3
        case int():
            return x * 5
    return x * 7


def by_attribute(x, t):
    return x * t.kelvin() if isinstance(t, Celsius) else x * t.denominator if hasattr(t, "denominator") else x


def by_a_global(x, t):
    return x * 2 if isinstance(THIRD, float) else x * float(THIRD)


@pytest.mark.parametrize(
    "t", [1.5, 3, True, Decimal("1.5"), Fraction(3, 2), Celsius(2.0), np.float64(1.5), np.int64(3)]
)
@pytest.mark.parametrize("function", [by_isinstance, by_type, by_match, by_attribute, by_a_global])
def test_classes_are_told_when_the_code_runs(function, t):
    gradient = srcad.value_and_grad(function)
    for other in (1.5, t, 2, t):
        value, slope = gradient(0.5, other)
        assert value == function(0.5, other)
        assert slope == pytest.approx(2 * function(0.5, other))


def test_the_class_of_what_is_differentiated():
    def f(t):
        return t * t if type(t) is Fraction or isinstance(2 * t, Decimal) else 3 * t

    assert srcad.value_and_grad(f)(HALF) == (Fraction(1, 4), 1)
    assert srcad.value_and_grad(f)(Decimal("0.5")) == (Decimal("0.25"), 1)
    assert srcad.value_and_grad(f)(0.5) == (1.5, 3.0)


def test_numbers_with_operators_of_their_own_are_refused():
    for given in ((0.5, Degrees(3.0)), (Degrees(3.0), 0.5)):
        with pytest.raises(srcad.KindError, match="a number of the class Degrees"):
            srcad.grad(lambda x, t: x * t)(*given)


def test_a_choice_of_functions_by_a_class_that_is_not_known_is_refused():
    @functools.singledispatch
    def scaled(t):
        return 2 * t

    scaled.register(Fraction, lambda t: 3 * t)
    with pytest.raises(srcad.UnsupportedSyntax, match="a choice by the class"):
        srcad.grad(lambda x: scaled(x))(HALF)
    assert srcad.grad(lambda x: scaled(x))(0.5) == 2.0
