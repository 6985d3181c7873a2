"""scipy.linalg: systems of equations with structure, and functions of matrices."""

from .rule import alias, bilinear, constant, general, linear

# ---------------------------------------------------------------- as np.linalg has them
alias("scipy.linalg.inv(a, *, check_finite=True)",  "np.linalg.inv(a)")
alias("scipy.linalg.det(a, *, check_finite=True)",  "np.linalg.det(a)")
alias("scipy.linalg.norm(x, ord=None, axis=None, keepdims=False)",  "np.linalg.norm(x)")
alias("scipy.linalg.eig(a, *, check_finite=True)",       "np.linalg.eig(a)")
alias("scipy.linalg.eigvals(a, *, check_finite=True)",   "np.linalg.eigvals(a)")
alias("scipy.linalg.svd(a, full_matrices=True, compute_uv=True, *, check_finite=True, lapack_driver='gesdd')",  "np.linalg.svd(a)")
alias("scipy.linalg.svdvals(a, *, check_finite=True)",  "np.linalg.svdvals(a)")
general("scipy.linalg.pinv(a)",  jvp=("pinv_tangent(g, a, y)",),  vjp=("pinv_adjoint(g, a, y)",),  kind="transposed",  holomorphic=False)

# ---------------------------------------------------------------- systems of equations
general(
    "scipy.linalg.solve(a, b, lower=False, *, check_finite=True, assume_a=None)", kind="solve",
    jvp=("-scipy.linalg.solve(a, (g if assume_a in (None, 'gen') else assumed(g, assume_a, lower)) @ y, lower, assume_a=assume_a)", "self"),
    vjp=(
        "solve_left(g, a, b, y) if assume_a in (None, 'gen') else assumed_adjoint(solve_left(g, assumed(a, assume_a, lower), b, y), assume_a, lower)",
        "solve_right(g, a, b) if assume_a in (None, 'gen') else solve_right(g, assumed(a, assume_a, lower), b)",
    ),
)  # fmt: skip
BACK = "scipy.linalg.solve_triangular(np.conj(a) if trans in (1, 'T') else a, g, 2 if trans in (0, 'N') else 0, lower, unit_diagonal)"
general(
    "scipy.linalg.solve_triangular(a, b, trans=0, lower=False, unit_diagonal=False, *, check_finite=True)", kind="solve", holomorphic=False,
    jvp=("-scipy.linalg.solve_triangular(a, triangle_of(g, trans, lower, unit_diagonal) @ y, trans, lower, unit_diagonal)", "self"),
    vjp=(f"triangle_adjoint({BACK}, y, trans, lower, unit_diagonal)", BACK),
)  # fmt: skip
general(
    "scipy.linalg.cholesky(a, lower=False, *, check_finite=True)", kind="same", holomorphic=False,
    jvp=("cholesky_tangent(g, y) if lower else adjugate(cholesky_tangent(adjugate(g), adjugate(y)))",),
    vjp=("cholesky_adjoint(g, y) if lower else adjugate(cholesky_adjoint(adjugate(g), adjugate(y)))",),
)  # fmt: skip

