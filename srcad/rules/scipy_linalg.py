"""scipy.linalg: systems of equations with structure, and functions of matrices."""

from .rule import alias, general, linear

# ---------------------------------------------------------------- as np.linalg has them
alias("scipy.linalg.inv(a)",             "np.linalg.inv(a)")
alias("scipy.linalg.det(a)",             "np.linalg.det(a)")
alias("scipy.linalg.pinv(a)",            "np.linalg.pinv(a)")
alias("scipy.linalg.norm(x, ord=None, axis=None, keepdims=False)",  "np.linalg.norm(x)")
alias("scipy.linalg.svdvals(a)",         "np.linalg.svdvals(a)")

# ---------------------------------------------------------------- systems of equations
general(
    "scipy.linalg.solve(a, b, lower=False, *, assume_a=None)", kind="solve",
    jvp=("-scipy.linalg.solve(a, (g if assume_a in (None, 'gen') else hermitian(g, 'L' if lower else 'U')) @ y, lower, assume_a=assume_a)", "self"),
    vjp=(
        "solve_left(g, a, b, y) if assume_a in (None, 'gen') else one_triangle(solve_left(g, hermitian(a, 'L' if lower else 'U'), b, y), 'L' if lower else 'U')",
        "solve_right(g, a, b) if assume_a in (None, 'gen') else solve_right(g, hermitian(a, 'L' if lower else 'U'), b)",
    ),
)  # fmt: skip
HALF = "(np.tril({0}) if lower else np.triu({0}))"
BACK = "scipy.linalg.solve_triangular(a, g, 0 if trans in (1, 'T') else 1, lower, unit_diagonal)"
general(
    "scipy.linalg.solve_triangular(a, b, trans=0, lower=False, unit_diagonal=False)", kind="solve",
    jvp=("-scipy.linalg.solve_triangular(a, triangle_of(g, trans, lower, unit_diagonal) @ y, trans, lower, unit_diagonal)", "self"),
    vjp=(f"triangle_adjoint({BACK}, y, trans, lower, unit_diagonal)", BACK),
)  # fmt: skip
general(
    "scipy.linalg.cholesky(a, lower=False)", kind="same", holomorphic=False,
    jvp=("cholesky_tangent(g, y) if lower else adjugate(cholesky_tangent(adjugate(g), adjugate(y)))",),
    vjp=("cholesky_adjoint(g, y) if lower else adjugate(cholesky_adjoint(adjugate(g), adjugate(y)))",),
)  # fmt: skip

# ---------------------------------------------------------------- functions of matrices: blocks hold their derivatives
general("scipy.linalg.expm(A)",   jvp=("upper_block(scipy.linalg.expm(with_block(A, g)))",),   vjp=("upper_block(scipy.linalg.expm(with_block(np.swapaxes(A, -1, -2), g)))",),   kind="same")
general("scipy.linalg.sqrtm(A)",  jvp=("scipy.linalg.solve_sylvester(y, y, g)",),              vjp=("scipy.linalg.solve_sylvester(y.T, y.T, g)",),                                kind="same_shape")
general("scipy.linalg.logm(A)",   jvp=("upper_block(scipy.linalg.logm(with_block(A, g)))",),   vjp=("upper_block(scipy.linalg.logm(with_block(A.T, g)))",),                       kind="same_shape")
general(
    "scipy.linalg.solve_sylvester(a, b, q)", kind="like_third_shape",
    jvp=("-scipy.linalg.solve_sylvester(a, b, g @ y)", "-scipy.linalg.solve_sylvester(a, b, y @ g)", "self"),
    vjp=("-scipy.linalg.solve_sylvester(a.T, b.T, g) @ y.T", "-y.T @ scipy.linalg.solve_sylvester(a.T, b.T, g)", "scipy.linalg.solve_sylvester(a.T, b.T, g)"),
)  # fmt: skip

# ---------------------------------------------------------------- matrices made of vectors and blocks
linear("scipy.linalg.toeplitz(c, r=None)",  "toeplitz_adjoint(g, c, r, True)",  "toeplitz_adjoint(g, c, r, False)",  kind="matrix_of")
linear("scipy.linalg.circulant(c)",         "scatter(g, scipy.linalg.circulant(positions(c)), c)",                   kind="matrix_of")
linear("block_of(value, arrays, place)",     "scipy.linalg.block_diag(*exchanged(zeros_like(arrays), place, g))",             kind="block_of")
linear("scipy.linalg.block_diag(*arrs)",    "block_of(g, arrs, k)",                                                  kind="matrix_of")
