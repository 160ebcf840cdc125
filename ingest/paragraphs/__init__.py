"""A source's paragraphs as somebody reading it meets them, and the cutting of inline HTML."""
