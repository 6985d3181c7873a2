"""Sums, products, means, extremes and running sums along axes.

`G` and `Y` are the adjoint and the value of the result with the axes that were reduced put back, so that they broadcast against `a`.
"""

from .rule import alias, general, linear, variant

G = "(g if keepdims or axis is None else np.expand_dims(g, axis))"
Y = "(y if keepdims or axis is None else np.expand_dims(y, axis))"
SUM = "np.sum({}, axis=axis, keepdims=keepdims)"
MEAN = "(a - np.mean(a, axis=axis, keepdims=True))"
NANMEAN = "(a - np.nanmean(a, axis=axis, keepdims=True))"
AVERAGED = f"np.sum((a - {Y}) * weights_like(g, a, axis)"
COUNT = "np.sum(where * np.ones_like(a), axis=axis, keepdims=True)"
MASKED = "a if where is None else np.where(where, a, np.nan)"
SHARED = f"(share({MASKED}, {Y}, axis) if initial is None else share({MASKED}, {Y}, axis, initial))"
FACTORS = "others(a if where is None else np.where(where, a, 1), axis)"
OTHERS = f"({FACTORS} if where is None and initial is None else FACTORS * (1 if initial is None else initial) * (True if where is None else where))"
OTHERS = OTHERS.replace("FACTORS", FACTORS)
PRODUCT = "np.prod(a, axis, keepdims=keepdims, where=True if where is None else where)"
SIZE = "(np.size(a) if axis is None else axis_size(a, axis))"

linear(
    "np.sum(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None)",
    f"expand({G}, a) if where is None else np.where(where, expand({G}, a), 0)", None, None, None, None, "unbroadcast(g, initial)", kind="reduce",
)  # fmt: skip
linear(
    "np.mean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=None)",
    f"expand({G} / {SIZE}, a) if where is None else np.where(where, {G} / {COUNT}, 0)", kind="reduce",
)  # fmt: skip
general(
    "np.prod(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None)", kind="reduce",
    jvp=(SUM.format(f"g * {OTHERS}"), None, None, None, None, f"g * {PRODUCT}"),
    vjp=(f"{G} * {OTHERS}", None, None, None, None, f"unbroadcast(g * {PRODUCT}, initial)"),
)  # fmt: skip

# ---------------------------------------------------------------- extremes: equal ones share
START = f"start_share({MASKED}, {Y}, axis, initial)"
general(
    "np.max(a, axis=None, out=None, keepdims=False, initial=None, where=None)", kind="reduce",
    jvp=(SUM.format(f"g * {SHARED}"), None, None, None, SUM.format(f"g * {START}")), vjp=(f"{G} * {SHARED}", None, None, None, f"unbroadcast({G} * {START}, initial)"),
)  # fmt: skip
alias("np.min(a, axis=None, out=None, keepdims=False, initial=None, where=None)",   "np.max(a, axis=None)")
alias("np.amax(a, axis=None, out=None, keepdims=False, initial=None, where=None)",  "np.max(a, axis=None)")
alias("np.amin(a, axis=None, out=None, keepdims=False, initial=None, where=None)",  "np.max(a, axis=None)")
general(
    "np.ptp(a, axis=None, out=None, keepdims=False)", kind="reduce",
    jvp=(SUM.format("g * (share(a, np.max(a, axis=axis, keepdims=True), axis) - share(a, np.min(a, axis=axis, keepdims=True), axis))"),),
    vjp=(f"{G} * (share(a, np.max(a, axis=axis, keepdims=True), axis) - share(a, np.min(a, axis=axis, keepdims=True), axis))",),
)  # fmt: skip

# ---------------------------------------------------------------- spread: the mean's own derivative drops out
FREE = "(ddof if correction is None else correction)"
OFF = "(a - (np.mean(a, axis=axis, keepdims=True) if mean is None else mean))"
OFF_WHERE = "(a - (np.mean(a, axis=axis, keepdims=True, where=where) if mean is None else mean))"
SLOPE = f"({OFF} / ({SIZE} - {FREE}) if where is None else np.where(where, {OFF_WHERE} / ({COUNT} - {FREE}), 0))"
general(
    "np.var(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, mean=None, correction=None)", kind="reduce_real", holomorphic=False,
    jvp=(SUM.format(f"2 * np.real(g * np.conj({MEAN}))") + f" / ({SIZE} - {FREE}) if where is None and mean is None else " + SUM.format(f"2 * np.real(g * np.conj({SLOPE}))"), None, None, None, None, None, None, "-" + SUM.format(f"2 * np.real(g * np.conj({SLOPE}))")),
    vjp=(f"2 * {G} * {MEAN} / ({SIZE} - {FREE}) if where is None and mean is None else 2 * {G} * {SLOPE}", None, None, None, None, None, None, f"unbroadcast(-2 * {G} * {SLOPE}, mean)"),
)  # fmt: skip
general(
    "np.std(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, mean=None, correction=None)", kind="reduce_real", holomorphic=False,
    jvp=("over(" + SUM.format(f"np.real(g * np.conj({MEAN}))") + f", y * ({SIZE} - {FREE})) if where is None and mean is None else over(" + SUM.format(f"np.real(g * np.conj({SLOPE}))") + ", y)", None, None, None, None, None, None, "-over(" + SUM.format(f"np.real(g * np.conj({SLOPE}))") + ", y)"),
    vjp=(f"over({G} * {MEAN}, {Y} * ({SIZE} - {FREE})) if where is None and mean is None else over({G} * {SLOPE}, {Y})", None, None, None, None, None, None, f"unbroadcast(-over({G} * {SLOPE}, {Y}), mean)"),
)  # fmt: skip

