"""Derivatives straight from the texts of the rules: a small stand-in for the compiler, to test rules without it."""

import cmath
import math
from dataclasses import dataclass

import numpy as np

from srcad import runtime, runtime_edges
from srcad.ir import Call, Const, Name
from srcad.rules import load
from srcad.rules.rule import RULES, bind
from srcad.syntax.read import read_expression
from srcad.syntax.write import write_expression

load()

NAMESPACE = {
    "np": np,
    "math": math,
    "cmath": cmath,
    "full": runtime_edges.full,
    "like": runtime_edges.like,
    **{name: getattr(runtime, name) for name in runtime.__all__},
}


@dataclass(frozen=True)
class Operand:
    """A name that varies, given for a parameter; `path` is its place inside a sequence or among starred arguments."""

    name: str
    param: str
    path: tuple[int, ...] | None = None


class Operation:
    """A call with the values of its names."""

    def __init__(self, text, values, smooth):
        self.text, self.values, self.smooth = text, values, smooth
        self.call = read_expression(text)
        self.rule = RULES[self.call.op]
        self.bound = bind(self.rule, self.call.args, self.call.keywords)
        assert self.bound is not None, f"{text} does not fit {self.rule.signature}"
        self.result = self.run(values)

    def run(self, values):
        """Return the call's result for other values."""
        return evaluate(self.call, values)

    def operands(self):
        """Return the operands that vary and have a derivative, one for each place where a name stands."""
        found = []
        for i, param in enumerate(self.rule.params):
            if (self.rule.vjp[i] or "!").startswith("!") or param not in self.bound:
                continue
            value = self.bound[param]
            if isinstance(value, tuple):
                found += [Operand(v.id, param, (k,)) for k, v in enumerate(value) if self.varies(v)]
            elif self.varies(value):
                found.append(Operand(value.id, param))
            elif isinstance(value, Call) and value.op in ("tuple", "list"):
                found += self.inside(value, param, ())
        return found

    def varies(self, expr):
        """Return whether an expression is a name that varies."""
        return isinstance(expr, Name) and expr.id in self.smooth

    def inside(self, display, param, path):
        """Return the operands inside a list or a tuple."""
        found = []
        for k, item in enumerate(display.args):
            if self.varies(item):
                found.append(Operand(item.id, param, (*path, k)))
            elif isinstance(item, Call):
                found += self.inside(item, param, (*path, k))
        return found

    def scope(self, g, operand=None):
        """Return what a text may read."""
        scope = dict(NAMESPACE)
        for param, default in self.rule.defaults.items():
            scope[param] = evaluate(read_expression(default), {})
        if self.rule.star:
            scope[self.rule.star] = ()
        for param, expr in self.bound.items():
            scope[param] = (
                tuple(evaluate(e, self.values) for e in expr)
                if isinstance(expr, tuple)
                else evaluate(expr, self.values)
            )
        path = operand.path if operand is not None else None
        k = None if path is None else path[0] if len(path) == 1 else path
        if self.rule.sort == "sequence" or k is not None or "k" not in scope:
            scope["k"] = k
        return {**scope, "g": g, "y": self.result}

    def adjoint_text(self, operand):
        """Return the text of an operand's adjoint."""
        index = self.rule.params.index(operand.param)
        if self.rule.sort == "sequence" and operand.path is None:
            value = self.values[operand.name]
            return self.rule.array if isinstance(value, np.ndarray) or np.ndim(value) == 0 else self.rule.whole
        for ranks, texts in self.rule.variants:
            scope = self.scope(None, operand)
            fits = [r is None or np.ndim(scope[p]) == r for p, r in zip(self.rule.params, ranks, strict=False)]
            if all(fits):
                return texts[index]
        return self.rule.vjp[index]

    def adjoint(self, operand, g, fit=True):
        """Return what an operand's adjoint gets from the result's adjoint g; `fit` brings it to shape and dtype."""
        text = self.adjoint_text(operand)
        x = self.values[operand.name]
        if self.rule.holomorphic and any(np.iscomplexobj(v) for v in (x, *leaves(self.result), *leaves(g))):
            found = conjugate(eval(text, self.scope(conjugate(g), operand)))
        else:
            found = eval(text, self.scope(g, operand))
        if not fit:
            return found
        if self.rule.sort != "elementwise":
            assert np.shape(found) == np.shape(x), f"{text} has shape {np.shape(found)}, the operand {np.shape(x)}"
        return runtime.unbroadcast(found, x)

    def tangent(self, tangents):
        """Return the tangent of the result for tangents by name."""
        operands = self.operands()
        texts = {o: self.rule.jvp[self.rule.params.index(o.param)] for o in operands}
        if self.rule.sort in ("linear", "sequence"):
            return self.linear_tangent(tangents)
        total = None
        for operand in operands:
            g = tangents[operand.name]
            if texts[operand] == "self":
                term = evaluate(self.replaced(operand), {**self.values, "g": g})
            else:
                term = eval(texts[operand], self.scope(g, operand))
            total = term if total is None else add(total, term)
        if self.rule.sort == "elementwise":
            return np.broadcast_to(total, np.shape(self.result))
        return total

    def linear_tangent(self, tangents):
        """Return a linear function of the tangents; what does not vary counts as zero."""
        linear = {
            p for p, text in zip(self.rule.params, self.rule.vjp, strict=True) if text is not None and text[0] != "!"
        }

        def change(expr):
            if isinstance(expr, Call) and expr.op in ("tuple", "list"):
                return Call(expr.op, tuple(change(arg) for arg in expr.args))
            if self.varies(expr):
                return Name("d" + expr.id)
            return expr if expr == Const(None) else Call("zeros_like", (expr,))

        pairs = [(v, p) for p, value in self.bound.items() for v in (value if isinstance(value, tuple) else (value,))]
        where = {id(value): param for value, param in pairs}
        args = tuple(change(arg) if where.get(id(arg)) in linear else arg for arg in self.call.args)
        keywords = tuple((key, change(arg) if key in linear else arg) for key, arg in self.call.keywords)
        values = {**self.values, **{"d" + name: tangent for name, tangent in tangents.items()}}
        return evaluate(Call(self.call.op, args, keywords), values)

    def replaced(self, operand):
        """Return the call with one operand replaced by `g`."""
        star = self.rule.params.index(self.rule.star) if self.rule.star else len(self.rule.params)
        index = self.rule.params.index(operand.param)
        place = star + operand.path[0] if index == star else index
        args = tuple(Name("g") if i == place else arg for i, arg in enumerate(self.call.args))
        return Call(self.call.op, args, self.call.keywords)


def evaluate(expr, values):
    """Return the value of an expression of the core."""
    if isinstance(expr, Const):
        return expr.value
    return eval(write_expression(expr), {**NAMESPACE, **values})


def leaves(value):
    """Return the arrays and numbers of a result, which may be a tuple or a list."""
    return list(value) if isinstance(value, tuple | list) else [value]


def add(a, b):
    """Return the sum of two tangents."""
    if isinstance(a, tuple | list):
        return tuple(p + q for p, q in zip(a, b, strict=True))
    return a + b


def conjugate(value):
    """Return the complex conjugate of an adjoint."""
    return tuple(np.conj(v) for v in value) if isinstance(value, tuple | list) else np.conj(value)
