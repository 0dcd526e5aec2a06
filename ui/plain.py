"""Text that came from a visitor, where Streamlit reads Markdown: shown as it was typed.

A column's name, a cell, a formula may hold signs that Markdown reads: an image, and the browser
asks a foreign host for it. So whatever may hold such text goes through ``plain`` on its way into
an element that Streamlit reads as Markdown: markdown, caption, error, info, table (heads and
cells), the label and the help of every widget, and the options of pills, radio, select_slider and
segmented_control. Streamlit shows as they are, and would show the escapes too: the options of
selectbox and multiselect, the value and the placeholder of a field, code, the name of a file.
A widget's label is read as Markdown to be seen and as it is to be heard, so no such text
belongs there. What the player is sent it writes as text.

What Streamlit makes of which sign: StreamlitMarkdown.tsx in its frontend, of version 1.67.
"""

from __future__ import annotations

import re

APART = ":small[]"
"""Nothing, in small letters: an empty element that keeps what stands before and behind it apart.
It takes no room and is not copied along, as an invisible character would be."""

_SIGN = re.compile(r"[\\`*_~$<>\[\]{}|#&:@\t\n\r]|^[-+=\d\s]|\s\Z")
"""What is written as its number: a sign that means something wherever it stands, what would begin a
list or underline a title, and a space that would be cut off."""

_PAIR = re.compile(
    r"(?<=:)(?=[/\w+-])|(?<=@)(?=[\w-])|(?<=www)(?=\.)|(?<=[-<>=~])(?=[-<>=~])", re.I
)
"""Between the signs that Streamlit looks for once more in the text that came out."""


def plain(text: str) -> str:
    r"""Text as Markdown that shows it character for character, and nothing else.

    As Streamlit reads it, ``*_`~`` are emphasis, code and what is struck out, ``![<`` image, link
    and HTML, ``#>|`` heading, quotation and table, ``$`` a formula, ``:red[x]`` a colour, ``\`` and
    ``&`` an escape; at the beginning ``-+=`` and digits make a list or a title. A sign that is
    written as its number, ``&#42;`` for an asterisk, does none of this.

    Some things Streamlit looks for in the text that has come out of that: ``http://``, ``www.``
    and ``a@b.c`` become links, ``:smile:`` and ``:material_home:`` pictures, ``->``, ``--``, ``>=``
    and their like one sign. There APART comes between.

    >>> plain("speed (mph)"), plain("*a* [b]")
    ('speed (mph)', '&#42;a&#42; &#91;b&#93;')
    >>> plain("1. a -> b"), plain("http://a.b")
    ('&#49;. a -:small[]&#62; b', 'http&#58;:small[]//a.b')
    """
    signs = {found.start() for found in _SIGN.finditer(text)}
    apart = {found.start() for found in _PAIR.finditer(text)}
    return "".join(
        (APART if k in apart else "") + (f"&#{ord(sign)};" if k in signs else sign)
        for k, sign in enumerate(text)
    )
