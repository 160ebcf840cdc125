"""The desk's lists of pieces: what stands in them, their filters, their action, and the search for one piece."""
