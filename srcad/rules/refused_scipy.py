"""SciPy's functions without a derivative, each with the reason and what to do, and those with nothing to differentiate.

`tests/rules/test_scipy_listing.py` holds the listing against SciPy: every public name of its main modules is in a class.
"""

from __future__ import annotations

BASIS = "a basis of a space is one of many; use projections on the space, which are unique: np.linalg.pinv(a) @ a"
RUN = "it is not written for derivatives; use scipy.signal.lfilter, or scipy.signal.convolve with its response"
OTHER = "it has no rule yet; state one with srcad.rule"

NODES = "where it looks at the function depends on the function; use scipy.integrate.fixed_quad, or samples and simpson"
SCIPY_REFUSED: dict[str, str] = {
    **{f"scipy.integrate.{name}": NODES for name in ("dblquad", "tplquad", "nquad", "quad_vec", "cubature", "tanhsinh")},
    "scipy.integrate.cumulative_simpson": "use cumulative_trapezoid, or scipy.interpolate.CubicSpline",
    "scipy.linalg.null_space": BASIS, "scipy.linalg.orth": BASIS,
    "scipy.linalg.schur": "its vectors are one basis of many; use scipy.linalg.eigh or eig", "scipy.linalg.rsf2csf": OTHER,
    "scipy.linalg.signm": "it jumps, and has the derivative of scipy.linalg.sqrtm(a @ a) else; use that",
    "scipy.signal.sosfiltfilt": RUN, "scipy.signal.decimate": RUN,
    "scipy.signal.resample": "use np.fft.rfft and np.fft.irfft", "scipy.signal.resample_poly": RUN,
    "scipy.signal.upfirdn": RUN, "scipy.signal.wiener": OTHER, "scipy.signal.deconvolve": "use scipy.signal.lfilter",
    "scipy.signal.order_filter": "use scipy.ndimage.rank_filter", "scipy.signal.hilbert2": "use scipy.fft.fft2",
    "scipy.signal.sepfir2d": "use scipy.ndimage.correlate1d", "scipy.signal.symiirorder1": RUN,
    "scipy.signal.symiirorder2": RUN, "scipy.signal.lfiltic": RUN,
    "scipy.ndimage.generic_filter": "it calls a Python function from C; write the filter in NumPy",
    "scipy.ndimage.generic_filter1d": "it calls a Python function from C; write the filter in NumPy",
    "scipy.ndimage.generic_gradient_magnitude": "use scipy.ndimage.gaussian_gradient_magnitude",
    "scipy.ndimage.generic_laplace": "use scipy.ndimage.laplace or gaussian_laplace",
    "scipy.ndimage.vectorized_filter": "it calls a Python function from C; write the filter in NumPy",
    "scipy.ndimage.geometric_transform": "it calls a Python function from C; use map_coordinates",
    **{f"scipy.ndimage.{name}": "use maximum_filter and minimum_filter" for name in (
        "grey_closing", "grey_dilation", "grey_erosion", "grey_opening", "morphological_gradient",
        "morphological_laplace", "black_tophat", "white_tophat",
    )},
    **{f"scipy.ndimage.fourier_{name}": "multiply the spectrum in NumPy" for name in ("ellipsoid", "gaussian", "shift", "uniform")},
    **{f"scipy.ndimage.{name}": "use np.bincount(labels, x) and masks" for name in (
        "sum", "sum_labels", "mean", "variance", "standard_deviation", "minimum", "maximum", "median", "extrema",
        "center_of_mass", "labeled_comprehension", "histogram", "value_indices",
    )},
}  # fmt: skip

# ---------------------------------------------------------------- those whose rules are for one matrix, or one vector, alone
ALONE: dict[str, tuple[int, ...]] = {  # and how many axes their arguments have, the last of these and all that follow
    **{f"scipy.linalg.{name}": (2,) for name in (
        "solve_sylvester", "solve_lyapunov", "solve_continuous_lyapunov", "solve_discrete_lyapunov", "solve_continuous_are",
        "solve_discrete_are", "lu", "lu_factor", "lu_solve", "qr", "lstsq", "polar", "expm_frechet", "block_diag", "khatri_rao",
        "solve_banded", "solveh_banded",
    )},
    **{f"scipy.linalg.{name}": (1, 2) for name in ("solve_toeplitz", "solve_circulant")},
    **{f"scipy.linalg.{name}": (1,) for name in ("toeplitz", "hankel", "eigh_tridiagonal", "eigvalsh_tridiagonal")},
}  # fmt: skip

