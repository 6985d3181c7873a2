"""The helpers of runtime.py, where their derivative is shorter than their source: so that derivatives of derivatives stay short."""

from .rule import constant, elementwise, general, linear

elementwise("over(a, b)",                                       "over(g, b)",                     "-over(g * y, b)")
elementwise("power_base(s, x, p, v=None)",   "power_base(g, x, p)",         "power_base(g * s * p, x, p - 1)",  "power_cross(g * s, x, p)")
elementwise("power_exponent(s, x, p, v)",    "power_exponent(g, x, p, v)",  "over(g * s * v, x)",               None,  "power_exponent(g, x, p, s)")
elementwise("polygamma(n, x)",                                  None,                             "g * polygamma(n + 1, x)")

linear("unbroadcast(value, like)",                              "expand(g, value)",                              kind="like_second")
linear("expand(value, like)",                                   "unbroadcast(g, value)",                         kind="like_second")
linear("full(value, like)",                                     "unbroadcast(g, value)",                         kind="like_second")
linear("tile_adjoint(value, A, reps)",                          "np.tile(g, reps)",                              kind="like_second")
linear("repeat_adjoint(value, a, repeats, axis)",               "np.repeat(g, repeats, axis)",                   kind="like_second")
linear("take_adjoint(value, a, indices, axis)",                "np.take(g, indices, axis)",                     kind="like_second")
linear("diagonal_adjoint(value, a, offset, axis1, axis2)",      "np.diagonal(g, offset, axis1, axis2)",          kind="like_second")
linear("diag_adjoint(value, v, k)",                             "np.diag(g, k)",                                 kind="like_second")
linear("trace_adjoint(value, a, offset, axis1, axis2)",         "np.trace(g, offset, axis1, axis2)",             kind="like_second")
linear("cumsum_adjoint(value, a, axis)",                        "np.cumsum(g, axis)",                            kind="like_second")

constant("share(a, v, axis)",                                   kind="like_first")
constant("axis_size(a, axis)",                                  kind="integer")
constant("nan_count(a, axis)",                                  kind="unknown")
constant("zeros_like(x)",                                       kind="like_first")
constant("inverse_axes(axes)", "opposite(shift)", "memory_order(a, order)", "einsum_backward(subscripts, ranks, k)", kind="unknown")

general("value_of(pair)",                                       jvp=("g",),                       vjp=("g",))
constant("saved_of(pair)",                                      kind="unknown")
general("entry(parts, k)",                                      jvp=("entry(g, k)",),             vjp=("entry_adjoint(g, parts, k)",))
