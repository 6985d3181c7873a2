"""Rewrites that keep a function's meaning and make it shorter."""