# ---------------------------------------------------------------- without a rule yet: srcad.rule states one
UNRULED: dict[str, str] = {
    "scipy.special": """
        agm airye assoc_laguerre assoc_legendre_p assoc_legendre_p_all bdtri bdtrik bdtrin besselpoly btdtria btdtrib
        chdtriv chndtr chndtridf chndtrinc chndtrix diric ellip_harm ellip_harm_2 ellip_normal elliprc elliprd
        elliprf elliprg elliprj eval_sh_jacobi fdtri fdtridfd gdtria gdtrib gdtrix         it2i0k0 it2j0y0 it2struve0 itairy iti0k0 itj0y0 itmodstruve0 itstruve0 jn jve
        kelvin kolmogi kolmogorov legendre_p legendre_p_all lmbda log_wright_bessel lqmn lqn mathieu_a
        mathieu_b mathieu_cem mathieu_even_coef mathieu_modcem1 mathieu_modcem2 mathieu_modsem1 mathieu_modsem2
        mathieu_odd_coef mathieu_sem modfresnelm modfresnelp nbdtr nbdtrc nbdtri nbdtrik nbdtrin ncfdtr ncfdtri
        ncfdtridfd ncfdtridfn ncfdtrinc nctdtr nctdtridf nctdtrinc nctdtrit nrdtrimn nrdtrisd obl_ang1 obl_ang1_cv
        obl_cv obl_cv_seq obl_rad1 obl_rad1_cv obl_rad2 obl_rad2_cv pbdn_seq pbdv pbdv_seq pbvv pbvv_seq pbwa pdtri
        pdtrik pro_ang1 pro_ang1_cv pro_cv pro_cv_seq pro_rad1 pro_rad1_cv pro_rad2 pro_rad2_cv riccati_jn riccati_yn
        sinc smirnov smirnovi sph_harm_y sph_harm_y_all sph_legendre_p sph_legendre_p_all stdtridf tklmbda
        wright_bessel yve zetac
        """,
    "scipy.linalg": """
        cdf2rdf cho_solve_banded cholesky_banded companion convolution_matrix cossin diagsvd eig_banded
        eigvals_banded expm_cond fiedler fiedler_companion funm hessenberg ldl
        leslie matmul_toeplitz matrix_balance ordqz orthogonal_procrustes pinvh qr_delete qr_insert qr_multiply
        qr_update qz rq subspace_angles
        """,
    "scipy.fft": """
        fht hfft2 hfftn ifht ihfft2 ihfftn
        """,
}

# ---------------------------------------------------------------- nothing to differentiate: integers, zeros, labels, tests, settings
SCIPY_OUTSIDE: dict[str, str] = {
    "scipy.special": """
        SpecialFunctionError SpecialFunctionWarning ai_zeros bei_zeros beip_zeros ber_zeros bernoulli berp_zeros
        bi_zeros c_roots cg_roots chebyc chebys chebyt chebyu comb erf_zeros errstate euler factorial factorial2
        factorialk fresnel_zeros fresnelc_zeros fresnels_zeros gegenbauer genlaguerre geterr h_roots he_roots hermite
        hermitenorm j_roots jacobi jn_zeros jnjnp_zeros jnp_zeros jnyn_zeros js_roots kei_zeros keip_zeros
        kelvin_zeros ker_zeros kerp_zeros l_roots la_roots laguerre legendre p_roots perm ps_roots roots_chebyc
        roots_chebys roots_chebyt roots_chebyu roots_gegenbauer roots_genlaguerre roots_hermite roots_hermitenorm
        roots_jacobi roots_laguerre roots_legendre roots_sh_chebyt roots_sh_chebyu roots_sh_jacobi roots_sh_legendre
        s_roots seterr sh_chebyt sh_chebyu sh_jacobi sh_legendre stirling2 t_roots ts_roots u_roots us_roots y0_zeros
        y1_zeros y1p_zeros yn_zeros ynp_zeros
        """,
    "scipy.linalg": """
        LinAlgError LinAlgWarning bandwidth clarkson_woodruff_transform dft find_best_blas_type get_blas_funcs
        get_lapack_funcs hadamard helmert hilbert invhilbert invpascal pascal ishermitian issymmetric
        """,
    "scipy.ndimage": """
        binary_closing binary_dilation binary_erosion binary_fill_holes binary_hit_or_miss binary_opening
        binary_propagation distance_transform_bf distance_transform_cdt distance_transform_edt find_objects
        generate_binary_structure iterate_structure label maximum_position minimum_position watershed_ift
        """,
    "scipy.fft": """
        fhtoffset get_workers next_fast_len prev_fast_len register_backend set_backend set_global_backend set_workers
        skip_backend
        """,
    "scipy.spatial.distance": """
        dice directed_hausdorff hamming is_valid_dm is_valid_y jaccard num_obs_dm num_obs_y rogerstanimoto russellrao
        sokalsneath yule
        """,
}

# ---------------------------------------------------------------- differentiated from their own source
FROM_SOURCE: dict[str, str] = {
    "scipy.spatial.distance": """
        braycurtis canberra chebyshev cityblock euclidean jensenshannon mahalanobis minkowski seuclidean
        """,
}


def listed(table: dict[str, str]) -> frozenset[str]:
    """Return the full names in a table by module."""
    return frozenset(f"{module}.{name}" for module, names in table.items() for name in names.split())