# ---------------------------------------------------------------- factors, and systems solved with them
SECOND = "{0} if k == 1 else {1} if k == 0 else {2}"  # the second of a pair has no derivative; k is None for a whole pair
PAIR = "c_and_lower[0], c_and_lower[1]"
general("scipy.linalg.cho_factor(a, lower=False, *, check_finite=True)",  jvp=("(cho_tangent(g, y[0], lower), 0.0)",),  vjp=("cho_adjoint(g[0], y[0], lower)",),  kind="cho_factor",  holomorphic=False)
general(
    "scipy.linalg.cho_solve(c_and_lower, b, *, check_finite=True)", kind="solved", holomorphic=False,
    jvp=(SECOND.format("0.0 * y", f"cho_solve_tangent(g, {PAIR}, y)", f"cho_solve_tangent(g[0], {PAIR}, y)"), "self"),
    vjp=(SECOND.format("0.0", f"cho_solve_adjoint(g, {PAIR}, y)", f"[cho_solve_adjoint(g, {PAIR}, y), 0.0]"), "scipy.linalg.cho_solve(c_and_lower, g)"),
)  # fmt: skip
PAIR = "lu_and_piv[0], lu_and_piv[1]"
LOW = "unit_lower(y[0]), np.triu(y[0])"
general(
    "scipy.linalg.lu_factor(a, *, check_finite=True)", kind="lu_factor", holomorphic=False,
    jvp=(f"(lu_tangent(g[pivoted(y[1])], {LOW}), np.zeros(len(a)))",), vjp=(f"lu_adjoint(np.tril(g[0], -1), np.triu(g[0]), {LOW})[np.argsort(pivoted(y[1]))]",),
)  # fmt: skip
general(
    "scipy.linalg.lu_solve(lu_and_piv, b, trans=0, *, check_finite=True)", kind="solved", holomorphic=False,
    jvp=(SECOND.format("0.0 * y", f"lu_solve_tangent(g, {PAIR}, trans, y)", f"lu_solve_tangent(g[0], {PAIR}, trans, y)"), "self"),
    vjp=(SECOND.format("0.0 * lu_and_piv[1]", f"lu_solve_adjoint(g, {PAIR}, trans, y)", f"[lu_solve_adjoint(g, {PAIR}, trans, y), 0.0 * lu_and_piv[1]]"), "lu_solve_back(g, lu_and_piv, trans)"),
)  # fmt: skip
general(
    "scipy.linalg.lu(a, *, check_finite=True)", kind="lu", holomorphic=False,
    jvp=("(0.0 * y[0], np.tril(lu_tangent(y[0].T @ g, y[1], y[2]), -1), np.triu(lu_tangent(y[0].T @ g, y[1], y[2])))",),
    vjp=("y[0] @ lu_adjoint(np.tril(g[1], -1), np.triu(g[2]), y[1], y[2])",),
)  # fmt: skip
general(
    "scipy.linalg.polar(a)", kind="two_matrices", holomorphic=False,
    jvp=("polar_tangent(g, y[0], y[1])",), vjp=("polar_adjoint(g[0], g[1], y[0], y[1])",),
)  # fmt: skip

general(
    "scipy.linalg.qr(a, *, mode='full', check_finite=True)", kind="qr_factors", holomorphic=False,
    jvp=("full_qr_tangent(g, a, y)",), vjp=("full_qr_adjoint(g, a, y)",),
)  # fmt: skip
general(
    "scipy.linalg.lstsq(a, b, cond=None, *, check_finite=True)", kind="lstsq", holomorphic=False,
    jvp=("lstsq_tangent(g, a, b, y)", "lstsq_right_tangent(g, a, b, y)"),
    vjp=("lstsq_adjoint(g, a, b, y)", "lstsq_right(g, a, b, y)"),
)  # fmt: skip

# ---------------------------------------------------------------- eigenvalues, of which one triangle is read
T = "'L' if lower else 'U'"
V = "scipy.linalg.eigh(a, b, lower=lower)"
SOME = "scipy.linalg.eigh(a, b, lower=lower, subset_by_index=subset_by_index, subset_by_value=subset_by_value)"
WHOLE = "subset_by_index is None and subset_by_value is None"
BY_A, BY_B = f"hermitian(g, {T}), None", f"None, hermitian(g, {T})"
VALUES = f"(pencil_tangent({{0}}, {V}[0], {V}[1])[0] if {WHOLE} else some_pencil_tangent({{0}}, {SOME}, {V})[0])"
BOTH = f"(pencil_tangent({{0}}, y[0], y[1]) if {WHOLE} else some_pencil_tangent({{0}}, y, {V}))"
OF_VALUES = f"(pencil_adjoint((g, np.zeros_like(a)), {V}[0], {V}[1], {{0}}) if {WHOLE} else some_pencil_adjoint((g, 0.0 * {SOME}[1]), {SOME}, {V}, {{0}}))"
OF_BOTH = f"(pencil_adjoint(g, y[0], y[1], {{0}}) if {WHOLE} else some_pencil_adjoint(g, y, {V}, {{0}}))"
TANGENT = f"{VALUES} if eigvals_only else {BOTH}"
ADJOINT = f"one_triangle({OF_VALUES} if eigvals_only else {OF_BOTH}, {T})"
general(
    "scipy.linalg.eigh(a, b=None, *, lower=True, eigvals_only=False, check_finite=True, driver=None, subset_by_index=None, subset_by_value=None)", kind="pencil", holomorphic=False,
    jvp=(TANGENT.format(BY_A), TANGENT.format(BY_B)), vjp=(ADJOINT.format(False), ADJOINT.format(True)),
)  # fmt: skip
VALUES_ADJOINT = f"one_triangle({OF_VALUES}, {T})"
general(
    "scipy.linalg.eigvalsh(a, b=None, *, lower=True, check_finite=True, subset_by_index=None, subset_by_value=None)", kind="first_lengths", holomorphic=False,
    jvp=(VALUES.format(BY_A), VALUES.format(BY_B)), vjp=(VALUES_ADJOINT.format(False), VALUES_ADJOINT.format(True)),
)  # fmt: skip

