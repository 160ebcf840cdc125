"""Where uploads live, and which of them nothing uses any more."""
