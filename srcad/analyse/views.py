"""Views: which operations give an array in the memory of an argument, always or as it comes."""

from __future__ import annotations

from collections.abc import Mapping

from ..ir import Call, Const, Expr
from ..kinds import Array, Kind, Scalar, Unknown, dtype_of, has_real_dtype, rank_of
from .infer import expression_kind

# Their result is, or may be, in the memory of their first argument.
VIEWS = frozenset(
    {".T", ".mT", ".real", ".imag", ".flat", ".view()", ".transpose()", ".swapaxes()", ".squeeze()", ".diagonal()",
     ".reshape()", ".ravel()", ".conj()", ".conjugate()", "np.transpose", "np.swapaxes", "np.moveaxis", "np.rollaxis",
     "np.squeeze", "np.expand_dims", "np.diagonal", "np.diag", "np.reshape", "np.ravel", "np.broadcast_to",
     "np.atleast_1d", "np.atleast_2d", "np.atleast_3d", "np.asarray", "np.asanyarray", "np.asarray_chkfinite",
     "np.ascontiguousarray", "np.asfortranarray", "np.require", "np.real", "np.imag", "np.flip", "np.flipud",
     "np.fliplr", "np.rot90", "np.permute_dims", "np.matrix_transpose", "np.linalg.matrix_transpose",
     "np.linalg.diagonal", "np.split", "np.array_split", "np.hsplit", "np.vsplit", "np.dsplit", "np.unstack",
     "np.broadcast_arrays", "sliding_window_view", "np.lib.stride_tricks.sliding_window_view",
     "np.lib.stride_tricks.as_strided", "np.real_if_close", "np.trim_zeros", "expand", "full", "unbroadcast", "like",
     "view_of", "part_of", "writable", "of_shape"}
)  # fmt: skip
# All their arguments may be shared with.
OF_ALL = frozenset({"np.broadcast_arrays", "np.atleast_1d", "np.atleast_2d", "np.atleast_3d"})
# Whether they give a view or a copy depends on the array's shape or dtype, or on how it lies in memory.
UNSURE = frozenset(
    {".reshape()", ".ravel()", "np.reshape", "np.ravel", "np.ascontiguousarray", "np.asfortranarray", "np.require",
     "np.trim_zeros", "full", "unbroadcast", "like", "of_shape"}
)  # fmt: skip
# Helpers of generated code that hand out a part of their first argument, or all of it, where nothing need be computed.
HELPERS = frozenset(
    {"added_from_the_end", "coefficients_tangent", "columns_of", "columns_part", "columns_parts", "concatenate_part",
     "concatenate_parts", "entries_back", "entries_of", "for_axes", "from_last", "full_length", "item_at",
     "joined_part", "joined_parts", "numeric", "on_points", "pad_adjoint", "rows_adjoint", "thin", "to_last",
     "upper_block", "variables", "weights_adjoint", "weights_like"}
)  # fmt: skip
VIEWS |= HELPERS
UNSURE |= HELPERS
TYPES = frozenset(f"np.{name}" for name in ("float16", "float32", "float64", "longdouble", "complex64", "complex128"))
TYPES |= {"np.clongdouble"}
CASTS = TYPES | {"np.asarray", "np.asanyarray", "np.asarray_chkfinite", "np.array", "np.astype", ".astype()"}
# They return the array itself if this parameter, at this position, is this number.
IDLE: dict[str, tuple[str, int, int]] = {
    "np.diff": ("n", 1, 0), "np.polyder": ("m", 1, 0), "np.polyint": ("m", 1, 0), "np.linalg.matrix_power": ("n", 1, 1),
}  # fmt: skip

CONJUGATES = frozenset({".conj()", ".conjugate()"})  # of real numbers, the array itself
IMAGINARY = frozenset({".imag", "np.imag"})  # of real numbers, zeros
# They return their argument where nothing is to be done; their derivatives do not tell what would share memory then.
COMPUTED = frozenset(IDLE) | {"np.trim_zeros"}


