"""Tests of the simplifications, as pairs of texts."""
