"""The only folder that knows Python's syntax trees: source to tree, tree to core, core to text."""