def shared_arguments(call: Call, kinds: Mapping[str, Kind]) -> tuple[int, ...]:
    """Return the positions of the arguments whose memory the result may be in."""
    op = call.op
    if op in CASTS:
        return () if _copies(call, kinds) else (0,)
    if op in IDLE:
        name, position, number = IDLE[op]
        given = dict(call.keywords).get(name, call.args[position] if len(call.args) > position else Const(1 - number))
        return () if isinstance(given, Const) and given.value != number else (0,)
    if op == "np.einsum":
        return (1,) if len(call.args) == 2 and _only_moves(call.args[0]) else ()
    if op == "np.nan_to_num":
        kept = dict(call.keywords).get("copy", Const(True)) == Const(True)
        return () if kept else tuple(range(len(call.args)))
    if op == "coefficients":
        return (1,)
    if op == "np.diag" and rank_of(expression_kind(call.args[0], kinds)) == 1:
        return ()  # a matrix of its own
    if op in CONJUGATES | IMAGINARY:
        own = expression_kind(call.args[0], kinds)
        dtype = dtype_of(own) or ""
        if dtype.startswith("complex") if op in CONJUGATES else has_real_dtype(own):
            return ()
    if op in OF_ALL:
        return tuple(range(len(call.args)))
    return (0,) if op in VIEWS and call.args else ()


def is_unsure(call: Call, kinds: Mapping[str, Kind]) -> bool:
    """Return whether only the run tells whether the result is in the memory of an argument."""
    if call.op in CASTS:
        return _asks_for_order(call) or not _keeps_dtype(call, kinds)
    if call.op == "np.einsum":
        return not isinstance(call.args[0], Const)
    if call.op == "np.diag":
        return rank_of(expression_kind(call.args[0], kinds)) is None
    if call.op in CONJUGATES:
        return dtype_of(expression_kind(call.args[0], kinds)) is None
    return call.op in UNSURE or (call.op in IDLE and bool(shared_arguments(call, kinds)))


def _copies(call: Call, kinds: Mapping[str, Kind]) -> bool:
    """Whether a cast surely makes new memory: because it is told so, or because the dtype is another."""
    told = dict(call.keywords).get("copy")
    if call.op in ("np.array", "np.astype", ".astype()") and (told is None or told == Const(True)):
        return len(call.args) < 6 or call.args[5] == Const(True)
    own = expression_kind(call.args[0], kinds)
    if not isinstance(own, Array | Unknown):
        return True
    new = expression_kind(call, kinds)
    known = isinstance(own, Array) and isinstance(new, Array | Scalar) and None not in (own.dtype, new.dtype)
    return known and own.dtype != new.dtype  # type: ignore[union-attr]


def _keeps_dtype(call: Call, kinds: Mapping[str, Kind]) -> bool:
    """Whether a cast surely leaves the dtype as it is."""
    own, new = expression_kind(call.args[0], kinds), expression_kind(call, kinds)
    asks = any(key == "dtype" for key, _ in call.keywords) or len(call.args) > 1 or call.op in TYPES
    known = isinstance(own, Array) and isinstance(new, Array) and own.dtype is not None
    return not asks or (known and own.dtype == new.dtype)  # type: ignore[union-attr]


def _asks_for_order(call: Call) -> bool:
    orders = [arg for key, arg in call.keywords if key == "order"] + list(call.args[2:3])
    return any(order not in (Const(None), Const("K"), Const("A")) for order in orders)


def _only_moves(subscripts: Expr) -> bool:
    """Whether the subscripts of an einsum of one array may only move axes, or pick a diagonal."""
    if not isinstance(subscripts, Const) or not isinstance(subscripts.value, str):
        return True
    left, arrow, right = subscripts.value.replace(" ", "").partition("->")
    letters = set(left) - {"."}
    return letters <= set(right) if arrow else all(left.count(letter) == 1 for letter in letters)
