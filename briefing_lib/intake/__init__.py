"""A report's text becomes rows that a person has confirmed: read, candidates, review, save."""
