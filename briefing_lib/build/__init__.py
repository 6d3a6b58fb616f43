"""Notebooks run strictly: parameters, kernels, what became of each page, the manifest."""
