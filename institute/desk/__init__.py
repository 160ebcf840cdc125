"""The desk as a whole: its home, its accounts, other moments, and the screens of the institute's own rows."""
