"""How readers find pieces: filters, search, what is related, and the rows that keep them quick."""