ALL = "scipy.linalg.eigh_tridiagonal(d, e)"
SOME = "scipy.linalg.eigh_tridiagonal(d, e, False, select, select_range)[1]"
OWN = f"own_places({ALL}[0], y[0])"


def turned_by(part: str) -> str:
    """Return how the eigenvectors found turn where `part` is added to the matrix times them."""
    return f"{ALL}[1] @ (({ALL}[1].T @ ({part})) * (1 - {OWN}) / (y[0] - {ALL}[0][:, None] + {OWN}))"


BESIDE = "(np.diag(g, 1) + np.diag(g, -1)) @ y[1]"
PULL = f"(g[0] * y[1] + {turned_by('g[1]')})"
general(
    "scipy.linalg.eigh_tridiagonal(d, e, eigvals_only=False, select='a', select_range=None)", kind="tridiagonal", holomorphic=False,
    jvp=(
        f"g @ {SOME} ** 2 if eigvals_only else (g @ y[1] ** 2, {turned_by('g[:, None] * y[1]')})",
        f"2 * (g @ ({SOME}[1:] * {SOME}[:-1])) if eigvals_only else (2 * (g @ (y[1][1:] * y[1][:-1])), {turned_by(BESIDE)})",
    ),
    vjp=(
        f"{SOME} ** 2 @ g if eigvals_only else np.sum({PULL} * y[1], axis=1)",
        f"2 * ({SOME}[1:] * {SOME}[:-1]) @ g if eigvals_only else np.sum({PULL}[:-1] * y[1][1:] + {PULL}[1:] * y[1][:-1], axis=1)",
    ),
)  # fmt: skip
general(
    "scipy.linalg.eigvalsh_tridiagonal(d, e, select='a', select_range=None)", kind="tridiagonal_values", holomorphic=False,
    jvp=(f"g @ {SOME} ** 2", f"2 * (g @ ({SOME}[1:] * {SOME}[:-1]))"), vjp=(f"{SOME} ** 2 @ g", f"2 * ({SOME}[1:] * {SOME}[:-1]) @ g"),
)  # fmt: skip
constant("own_places(values, some)",  kind="unknown")

# ---------------------------------------------------------------- matrices of few diagonals, of Toeplitz and circulant form
TURNED = "scipy.linalg.solve_banded((l_and_u[1], l_and_u[0]), bands_turned(ab, l_and_u[0], l_and_u[1]), g)"
general(
    "scipy.linalg.solve_banded(l_and_u, ab, b, *, check_finite=True)", kind="like_third_shape",
    jvp=(None, "-scipy.linalg.solve_banded(l_and_u, ab, bands_times(g, y, l_and_u[0], l_and_u[1]))", "self"),
    vjp=(None, f"-bands_of({TURNED}, y, l_and_u[0], l_and_u[1])", TURNED),
)  # fmt: skip
N = "len(ab) - 1"
general(
    "scipy.linalg.solveh_banded(ab, b, *, lower=False, check_finite=True)", kind="like_second_shape", holomorphic=False,
    jvp=(f"-scipy.linalg.solveh_banded(ab, bands_times(both_halves(g, lower), y, {N}, {N}), lower=lower)", "self"),
    vjp=(f"-half_of_bands(bands_of(scipy.linalg.solveh_banded(ab, g, lower=lower), np.conj(y), {N}, {N}), lower)", "scipy.linalg.solveh_banded(ab, g, lower=lower)"),
)  # fmt: skip
PAIR = "c_or_cr[0], c_or_cr[1], k == 0"
general(
    "scipy.linalg.solve_toeplitz(c_or_cr, b, *, check_finite=True)", kind="like_second_shape", holomorphic=False,
    jvp=(
        "-scipy.linalg.solve_toeplitz(c_or_cr, (scipy.linalg.toeplitz(g) if k is None else scipy.linalg.toeplitz(g if k == 0 else 0.0 * c_or_cr[0], np.append(0.0, g[1:]) if k == 1 else 0.0 * c_or_cr[1])) @ y)", "self",
    ),
    vjp=(
        f"toeplitz_solve_adjoint(g, y, c_or_cr, None, True) if k is None else toeplitz_solve_adjoint(g, y, {PAIR})",
        "toeplitz_solve_back(g, c_or_cr)",
    ),
)  # fmt: skip
AROUND = "scipy.linalg.solve_circulant(first_row(c), g)"
general(
    "scipy.linalg.solve_circulant(c, b)", kind="like_second_shape",
    jvp=("-scipy.linalg.solve_circulant(c, scipy.linalg.circulant(g) @ y)", "self"),
    vjp=(f"scatter(-columns_of({AROUND}) @ columns_of(y).T, scipy.linalg.circulant(positions(c)), c)", AROUND),
)  # fmt: skip

