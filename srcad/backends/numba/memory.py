"""Arrays in memory of their own: LLVM is told that nothing else is there, and computes several elements at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any

from ...ir import Assign, Block, Call, Name, map_blocks
from ...kinds import Array, Kind
from . import kept

MAKERS = {"np.empty": "empty", "np.zeros": "zeros", "np.full": "filled"}
FLOATS = Name("np.float64")
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
            case Assign(Name(id), Call(op, args, ()) as value) if op in MAKERS and isinstance(kinds.get(id), Array):
                needed = 3 if op == "np.full" else 2
                if len(args) == needed or (len(args) == 1 and op != "np.full"):
                    made = Call(MAKERS[op], (*args, FLOATS)[:needed], (), value.at)
                    stmt = replace(stmt, value=made)
            case _:
                pass
        out.append(stmt)
    return tuple(out)


def instructions() -> dict[str, object]:
    """Return what makes the arrays of compiled code: those of some size in memory that was kept."""
    from numba.extending import intrinsic

    kept.provide()
    types: Any = import_module("numba.core.types")
    parts: Any = import_module("numba.core.typing.npydecl")
    results: Any = import_module("numba.core.imputils")
    utilities: Any = import_module("numba.core.cgutils")

    def typed(shape: Any, dtype: Any) -> Any:
        rank, item = parts.parse_shape(shape), parts.parse_dtype(dtype)
        return None if rank is None or item is None else types.Array(item, rank, "C")

    # the names of an intrinsic's arguments are those of its calls
    @intrinsic
    def empty(context: Any, shape: Any, dtype: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            found, _ = array(context, builder, signature, args[0])
            return results.impl_ret_new_ref(context, builder, signature.return_type, found._getvalue())

        kind = typed(shape, dtype)
        return None if kind is None else (kind(shape, dtype), code)

    @intrinsic
    def zeros(context: Any, shape: Any, dtype: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            found, _ = array(context, builder, signature, args[0])
            size = builder.mul(found.nitems, found.itemsize)
            utilities.memset(builder, found.data, size, 0)
            return results.impl_ret_new_ref(context, builder, signature.return_type, found._getvalue())

        kind = typed(shape, dtype)
        return None if kind is None else (kind(shape, dtype), code)

    @intrinsic
    def filled(context: Any, shape: Any, value: Any, dtype: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            found, item = array(context, builder, signature, args[0])
            given = context.cast(builder, args[1], signature.args[1], item)
            with utilities.for_range(builder, found.nitems) as loop:
                context.pack_value(builder, item, given, builder.gep(found.data, [loop.index]))
            return results.impl_ret_new_ref(context, builder, signature.return_type, found._getvalue())

        kind = typed(shape, dtype)
        return None if kind is None else (kind(shape, value, dtype), code)

    return {"empty": empty, "zeros": zeros, "filled": filled}


def array(context: Any, builder: Any, signature: Any, shape: Any) -> tuple[Any, Any]:
    """Return a new array without values, and the type of its elements."""
    ir: Any = import_module("llvmlite.ir")
    types: Any = import_module("numba.core.types")
    arrays: Any = import_module("numba.np.arrayobj")
    utilities: Any = import_module("numba.core.cgutils")
    kind = signature.return_type
    found = arrays.make_array(kind)(context, builder)
    lengths = arrays._parse_shape(context, builder, signature.args[0], shape)
    size = itemsize = context.get_constant(types.intp, arrays.get_itemsize(context, kind))
    strides: list[Any] = []
    large = ir.Constant(ir.IntType(1), 0)
    for length in reversed(lengths):
        strides.insert(0, size)
        both = builder.smul_with_overflow(size, length)
        size, large = builder.extract_value(both, 0), builder.or_(large, builder.extract_value(both, 1))
    with builder.if_then(large, likely=False):
        context.call_conv.return_user_exc(builder, ValueError, ("array is too big",))
    meminfo = memory(context, builder, size, context.get_preferred_array_alignment(kind.dtype))
    address = builder.call(addressed(builder.module), [context.nrt.meminfo_data(builder, meminfo)])
    arrays.populate_array(
        found,
        data=builder.bitcast(address, found.data.type),
        shape=utilities.pack_array(builder, lengths, ty=context.get_value_type(types.intp)),
        strides=utilities.pack_array(builder, strides, ty=context.get_value_type(types.intp)),
        itemsize=itemsize,
        meminfo=meminfo,
    )
    return found, kind.dtype


def memory(context: Any, builder: Any, size: Any, align: int) -> Any:
    """Return what holds memory of some size: for large arrays such as was kept."""
    ir: Any = import_module("llvmlite.ir")
    word = ir.IntType(64)
    large = builder.icmp_signed(">=", size, ir.Constant(word, kept.LARGE))
    with builder.if_else(large) as (yes, no):
        with yes:
            function = builder.module.globals.get(kept.NAME)
            if function is None:
                function = ir.Function(builder.module, ir.FunctionType(word, [word]), kept.NAME)
            address = builder.call(function, [size])
            with builder.if_then(builder.icmp_signed("==", address, ir.Constant(word, 0)), likely=False):
                context.call_conv.return_user_exc(builder, MemoryError, ("no memory for an array",))
            old = builder.inttoptr(address, ir.IntType(8).as_pointer())
            after_old = builder.block
        with no:
            new = context.nrt.meminfo_alloc_aligned(builder, size, align)
            after_new = builder.block
    found = builder.phi(new.type)
    found.add_incoming(old, after_old)
    found.add_incoming(new, after_new)
    return found


def addressed(module: Any) -> Any:
    """Return a function whose result is an address like that of malloc, and the one that it is given.

    LLVM does not look into it, or it would see that.
    """
    ir: Any = import_module("llvmlite.ir")
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
