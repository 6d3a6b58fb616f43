"""What a reader opens: pages of notebooks, the index, the register, downloads."""
