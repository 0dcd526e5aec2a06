"""Colours, by what they mean; (light, dark)."""

from __future__ import annotations

COLOURS: dict[str, tuple[str, str]] = {
    "gradient": ("#0072B2", "#56B4E9"),
    "momentum": ("#BA4B00", "#FF9B4A"),
    "update": ("#17202B", "#F2F5F8"),
    "ghost": ("#5B6673", "#A4AFBC"),
    "ink": ("#17202B", "#F2F5F8"),
    "quiet": ("#5B6673", "#A4AFBC"),
    "line": ("#D5DAE1", "#2C3644"),
    "curve": ("#24344A", "#C3CFDD"),
    "ground": ("#EEF1F6", "#1A2330"),
    "deep": ("#AFC0DC", "#2F4766"),
    "high": ("#F6F8FB", "#121B26"),
    "contour": ("#8496B3", "#4E6380"),
    "paper": ("#FFFFFF", "#0E141B"),
    "place0": ("#5B4FA8", "#A99BF0"),
    "place1": ("#A97F00", "#E3BE4B"),
    "place2": ("#5F7F1E", "#A5C95B"),
    "place3": ("#8A5A44", "#CFA08A"),
    "place4": ("#3F7392", "#83BBD9"),
    "place5": ("#8E1B3C", "#C2386B"),
    "place6": ("#12A594", "#15B097"),
    "place7": ("#E08AD0", "#F59BE6"),
    "accent": ("#17202B", "#F2F5F8"),
}
"""The colours of the stage, (light, dark), by what they mean; those that only a method has are
in its row, methods/table.py. Blue and orange are Okabe–Ito's."""
