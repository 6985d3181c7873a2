"""The tests of srcad; their folders mirror those of the package."""
