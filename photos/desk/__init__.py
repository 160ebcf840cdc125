"""The library at the desk: its list and a photo's page, uploads, the chooser, and the words they share."""
