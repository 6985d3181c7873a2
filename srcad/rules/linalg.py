"""Products of vectors and matrices, and the functions of np.linalg.

Sources: M. Giles, "An extended collection of matrix derivative results for forward and reverse mode AD" (Oxford NA-08/01, 2008) for
products, solve, inv and det; I. Murray, "Differentiation of the Cholesky decomposition" (arXiv:1602.07527, 2016) for cholesky.

The derivative is that of what NumPy computes: `cholesky` reads only the lower triangle of its argument, so its adjoint is lower
triangular. norm'(0) is 0.
"""

from .rule import alias, bilinear, general, linear, variant

G = "(g if keepdims or axis is None else np.expand_dims(g, axis))"
MATRIX = "norm_slope(x, y if keepdims else np.expand_dims(y, (-2, -1)), ord, (-2, -1))"
Y = "(y if keepdims or axis is None else np.expand_dims(y, axis))"

# ---------------------------------------------------------------- products
bilinear("np.matmul(a, b)",             "matmul_left(g, a, b)",                    "matmul_right(g, a, b)",                     kind="matmul")
variant("np.matmul(a, b)", (1, 1),      "g * b",                                   "g * a")
variant("np.matmul(a, b)", (2, 1),      "np.outer(g, b)",                          "a.T @ g")
variant("np.matmul(a, b)", (1, 2),      "b @ g",                                   "np.outer(a, g)")
variant("np.matmul(a, b)", (2, 2),      "g @ b.T",                                 "a.T @ g")
bilinear("np.dot(a, b, out=None)",      "dot_left(g, a, b)",                       "dot_right(g, a, b)",                        kind="dot")
variant("np.dot(a, b, out=None)", (1, 1),  "g * b",                                "g * a")
variant("np.dot(a, b, out=None)", (2, 1),  "np.outer(g, b)",                       "a.T @ g")
variant("np.dot(a, b, out=None)", (1, 2),  "b @ g",                                "np.outer(a, g)")
variant("np.dot(a, b, out=None)", (2, 2),  "g @ b.T",                              "a.T @ g")
variant("np.dot(a, b, out=None)", (0, 0),  "g * b",                                "g * a")
bilinear("np.inner(a, b)",              "inner_left(g, a, b)",                     "inner_right(g, a, b)",                      kind="inner")
variant("np.inner(a, b)", (1, 1),       "g * b",                                   "g * a")
variant("np.inner(a, b)", (2, 1),       "np.outer(g, b)",                          "a.T @ g")
variant("np.inner(a, b)", (1, 2),       "b.T @ g",                                 "np.outer(g, a)")
variant("np.inner(a, b)", (2, 2),       "g @ b",                                   "g.T @ a")
bilinear("np.outer(a, b, out=None)",    "np.reshape(g @ np.ravel(b), np.shape(a))",  "np.reshape(np.ravel(a) @ g, np.shape(b))",  kind="outer")
variant("np.outer(a, b, out=None)", (1, 1),  "g @ b",                              "a @ g")
bilinear("np.vdot(a, b)",               "np.conj(g) * np.reshape(b, np.shape(a))", "g * np.reshape(a, np.shape(b))",            kind="vdot",  holomorphic=False)
variant("np.vdot(a, b)", (1, 1),        "np.conj(g) * b",                          "g * a")
bilinear("np.tensordot(a, b, axes=2)",  "tensordot_left(g, a, b, axes)",           "tensordot_right(g, a, b, axes)",            kind="tensordot")
bilinear("np.kron(a, b)",               "kron_left(g, a, b)",                      "kron_right(g, a, b)",                       kind="kron")
bilinear(
    "np.cross(a, b, axisa=-1, axisb=-1, axisc=-1, axis=None)", kind="cross",
    left="unbroadcast(np.cross(b, g), a) if axis is None and (axisa, axisb, axisc) == (-1, -1, -1) else cross_left(g, a, b, axisa, axisb, axisc, axis)",
    right="unbroadcast(np.cross(g, a), b) if axis is None and (axisa, axisb, axisc) == (-1, -1, -1) else cross_right(g, a, b, axisa, axisb, axisc, axis)",
)  # fmt: skip
bilinear("np.linalg.cross(a, b, *, axis=-1)",  "unbroadcast(np.cross(b, g, axis=axis), a)",  "unbroadcast(np.cross(g, a, axis=axis), b)",  kind="cross")
bilinear(
    "np.vecdot(a, b, *, axis=-1)", kind="vecdot", holomorphic=False,
    left="unbroadcast(np.conj(np.expand_dims(g, axis)) * b, a)", right="unbroadcast(np.expand_dims(g, axis) * a, b)",
)  # fmt: skip
bilinear(
    "np.matvec(a, b)", kind="matvec",
    left="unbroadcast(g[..., None] * b[..., None, :], a)", right="unbroadcast(np.matvec(np.swapaxes(a, -1, -2), g), b)",
)  # fmt: skip
bilinear(
    "np.vecmat(a, b)", kind="vecmat", holomorphic=False,
    left="unbroadcast(np.matvec(b, np.conj(g)), a)", right="unbroadcast(a[..., None] * g[..., None, :], b)",
)  # fmt: skip
general("np.einsum(subscripts, *operands, optimize=False, dtype=None, order='K', casting='safe')", jvp=(None, "self"), vjp=(None, "einsum_adjoint(g, subscripts, operands, k)"), kind="einsum")

