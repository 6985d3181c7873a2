"""Functions that compiled code calls: each small enough to be put in its place by LLVM."""

from __future__ import annotations

from typing import Any

import numpy as np


def add(a: Any, b: Any) -> Any:
    """Return a + b; a sum made of these may be taken in any order, as np.sum takes it in one of its own."""
    return a + b


def add_product(total: Any, a: Any, b: Any) -> Any:
    """Return a total with a product added, in one operation where the machine has one; in any order, as by `add`."""
    return total + a * b


def sin(x: Any) -> Any:
    """Return the sine of a real number, within a unit in the last place."""
    return np.sin(x)


def cos(x: Any) -> Any:
    """Return the cosine of a real number, within a unit in the last place."""
    return np.cos(x)


def tan(x: Any) -> Any:
    """Return the tangent of a real number, within two units in the last place."""
    return np.tan(x)


def power(x: Any, p: Any) -> Any:
    """Return a power of a real number, within two units in the last place."""
    return x**p


def empty(shape: Any, dtype: Any) -> Any:
    """Return an array without values, in memory that nothing else is in."""
    return np.empty(shape, dtype)


def zeros(shape: Any, dtype: Any) -> Any:
    """Return an array of zeros, in memory that nothing else is in."""
    return np.zeros(shape, dtype)


def filled(shape: Any, value: Any, dtype: Any) -> Any:
    """Return an array of a number, in memory that nothing else is in."""
    return np.full(shape, value, dtype)


def over(a: Any, b: Any) -> Any:
    """Return a / b, and 0 where a is 0, whatever b is."""
    return a * 0.0 if a == 0 else a / b


def times(a: Any, b: Any) -> Any:
    """Return a * b, and 0 where a is 0, whatever b is."""
    product = a * b
    return product if a != 0 else 0.0


def power_base(g: Any, x: Any, p: Any, y: Any = None) -> Any:
    """Return the derivative of x ** p through x times g, 0 where p or g is 0."""
    if p == 0:
        return 0.0 * g
    return over(g * p, x) if x == 0 and p < 1 else g * p * x ** (p - 1)


def power_exponent(g: Any, x: Any, p: Any, y: Any) -> Any:
    """Return the derivative of y = x ** p through p times g, 0 where x is 0 and p is not negative."""
    return 0.0 * g if x == 0 and p >= 0 else g * y * np.log(x)


def place_in(at: Any, length: Any) -> Any:
    """Return the element of range(length) at an index."""
    if at >= length or at < -length:
        raise IndexError("range object index out of range")
    return at + length if at < 0 else at


def larger(a: Any, b: Any) -> Any:
    """Return the larger of two numbers, nan if one is nan."""
    return a if a >= b or a != a else b


def smaller(a: Any, b: Any) -> Any:
    """Return the smaller of two numbers, nan if one is nan."""
    return a if a <= b or a != a else b


def clipped(x: Any, low: Any, high: Any) -> Any:
    """Return x, or the bound that it is beyond."""
    return min(max(x, low), high) if x == x else x


def signum(x: Any) -> Any:
    """Return the sign of a real number, nan for nan."""
    return x * 0.0 if x == 0 or x != x else (1.0 if x > 0 else -1.0)


def unbroadcast(g: Any, x: Any) -> Any:
    """Return g summed to the shape of x, of as many axes, and repeated along those where only g has length one."""
    if g.shape == x.shape:
        return g
    summed = zeros(x.shape, g.dtype)
    flat, given, count = summed.flat, g.flat, 1
    for axis in range(g.ndim):
        count *= x.shape[axis] if g.shape[axis] == 1 else g.shape[axis]
    for i in range(count):
        rest, place, stride, at, step = i, 0, 1, 0, 1
        for axis in range(g.ndim - 1, -1, -1):
            length = x.shape[axis] if g.shape[axis] == 1 else g.shape[axis]
            place += 0 if x.shape[axis] == 1 else (rest % length) * stride
            at += 0 if g.shape[axis] == 1 else (rest % length) * step
            rest //= length
            stride *= x.shape[axis]
            step *= g.shape[axis]
        flat[place] += given[at]
    return summed


def others(a: Any, axis: Any) -> Any:
    """Return for each element of a the product of all others."""
    found = np.ones(a.shape, a.dtype)
    own, products = a.flat, found.flat
    for i in range(1, a.size):
        products[i] = products[i - 1] * own[i - 1]
    after = np.ones(1, a.dtype)
    for i in range(a.size - 1, -1, -1):
        products[i] *= after[0]
        after[0] *= own[i]
    return found


def stack_length(a: Any, b: Any) -> Any:
    """Return how many products two stacks of matrices have; one of them may hold a single matrix."""
    count = max(a.shape[0], b.shape[0])
    if a.shape[0] not in (1, count) or b.shape[0] not in (1, count):
        raise ValueError("matmul: operands could not be broadcast together")
    return count


