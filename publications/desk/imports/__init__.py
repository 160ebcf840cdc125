"""Imports at the desk: a file or a text is brought, what was read in it is reviewed, and a draft is made."""