# ---------------------------------------------------------------- norms: over(x, 0) is 0 where x is 0
general(
    "np.linalg.norm(x, ord=None, axis=None, keepdims=False)", kind="norm", holomorphic=False,
    jvp=(f"np.sum(np.real(g * np.conj(over(x, {Y}) if ord is None else norm_slope(x, {Y}, ord, axis))), axis=axis, keepdims=keepdims)",),
    vjp=(f"{G} * (over(x, {Y}) if ord is None else norm_slope(x, {Y}, ord, axis))",),
)  # fmt: skip

general(
    "np.linalg.vector_norm(x, *, axis=None, keepdims=False, ord=2)", kind="norm", holomorphic=False,
    jvp=(f"np.sum(np.real(g * np.conj(vector_slope(x, {Y}, ord, axis))), axis=axis, keepdims=keepdims)",),
    vjp=(f"{G} * vector_slope(x, {Y}, ord, axis)",),
)  # fmt: skip
general(
    "np.linalg.matrix_norm(x, *, keepdims=False, ord='fro')", kind="matrix_norm", holomorphic=False,
    jvp=(f"np.sum(np.real(g * np.conj({MATRIX})), axis=(-2, -1), keepdims=keepdims)",),
    vjp=(f"(g if keepdims else np.expand_dims(g, (-2, -1))) * {MATRIX}",),
)  # fmt: skip

# ---------------------------------------------------------------- systems, inverses, determinants, factors
general(
    "np.linalg.solve(a, b)", kind="solve",
    jvp=("-solve_columns(a, matmul_columns(g, y, b), b)", "self"),
    vjp=("solve_left(g, a, b, y)",                        "solve_right(g, a, b)"),
)  # fmt: skip
variant("np.linalg.solve(a, b)", (2, 1),        "-np.outer(np.linalg.solve(a.T, g), y)",                 "np.linalg.solve(a.T, g)")
variant("np.linalg.solve(a, b)", (2, 2),        "-np.linalg.solve(a.T, g) @ y.T",                        "np.linalg.solve(a.T, g)")
general(
    "np.linalg.inv(a)", kind="same",
    jvp=("-(y @ g @ y)",),
    vjp=("-(np.swapaxes(y, -1, -2) @ g @ np.swapaxes(y, -1, -2))",),
)  # fmt: skip
variant("np.linalg.inv(a)", (2,),               "-(y.T @ g @ y.T)")
general(
    "np.linalg.det(a)", kind="det",
    jvp=("np.sum(g * cofactors(a, y), axis=(-2, -1))",),
    vjp=("np.expand_dims(g, (-2, -1)) * cofactors(a, y)",),
)  # fmt: skip
variant("np.linalg.det(a)", (2,),               "g * cofactors(a, y)")
general("np.linalg.slogdet(a)",   jvp=("slogdet_tangent(g, a, y)",),  vjp=("slogdet_adjoint(g, a, y)",),  kind="slogdet",  holomorphic=False)
general(
    "np.linalg.cholesky(a, *, upper=False)", kind="same", holomorphic=False,
    jvp=("adjugate(cholesky_tangent(adjugate(g), adjugate(y))) if upper else cholesky_tangent(g, y)",),
    vjp=("adjugate(cholesky_adjoint(adjugate(g), adjugate(y))) if upper else cholesky_adjoint(g, y)",),
)  # fmt: skip