# ---------------------------------------------------------------- functions of matrices: blocks hold their derivatives
general("scipy.linalg.expm(A)",   jvp=("upper_block(scipy.linalg.expm(with_block(A, g)))",),   vjp=("upper_block(scipy.linalg.expm(with_block(np.swapaxes(A, -1, -2), g)))",),   kind="same")
general("scipy.linalg.sqrtm(A)",  jvp=("scipy.linalg.solve_sylvester(y, y, g)",),              vjp=("scipy.linalg.solve_sylvester(np.swapaxes(y, -1, -2), np.swapaxes(y, -1, -2), g)",),                                kind="same_shape")
general("scipy.linalg.logm(A)",   jvp=("upper_block(scipy.linalg.logm(with_block(A, g)))",),   vjp=("upper_block(scipy.linalg.logm(with_block(np.swapaxes(A, -1, -2), g)))",),                       kind="same_shape")
general(
    "scipy.linalg.solve_sylvester(a, b, q)", kind="like_third_shape",
    jvp=("-scipy.linalg.solve_sylvester(a, b, g @ y)", "-scipy.linalg.solve_sylvester(a, b, y @ g)", "self"),
    vjp=("-scipy.linalg.solve_sylvester(a.T, b.T, g) @ y.T", "-y.T @ scipy.linalg.solve_sylvester(a.T, b.T, g)", "scipy.linalg.solve_sylvester(a.T, b.T, g)"),
)  # fmt: skip
for name in ("sinm", "cosm", "tanm", "sinhm", "coshm", "tanhm"):
    general(f"scipy.linalg.{name}(A)",  jvp=(f"upper_block(scipy.linalg.{name}(with_block(A, g)))",),  vjp=(f"upper_block(scipy.linalg.{name}(with_block(np.swapaxes(A, -1, -2), g)))",),  kind="same_shape")
general(
    "scipy.linalg.fractional_matrix_power(A, t)", kind="same_shape",
    jvp=("upper_block(scipy.linalg.fractional_matrix_power(with_block(A, g), t))", POWER := "!the exponent counts as constant; use expm(t * logm(A))"),
    vjp=("upper_block(scipy.linalg.fractional_matrix_power(with_block(np.swapaxes(A, -1, -2), g), t))", POWER),
)  # fmt: skip
general(
    "scipy.linalg.expm_frechet(A, E)", kind="two_matrices",
    jvp=("(upper_block(scipy.linalg.expm(with_block(A, g))), second_frechet(A, E, g))", "(0.0 * y[0], upper_block(scipy.linalg.expm(with_block(A, g))))"),
    vjp=(
        "upper_block(scipy.linalg.expm(with_block(A.T, g[0]))) + second_frechet(A.T, E.T, g[1])",
        "upper_block(scipy.linalg.expm(with_block(A.T, g[1])))",
    ),
)  # fmt: skip
for name in ("solve_continuous_lyapunov", "solve_lyapunov"):
    BACK = f"scipy.linalg.{name}(np.conj(a.T), g)"
    general(
        f"scipy.linalg.{name}(a, q)", kind="like_second_shape", holomorphic=False,
        jvp=(f"-scipy.linalg.{name}(a, g @ y + y @ np.conj(g.T))", "self"),
        vjp=(f"-({BACK} @ np.conj(y.T) + np.conj({BACK}.T) @ y)", BACK),
    )  # fmt: skip
