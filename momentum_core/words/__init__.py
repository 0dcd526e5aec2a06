"""Every sentence and number that a visitor reads, in a language's own package.

The rest of the code names a message by its key and brings what is put into it, ``say("data.rows",
count=501, most=500)``; ``sentences`` looks it up and fills its places. A language is a package
beside ``english``: the same keys, its own templates, its plurals (by the categories of Unicode's
CLDR: one, few, many, other), how it joins a list. A translator moves and bends places as the
language needs: ``{steps:steps}`` is a number with its unit, ``1 step`` or ``3 steps``, and another
language may have a second unit for another case.

Why plain templates in modules, and no library: the player fills the same templates with its own
numbers while somebody drags, so they have to mean the same in Python and in JavaScript.

- Fluent can do that, and has the better grammar. But ``fluent.runtime`` (0.4.0) calls itself alpha
  and was last released in March 2023; it brings five packages, 36 MB, and 290 ms of import; a
  message takes 148 µs, and a release of a slider says about ten. The player would need
  ``@fluent/bundle`` beside it.
- gettext is in the standard library and fast, but has one plural a message and nothing for the
  player; with Babel, which would read its catalogues, come 33 MB.
- Here a message takes some 5 µs, the player needs the browser's own Intl.PluralRules, and nothing
  is installed. A translator edits ``"key": "sentence"`` lines; the tests find a key or a place that
  is missing.
"""