# ---------------------------------------------------------------- eigenvalues, singular values, QR; g has an adjoint for each result
general("np.linalg.eigh(a, UPLO='L')",      jvp=("eigh_tangent(hermitian(g, UPLO), y)",),  vjp=("one_triangle(eigh_adjoint(g, y), UPLO)",),  kind="eigh",  holomorphic=False)
general(
    "np.linalg.eigvalsh(a, UPLO='L')", kind="eigvalsh", holomorphic=False,
    jvp=("eigh_tangent(hermitian(g, UPLO), np.linalg.eigh(a, UPLO))[0]",),
    vjp=("one_triangle(spectral(np.linalg.eigh(a, UPLO)[1], g), UPLO)",),
)  # fmt: skip
general("np.linalg.eig(a)",                 jvp=("eig_tangent(g, y)",),                    vjp=("unbroadcast(eig_adjoint(g, y), a)",),                       kind="eig",   holomorphic=False)
general("np.linalg.eigvals(a)",             jvp=("eigvals_tangent(g, a)",),                vjp=("unbroadcast(eigvals_adjoint(g, a), a)",),                   kind="eigvals",  holomorphic=False)
general(
    "np.linalg.svd(a, full_matrices=True, compute_uv=True)", kind="svd", holomorphic=False,
    jvp=("svd_tangent(g, y) if compute_uv else svdvals_tangent(g, a)",),
    vjp=("svd_adjoint(g, y) if compute_uv else svdvals_slope(a, g)",),
)  # fmt: skip
general("np.linalg.svdvals(a)",             jvp=("svdvals_tangent(g, a)",),                vjp=("svdvals_slope(a, g)",),                     kind="svdvals",  holomorphic=False)
general(
    "np.linalg.qr(a, mode='reduced')", kind="qr", holomorphic=False,
    jvp=("qr_tangent(g, np.linalg.qr(a))[1] if mode == 'r' else full_qr_tangent(g, a, y) if mode == 'complete' else qr_tangent(g, y)",),
    vjp=("qr_adjoint((np.zeros_like(np.linalg.qr(a)[0]), g), np.linalg.qr(a), a) if mode == 'r' else full_qr_adjoint(g, a, y) if mode == 'complete' else qr_adjoint(g, y, a)",),
)  # fmt: skip
general(
    "np.linalg.pinv(a, rcond=None, hermitian=False, *, rtol=None)", kind="transposed", holomorphic=False,
    jvp=("pinv_tangent(hermitian_of(g), hermitian_of(a), y) if hermitian else pinv_tangent(g, a, y)",),
    vjp=("one_triangle(pinv_adjoint(g, hermitian_of(a), y), 'L') if hermitian else pinv_adjoint(g, a, y)",),
)  # fmt: skip
general(
    "np.linalg.lstsq(a, b, rcond=None)", kind="lstsq", holomorphic=False,
    jvp=("lstsq_tangent(g, a, b, y)", "lstsq_right_tangent(g, a, b, y)"),
    vjp=("lstsq_adjoint(g, a, b, y)", "lstsq_right(g, a, b, y)"),
)  # fmt: skip
general(
    "np.linalg.matrix_power(a, n)", kind="same",
    jvp=("matrix_power_tangent(g, a, n)",),
    vjp=("matrix_power_tangent(g, np.swapaxes(a, -1, -2), n)",),
)  # fmt: skip
general("np.linalg.multi_dot(arrays)",      jvp=("np.linalg.multi_dot(exchanged(arrays, k, g))",),  vjp=("multi_dot_adjoint(g, arrays, k)",),  kind="multi_dot")
general(
    "np.linalg.cond(x, p=None)", kind="det", holomorphic=False,
    jvp=("np.sum(np.real(g * np.conj(cond_slope(x, y, p))), axis=(-2, -1))",),
    vjp=("np.expand_dims(g, (-2, -1)) * cond_slope(x, y, p)",),
)  # fmt: skip

general(
    "np.linalg.tensorinv(a, ind=2)", kind="asked",
    jvp=("-np.tensordot(np.tensordot(y, g, ind), y, np.ndim(a) - ind)",), vjp=("tensorinv_adjoint(g, a, ind, y)",),
)  # fmt: skip
general(
    "np.linalg.tensorsolve(a, b)", kind="asked",
    jvp=("-np.linalg.tensorsolve(a, np.tensordot(g, y, np.ndim(y)))", "self"),
    vjp=("-np.tensordot(tensorsolve_adjoint(g, a, b), y, 0)", "tensorsolve_adjoint(g, a, b)"),
)  # fmt: skip

# ---------------------------------------------------------------- the same, from np.linalg and as methods
alias("a.dot(b, out=None)",                     "np.dot(a, b)")
alias("np.linalg.matmul(a, b)",                 "np.matmul(a, b)")
alias("np.linalg.tensordot(a, b, *, axes=2)",   "np.tensordot(a, b)")
alias("np.linalg.vecdot(a, b, *, axis=-1)",     "np.vecdot(a, b)")
bilinear("np.linalg.outer(a, b)",               "g @ b",                                                 "a @ g",  kind="outer")
linear("np.linalg.matrix_transpose(x)",         "np.swapaxes(g, -1, -2)",                                kind="permuted")
linear("np.linalg.diagonal(x, *, offset=0)",    "diagonal_adjoint(g, x, offset, -2, -1)",                kind="diagonal_last")
linear("np.linalg.trace(x, *, offset=0)",       "trace_adjoint(g, x, offset, -2, -1)",                   kind="trace_last")
