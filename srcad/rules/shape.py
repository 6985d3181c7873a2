"""Functions that move, repeat, select or join elements and compute nothing: all linear, so that only the transpose is stated."""

from ..ir import Const
from .rule import alias, constant, general, linear, sequence, variant

RESHAPED = "np.reshape(g, np.shape(a)) if order == 'C' else np.reshape(g, np.shape(a), order=memory_order(a, order))"
# an order by memory is that of the primal: a tangent may lie in memory in another one
RESHAPED_TANGENT = "np.reshape(g, shape) if order == 'C' else np.reshape(g, shape, order=memory_order(a, order))"
RESHAPED_METHOD = "g.reshape(*shape) if order == 'C' else g.reshape(*shape, order=memory_order(a, order))"
RAVELED_TANGENT = "np.ravel(g) if order == 'C' else np.ravel(g, order=memory_order(a, order))"

# ---------------------------------------------------------------- another shape
linear("np.reshape(a, shape, order='C', *, copy=None)",   RESHAPED,  kind="reshape",  jvp=RESHAPED_TANGENT)
linear("np.ravel(a, order='C')",                   RESHAPED,                                       kind="ravel",    jvp=RAVELED_TANGENT)
linear("np.squeeze(a, axis=None)",                 "np.reshape(g, np.shape(a))",                   kind="squeeze")
linear("np.expand_dims(a, axis)",                  "np.reshape(g, np.shape(a))",                   kind="expand_dims")
linear("np.atleast_1d(a)",                         "np.reshape(g, np.shape(a))",                   kind="atleast")
linear("np.atleast_2d(a)",                         "np.reshape(g, np.shape(a))",                   kind="atleast")
linear("np.atleast_3d(a)",                         "np.reshape(g, np.shape(a))",                   kind="atleast")
linear("np.broadcast_to(array, shape)",            "unbroadcast(g, array)",                        kind="reshape")
variant("np.ravel(a, order='C')", (1,),            "g")

# ---------------------------------------------------------------- another order
linear("np.transpose(a, axes=None)",               "np.transpose(g) if axes is None else np.transpose(g, inverse_axes(axes))",  kind="transpose")
linear("np.swapaxes(a, axis1, axis2)",             "np.swapaxes(g, axis1, axis2)",                 kind="permuted")
linear("np.moveaxis(a, source, destination)",      "np.moveaxis(g, destination, source)",          kind="permuted")
linear("np.matrix_transpose(x)",                   "np.swapaxes(g, -1, -2)",                       kind="permuted")
linear("np.flip(m, axis=None)",                    "np.flip(g, axis)",                             kind="same")
linear("np.fliplr(m)",                             "np.fliplr(g)",                                 kind="same")
linear("np.flipud(m)",                             "np.flipud(g)",                                 kind="same")
linear("np.rot90(m, k=1, axes=(0, 1))",            "np.rot90(g, opposite(k), axes)",               kind="permuted")
linear("np.roll(a, shift, axis=None)",             "np.roll(g, opposite(shift), axis=axis)",            kind="same")
alias("np.permute_dims(a, axes=None)",             "np.transpose(a)")

# ---------------------------------------------------------------- copies
linear("np.copy(a, order='K', subok=False)",       "g",                                            kind="array")
linear("np.ascontiguousarray(a)",                  "np.reshape(g, np.shape(a))",                   kind="array_1d")
linear("np.asfortranarray(a)",                     "np.reshape(g, np.shape(a))",                   kind="array_1d")
linear("a.copy(order='C')",                        "g",                                            kind="same")
linear("a.astype(dtype, order='K', casting='unsafe', subok=True, copy=True)",  "g",                kind="astype")

# ---------------------------------------------------------------- repetition: g summed over the copies
linear("np.tile(A, reps)",                         "tile_adjoint(g, A, reps)",                     kind="array_unknown")
linear("np.repeat(a, repeats, axis=None)",         "repeat_adjoint(g, a, repeats, axis)",          kind="repeat")

# ---------------------------------------------------------------- selection: g added up at the places it was taken from
linear("np.take(a, indices, axis=None, *, mode='raise')", "take_adjoint(g, a, indices, axis) if mode == 'raise' else scatter(g, np.take(positions(a), indices, axis, mode=mode), a)",   kind="take")

# ---------------------------------------------------------------- diagonals and triangles
linear("np.diag(v, k=0)",                          "diag_adjoint(g, v, k)",                        kind="diag")
linear("np.diagflat(v, k=0)",                      "np.reshape(np.diagonal(g, k), np.shape(v))",   kind="matrix")
linear("np.diagonal(a, offset=0, axis1=0, axis2=1)",          "diagonal_adjoint(g, a, offset, axis1, axis2)",  kind="diagonal")
linear("np.trace(a, offset=0, axis1=0, axis2=1, dtype=None)", "trace_adjoint(g, a, offset, axis1, axis2)",     kind="trace")
linear("np.tril(m, k=0)",                          "np.tril(g, k)",                                kind="triangle")
linear("np.triu(m, k=0)",                          "np.triu(g, k)",                                kind="triangle")
variant("np.diag(v, k=0)", (1,),                   "np.diagonal(g, k)")
variant("np.trace(a, offset=0, axis1=0, axis2=1, dtype=None)", (2, None, Const(0), Const(1)),  "g * np.eye(a.shape[0], a.shape[1], offset, dtype=a.dtype)")
variant("np.tril(m, k=0)", (1,),                   "np.sum(np.tril(g, k), axis=0)")
variant("np.triu(m, k=0)", (1,),                   "np.sum(np.triu(g, k), axis=0)")

