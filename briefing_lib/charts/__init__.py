"""One theme, one way to draw each kind of mark, one function for each question."""
