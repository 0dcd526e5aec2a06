"""Tables as people have them, each with the pairs (t, y) that a careful reader finds in it.

The pairs were worked out by hand, from the text. ``t`` and ``y`` name the columns; without them it
is the two that the page chooses by itself. ``left`` is the number of rows that have no pair.
"""

from __future__ import annotations

from typing import NamedTuple


class File(NamedTuple):
    """A file or what is pasted, and what is right."""

    source: bytes | str
    pairs: list[tuple[float, float]]
    t: str = ""
    y: str = ""
    left: int = 0
    labels: tuple[str, str] | None = None


NBSP, THIN = "\u00a0", "\u202f"

FILES: dict[str, File] = {
    # Written by programs
    "pandas with its index": File(
        ",x,y\n0,1.5,2.0\n1,2.5,4.0\n2,3.5,7.0\n", [(1.5, 2), (2.5, 4), (3.5, 7)]
    ),
    "pandas without names": File(
        ",0,1\n0,1.5,2.0\n1,2.5,4.0\n2,3.5,7.0\n", [(1.5, 2), (2.5, 4), (3.5, 7)], labels=("0", "1")
    ),
    "pandas without names or index": File(
        "0,1,2\n1.5,2.0,9.1\n2.5,4.0,9.2\n", [(1.5, 2), (2.5, 4)], labels=("0", "1")
    ),
    "pandas series": File(",value\n0,1.5\n1,2.5\n2,4.5\n", [(0, 1.5), (1, 2.5), (2, 4.5)]),
    "pandas with an index that was read as a column": File(
        "Unnamed: 0,height,weight\n0,150,50.5\n1,160,60.5\n2,171,70.5\n",
        [(150, 50.5), (160, 60.5), (171, 70.5)],
    ),
    "pandas with dates as index": File(
        "Date,Open,Close\n2024-01-02,10.5,11\n2024-01-03,11.5,12\n2024-01-05,12.5,13\n",
        [(0, 10.5), (1, 11.5), (3, 12.5)],
        labels=("Date (days since 2024-01-02)", "Open"),
    ),
    "pandas with gaps": File("x,y\n1.0,2.0\n2.0,\n,4.0\n4.0,8.0\n", [(1, 2), (4, 8)], left=2),
    "pandas with semicolons and commas": File("x;y\n1,5;2,0\n2,5;4,25\n", [(1.5, 2), (2.5, 4.25)]),
    "pandas as markdown": File(
        "|    |   x |   y |\n|---:|----:|----:|\n|  0 | 1.5 |   2 |\n|  1 | 2.5 |   4 |\n",
        [(1.5, 2), (2.5, 4)],
    ),
    "pandas printed": File(
        "     x    y\n0  1.5  2.0\n1  2.5  4.0\n2  3.5  7.0\n", [(1.5, 2), (2.5, 4), (3.5, 7)]
    ),
    "R write.csv": File(
        '"","speed","dist"\n"1",4,2\n"2",4,10\n"3",7,4\n', [(4, 2), (4, 10), (7, 4)]
    ),
    "R write.csv of cars": File(
        '"","mpg","cyl"\n"Mazda RX4",21,6\n"Datsun 710",22.8,4\n"Valiant",18.1,6\n',
        [(21, 6), (22.8, 4), (18.1, 6)],
    ),
    "R write.table": File(
        '"speed" "dist"\n"1" 4 2\n"2" 4 10\n"3" 7 4\n', [(4, 2), (4, 10), (7, 4)]
    ),
    "R write.csv2": File(
        '"";"speed";"dist"\n"1";4,5;2\n"2";5,5;10,25\n"3";7;4\n', [(4.5, 2), (5.5, 10.25), (7, 4)]
    ),
    "R with NA": File(
        '"","Ozone","Temp"\n"1",41,67\n"2",NA,72\n"3",12,74\n', [(41, 67), (12, 74)], left=1
    ),
    "R printed": File(
        "  speed dist\n1     4    2\n2     4   10\n3     7    4\n", [(4, 2), (4, 10), (7, 4)]
    ),
    "numpy savetxt": File(
        "1.0e+00 2.5e+00\n2.0e+00 3.5e+00\n3.0e+00 5.5e+00\n", [(1, 2.5), (2, 3.5), (3, 5.5)]
    ),
    "numpy savetxt with a header": File(
        "# t y\n1.0e+00 2.5e+00\n2.0e+00 3.5e+00\n", [(1, 2.5), (2, 3.5)], labels=("t", "y")
    ),
    "Octave": File("% Created by Octave\n% rows: 2\n 1 2.5\n 2 3.5\n", [(1, 2.5), (2, 3.5)]),
    "Fortran": File("   1.0D+00   2.5D+00\n   2.0D+00   3.5D-01\n", [(1, 2.5), (2, 0.35)]),
    "MySQL": File(
        "+----+------+\n| a  | b    |\n+----+------+\n|  1 |  2.5 |\n|  2 |  NULL |\n|  3 |  4.5 |\n+----+------+\n",
        [(1, 2.5), (3, 4.5)],
        left=1,
    ),
    "psql": File(
        " a |  b  \n---+-----\n 1 | 2.5\n 2 | 3.5\n(2 rows)\n", [(1, 2.5), (2, 3.5)], left=1
    ),
    # Spreadsheets
    "Excel, European": File(
        "\ufeffZeit;Länge\r\n1,5;1.234,5\r\n2,5;2.000\r\n", [(1.5, 1234.5), (2.5, 2000)]
    ),
    "Excel, European, Windows-1252": File(
        "Größe;Preis in €\r\n1,5;10,25\r\n2,5;12,5\r\n".encode("cp1252"),
        [(1.5, 10.25), (2.5, 12.5)],
        labels=("Größe", "Preis in €"),
    ),
    "Excel, Unicode text": File(
        "Zeit\tWert\r\n1,5\t2,5\r\n2,5\t4,5\r\n".encode("utf-16"), [(1.5, 2.5), (2.5, 4.5)]
    ),
    "UTF-16 without a mark": File("t,y\n1,2\n3,5\n".encode("utf-16-le"), [(1, 2), (3, 5)]),
    "Excel with sep": File("sep=;\r\nt;y\r\n1;2,5\r\n3;4\r\n", [(1, 2.5), (3, 4)]),
    "Excel, American": File(
        'Year,Revenue\n2019,"$1,234.50"\n2020,"$2,345.00"\n2021,($500.25)\n'.replace(
            "($500.25)", '"($500.25)"'
        ),
        [(2019, 1234.5), (2020, 2345), (2021, -500.25)],
        labels=("Year", "Revenue ($)"),
    ),
    "Google Sheets": File(
        't,Sales,Share\n1,"1,200",12%\n2,950,9.5%\n3,"12,345",70%\n',
        [(1, 12), (2, 9.5), (3, 70)],
        "t",
        "Share",
        labels=("t", "Share (%)"),
    ),
    "copied from Excel": File(
        "x\ty\n1\t1,234.5\n2\t12,000\n3\t7\n", [(1, 1234.5), (2, 12000), (3, 7)]
    ),
    "copied from a German Excel": File(
        "x\ty\n1\t1.234,5\n2\t12.000\n3\t7\n", [(1, 1234.5), (2, 12000), (3, 7)]
    ),
    "padded by a spreadsheet": File(
        "My measurements,,,\n,,,\nt,y,,\n1,2,,\n2,4.5,,\n,,,\n,,,\n",
        [(1, 2), (2, 4.5)],
        labels=("t", "y"),
    ),
    "title rows": File(
        "Experiment of Tuesday\nMeasured by Ann, Bob\n\nt (s),y (m)\n0,1.5\n1,2.5\n",
        [(0, 1.5), (1, 2.5)],
        labels=("t (s)", "y (m)"),
    ),
    "total": File("Month,Rain\n1,10\n2,20\n3,30\nTotal,60\n", [(1, 10), (2, 20), (3, 30)], left=1),
    "sum in German": File("Monat;Regen\n1;10,5\n2;20\nSumme;30,5\n", [(1, 10.5), (2, 20)], left=1),
    "mean below": File("name,t,y\na,1,2\nb,3,6\nMean,2,4\n", [(1, 2), (3, 6)], left=1),
    "footer": File("t,y\n1,2\n2,4\nSource: my notebook\n", [(1, 2), (2, 4)], left=1),
    "errors of Excel": File("t,y\n1,2\n2,#DIV/0!\n3,#N/A\n4,8\n", [(1, 2), (4, 8)], left=2),
    "Swiss": File("t;y\n1;1'234.50\n2;12’000.25\n", [(1, 1234.5), (2, 12000.25)]),
    "French": File(
        f"t;y\n1;1{NBSP}234,5\n2;12{THIN}000\n3;1 500,25\n", [(1, 1234.5), (2, 12000), (3, 1500.25)]
    ),
    "Indian": File('t,y\n1,"1,23,456"\n2,"12,345"\n3,789\n', [(1, 123456), (2, 12345), (3, 789)]),
    # The web
    "Our World in Data": File(
        "Entity,Code,Year,Life expectancy\nAlbania,ALB,1950,44.5\nAlbania,ALB,1951,44.75\nZimbabwe,ZWE,1950,48\n",
        [(1950, 44.5), (1951, 44.75), (1950, 48)],
        labels=("Year", "Life expectancy"),
    ),
    "Gapminder": File(
        "country,1800,1801,1802\nAlbania,400k,410k,1.2M\nBrazil,3.64M,3.66M,950\n",
        [(1800, 0.4), (1801, 0.41), (1802, 1.2)],
        "year",
        "Albania",
        labels=("year", "Albania (millions)"),
    ),
    "World Bank": File(
        '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-05-30",\n\n'
        '"Country Name","Country Code","1960","1961",\n"Aruba","ABW","54.5","55",\n"Chad","TCD","","38",\n"Peru","PER","47.5","48",\n',
        [(54.5, 55), (47.5, 48)],
        "1960",
        "1961",
        left=1,
    ),
    "copied from Wikipedia": File(
        "Rank\tCountry\tPopulation\tArea (km2)\n1\tIndia\t1,425,775,850[1]\t3,287,263\n2\tChina\t1,409,670,000[2]\t9,596,961\n",
        [(1425.77585, 3.287263), (1409.67, 9.596961)],
        "Population",
        "Area (km2)",
        labels=("Population (millions)", "Area (km2, millions)"),
    ),
    "Eurostat": File(
        "geo\t2019\t2020\nAT\t12.5\t13.5 e\nBE\t:\t14.5\nDE\t15.5\t16.5\n", [(15.5, 16.5)], left=2
    ),
    "markdown": File("| t | y |\n|---|---|\n| 1 | 2.5 |\n| 2 | 3.5 |\n", [(1, 2.5), (2, 3.5)]),
    "markdown without edges": File(
        "t | y\n--- | :---:\n1 | 2.5\n2 | −3.5\n", [(1, 2.5), (2, -3.5)]
    ),
    # Sensors
    "row of units": File(
        "time,temperature\ns,°C\n0,20.5\n1,21.5\n",
        [(0, 20.5), (1, 21.5)],
        labels=("time (s)", "temperature (°C)"),
    ),
    "row of units in brackets": File(
        "time;pressure\n[s];[hPa]\n0;1013,25\n1;1012,5\n",
        [(0, 1013.25), (1, 1012.5)],
        labels=("time (s)", "pressure (hPa)"),
    ),
    "units in the cells": File(
        "t,y\n0 s,5.5 cm\n1 s,7 cm\n2 s,9 cm\n",
        [(0, 5.5), (1, 7), (2, 9)],
        labels=("t (s)", "y (cm)"),
    ),
    "logger": File(
        "# Logger v2.1\n# Location: roof\nTimestamp,Temp\n2024-03-01 12:00:00,20.5\n2024-03-01 12:30:00,21\n2024-03-01 14:00:00,22\n",
        [(0, 20.5), (30, 21), (120, 22)],
        labels=("Timestamp (min since 2024-03-01 12:00)", "Temp"),
    ),
    "logger in UTC": File(
        "time,co2\n2024-03-01T12:00:00Z,400\n2024-03-03T12:00:00Z,410\n2024-03-08T00:00:00Z,420\n",
        [(0, 400), (2, 410), (6.5, 420)],
    ),
    "clock times": File(
        "time,y\n08:00,1.5\n08:15,2.5\n09:30,4\n",
        [(480, 1.5), (495, 2.5), (570, 4)],
        labels=("time (min, from h:min)", "y"),
    ),
    "durations": File(
        "time,y\n0:00:10,1\n0:01:40,2\n1:00:00,3\n",
        [(10, 1), (100, 2), (3600, 3)],
        labels=("time (s, from h:min:s)", "y"),
    ),
    "spaces of any width": File(
        "t   y\n1  2.5\n10 3.5\n100   4.5\n", [(1, 2.5), (10, 3.5), (100, 4.5)]
    ),
    "fixed width with a gap": File(
        "station  temp   rain\nA        20.5    1.5\nB                2.5\nC        22.5    3.5\n",
        [(20.5, 1.5), (22.5, 3.5)],
        left=1,
    ),
    "comments with slashes": File("// from the lab\n1;2\n3;4\n", [(1, 2), (3, 4)]),
    # Banks and dates
    "bank statement": File(
        '"Buchungstag";"Text";"Betrag"\n"31.01.2024";"Miete";"-1.250,00 €"\n"15.02.2024";"Lohn";"2.000,50 €"\n"01.03.2024";"Brot";"-3,20 €"\n',
        [(0, -1250), (15, 2000.5), (30, -3.2)],
        labels=("Buchungstag (days since 2024-01-31)", "Betrag (€)"),
    ),
    "American dates": File(
        "Date,Price\n1/31/2024,10\n2/1/2024,11\n2/15/2024,12\n", [(0, 10), (1, 11), (15, 12)]
    ),
    "British dates": File(
        "Date,Price\n01/02/2024,10\n13/02/2024,11\n01/03/2024,12\n", [(0, 10), (12, 11), (29, 12)]
    ),
    "months by name": File(
        "Month,Price\nJan 2024,10\nFeb 2024,11\nApr 2024,12\n", [(0, 10), (31, 11), (91, 12)]
    ),
    "many years": File(
        "DATE,GDP\n1960-01-01,540.5\n1970-01-01,1051.5\n1980-01-01,2789.5\n",
        [(0, 540.5), (3653 / 365.25, 1051.5), (7305 / 365.25, 2789.5)],
    ),
    # Oddities of every day
    "no names": File("1,2.5\n2,3.5\n", [(1, 2.5), (2, 3.5)], labels=("column 1", "column 2")),
    "Windows lines and a mark": File(b"\xef\xbb\xbft,y\r\n1,2\r\n3,4\r\n", [(1, 2), (3, 4)]),
    "quotes": File(
        '"t, in s","y ""raw"""\n"1","2.5"\n"3","4.5"\n',
        [(1, 2.5), (3, 4.5)],
        labels=("t, in s", 'y "raw"'),
    ),
    "trailing commas": File("t,y\n1,2,\n3,4,\n5,6,\n", [(1, 2), (3, 4), (5, 6)]),
    "trailing semicolons": File("t;y;\n1;2,5;\n3;4,5;\n", [(1, 2.5), (3, 4.5)]),
    "same names": File("x,x,y\n1,2,3\n4,5,7\n", [(1, 2), (4, 5)]),
    "names missing": File(",,y\n1.5,2,3\n4,5,7\n", [(1.5, 2), (4, 5)], "column 1", "column 2"),
    "missing in every way": File(
        "t,y\n1,2\n2,NaN\n3,NA\n4,n/a\n5,-\n6,\n7,null\n8,None\n9,--\n10,?\n11,.\n12,8\n",
        [(1, 2), (12, 8)],
        left=10,
    ),
    "minus of typographers": File("t,y\n−1,2\n–2,3\n1,−4\n", [(-1, 2), (-2, 3), (1, -4)]),
    "powers of ten": File(
        "t,y\n1,1.5×10^3\n2,2.5 x 10^-1\n3,4·10³\n", [(1, 1500), (2, 0.25), (3, 4000)]
    ),
    "large numbers": File(
        "t,y\n1,5000000\n2,7500000\n3,12000000\n",
        [(1, 5), (2, 7.5), (3, 12)],
        labels=("t", "y (millions)"),
    ),
    "text among them": File("name,t,note,y\nAda,1,first,2.5\nBob,2,,3.5\n", [(1, 2.5), (2, 3.5)]),
    "one word": File("t,y\n1,2\n2,lost\n3,4\n4,5\n", [(1, 2), (3, 4), (4, 5)], left=1),
    "Kaggle": File(
        "#,Name,HP,Attack\n1,Bulbasaur,45,49\n2,Ivysaur,60,62\n3,VenusaurMega Venusaur,80,100\n",
        [(45, 49), (60, 62), (80, 100)],
    ),
    "old Mac": File("t,y\r1,2\r3,4\r", [(1, 2), (3, 4)]),
    "LaTeX": File("t & y \\\\\n\\hline\n1 & 2.5 \\\\\n2 & 3.5 \\\\\n", [(1, 2.5), (2, 3.5)]),
}

DOUBTFUL: dict[str, File] = {
    # The text alone does not say; the whole column or file decides, and the page says how.
    "tabs, all with commas": File("t\ty\n1\t1,234\n2\t5,678\n", [(1, 1234), (2, 5678)]),
    "semicolons, all with commas": File("t;y\n1;1,234\n2;5,678\n", [(1, 1.234), (2, 5.678)]),
    "quoted, all with commas": File('t,y\n1,"1,234"\n2,"5,678"\n', [(1, 1234), (2, 5678)]),
    "semicolons, all with points": File("t;y\n1;1.234\n2;5.678\n", [(1, 1.234), (2, 5.678)]),
    "Google Sheets, thousands": File(
        't,Sales\n1,"1,200"\n2,950\n3,"12,345"\n', [(1, 1200), (2, 950), (3, 12345)]
    ),
    "day or month": File("Date,y\n01/02/2024,10\n03/04/2024,11\n", [(0, 10), (62, 11)]),
    "names or values": File("0,1\n1,3\n2,5\n", [(0, 1), (1, 3), (2, 5)]),
}
"""Texts that two readers would read differently. Each reading is told, with a way to the other."""
