"""From a Word file, a web page or pasted text to a structure that an editor checks. Knows no database.

`reading` is the door: it has a Document made of what came (`sources`, in the process of `worker`), and names the
readers of a Structure by the kind of publication (`interview`, `analysis`). They go by what words and their form tell
(`signs`) of each paragraph (`paragraphs`). `receipt` accounts for every word between document and structure.
"""
