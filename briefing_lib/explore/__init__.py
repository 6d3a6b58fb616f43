"""The panels of JupyterLab."""
