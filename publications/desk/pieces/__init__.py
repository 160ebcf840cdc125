"""One piece at the desk: its form, the panel beside it, and its other screens."""
