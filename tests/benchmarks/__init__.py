"""Benchmarks: what gradients cost, beside the primal, the adjoint by hand, and other tools."""
