"""The helpers of runtime.py, where their derivative is shorter than their source: so that derivatives of derivatives stay short."""

from .rule import constant, elementwise, general, linear, sequence

ALONG = "(1, 0, 2)[rank - 1]"
LATE = "!which of the arrays is meant is known at run time only"
UNKNOWN = "np.full_like(a, np.nan)"  # the third derivative of a determinant is known for regular matrices only

linear("handed_on(a)",                                          "g",                              kind="array")
elementwise("over(a, b)",                                       "over(g, b)",                     "-over(times(y, g), b)")
elementwise("times(a, b)",                                      "times(g, b)",                    "times(a, g)")
elementwise("power_base(s, x, p, v=None)",   "power_base(g, x, p)",         "power_base(g * s * p, x, p - 1)",  "power_cross(g * s, x, p)")
elementwise("power_exponent(s, x, p, v)",    "power_exponent(g, x, p, v)",  "over(g * s * v, x)",               None,  "power_exponent(g, x, p, s)")
elementwise("polygamma(n, x)",                                  None,                             "g * polygamma(n + 1, x)")

linear("unbroadcast(value, like)",                              "expand(g, value)",                              kind="like_second")
linear("writable(view)",                                       "g",                                        kind="like_first")
general("view_of(view, base)",                                  jvp=("g",), vjp=("g",),                          kind="like_first")
general("part_of(part, whole)",                                 jvp=("g",), vjp=("g",),                          kind="like_first")
linear("expand(value, like)",                                   "unbroadcast(g, value)",                         kind="like_second")
linear("like(value, x)",                                        "like(g, value)",                                kind="like_second")
linear("full(value, like)",                                     "unbroadcast(g, value)",                         kind="like_second")
linear("tile_adjoint(value, A, reps)",                          "np.tile(g, reps)",                              kind="like_second")
linear("repeat_adjoint(value, a, repeats, axis)",               "np.repeat(g, repeats, axis)",                   kind="like_second")
linear("reduceat_adjoint(value, array, indices, axis)",         "np.add.reduceat(g, indices, axis)",             kind="like_second")
linear("take_adjoint(value, a, indices, axis)",                "np.take(g, indices, axis)",                     kind="like_second")
linear("diagonal_adjoint(value, a, offset, axis1, axis2)",      "np.diagonal(g, offset, axis1, axis2)",          kind="like_second")
linear("diag_adjoint(value, v, k)",                             "np.diag(g, k)",                                 kind="like_second")
linear("trace_adjoint(value, a, offset, axis1, axis2)",         "np.trace(g, offset, axis1, axis2)",             kind="like_second")
linear("cumsum_adjoint(value, a, axis)",                        "np.cumsum(g, axis)",                            kind="like_second")

linear("to_last(a, axis)",                                     "from_last(g, a, axis)",                         kind="to_last")
linear("from_last(rows, a, axis)",                              "to_last(g, axis)",                              kind="like_second")
linear("weights_like(weights, a, axis)",                        "weights_adjoint(g, weights, a, axis)",          kind="weights_like")
linear("weights_adjoint(value, weights, a, axis)",              "expand(weights_like(g, a, axis), value)",       kind="like_second")
linear("scatter(value, places, a)",                             "unbroadcast(picked(g, places), value)",         kind="scattered")
linear("picked(a, places)",                                     "scatter(g, places, a)",                         kind="like_places")
linear("earlier(x, axis)",                                      "later(g, axis)",                                kind="like_first")
linear("later(x, axis)",                                        "earlier(g, axis)",                              kind="like_first")
general(
    "recurrence(a, b, axis)", kind="like_second",
    jvp=("recurrence(a, g * earlier(y, axis), axis)", "self"),
    vjp=("recurrence_back(a, g, axis) * earlier(y, axis)", "recurrence_back(a, g, axis)"),
)  # fmt: skip

# ---------------------------------------------------------------- the parts of what was joined
linear("concatenate_part(value, arrays, place, axis)",   "np.concatenate(exchanged(zeros_like(arrays), place, g), axis=axis)",   kind="part")
linear("concatenate_parts(value, arrays, axis)",         "np.concatenate(g, axis=axis)")
linear("concatenate_array(value, arrays, axis)",         "np.concatenate(g, axis=axis)",                                         kind="like_second")
linear("joined_part(value, arrays, place, axis, rank)",  "joined(exchanged(zeros_like(arrays), place, g), rank)",                kind="part")
linear("joined_parts(value, arrays, axis, rank)",        "joined(g, rank)")
linear("joined_array(value, arrays, axis, rank)",        "joined(g, rank)",                                                      kind="like_second")
linear("columns_part(value, arrays, place)",             "np.column_stack(exchanged(zeros_like(arrays), place, g))",             kind="part")
linear("block_parts(value, arrays)",                     "np.block(g)")
linear("columns_parts(value, arrays)",                   "np.column_stack(g)")
linear("columns_array(value, arrays)",                   "np.column_stack(g)",                                                   kind="like_second")
sequence("joined(arrays, rank)", f"joined_part(g, arrays, k, {ALONG}, rank)", f"joined_parts(g, arrays, {ALONG}, rank)", f"joined_array(g, arrays, {ALONG}, rank)")
general("exchanged(operands, place, g)", jvp=(LATE, None, LATE), vjp=(LATE, None, LATE))  # of a display, it is one: see simplify

