"""What compiled code calls in Python: filled when the first function for numba is loaded, and not before."""
