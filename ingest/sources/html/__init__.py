"""HTML as blocks: pages, what Word and Google Docs save or paste, and what mammoth makes of a Word file."""