def matmul_33(a: Any, b: Any) -> Any:
    """Return the products of two stacks of matrices."""
    count = stack_length(a, b)
    found = empty((count, a.shape[1], b.shape[2]), a.dtype)
    for i in range(count):
        np.dot(a[i if a.shape[0] > 1 else 0], b[i if b.shape[0] > 1 else 0], found[i])
    return found


def matmul_t33(a: Any, b: Any) -> Any:
    """Return the products of two stacks of matrices, of which the first ones are transposed."""
    count = stack_length(a, b)
    found = empty((count, a.shape[2], b.shape[2]), a.dtype)
    for i in range(count):
        np.dot(a[i if a.shape[0] > 1 else 0].T, b[i if b.shape[0] > 1 else 0], found[i])
    return found


def matmul_33t(a: Any, b: Any) -> Any:
    """Return the products of two stacks of matrices, of which the second ones are transposed."""
    count = stack_length(a, b)
    found = empty((count, a.shape[1], b.shape[1]), a.dtype)
    for i in range(count):
        np.dot(a[i if a.shape[0] > 1 else 0], b[i if b.shape[0] > 1 else 0].T, found[i])
    return found


def matmul_t33t(a: Any, b: Any) -> Any:
    """Return the products of two stacks of matrices, which are all transposed."""
    count = stack_length(a, b)
    found = empty((count, a.shape[2], b.shape[1]), a.dtype)
    for i in range(count):
        np.dot(a[i if a.shape[0] > 1 else 0].T, b[i if b.shape[0] > 1 else 0].T, found[i])
    return found


def matmul_32(a: Any, b: Any) -> Any:
    """Return the products of a stack of matrices with a matrix."""
    found = empty((a.shape[0], a.shape[1], b.shape[1]), a.dtype)
    for i in range(a.shape[0]):
        np.dot(a[i], b, found[i])
    return found


def matmul_23(a: Any, b: Any) -> Any:
    """Return the products of a matrix with a stack of matrices."""
    found = empty((b.shape[0], a.shape[0], b.shape[2]), a.dtype)
    for i in range(b.shape[0]):
        np.dot(a, b[i], found[i])
    return found


def rolled(a: Any, shift: Any, axis: Any) -> Any:
    """Return `np.roll(a, shift, axis)`; along all elements as they lie where the axis is -1."""
    before, length, after = 1, a.size, 1
    if axis >= 0:
        length = a.shape[axis]
        for i in range(a.ndim):
            before *= a.shape[i] if i < axis else 1
            after *= a.shape[i] if i > axis else 1
    found = empty(a.shape, a.dtype)
    if a.size == 0:
        return found
    own, new = np.ascontiguousarray(a).reshape(a.size), found.reshape(a.size)
    size, moved = length * after, shift % length * after
    for i in range(0, before * size, size):
        new[i + moved : i + size] = own[i : i + size - moved]
        new[i : i + moved] = own[i + size - moved : i + size]
    return found


def stacked(stack: Any) -> Any:
    """Return an array of the arrays of a list, which are of one shape."""
    first = stack[0]
    found = np.empty((len(stack), *first.shape), first.dtype)
    for i in range(len(stack)):
        if stack[i].shape != first.shape:
            raise ValueError("all input arrays must have the same shape")
        found[i] = stack[i]
    return found


def gathered(stack: Any) -> Any:
    """Return an array of the numbers of a list; said here, since numba makes arrays of loops that fill lists."""
    return np.array(stack)


def zeros_of(stack: Any) -> Any:
    """Return a list of zeros like the arrays of another."""
    return [np.zeros_like(x) for x in stack]


def sums_of(a: Any, b: Any) -> Any:
    """Return a list of the sums of the elements of two lists or arrays."""
    return [a[i] + b[i] for i in range(len(a))]


def element_of(stack: Any, i: int) -> Any:
    """Return an element of a list."""
    return stack[i]


def rest(stack: Any) -> Any:
    """Return a list without its first element."""
    return stack[1:]


def headed(stack: Any) -> Any:
    """Return a list of arrays behind one that is not in use, from which numba can tell its type; `typed` says how."""
    return stack


def typed(stack: Any) -> Any:
    """Return what `headed` is for the type of a list: arrays in one piece stand behind one in one piece."""
    array = stack.dtype
    shape, dtype = (2,) * array.ndim, np.dtype(str(array.dtype))

    def in_one_piece(stack: Any) -> Any:
        return [np.empty(shape, dtype)] + stack  # noqa: RUF005 (numba takes no `*stack`)

    def with_gaps(stack: Any) -> Any:
        return [np.empty(shape, dtype)[..., ::2]] + stack  # noqa: RUF005

    if array.layout != "C":
        shape = (4,) * array.ndim
    return in_one_piece if array.layout == "C" else with_gaps
