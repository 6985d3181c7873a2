"""Sines, cosines, tangents: functions of LLVM that it knows for several numbers at once, and puts into loops as such.

An angle x is k pi/2 + r: with |r| below pi/4, r in two parts, after Cody and Waite (Software Manual for the Elementary
Functions, 1980). The polynomials are those of fdlibm, and the error is below one unit in the last place, for tangents
below two and a half. Angles beyond a million, for which k pi/2 has too many digits, go to the library of C, one by one.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

PER_QUARTER = 6.36619772367581382433e-01  # 2 / pi
# pi/2 in three parts, of which the first two have 33 bits: their products with k are exact
QUARTER = 1.57079632673412561417e00, 6.07710050630396597660e-11, 2.02226624879595063154e-21
FAR = 1e6
WHOLE = 6755399441055744.0  # 3 * 2**51: a number added to it is rounded to a whole one, which is in its last bits
S1 = -1.66666666666666324348e-01
SINE = (
    8.33333333332248946124e-03, -1.98412698298579493134e-04, 2.75573137070700676789e-06,
    -2.50507602534068634195e-08, 1.58969099521155010221e-10,
)  # fmt: skip
COSINE = (
    4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
    -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11,
)  # fmt: skip
WIDTHS = 2, 4, 8


def instructions() -> dict[str, object]:
    """Return what compiled code calls `sin`, `cos` and `tan`."""
    from numba.extending import intrinsic

    types: Any = import_module("numba.core.types")

    def made(name: str) -> Any:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.call(
                scalar(builder.module, name), [context.cast(builder, *args, *signature.args, types.float64)]
            )

        return code

    @intrinsic
    def sin(context: Any, x: Any) -> Any:  # the names of an intrinsic's arguments are those of its calls
        return (types.float64(x), made("sin")) if isinstance(x, types.Integer | types.Float) else None

    @intrinsic
    def cos(context: Any, x: Any) -> Any:
        return (types.float64(x), made("cos")) if isinstance(x, types.Integer | types.Float) else None

    @intrinsic
    def tan(context: Any, x: Any) -> Any:
        return (types.float64(x), made("tan")) if isinstance(x, types.Integer | types.Float) else None

    return {"sin": sin, "cos": cos, "tan": tan}


def scalar(module: Any, name: str) -> Any:
    """Return the function of one number in a module, where LLVM finds those of several numbers by it."""
    found = module.globals.get(f"srcad_{name}")
    if found is not None:
        return found
    found = Circular(module, name, 1).function()
    several = [Circular(module, name, width).function() for width in WIDTHS]
    variants = ",".join(
        f"_ZGV_LLVM_N{width}v_{found.name}({function.name})" for width, function in zip(WIDTHS, several, strict=True)
    )
    tell(found, f'"vector-function-abi-variant"="{variants}"')
    return found


def tell(function: Any, attribute: str) -> None:
    """Give a function an attribute, also one that the writer of LLVM's language has not heard of."""
    set.add(function.attributes, attribute)


class Circular:
    """Writes the sine, cosine or tangent of one number, or of several, into a module of LLVM."""

    def __init__(self, module: Any, name: str, width: int) -> None:
        ir: Any = import_module("llvmlite.ir")
        self.ir, self.module, self.name, self.width = ir, module, name, width
        self.real, self.whole, self.flag = map(self.several, (ir.DoubleType(), ir.IntType(64), ir.IntType(1)))

    def several(self, kind: Any) -> Any:
        """Return the type of as many numbers as there are."""
        return kind if self.width == 1 else self.ir.VectorType(kind, self.width)

    def constant(self, kind: Any, value: float) -> Any:
        """Return a literal, for each of the numbers."""
        return self.ir.Constant(kind, value if self.width == 1 else [value] * self.width)

    def known(self, name: str, result: Any, *given: Any) -> Any:
        """Return a function from outside the module."""
        found = self.module.globals.get(name)
        return found or self.ir.Function(self.module, self.ir.FunctionType(result, given), name)

    def function(self) -> Any:
        """Return the function."""
        ir = self.ir
        name = f"srcad_{self.name}" + (f"_{self.width}" if self.width > 1 else "")
        function = ir.Function(self.module, ir.FunctionType(self.real, [self.real]), name)
        function.linkage = "weak_odr"  # kept although nothing calls it yet
        for attribute in ("noinline", "nounwind", "readnone", "willreturn"):
            tell(function, attribute)
        builder = ir.IRBuilder(function.append_basic_block())
        (x,) = function.args
        found = self.near(builder, x)
        suffix = "f64" if self.width == 1 else f"v{self.width}f64"
        size = builder.call(self.known(f"llvm.fabs.{suffix}", self.real, self.real), [x])
        far = builder.fcmp_unordered(">", size, self.constant(self.real, FAR))  # or nan
        some = far
        if self.width > 1:
            either = self.known(f"llvm.vector.reduce.or.v{self.width}i1", ir.IntType(1), self.flag)
            some = builder.call(either, [far])
        slow, quick = function.append_basic_block(), function.append_basic_block()
        builder.cbranch(some, slow, quick)
        ir.IRBuilder(quick).ret(found)
        self.beyond(ir.IRBuilder(slow), x, far, found)
        return function

    def near(self, builder: Any, x: Any) -> Any:
        """Return the function of numbers up to a million."""
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
        return found

    def polynomial(self, b: Fused, z: Any, numbers: tuple[float, ...]) -> Any:
        """Return a polynomial's value."""
        found = self.constant(self.real, numbers[-1])
        for number in reversed(numbers[:-1]):
            found = b.plus(b.times(z, found), self.constant(self.real, number))
        return found

    def beyond(self, builder: Any, x: Any, far: Any, found: Any) -> None:
        """Return what was found, but for large numbers what the library of C gives."""
        ir = self.ir
        double = ir.DoubleType()
        library = self.known(self.name, double, double)
        if self.width == 1:
            builder.ret(builder.call(library, [x]))
            return
        for i in range(self.width):
            at, before = ir.Constant(ir.IntType(32), i), builder.block
            with builder.if_then(builder.extract_element(far, at)):
                value = builder.call(library, [builder.extract_element(x, at)])
                other = builder.insert_element(found, value, at)
                inside = builder.block
            met = builder.phi(self.real)
            met.add_incoming(found, before)
            met.add_incoming(other, inside)
            found = met
        builder.ret(found)


class Fused:
    """Operations of which LLVM may do two as one, rounded once."""

    def __init__(self, builder: Any) -> None:
        self.builder = builder

    def plus(self, a: Any, b: Any) -> Any:
        """Return a sum."""
        return self.builder.fadd(a, b, flags=("contract",))

    def minus(self, a: Any, b: Any) -> Any:
        """Return a difference."""
        return self.builder.fsub(a, b, flags=("contract",))

    def times(self, a: Any, b: Any) -> Any:
        """Return a product."""
        return self.builder.fmul(a, b, flags=("contract",))
