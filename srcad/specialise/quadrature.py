"""scipy.integrate.quad: the value is SciPy's, the derivative that of its rule on the intervals that it ended with."""

from __future__ import annotations

from dataclasses import replace

from ..ir import Call, Const, Name
from ..kinds import INT, Array, Kind, unknown_dims
from ..stand_ins import integral
from .solvers import FLOAT, ONE, Asked, Solvers
from .values import Group, Leaf, Static, Value

VECTOR = Array("float64", unknown_dims(1))


class Quadrature(Solvers):
    """The part of the specialiser for integrals that choose their points."""

    def do_quad(self, asked: Asked) -> Value:
        """`quad(f, a, b, args=...)`: Leibniz' rule, the points moving with the bounds."""
        self.plain_option(asked, "full_output", "complex_func", "weight", "wvar", "points")
        at, table = asked.at, asked.table
        asked = replace(asked, keywords=(*asked.keywords, ("full_output", Static(1, Const(1)))))
        found = self.solver_result(asked, Leaf(Name("x"), FLOAT), "found")
        low, high = table["a"], table["b"]
        kinds: tuple[Kind, ...] = (VECTOR, VECTOR, INT)
        names = [self.names.fresh(wish) for wish in ("shares", "weights", "form")]
        call = Call("passive", (Name("quad_points"), found, self.to_expr(low), self.to_expr(high)))
        points = self.temporary(call, "points")
        parts: list[Leaf] = []
        for i, (name, kind) in enumerate(zip(names, kinds, strict=True)):
            self.record(name, kind)
            parts.append(Leaf(self.temporary(Call("[]", (points, Const(i))), name), kind))
            assert isinstance(parts[-1].expr, Name)
            self.record(parts[-1].expr.id, kind)
        rest = self.extra(asked)
        handed = Group(tuple, tuple(range(len(rest))), tuple(rest))
        total = self.call_values(Static(integral), [asked.function, low, high, *parts, handed], (), at)
        value = self.operation("instead", [total, Leaf(Call("[]", (found, Const(0))), ONE)], (), at)
        return Group(tuple, (0, 1), (value, Leaf(Call("[]", (found, Const(1))), FLOAT)))
