"""An analysis read from a Document: its head, its text, and its closing notes."""
