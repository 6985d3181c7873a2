"""Functions whose derivative is zero by convention: about shapes, orders and tests, or constant in steps."""

from .rule import constant

# ---------------------------------------------------------------- shapes and types
constant("np.shape(a)", "x.shape",                                                         kind="shape")
constant("np.ndim(a)", "x.ndim",                                                           kind="integer")
constant("np.size(a, axis=None)", "x.size", "x.nbytes", "x.itemsize",                      kind="integer")
constant("x.strides", "x.dtype", "x.flags", "x.base",                                      kind="unknown")
constant("np.iscomplexobj(x)", "np.isrealobj(x)", "np.isscalar(element)",                  kind="flag")
constant("np.array_equal(a1, a2, equal_nan=False)", "np.array_equiv(a1, a2)",              kind="flag")
constant("np.allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False)",                     kind="flag")
constant("np.shares_memory(a, b)", "np.may_share_memory(a, b)",                            kind="flag")
constant("np.result_type(*arrays_and_dtypes)", "np.dtype(dtype)", "np.finfo(dtype)",       kind="unknown")

# ---------------------------------------------------------------- rounding
constant("np.round(a, decimals=0, out=None)", "np.around(a, decimals=0, out=None)",        kind="same")
constant("np.fix(x, out=None)",                                                            kind="same")
constant("a.round(decimals=0, out=None)",                                                  kind="same")

# ---------------------------------------------------------------- positions, orders, counts, tests
constant("np.argmax(a, axis=None, out=None, *, keepdims=False)", "np.argmin(a, axis=None, out=None, *, keepdims=False)",  kind="reduce_index")
constant("a.argmax(axis=None, out=None, *, keepdims=False)", "a.argmin(axis=None, out=None, *, keepdims=False)",          kind="reduce_index")
constant("np.nanargmax(a, axis=None, out=None, *, keepdims=False)", "np.nanargmin(a, axis=None, out=None, *, keepdims=False)",  kind="reduce_index")
constant("np.count_nonzero(a, axis=None, *, keepdims=False)",                              kind="count")
constant("np.any(a, axis=None, out=None, keepdims=False)", "np.all(a, axis=None, out=None, keepdims=False)",  kind="reduce_flag")
constant("a.any(axis=None, out=None, keepdims=False)", "a.all(axis=None, out=None, keepdims=False)",          kind="reduce_flag")
constant("np.argsort(a, axis=-1, kind=None, order=None)", "a.argsort(axis=-1, kind=None, order=None)",        kind="argsort")
constant("np.argpartition(a, kth, axis=-1)",                                               kind="argsort")
constant("np.searchsorted(a, v, side='left', sorter=None)",                                kind="searchsorted")
constant("np.digitize(x, bins, right=False)",                                              kind="asked")
constant("np.nonzero(a)", "np.argwhere(a)", "np.flatnonzero(a)", "a.nonzero()",            kind="asked_places")
constant("np.unravel_index(indices, shape, order='C')",                                    kind="unravelled")
constant("np.ravel_multi_index(multi_index, dims, mode='raise', order='C')",               kind="asked")
constant("np.isin(element, test_elements, assume_unique=False, invert=False)",             kind="asked")
constant("np.lexsort(keys, axis=-1)",    kind="asked")
constant("np.tril_indices_from(arr, k=0)", "np.triu_indices_from(arr, k=0)",                 kind="index_pair")
constant("np.mask_indices(n, mask_func, k=0)",                                               kind="unknown")
constant("np.diag_indices_from(arr)",                                                      kind="asked_places")
constant("a.argpartition(kth, axis=-1)",                                                     kind="argsort")
constant("a.searchsorted(v, side='left', sorter=None)",                                      kind="searchsorted")
constant("np.linalg.matrix_rank(A, tol=None, hermitian=False)",                              kind="unknown")
constant("np.iterable(y_)", "np.can_cast(from_, to, casting='safe')", "np.issubdtype(arg1, arg2)", "np.isdtype(dtype, kind)",  kind="flag")
constant("np.promote_types(type1, type2)", "np.min_scalar_type(a)", "np.common_type(*arrays)", "np.iinfo(type)",  kind="unknown")
constant("np.broadcast_shapes(*args)", "np.isfortran(a)",                                    kind="unknown")
constant("np.einsum_path(subscripts, *operands, optimize='greedy', einsum_call=False)",    kind="unknown")
constant("np.bartlett(M)", "np.blackman(M)", "np.hamming(M)", "np.hanning(M)",  kind="vector_of_floats")
constant("x.count(value)", "x.index(value)",                                               kind="integer")

# ---------------------------------------------------------------- arrays made of nothing
constant("np.zeros(shape, dtype=None, order='C')", "np.ones(shape, dtype=None, order='C')", "np.empty(shape, dtype=None, order='C')",  kind="zeros")
constant("np.eye(N, M=None, k=0, dtype=None, order='C')",                                  kind="eye")
constant("np.identity(n, dtype=None)", "np.tri(N, M=None, k=0, dtype=None)",               kind="eye")
constant("np.indices(dimensions, dtype=None, sparse=False)",                               kind="asked_places")
constant("np.tril_indices(n, k=0, m=None)", "np.triu_indices(n, k=0, m=None)",             kind="index_pair")
constant("np.diag_indices(n, ndim=2)",                                                     kind="asked_places")
constant("np.ix_(*args)",                                                                  kind="open_mesh")
