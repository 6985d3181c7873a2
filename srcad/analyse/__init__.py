"""Facts about a function: sets and mappings keyed by name, made anew from its text, attached to nothing."""
