"""The editors' screens of pieces. Knows nothing of the public pages."""
