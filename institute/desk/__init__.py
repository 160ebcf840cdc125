"""The desk as a whole: its frame and its home, accounts and their log, refusals, the site at other moments."""
