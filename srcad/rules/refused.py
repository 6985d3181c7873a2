"""NumPy's names without a derivative: those about settings, types, text and files, and those refused, each with the reason.

Every public name of NumPy has a rule in the tables or stands here; `tests/rules/test_listing.py` holds the listing against NumPy.
"""

from __future__ import annotations

# ---------------------------------------------------------------- nothing to differentiate: text, files, settings, types
OUTSIDE: dict[str, str] = {
    "text": """
        np.array2string np.array_repr np.array_str np.base_repr np.binary_repr np.format_float_positional np.typename
        np.format_float_scientific np.datetime_as_string np.info np.printoptions np.get_printoptions np.set_printoptions
        """,
    "files and buffers": """
        np.from_dlpack np.frombuffer np.fromfile np.fromregex np.fromstring np.genfromtxt np.load np.loadtxt np.save np.savetxt
        np.savez np.savez_compressed np.memmap .dump() .dumps() .tobytes() .tofile() .data .ctypes .device .to_device()
        np.packbits np.unpackbits
        """,
    "settings": """
        np.errstate np.geterr np.geterrcall np.seterr np.seterrcall np.getbufsize np.setbufsize np.get_include np.show_config
        np.show_runtime np.test np.linalg.test np.fft.test np.linalg.LinAlgError .setflags()
        """,
    "constants": """
        np.pi np.e np.euler_gamma np.inf np.nan np.newaxis np.True_ np.False_ np.little_endian np.index_exp np.s_ np.mgrid
        np.ogrid np.c_ np.r_
        """,
    "types": """
        np.bool np.bool_ np.byte np.ubyte np.short np.ushort np.intc np.uintc np.int_ np.uint np.long np.ulong np.longlong
        np.ulonglong np.int8 np.int16 np.int32 np.int64 np.uint8 np.uint16 np.uint32 np.uint64 np.intp np.uintp np.bytes_
        np.str_ np.object_ np.void np.character np.flexible np.generic np.number np.integer np.signedinteger
        np.unsignedinteger np.inexact np.floating np.complexfloating np.datetime64 np.timedelta64 np.busdaycalendar np.record
        np.ndarray np.ufunc np.ScalarType np.sctypeDict np.typecodes np.mintypecode
        """,
    "days": "np.busday_count np.busday_offset np.is_busday np.datetime_data",
}

# ---------------------------------------------------------------- refused, with what to do instead
WRITES = "it writes into its argument; build a new array, with np.where or an index"
ITERATORS = "it hands out one element after the other from C; loop over range(len(a))"
CALLS_BACK = "it calls a Python function from C, where srcad cannot follow; call the function on whole arrays, or loop"
REFUSED: dict[str, str] = {
    ".resize()": WRITES + "; np.resize returns one", ".setfield()": WRITES,
    ".byteswap()": "it moves the bytes of numbers", ".getfield()": "it reads the bytes of numbers as another type",
    ".view()": "it reads the bytes of numbers as another type; use astype",
    ".choose()": "use np.choose, whose choices are known one by one",
    "np.nditer": ITERATORS, "np.nested_iters": ITERATORS,
    "np.flatiter": ITERATORS,
    "np.frompyfunc": CALLS_BACK,
    "np.matrix": "`*` means another product for it; use an array and `@`", "np.asmatrix": "use an array and `@`",
    "np.bmat": "use np.block", "np.recarray": "use a dict of arrays",
    "np.unique_all": "use np.unique", "np.unique_values": "use np.unique",
    "np.unique_counts": "use np.unique with return_counts=True",
    "np.unique_inverse": "use np.unique with return_inverse=True",
    "np.histogramdd": "use np.histogram or np.histogram2d",
}  # fmt: skip

IN_PLACE = frozenset({"np.copyto", "np.put", "np.fill_diagonal", ".fill()", ".put()", ".sort()", ".partition()"})  # see specialise/writes.py

# written out in Python: see specialise/written.py
WRITTEN = frozenset({
    "np.broadcast", "np.apply_along_axis", "np.apply_over_axes", "np.fromfunction", "np.piecewise", "np.poly1d", "np.polydiv", "np.require", "np.row_stack",
    "np.vectorize", "np.union1d", "np.intersect1d", "np.setdiff1d", "np.setxor1d", "np.put_along_axis", "np.putmask", "np.place",
    "np.real_if_close", "np.histogram_bin_edges", "np.histogram2d", "np.kaiser", "np.ndindex", "np.ndenumerate", "np.fromiter",
    ".item()", ".tolist()", ".flat",
})  # fmt: skip

SAME: dict[str, str] = {  # other names of one object
    "np.half": "np.float16", "np.single": "np.float32", "np.double": "np.float64", "np.float128": "np.longdouble",
    "np.csingle": "np.complex64", "np.cdouble": "np.complex128", "np.complex256": "np.clongdouble",
}  # fmt: skip


def outside() -> dict[str, str]:
    """Return what each name without anything to differentiate is about."""
    return {name: about for about, names in OUTSIDE.items() for name in names.split()}
