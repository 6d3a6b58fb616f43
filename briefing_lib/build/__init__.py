"""Notebooks run strictly, and put in their place when whole."""
