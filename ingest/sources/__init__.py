"""From bytes to a Document: Word files, web pages, plain text, and what tells them apart."""
