"""What proves data and pages."""