# ---------------------------------------------------------------- adjoints of products: linear in the seed and in the other operand
general("matmul_left(s, a, b)",        jvp=("self", None, "self"),   vjp=("np.matmul(g, b)", None, "matmul_right(s, g, b)"),                kind="like_second")
general("matmul_right(s, a, b)",       jvp=("self", "self"),         vjp=("np.matmul(a, g)", "matmul_left(s, a, g)"),                       kind="like_third")
general("dot_left(s, a, b)",           jvp=("self", None, "self"),   vjp=("np.dot(g, b)", None, "dot_right(s, g, b)"),                      kind="like_second")
general("dot_right(s, a, b)",          jvp=("self", "self"),         vjp=("np.dot(a, g)", "dot_left(s, a, g)"),                             kind="like_third")
general("inner_left(s, a, b)",         jvp=("self", None, "self"),   vjp=("np.inner(g, b)", None, "inner_right(s, g, b)"),                  kind="like_second")
general("inner_right(s, a, b)",        jvp=("self", "self"),         vjp=("np.inner(a, g)", "inner_left(s, a, g)"),                         kind="like_third")
general("kron_left(s, a, b)",          jvp=("self", None, "self"),   vjp=("np.kron(g, b)", None, "kron_right(s, g, b)"),                    kind="like_second")
general("kron_right(s, a, b)",         jvp=("self", "self"),         vjp=("np.kron(a, g)", "kron_left(s, a, g)"),                           kind="like_third")
general("tensordot_left(s, a, b, axes)",   jvp=("self", None, "self"),   vjp=("np.tensordot(g, b, axes)", None, "tensordot_right(s, g, b, axes)"),  kind="like_second")
general("tensordot_right(s, a, b, axes)",  jvp=("self", "self"),         vjp=("np.tensordot(a, g, axes)", "tensordot_left(s, a, g, axes)"),         kind="like_third")
general(
    "einsum_adjoint(s, subscripts, operands, place)",
    jvp=("self", None, "0.0 * y if k == place else einsum_adjoint(s, subscripts, exchanged(operands, k, g), place)"),
    vjp=("np.einsum(subscripts, *exchanged(operands, place, g))", None, "0.0 * operands[k] if k == place else einsum_adjoint(s, subscripts, exchanged(operands, place, g), k)"),
)  # fmt: skip

general("cofactors(a, v)",             jvp=("cofactors_slope(g, a)",),         vjp=("cofactors_slope(g, a)",),        kind="like_first")
general("others(a, axis)",             jvp=("others_slope(g, a, axis)",),      vjp=("others_slope(g, a, axis)",),     kind="like_first")
general("singular_slope(s, a)", jvp=("self", UNKNOWN), vjp=("singular_slope(g, a)", UNKNOWN), kind="like_first")

constant("share(a, v, axis, initial=None)",                     kind="like_first")
constant("slots_within(limit, *state)",                        kind="integer")
constant("axis_size(a, axis)",                                  kind="integer")
constant("nan_count(a, axis)",                                  kind="counted")
constant("check_view(view, base)",                              kind="unknown")
constant("check_layout(tangent, x)",                            kind="unknown")
constant("blank(x)",                                            kind="unknown")
constant("memory_like(x)",                                      kind="zeros_of")
constant("zeros_like(x)",                                       kind="zeros_of")
constant("one_like(x)",                                         kind="elementwise")
linear("copied(x)",                                             "copied(g)",                                     kind="zeros_of")
constant("positions(a)",                                        kind="positions")
constant("inverse_axes(axes)", "opposite(shift)", "memory_order(a, order)", "einsum_backward(subscripts, ranks, k)", kind="unknown")

general("value_of(pair)",                                       jvp=("g",),                       vjp=("g",))
constant("saved_of(pair)",                                      kind="unknown")
general("entry(parts, k)",                                      jvp=("entry(g, k)",),             vjp=("entry_adjoint(g, parts, k)",))
general("column(rows, k)",                                      jvp=("column(g, k)",),            vjp=("column_adjoint(g, rows, k)",))
general("column_adjoint(column, rows, k)",                      jvp=("column_adjoint(g, rows, k)",), vjp=("column(g, k)",))
linear("last_writes(ba, index)",                                "spread_writes(g, ba, index)",                   kind="unknown")
linear("spread_writes(value, ba, index)",                       "last_writes(g, index)",                         kind="like_second")
linear("added_lists(a, b)",                                     "g if k is None else g[k]",  "g if k is None else g[k]",  kind="unknown")
linear("added(a, b)",                                           "g",                         "g",                         kind="unknown")
linear("added_into(a, b)",                                      "g",                         "g",                         kind="unknown")
linear("numeric(value)",                                        "g",                                             kind="unknown")
linear("as_list(a)",                                            "np.array(g)",                                   kind="unknown")
general("instead(x, value)",           jvp=("g",),                  vjp=("g",),                                            kind="like_second")

# ---------------------------------------------------------------- containers of unknown length
constant("place_of(places, key)", "find(places, key)", "placed(places, key)", "taken(places, key)",  kind="integer")
constant("order_of(keys, reverse)", "order_of_merge(keys, lengths, reverse)",                   kind="unknown")
constant("best_of(keys, op)", "insertion(length, position)", "sought(values, wanted, method)",    kind="integer")
