"""From a Word file, a web page or pasted text to a structure that an editor checks. Knows no database.

`reading` makes a Document of what came; `interview` and `analysis` read a Structure from it; `receipt` accounts for
every word between the two.
"""
