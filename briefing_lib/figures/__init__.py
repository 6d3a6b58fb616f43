"""A number that knows where it came from."""
