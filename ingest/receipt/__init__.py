"""The account of every word, link, note and picture between a source and what was read of it."""