# ---------------------------------------------------------------- without the nan
general(
    "np.nansum(a, axis=None, dtype=None, out=None, keepdims=False)", kind="reduce",
    jvp=(SUM.format("np.where(np.isnan(a), 0, g)"),),
    vjp=(f"np.where(np.isnan(a), 0, {G})",),
)  # fmt: skip
general(
    "np.nanmean(a, axis=None, dtype=None, out=None, keepdims=False)", kind="reduce",
    jvp=(SUM.format("np.where(np.isnan(a), 0, g / nan_count(a, axis))"),),
    vjp=(f"np.where(np.isnan(a), 0, {G} / nan_count(a, axis))",),
)  # fmt: skip
general(
    "np.nanprod(a, axis=None, dtype=None, out=None, keepdims=False)", kind="reduce",
    jvp=(SUM.format("np.where(np.isnan(a), 0, g * others(np.where(np.isnan(a), 1, a), axis))"),),
    vjp=(f"np.where(np.isnan(a), 0, {G} * others(np.where(np.isnan(a), 1, a), axis))",),
)  # fmt: skip
alias("np.nanmax(a, axis=None, out=None, keepdims=False, initial=None, where=None)",  "np.max(a, axis=None)")
alias("np.nanmin(a, axis=None, out=None, keepdims=False, initial=None, where=None)",  "np.max(a, axis=None)")
general(
    "np.nanvar(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False)", kind="reduce_real", holomorphic=False,
    jvp=(SUM.format(f"np.where(np.isnan(a), 0, 2 * np.real(g * np.conj({NANMEAN})) / (nan_count(a, axis) - ddof))"),),
    vjp=(f"np.where(np.isnan(a), 0, 2 * {G} * {NANMEAN} / (nan_count(a, axis) - ddof))",),
)  # fmt: skip
general(
    "np.nanstd(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False)", kind="reduce_real", holomorphic=False,
    jvp=(SUM.format(f"np.where(np.isnan(a), 0, over(np.real(g * np.conj({NANMEAN})), {Y} * (nan_count(a, axis) - ddof)))"),),
    vjp=(f"np.where(np.isnan(a), 0, over({G} * {NANMEAN}, {Y} * (nan_count(a, axis) - ddof)))",),
)  # fmt: skip

# ---------------------------------------------------------------- weighted
general(
    "np.average(a, axis=None, weights=None, *, keepdims=False)", kind="reduce_all",
    jvp=("np.average(g, axis, weights, keepdims=keepdims)", None, f"{AVERAGED} / average_total(a, axis, weights), axis=axis, keepdims=keepdims)"),
    vjp=(f"expand({G} * average_share(a, axis, weights), a)", None, f"weights_adjoint({G} * (a - {Y}) / average_total(a, axis, weights), weights, a, axis)"),
)  # fmt: skip

# ---------------------------------------------------------------- running sums and products
linear("np.cumsum(a, axis=None, dtype=None, out=None)",                 "cumsum_adjoint(g, a, axis)",    kind="cumulative")
variant("np.cumsum(a, axis=None, dtype=None, out=None)", (1,),          "np.cumsum(g[::-1])[::-1]")
general(
    "np.cumprod(a, axis=None, dtype=None, out=None)", kind="cumulative",
    jvp=("cumprod_tangent(g, a, axis)",),
    vjp=("cumprod_adjoint(g, a, axis)",),
)  # fmt: skip
general(
    "np.nancumsum(a, axis=None, dtype=None, out=None)", kind="cumulative",
    jvp=("np.cumsum(np.where(np.isnan(a), 0, g), axis=axis)",),
    vjp=("np.where(np.isnan(a), 0, cumsum_adjoint(g, a, axis))",),
)  # fmt: skip
general(
    "np.nancumprod(a, axis=None, dtype=None, out=None)", kind="cumulative",
    jvp=("cumprod_tangent(np.where(np.isnan(a), 0, g), np.where(np.isnan(a), 1, a), axis)",),
    vjp=("np.where(np.isnan(a), 0, cumprod_adjoint(g, np.where(np.isnan(a), 1, a), axis))",),
)  # fmt: skip

# ---------------------------------------------------------------- methods
alias("a.sum(axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None)",          "np.sum(a)")
alias("a.mean(axis=None, dtype=None, out=None, keepdims=False, *, where=None)",         "np.mean(a)")
alias("a.prod(axis=None, dtype=None, out=None, keepdims=False, initial=None, where=None)",       "np.prod(a)")
alias("a.max(axis=None, out=None, keepdims=False, initial=None, where=None)",                      "np.max(a)")
alias("a.min(axis=None, out=None, keepdims=False, initial=None, where=None)",                      "np.max(a)")
alias("a.var(axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, mean=None, correction=None)", "np.var(a)")
alias("a.std(axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=None, mean=None, correction=None)", "np.std(a)")
alias("a.cumsum(axis=None, dtype=None, out=None)",                       "np.cumsum(a)")
alias("a.cumprod(axis=None, dtype=None, out=None)",                      "np.cumprod(a)")
