"""Passes that bring a function into the shape that analyses expect."""