# ---------------------------------------------------------------- joins; `k` is the position of an element in the sequence
sequence(
    "np.array(object, dtype=None, *, copy=True, order='K', subok=False, ndmin=0)", kind="np_array",
    part="g[k]", whole="as_list(g)", array="np.reshape(g, np.shape(object))",
)  # fmt: skip
sequence("np.asarray(a, dtype=None, order=None)",     "g[k]",  "as_list(g)",  "g",  kind="np_array")
sequence("np.asanyarray(a, dtype=None, order=None)",  "g[k]",  "as_list(g)",  "g",  kind="np_array")
sequence(
    "np.stack(arrays, axis=0, *, dtype=None, casting='same_kind')", kind="stack",
    part="g[k] if axis == 0 else np.take(g, k, axis)", whole="as_list(np.moveaxis(g, axis, 0))", array="np.moveaxis(g, axis, 0)",
)  # fmt: skip
sequence(
    "np.concatenate(arrays, axis=0, *, dtype=None, casting='same_kind')", kind="concatenate",
    part="concatenate_part(g, arrays, k, axis)", whole="concatenate_parts(g, arrays, axis)", array="concatenate_array(g, arrays, axis)",
)  # fmt: skip
sequence("np.vstack(tup, *, dtype=None, casting='same_kind')",        "joined_part(g, tup, k, 0, 2)",  "joined_parts(g, tup, 0, 2)",  "joined_array(g, tup, 0, 2)",  kind="vstack")
sequence("np.hstack(tup, *, dtype=None, casting='same_kind')",        "joined_part(g, tup, k, 1, 1)",  "joined_parts(g, tup, 1, 1)",  "joined_array(g, tup, 1, 1)",  kind="hstack")
sequence("np.dstack(tup)",        "joined_part(g, tup, k, 2, 3)",  "joined_parts(g, tup, 2, 3)",  "joined_array(g, tup, 2, 3)",  kind="dstack")
sequence("np.column_stack(tup)",  "columns_part(g, tup, k)",       "columns_parts(g, tup)",       "columns_array(g, tup)",       kind="matrix")
alias("np.concat(arrays, axis=0, *, dtype=None, casting='same_kind')",                           "np.concatenate(arrays)")

alias("np.asarray_chkfinite(a, dtype=None, order=None)",     "np.asarray(a)")

# ---------------------------------------------------------------- filled arrays
linear("np.full(shape, fill_value, dtype=None, order='C')",           None, "unbroadcast(g, fill_value)",  kind="filled")
linear("np.full_like(a, fill_value, dtype=None, order='K', subok=True, shape=None)",  None, "unbroadcast(g, fill_value)",  kind="filled_like")
linear(
    "np.linspace(start, stop, num=50, endpoint=True)",
    "ramp_adjoint(g, start, num, endpoint, 1, 0)", "ramp_adjoint(g, stop, num, endpoint, 0, 1)", kind="linspace",
)  # fmt: skip
general(
    "np.arange(start, stop=None, step=None, dtype=None)", kind="arange",  # how many numbers there are does not change
    jvp=("np.zeros_like(y) if stop is None else g * np.ones_like(y)", None, "g * np.arange(np.size(y))"),
    vjp=("0.0 if stop is None else np.sum(g)", None, "np.sum(g * np.arange(np.size(g)))"),
)  # fmt: skip
linear("np.bincount(x, weights=None, minlength=0)",                   None, "g[x]",  kind="array_unknown")

constant("np.zeros_like(a, dtype=None, order='K', subok=True, shape=None)", "np.ones_like(a, dtype=None, order='K', subok=True, shape=None)", kind="like")
constant("np.empty_like(prototype, dtype=None, order='K', subok=True, shape=None)",                                                            kind="like")

# ---------------------------------------------------------------- methods and attributes
linear("a.reshape(*shape, order='C', copy=None)",      RESHAPED,                  kind="reshape",  jvp=RESHAPED_METHOD)
linear("a.transpose(*axes)",                           "np.transpose(g) if axes == () else np.transpose(g, inverse_axes(axes))",  kind="transpose")
alias("np.astype(a, dtype, *, copy=True, device=None)",                          "a.astype(dtype)")
alias("a.ravel(order='C')",                            "np.ravel(a)")
alias("a.flatten(order='C')",                          "np.ravel(a)")
alias("a.squeeze(axis=None)",                          "np.squeeze(a)")
alias("a.take(indices, axis=None, *, mode='raise')",                   "np.take(a, indices)")
alias("a.swapaxes(axis1, axis2)",                      "np.swapaxes(a, axis1, axis2)")
alias("a.repeat(repeats, axis=None)",                  "np.repeat(a, repeats)")
alias("a.diagonal(offset=0, axis1=0, axis2=1)",        "np.diagonal(a)")
alias("a.trace(offset=0, axis1=0, axis2=1, dtype=None)",  "np.trace(a)")
linear("a.T",                                          "np.transpose(g)",         kind="transpose")
linear("a.mT",                                         "np.swapaxes(g, -1, -2)",  kind="permuted")
variant("a.T", (2,),                                   "g.T")
