"""Generated code for numba: array expressions as fused loops, and the functions that those call."""
