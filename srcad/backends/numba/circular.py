"""Sines, cosines and tangents of several numbers at once.

An angle x is k pi/2 + r: with |r| below pi/4, r in two parts, after Cody and Waite (Software Manual for the Elementary
Functions, 1980). The polynomials are those of fdlibm, and the error is below one unit in the last place, for tangents
below two and a half. Angles beyond a million, for which k pi/2 has too many digits, go another way.
"""

from __future__ import annotations

from typing import Any

from .elementary import WHOLE
from .vectors import Fused, Several

PER_QUARTER = 6.36619772367581382433e-01  # 2 / pi
# pi/2 in three parts, of which the first two have 33 bits: their products with k are exact
QUARTER = 1.57079632673412561417e00, 6.07710050630396597660e-11, 2.02226624879595063154e-21
FAR = 1e6
S1 = -1.66666666666666324348e-01
SINE = (
    8.33333333332248946124e-03, -1.98412698298579493134e-04, 2.75573137070700676789e-06,
    -2.50507602534068634195e-08, 1.58969099521155010221e-10,
)  # fmt: skip
COSINE = (
    4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
    -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11,
)  # fmt: skip


class Circular(Several):
    """Writes the sine, cosine or tangent of angles."""

    def quick(self, builder: Any, *args: Any) -> tuple[Any, Any]:
        """Return the function of angles up to a million."""
        (x,) = args
        b, real, whole = Fused(builder), self.real, self.whole
        pull, rest, last = (self.constant(real, part) for part in QUARTER)
        shifted = builder.fadd(builder.fmul(x, self.constant(real, PER_QUARTER)), self.constant(real, WHOLE))
        k = builder.fsub(shifted, self.constant(real, WHOLE))
        quarter = builder.bitcast(shifted, whole)
        # what is left of x, and what the subtraction rounded off
        high = builder.fsub(x, builder.fmul(k, pull))
        taken = builder.fmul(k, rest)
        first = builder.fsub(high, taken)
        back = builder.fsub(high, first)
        lost = builder.fadd(builder.fsub(high, builder.fadd(first, back)), builder.fsub(back, taken))
        low = builder.fsub(lost, builder.fmul(k, last))
        r = builder.fadd(first, low)
        low = builder.fadd(builder.fsub(first, r), low)

        z = builder.fmul(r, r)
        half, one = self.constant(real, 0.5), self.constant(real, 1.0)
        cube = builder.fmul(z, r)
        inner = b.minus(b.times(half, low), b.times(cube, self.polynomial(b, z, SINE)))
        inner = b.minus(b.minus(b.times(z, inner), low), b.times(cube, self.constant(real, S1)))
        sine = b.minus(r, inner)
        less = builder.fmul(half, z)
        most = builder.fsub(one, less)
        square = b.times(builder.fmul(z, z), self.polynomial(b, z, COSINE))
        rounded = builder.fsub(builder.fsub(one, most), less)
        cosine = builder.fadd(most, b.plus(rounded, b.minus(square, b.times(r, low))))

        if self.name == "cos":
            quarter = builder.add(quarter, self.constant(whole, 1))
        odd = builder.icmp_unsigned("!=", builder.and_(quarter, self.constant(whole, 1)), self.constant(whole, 0))
        found = builder.select(odd, cosine, sine)
        if self.name == "tan":
            found = builder.fdiv(found, builder.select(odd, builder.fneg(sine), cosine))
        else:
            sign = builder.shl(builder.and_(quarter, self.constant(whole, 2)), self.constant(whole, 62))
            found = builder.bitcast(builder.xor(builder.bitcast(found, whole), sign), real)
        if self.name != "cos":  # of -0.0
            found = builder.select(builder.fcmp_ordered("==", x, self.constant(real, 0.0)), x, found)
        far = builder.fcmp_unordered(">", self.size(builder, x), self.constant(real, FAR))  # or nan
        return found, far
