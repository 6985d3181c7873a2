"""Arrays in memory of their own: LLVM is told that nothing else is there, and computes several elements at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...ir import Assign, Block, Call, Name, map_blocks
from ...kinds import Array, Kind

MAKERS = frozenset({"np.empty", "np.zeros", "np.full"})
NAME = "srcad_own"


def with_own(block: Block, kinds: Mapping[str, Kind]) -> Block:
    """Return a block in which the arrays that it makes are known to be in memory of their own.

    A loop that writes to several arrays is else one number at a time: LLVM would have to compare the memory of each
    with that of all others before it, and does not for more than a few.
    """
    out = []
    for stmt in block:
        stmt = map_blocks(stmt, lambda inner: with_own(inner, kinds))
        match stmt:
            case Assign(Name(id), Call(op) as value) if op in MAKERS and isinstance(kinds.get(id), Array):
                stmt = replace(stmt, value=Call("own", (value,), (), value.at))
            case _:
                pass
        out.append(stmt)
    return tuple(out)


def instructions() -> dict[str, object]:
    """Return what compiled code calls `own`: a function of LLVM whose result is an address like that of malloc."""
    from importlib import import_module

    from numba.extending import intrinsic

    ir: Any = import_module("llvmlite.ir")
    types: Any = import_module("numba.core.types")
    arrays: Any = import_module("numba.np.arrayobj")
    results: Any = import_module("numba.core.imputils")

    def addressed(module: Any) -> Any:
        """Return the function: one that LLVM does not look into, or it would see that the address is the given one."""
        if NAME in module.globals:
            return module.globals[NAME]
        address = ir.IntType(8).as_pointer()
        function = ir.Function(module, ir.FunctionType(address, [address]), NAME)
        function.linkage = "linkonce_odr"
        function.attributes.add("noinline")
        function.attributes.add("optnone")
        function.return_value.add_attribute("noalias")
        ir.IRBuilder(function.append_basic_block()).ret(function.args[0])
        return function

    @intrinsic
    def own(context: Any, array: Any) -> Any:  # the names of an intrinsic's arguments are those of its calls
        def made(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            found = arrays.make_array(signature.args[0])(context, builder, args[0])
            data = found.data
            function = addressed(builder.module)
            given = builder.bitcast(data, function.args[0].type)
            found.data = builder.bitcast(builder.call(function, [given]), data.type)
            return results.impl_ret_borrowed(context, builder, signature.return_type, found._getvalue())

        return (array(array), made) if isinstance(array, types.Array) else None

    return {"own": own}
