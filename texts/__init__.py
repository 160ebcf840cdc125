"""What a text is: what it may hold, how two are merged and compared. Knows no models and no requests."""
