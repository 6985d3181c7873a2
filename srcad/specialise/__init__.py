"""Fit a function to the kinds of its arguments: containers taken apart, calls resolved, known branches dropped."""
