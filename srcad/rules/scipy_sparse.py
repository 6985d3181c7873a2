"""scipy.sparse: products, and systems of equations, by the array and by the entries of the matrix.

The tangent and the adjoint of a sparse matrix are arrays like its `data`: only its entries vary, not where they stand.
"""

from .rule import constant, general, linear

# ---------------------------------------------------------------- matrices made of their entries
for name in ("csr_array", "csc_array", "coo_array", "csr_matrix", "csc_matrix", "coo_matrix"):
    general(
        f"scipy.sparse.{name}(arg1, shape=None, dtype=None, copy=False)", kind="sparse",
        jvp=("entries_of(g, y, arg1, k)",), vjp=("entries_back(g, y, arg1, k)",),
    )  # fmt: skip
general("entries_of(data, a, arg1, k_)",     jvp=("self",),  vjp=("entries_back(g, a, arg1, k_)",),  kind="unknown")
general("entries_back(value, a, arg1, k_)",  jvp=("self",),  vjp=("entries_of(g, a, arg1, k_)",),    kind="unknown")

# ---------------------------------------------------------------- multiples, sums and other formats of matrices
general("sparse_scaled(a, factor)",  jvp=("g * factor", "g * all_entries(a)"),  vjp=("g * factor", "np.sum(g * all_entries(a))"),  kind="sparse")
general("sparse_added(a, b)",  jvp=("entries_into(g, y, a)", "entries_into(g, y, b)"),  vjp=("entries_out(g, y, a)", "entries_out(g, y, b)"),  kind="sparse")
general("sparse_as(a, name)",  jvp=("entries_into(g, y, a)",),  vjp=("entries_out(g, y, a)",),  kind="sparse")
linear("sparse_turned(a)",  "g",  kind="sparse", jvp="g")
linear("entries_into(data, a, b)",  "entries_out(g, a, b)",   kind="unknown")
linear("entries_out(value, a, b)",  "entries_into(g, a, b)",  kind="unknown")
linear("all_entries(a)",  "g",  kind="unknown", jvp="g")

# ---------------------------------------------------------------- products: `turned` means the transposed matrix
general("sparse_times(a, x)",   jvp=("entries_times(g, a, x, False)", "self"),   vjp=("products_at(g, x, a)", "entries_times(sparse_entries(a), a, g, True)"),   kind="sparse_product")
general("times_sparse(x, a)",   jvp=("self", "entries_times(g, a, np.transpose(x), True).T"),   vjp=("entries_times(sparse_entries(a), a, np.transpose(g), False).T", "products_at(np.transpose(x), np.transpose(g), a)"),   kind="sparse_product")
linear("sparse_entries(a)",     "g",   kind="unknown", jvp="g")
general("entries_times(entries, a, x, turned)",  jvp=("self", None, "self"),  vjp=("products_at(x, g, a) if turned else products_at(g, x, a)", None, "entries_times(entries, a, g, not turned)"),  kind="like_third_shape")
linear("taken_at(x, a)",        "dense_of(with_entries(a, g))",   kind="unknown")
general("products_at(p, q, a)",  jvp=("self", "self"),  vjp=("entries_times(g, a, q, False)", "entries_times(g, a, p, True)"),  kind="unknown")
linear("dense_of(a)",           "taken_at(g, a)",   kind="matrix_of", jvp="dense_of(with_entries(a, g))")

# ---------------------------------------------------------------- systems of equations
BACK = "scipy.sparse.linalg.spsolve(a.T, g)"
general(
    "scipy.sparse.linalg.spsolve(a, b)", kind="like_second_shape",
    jvp=("-scipy.sparse.linalg.spsolve(a, entries_times(g, a, y, False))", "self"), vjp=(f"-products_at({BACK}, y, a)", BACK),
)  # fmt: skip
BACK = "solved_with(lu, a, g, opposite_trans(trans))"
general(
    "solved_with(lu, a, b, trans)", kind="like_third_shape",
    jvp=(None, "-solved_with(lu, a, entries_times(g, a, y, trans != 'N'), trans)", "self"),
    vjp=(None, f"-(products_at({BACK}, y, a) if trans == 'N' else products_at(y, {BACK}, a))", BACK),
)  # fmt: skip
constant("sparse_lu(a, options)", "opposite_trans(trans)", "entry_numbers(a, rows, columns)", "rows_and_columns(a)", "with_entries(a, entries)",  kind="unknown")
