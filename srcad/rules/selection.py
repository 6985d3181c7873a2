"""Functions that take some elements and leave others: linear, or piecewise so, with a transpose that adds up what came from one place.

`places` are positions of elements; what a function does to `positions(a)` tells which elements it takes.
"""

from .rule import alias, constant, general, linear, sequence, variant

# ---------------------------------------------------------------- in order
general(
    "np.sort(a, axis=-1, kind=None, *, stable=None)", kind="sorted",
    jvp=("picked(g, sorted_places(a, axis, kind))",), vjp=("scatter(g, sorted_places(a, axis, kind), a)",),
)  # fmt: skip
variant("np.sort(a, axis=-1, kind=None, *, stable=None)", (1,),  "g[np.argsort(np.argsort(a, kind=kind))]")
general("np.sort_complex(a)",  jvp=("picked(g, sorted_places(a, -1))",),  vjp=("scatter(g, sorted_places(a, -1), a)",),  kind="asked",  holomorphic=False)
general(
    "np.partition(a, kth, axis=-1, kind='introselect')", kind="sorted",
    jvp=("picked(g, partitioned_places(a, kth, axis))",), vjp=("scatter(g, partitioned_places(a, kth, axis), a)",),
)  # fmt: skip
general(
    "np.unique(ar)", kind="unique",
    jvp=("picked(g, np.unique(ar, return_index=True)[1])",), vjp=("scatter(g, np.unique(ar, return_index=True)[1], ar)",),
)  # fmt: skip
general(
    "np.trim_zeros(filt, trim='fb')", kind="unique",
    jvp=("picked(g, trimmed_places(filt, trim))",), vjp=("scatter(g, trimmed_places(filt, trim), filt)",),
)  # fmt: skip

# ---------------------------------------------------------------- by position
linear("np.take_along_axis(arr, indices, axis=-1)",       "scatter(g, np.take_along_axis(positions(arr), indices, axis), arr)",   kind="along")
linear("np.compress(condition, a, axis=None)",      None, "scatter(g, np.compress(condition, positions(a), axis), a)",            kind="compressed")
linear("np.extract(condition, arr)",                None, "scatter(g, np.extract(condition, positions(arr)), arr)",               kind="compressed")
linear("np.delete(arr, obj, axis=None)",                  "scatter(g, np.delete(positions(arr), obj, axis), arr)",                kind="lengths_unknown")
linear(
    "np.insert(arr, obj, values, axis=None)",
    "scatter(g, np.insert(positions(arr), obj, np.full(np.shape(values), -1), axis), arr)", None,
    "scatter(g, np.insert(np.full(np.shape(arr), -1), obj, positions(values), axis), values)", kind="lengths_unknown",
)  # fmt: skip
linear("np.append(arr, values, axis=None)",  "concatenate_part(g, (arr, values), 0, axis)",  "concatenate_part(g, (arr, values), 1, axis)",  kind="lengths_unknown")
linear("np.resize(a, new_shape)",                         "scatter(g, np.resize(positions(a), new_shape), a)",                    kind="reshape")
linear("np.rollaxis(a, axis, start=0)",                   "scatter(g, np.rollaxis(positions(a), axis, start), a)",                kind="permuted")
alias("a.compress(condition, axis=None)",                 "np.compress(condition, a)")
general(
    "np.maximum.accumulate(array, axis=0)", kind="like_first",
    jvp=("picked(g, running_places(array, y, axis))",), vjp=("scatter(g, running_places(array, y, axis), array)",),
)  # fmt: skip
alias("np.minimum.accumulate(array, axis=0)",             "np.maximum.accumulate(array)")

# ---------------------------------------------------------------- one of several
general(
    "np.choose(a, choices)", kind="chosen",
    jvp=(None, "np.choose(a, g) if k is None else np.where(np.equal(a, k), g, np.zeros_like(y))"),
    vjp=(None, "choose_adjoint(g, a, choices) if k is None else unbroadcast(np.where(np.equal(a, k), g, 0), choices[k])"),
)  # fmt: skip
general(
    "np.select(condlist, choicelist, default=0)", kind="chosen",
    jvp=(
        None, "np.select(condlist, g) if k is None else np.where(selected(condlist) == k, g, np.zeros_like(y))",
        "np.where(selected(condlist) == -1, g, np.zeros_like(y))",
    ),
    vjp=(
        None, "select_adjoint(g, condlist, choicelist) if k is None else unbroadcast(np.where(selected(condlist) == k, g, 0), choicelist[k])",
        "unbroadcast(np.where(selected(condlist) == -1, g, 0), default)",
    ),
)  # fmt: skip

