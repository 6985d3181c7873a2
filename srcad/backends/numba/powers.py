"""Powers of several numbers at once: exp(p log x), with the logarithm and its product with p in two parts each.

With x = 2^k m, m between sqrt(1/2) and sqrt(2), and s = (m - 1) / (m + 1), log m is 2 s + s z (2/3 + z Q(z)), z = s s.
What sums and products round off is kept beside them, after Dekker (Numerische Mathematik 18, 1971). The error is below
two units in the last place. Bases that are no normal positive numbers, and results that are none, go another way.
"""

from __future__ import annotations

from typing import Any

from .elementary import E2, E3, E4, E5, E6, E7, E8, E9, E10, E11, LN2_HIGH, LN2_LOW, PER_LN2, SPLIT, WHOLE, ZERO
from .vectors import Fused, Several

LEAST, GREATEST = 2.2250738585072014e-308, 1.7976931348623157e308
FAR = 700.0  # of a logarithm: beyond it, the result may be no normal number
THIRDS = 0.6666666666666666, 3.700743415417188e-17
# interpolates 2/5 + 2/7 z + 2/9 z^2 + ... at Chebyshev's points: 7e-17 of it
SERIES = (
    0.4, 0.28571428571429364, 0.22222222221655885, 0.18181818335392802,
    0.1538459496251843, 0.1333480469384731, 0.11706236339491206, 0.11723178623876518,
)  # fmt: skip
EXP = E2, E3, E4, E5, E6, E7, E8, E9, E10, E11


class Power(Several):
    """Writes powers of positive numbers."""

    count = 2

    def quick(self, builder: Any, *args: Any) -> tuple[Any, Any]:
        """Return the power, for numbers whose results are normal ones."""
        x, p = args
        real = self.real
        high, low = self.logarithm(builder, x)
        most = builder.fmul(p, high)
        rest = builder.fadd(self.product(builder, p, high, builder.fneg(most)), builder.fmul(p, low))
        found = self.exponential(builder, most, rest)
        small = builder.fcmp_unordered("<", x, self.constant(real, LEAST))  # or nan
        large = builder.fcmp_unordered(">", x, self.constant(real, GREATEST))
        far = builder.fcmp_unordered(">", self.size(builder, most), self.constant(real, FAR))
        return found, builder.or_(builder.or_(small, large), far)

    def product(self, builder: Any, a: Any, b: Any, c: Any) -> Any:
        """Return a product and a sum, rounded once."""
        fma = self.known(f"llvm.fma.{self.suffix}", self.real, self.real, self.real, self.real)
        return builder.call(fma, [a, b, c])

    def logarithm(self, builder: Any, x: Any) -> tuple[Any, Any]:
        """Return the logarithm in two parts."""
        add, sub, mul = builder.fadd, builder.fsub, builder.fmul
        real, whole = self.real, self.whole
        one, two = self.constant(real, 1.0), self.constant(real, 2.0)
        bits = builder.bitcast(x, whole)
        e = builder.ashr(builder.sub(bits, self.constant(whole, SPLIT)), self.constant(whole, 52))
        m = builder.bitcast(builder.sub(bits, builder.shl(e, self.constant(whole, 52))), real)
        k = builder.sitofp(e, real)
        f = sub(m, one)
        below = add(two, f)
        below_low = sub(f, sub(below, two))
        inverse = builder.fdiv(one, below)
        s = mul(f, inverse)
        left = self.product(builder, builder.fneg(s), below, f)
        s_low = mul(self.product(builder, builder.fneg(s), below_low, left), inverse)
        z = mul(s, s)
        twice = mul(two, s)
        z_low = self.product(builder, twice, s_low, self.product(builder, s, s, builder.fneg(z)))
        # 2/3 + z Q(z)
        tail = mul(z, self.polynomial(Fused(builder), z, SERIES))
        third, third_low = (self.constant(real, part) for part in THIRDS)
        a = add(third, tail)
        a_low = add(add(sub(third, a), tail), third_low)
        # times z, and times s
        t = mul(z, a)
        t_low = self.product(builder, z, a, builder.fneg(t))
        t_low = self.product(builder, z_low, a, self.product(builder, z, a_low, t_low))
        w = mul(s, t)
        w_low = self.product(builder, s, t, builder.fneg(w))
        w_low = self.product(builder, s_low, t, self.product(builder, s, t_low, w_low))
        part = add(twice, w)
        part_low = add(add(sub(twice, part), w), add(w_low, mul(two, s_low)))
        # and k times the logarithm of 2
        first = mul(k, self.constant(real, LN2_HIGH))
        high = add(first, part)
        low = add(add(sub(first, high), part), self.product(builder, k, self.constant(real, LN2_LOW), part_low))
        return high, low

    def exponential(self, builder: Any, x: Any, rest: Any) -> Any:
        """Return e to the power of a number in two parts."""
        b, real, whole = Fused(builder), self.real, self.whole
        shifted = b.plus(b.times(x, self.constant(real, PER_LN2)), self.constant(real, WHOLE))
        k = builder.fsub(shifted, self.constant(real, WHOLE))
        r = b.minus(b.minus(x, b.times(k, self.constant(real, LN2_HIGH))), b.times(k, self.constant(real, LN2_LOW)))
        r = builder.fadd(r, rest)
        tail = b.times(b.times(r, r), self.polynomial(b, r, EXP))
        found = builder.fadd(self.constant(real, 1.0), builder.fadd(r, tail))
        power = builder.shl(
            builder.add(builder.bitcast(shifted, whole), self.constant(whole, ZERO)), self.constant(whole, 52)
        )
        return builder.fmul(found, builder.bitcast(power, real))
