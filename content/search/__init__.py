"""Reading Vietnamese as people type it, and finding the explainer they mean.

``build(entries, words)`` gives an ``Index``; ``Index.search(text)`` gives a ``Found``. Pure and
offline; nothing is learned while running. The road of a question: normalise (letters) → telex
(keyboard left-overs) → rewrite (shorthand, dialect, abbreviations) → spelling (glued, mistyped)
→ ranking (fields, passages, facets) → confidence (answer, suggest or refuse).
"""