# ---------------------------------------------------------------- in pieces, and together
linear("np.split(ary, indices_or_sections, axis=0)",        "np.concatenate(g, axis=axis)",  kind="split",  holomorphic=False)
linear("np.array_split(ary, indices_or_sections, axis=0)",  "np.concatenate(g, axis=axis)",  kind="split",  holomorphic=False)
linear("np.vsplit(ary, indices_or_sections)",               "np.concatenate(g, axis=0)",     kind="split",  holomorphic=False)
linear("np.hsplit(ary, indices_or_sections)",               "np.hstack(g)",                  kind="split",  holomorphic=False)
linear("np.dsplit(ary, indices_or_sections)",               "np.concatenate(g, axis=2)",     kind="split",  holomorphic=False)
linear("np.unstack(x, *, axis=0)",                          "np.stack(g, axis=axis)",        kind="unstacked",  holomorphic=False)
linear("np.broadcast_arrays(*args)",                        "unbroadcast(g[k], args[k])",    kind="broadcast_arrays",  holomorphic=False)
linear(
    "np.meshgrid(*xi, copy=True, sparse=False, indexing='xy')",
    "mesh_adjoint(g[k], xi[k], k, indexing)", kind="meshgrid", holomorphic=False,
)  # fmt: skip
sequence("np.block(arrays)",  "scatter(g, block_places(arrays, k), item_at(arrays, k))",  "block_parts(g, arrays)",  "g",  kind="asked")

# ---------------------------------------------------------------- padding
general(
    "np.pad(array, pad_width, mode='constant', *, constant_values=0, end_values=0, stat_length=None, reflect_type='even')", kind="lengths_unknown",
    jvp=("np.pad(g, pad_width) if mode == 'constant' else pad_tangent(g, pad_width, mode, reflect_type)", None, None, FILL := "!what is filled in counts as constant; use np.concatenate", FILL),
    vjp=("pad_adjoint(g, array, pad_width, mode, reflect_type)", None, None, FILL, FILL),
)  # fmt: skip

# ---------------------------------------------------------------- helpers
linear("pad_tangent(value, pad_width, mode, reflect_type)",         "pad_adjoint(g, value, pad_width, mode, reflect_type)",  kind="lengths_unknown")
linear("pad_adjoint(value, array, pad_width, mode, reflect_type)",  "pad_tangent(g, pad_width, mode, reflect_type)",         kind="like_second")
linear("mesh_adjoint(value, x, k, indexing)",                       "mesh_tangent(g, value, x, k, indexing)",                kind="like_second")
linear("mesh_tangent(x, value, like, k, indexing)",                 "mesh_adjoint(g, x, k, indexing)",                       kind="like_second")
linear("select_adjoint(value, condlist, choicelist)",               "np.select(condlist, g)")
linear("choose_adjoint(value, a, choices)",                         "np.choose(a, g)")

constant("sorted_places(a, axis, kind=None)", "partitioned_places(a, kth, axis)", "running_places(a, y, axis)",  kind="places")
linear(
    "np.lib.stride_tricks.sliding_window_view(x, window_shape, axis=None, *, subok=False, writeable=False)",
    "scatter(g, np.lib.stride_tricks.sliding_window_view(positions(x), window_shape, axis), x)", kind="asked",
)  # fmt: skip

linear(
    "np.lib.stride_tricks.as_strided(x, shape=None, strides=None, subok=False, writeable=True)",
    "scatter(g, strided_places(x, shape, strides), x)", jvp="picked(g, strided_places(x, shape, strides))", kind="like",
)  # fmt: skip
constant("strided_places(x, shape=None, strides=None)",  kind="unknown")

constant("trimmed_places(a, trim)", "block_places(arrays, k)", "selected(condlist)", "item_at(arrays, k)",       kind="unknown")
