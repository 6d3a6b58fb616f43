"""Facts about one place as of a day."""
