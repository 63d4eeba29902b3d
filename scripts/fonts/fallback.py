"""Prints how Arial must be scaled so that text set in it takes the room of a font: no jump when the font arrives.

Widths of Arial's letters are its published ones (Liberation Sans and Helvetica share them); the letters are weighted by how
often they occur in English, spaces included.
"""
import sys

from fontTools.ttLib import TTFont

OFTEN = dict(
    zip(
        " etaoinshrdlcumwfgypbvkjxqz",
        [18.3, 10.2, 7.5, 6.5, 6.2, 5.7, 5.7, 5.3, 5.0, 5.0, 3.5, 3.3, 2.3, 2.2, 2.0, 1.7, 2.0, 1.5, 1.6, 1.4, 1.5, 1.3, 0.8, 0.6, 0.1, 0.1, 0.1, 0.1],
    )
)
# Per 2048 units.
ARIAL = {
    400: dict(zip(" abcdefghijklmnopqrstuvwxyz", [569, 1139, 1139, 1024, 1139, 1139, 569, 1139, 1139, 455, 455, 1024, 455, 1706, 1139, 1139, 1139, 1139, 682, 1024, 569, 1139, 1024, 1479, 1024, 1024, 1024])),
    600: dict(zip(" abcdefghijklmnopqrstuvwxyz", [569, 1139, 1251, 1139, 1251, 1139, 682, 1251, 1251, 569, 569, 1139, 569, 1821, 1251, 1251, 1251, 1251, 797, 1139, 682, 1251, 1139, 1593, 1139, 1139, 1024])),
}

for path in sys.argv[1:]:
    font = TTFont(path)
    weight = 600 if "600" in path else 400
    names, widths, head, lines = font.getBestCmap(), font["hmtx"], font["head"], font["hhea"]
    units = head.unitsPerEm
    own = sum(often * widths[names[ord(letter)]][0] / units for letter, often in OFTEN.items())
    arial = sum(often * ARIAL[weight][letter] / 2048 for letter, often in OFTEN.items())
    scale = own / arial
    print(f"{path}: size-adjust: {scale:.2%}; ascent-override: {lines.ascent / units / scale:.2%};",
          f"descent-override: {-lines.descent / units / scale:.2%}; line-gap-override: {lines.lineGap / units / scale:.2%};")
