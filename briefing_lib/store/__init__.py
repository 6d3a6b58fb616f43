"""The only reader of `data/`."""
