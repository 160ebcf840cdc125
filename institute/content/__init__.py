"""The institute's own rows: its settings, its front page, its plain pages; each in the archive and at the desk."""
