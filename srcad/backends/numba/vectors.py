"""Functions of LLVM that it knows for several numbers at once: a loop that calls them is one over several elements.

Each is a function of one number, or of two, which tells LLVM by an attribute those of two, four and eight. Numbers that
the quick way is not for go to the library of C, one by one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib import import_module
from typing import Any

WIDTHS = 2, 4, 8


class Several(ABC):
    """Writes a function of numbers into a module of LLVM, for one of each or for several at once."""

    count = 1  # of arguments

    def __init__(self, module: Any, name: str, width: int) -> None:
        ir: Any = import_module("llvmlite.ir")
        self.ir, self.module, self.name, self.width = ir, module, name, width
        self.real, self.whole, self.flag = map(self.several, (ir.DoubleType(), ir.IntType(64), ir.IntType(1)))
        self.suffix = "f64" if width == 1 else f"v{width}f64"

    @abstractmethod
    def quick(self, builder: Any, *args: Any) -> tuple[Any, Any]:
        """Return the result the quick way, and a flag for the numbers that this is not for."""

    # ------------------------------------------------------------ the function
    def function(self) -> Any:
        """Return the function."""
        ir = self.ir
        name = f"srcad_{self.name}" + (f"_{self.width}" if self.width > 1 else "")
        function = ir.Function(self.module, ir.FunctionType(self.real, [self.real] * self.count), name)
        function.linkage = "weak_odr"  # kept although nothing calls it yet
        for attribute in ("noinline", "nounwind", "readnone", "willreturn"):
            tell(function, attribute)
        builder = ir.IRBuilder(function.append_basic_block())
        found, far = self.quick(builder, *function.args)
        some = far
        if self.width > 1:
            either = self.known(f"llvm.vector.reduce.or.v{self.width}i1", ir.IntType(1), self.flag)
            some = builder.call(either, [far])
        slow, ready = function.append_basic_block(), function.append_basic_block()
        builder.cbranch(some, slow, ready)
        ir.IRBuilder(ready).ret(found)
        self.beyond(ir.IRBuilder(slow), function.args, far, found)
        return function

    def beyond(self, builder: Any, args: Any, far: Any, found: Any) -> None:
        """Return what was found, but for some numbers what the library of C gives."""
        ir = self.ir
        double = ir.DoubleType()
        library = self.known({"power": "pow"}.get(self.name, self.name), double, *[double] * self.count)
        if self.width == 1:
            builder.ret(builder.call(library, args))
            return
        for i in range(self.width):
            at, before = ir.Constant(ir.IntType(32), i), builder.block
            with builder.if_then(builder.extract_element(far, at)):
                value = builder.call(library, [builder.extract_element(x, at) for x in args])
                other = builder.insert_element(found, value, at)
                inside = builder.block
            met = builder.phi(self.real)
            met.add_incoming(found, before)
            met.add_incoming(other, inside)
            found = met
        builder.ret(found)

    # ------------------------------------------------------------ pieces
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

    def size(self, builder: Any, x: Any) -> Any:
        """Return the absolute value of a number."""
        return builder.call(self.known(f"llvm.fabs.{self.suffix}", self.real, self.real), [x])

    def polynomial(self, b: Fused, z: Any, numbers: tuple[float, ...]) -> Any:
        """Return a polynomial's value."""
        found = self.constant(self.real, numbers[-1])
        for number in reversed(numbers[:-1]):
            found = b.plus(b.times(z, found), self.constant(self.real, number))
        return found


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


def called(kind: type[Several], module: Any, name: str) -> Any:
    """Return the function of one number in a module, where LLVM finds those of several numbers by it."""
    found = module.globals.get(f"srcad_{name}")
    if found is not None:
        return found
    found = kind(module, name, 1).function()
    wide = [kind(module, name, width).function() for width in WIDTHS]
    variants = ",".join(
        f"_ZGV_LLVM_N{width}{'v' * kind.count}_{found.name}({each.name})"
        for width, each in zip(WIDTHS, wide, strict=True)
    )
    tell(found, f'"vector-function-abi-variant"="{variants}"')
    return found


def tell(function: Any, attribute: str) -> None:
    """Give a function an attribute, also one that the writer of LLVM's language has not heard of."""
    set.add(function.attributes, attribute)


def instructions(kind: type[Several], names: tuple[str, ...]) -> dict[str, object]:
    """Return what compiled code calls functions of real numbers by their names."""
    from numba.extending import intrinsic

    types: Any = import_module("numba.core.types")

    def code_of(name: str) -> Any:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            reals = [context.cast(builder, x, t, types.float64) for x, t in zip(args, signature.args, strict=True)]
            return builder.call(called(kind, builder.module, name), reals)

        return code

    def typed(name: str, *given: Any) -> Any:
        real = all(isinstance(x, types.Integer | types.Float) for x in given)
        return (types.float64(*given), code_of(name)) if real else None

    def one(name: str) -> Any:
        def typing(context: Any, x: Any) -> Any:  # the names of an intrinsic's arguments are those of its calls
            return typed(name, x)

        return typing

    def two(name: str) -> Any:
        def typing(context: Any, x: Any, p: Any) -> Any:
            return typed(name, x, p)

        return typing

    return {name: intrinsic((one if kind.count == 1 else two)(name)) for name in names}
