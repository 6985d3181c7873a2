"""A function and what is known of it become its tangent function or its two sweeps."""