D = "scipy.linalg.solve_discrete_lyapunov"
BACK = f"{D}(np.conj(a.T), g)"
general(
    f"{D}(a, q)", kind="like_second_shape", holomorphic=False,
    jvp=(f"{D}(a, g @ y @ np.conj(a.T) + a @ y @ np.conj(g.T))", "self"),
    vjp=(f"{BACK} @ a @ np.conj(y.T) + np.conj({BACK}.T) @ a @ y", BACK),
)  # fmt: skip

# of control: what X changes by solves an equation of Lyapunov's, with the matrix of the closed loop
K = "np.linalg.solve(r, np.conj(b.T) @ y)"
LOOP = f"(a - b @ {K})"
C = "scipy.linalg.solve_continuous_lyapunov"
BACK = f"{C}({LOOP}, -g)"
general(
    "scipy.linalg.solve_continuous_are(a, b, q, r)", kind="first_shape", holomorphic=False,
    jvp=(
        f"-{C}(np.conj({LOOP}.T), np.conj(g.T) @ y + y @ g)", f"{C}(np.conj({LOOP}.T), y @ g @ {K} + np.conj({K}.T) @ np.conj(g.T) @ y)",
        f"-{C}(np.conj({LOOP}.T), g)", f"-{C}(np.conj({LOOP}.T), np.conj({K}.T) @ g @ {K})",
    ),
    vjp=(f"y @ ({BACK} + np.conj({BACK}.T))", f"-y @ ({BACK} + np.conj({BACK}.T)) @ np.conj({K}.T)", BACK, f"{K} @ {BACK} @ np.conj({K}.T)"),
)  # fmt: skip
K = "np.linalg.solve(r + np.conj(b.T) @ y @ b, np.conj(b.T) @ y @ a)"
LOOP = f"(a - b @ {K})"
BACK = f"{D}({LOOP}, g)"
general(
    "scipy.linalg.solve_discrete_are(a, b, q, r)", kind="first_shape", holomorphic=False,
    jvp=(
        f"{D}(np.conj({LOOP}.T), np.conj({LOOP}.T) @ y @ g + np.conj(g.T) @ y @ {LOOP})", f"-{D}(np.conj({LOOP}.T), np.conj({LOOP}.T) @ y @ g @ {K} + np.conj({K}.T) @ np.conj(g.T) @ y @ {LOOP})",
        f"{D}(np.conj({LOOP}.T), g)", f"{D}(np.conj({LOOP}.T), np.conj({K}.T) @ g @ {K})",
    ),
    vjp=(f"y @ {LOOP} @ ({BACK} + np.conj({BACK}.T))", f"-y @ {LOOP} @ ({BACK} + np.conj({BACK}.T)) @ np.conj({K}.T)", BACK, f"{K} @ {BACK} @ np.conj({K}.T)"),
)  # fmt: skip

# ---------------------------------------------------------------- matrices made of vectors and blocks
linear("scipy.linalg.hankel(c, r=None)",    "hankel_adjoint(g, c, r, True)",    "hankel_adjoint(g, c, r, False)",    kind="matrix_of")
bilinear(
    "scipy.linalg.khatri_rao(a, b)", kind="matrix_of",
    left="np.einsum('ikj,kj->ij', np.reshape(g, (len(a), len(b), -1)), b)", right="np.einsum('ikj,ij->kj', np.reshape(g, (len(a), len(b), -1)), a)",
)  # fmt: skip
linear("scipy.linalg.toeplitz(c, r=None)",  "toeplitz_adjoint(g, c, r, True)",  "toeplitz_adjoint(g, c, r, False)",  kind="matrix_of",  holomorphic=False)
linear("scipy.linalg.circulant(c)",         "scatter(g, scipy.linalg.circulant(positions(c)), c)",                   kind="matrix_of")
linear("block_of(value, arrays, place)",     "scipy.linalg.block_diag(*exchanged(zeros_like(arrays), place, g))",             kind="block_of")
linear("scipy.linalg.block_diag(*arrs)",    "block_of(g, arrs, k)",                                                  kind="matrix_of")
constant("pivoted(piv)",  kind="unknown")
