"""Briefings on two-tier local government in Viet Nam: no number without a source."""
