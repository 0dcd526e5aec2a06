"""More tables as people have them, that the reader was not built with: see files.py."""

from __future__ import annotations

from tests.losses.data.files import NBSP, File

ASIDE: dict[str, File] = {
    "penguins of R": File(
        '"","species","bill_length_mm","body_mass_g"\n"1","Adelie",39.1,3750\n"2","Adelie",39.5,3800\n"4","Adelie",NA,NA\n"5","Gentoo",46.5,5000\n',
        [(39.1, 3750), (39.5, 3800), (46.5, 5000)],
        left=1,
    ),
    "iris without names": File(
        "5.1,3.5,1.4,0.2,Iris-setosa\n4.9,3.0,1.4,0.2,Iris-setosa\n7.0,3.2,4.7,1.4,Iris-versicolor\n",
        [(5.1, 3.5), (4.9, 3.0), (7.0, 3.2)],
    ),
    "Titanic": File(
        'PassengerId,Survived,Name,Age,Fare\n1,0,"Braund, Mr. Owen",22,7.25\n2,1,"Cumings, Mrs. John (Florence)",38,71.2833\n6,0,"Moran, Mr. James",,8.4583\n',
        [(22, 7.25), (38, 71.2833)],
        "Age",
        "Fare",
        left=1,
    ),
    "housing": File(
        "Id;SalePrice;GrLivArea\n1;208.500;1.710\n2;181.500;1.262\n3;223.500;986\n4;840.000;1.717\n5;99.000;1.234,5\n",
        [(208500, 1710), (181500, 1262), (223500, 986), (840000, 1717), (99000, 1234.5)],
        "SalePrice",
        "GrLivArea",
    ),
    "stock with thousands": File(
        'Date,Close,Volume\n"Jan 02, 2024",185.64,"82,488,700"\n"Jan 03, 2024",184.25,"58,414,500"\n"Jan 04, 2024",181.91,"71,983,600"\n',
        [(0, 82.4887), (1, 58.4145), (2, 71.9836)],
        "Date",
        "Volume",
    ),
    "investing.com": File(
        '"Date","Price","Vol.","Change %"\n"03/15/2024","5,117.09","2.63M","-0.65%"\n"03/14/2024","5,150.48","950.5K","-0.29%"\n"03/13/2024","5,165.31","1.2M","0.10%"\n',
        [(5117.09, -0.65), (5150.48, -0.29), (5165.31, 0.10)],
        "Price",
        "Change %",
    ),
    "weather service of Germany": File(
        "STATIONS_ID;MESS_DATUM;TMK;eor\n        433;20240101;   5.2;eor\n        433;20240102;   6.4;eor\n        433;20240201;  -999;eor\n        433;20240202;   4.1;eor\n",
        [(0, 5.2), (1, 6.4), (31, -999), (32, 4.1)],
        "MESS_DATUM",
        "TMK",
    ),
    "NASA temperatures": File(
        "Land-Ocean: Global Means\nYear,Jan,Feb,J-D\n1880,-.20,-.26,-.18\n1881,-.20,-.16,-.09\n1882,.16,.13,***\n",
        [(1880, -0.20), (1881, -0.20), (1882, 0.16)],
    ),
    "CO2 of Mauna Loa": File(
        "# USE OF NOAA DATA\n#\n# year month decimal average\n1958  3  1958.2027  315.71\n1958  4  1958.2877  317.45\n1958  5  1958.3699  317.51\n",
        [(1958.2027, 315.71), (1958.2877, 317.45), (1958.3699, 317.51)],
        "decimal",
        "average",
    ),
    "Berkeley Earth": File(
        "% Global\n% Year, Anomaly\n 1850  -0.40\n 1851  -0.20\n", [(1850, -0.40), (1851, -0.20)]
    ),
    "oscilloscope": File(
        "Model,TBS1052B\nChannel,CH1\n,\nTIME,CH1\ns,V\n-1.0e-3,0.02\n0.0e-3,0.04\n1.0e-3,0.08\n",
        [(-0.001, 0.02), (0, 0.04), (0.001, 0.08)],
        labels=("TIME (s)", "CH1 (V)"),
    ),
    "Arduino": File(
        "millis\ttemp\n1000\t21.5\n2000\t21.75\n3000\tnan\n4000\t22.0\n",
        [(1000, 21.5), (2000, 21.75), (4000, 22)],
        left=1,
    ),
    "phyphox": File(
        '"Time (s)";"Acceleration x (m/s^2)"\n0,00E0;-1,5E-1\n1,00E-2;2,5E-1\n',
        [(0, -0.15), (0.01, 0.25)],
    ),
    "Garmin": File(
        "Activity,Distance,Time,Avg HR\nRun,5.01,00:25:10,150\nRun,10.25,00:55:00,155\nRide,--,01:10:30,--\n",
        [(5.01, 1510), (10.25, 3300)],
        "Distance",
        "Time",
        left=1,
    ),
    "receipt": File(
        "Artikel\tMenge\tPreis\nÄpfel\t2 kg\t4,98 €\nBirnen\t1,5 kg\t5,25 €\nZwetschgen\t500 g\t1,99 €\n",
        [(2, 4.98), (1.5, 5.25)],
        "Menge",
        "Preis",
        left=1,
    ),
    "pounds": File(
        'Item,Cost,Weight\nA,"£1,250",2.5\nB,£75.50,1\nC,£3,0.25\n',
        [(1250, 2.5), (75.5, 1), (3, 0.25)],
    ),
    "currency behind": File(
        "Jahr;Lohn\n2020;45.000 EUR\n2021;47.500 EUR\n2022;50.250,50 EUR\n",
        [(2020, 45000), (2021, 47500), (2022, 50250.5)],
    ),
    "Swedish": File(
        f"År;Folkmängd\n2019;10{NBSP}327{NBSP}589\n2020;10{NBSP}379{NBSP}295\n",
        [(2019, 10.327589), (2020, 10.379295)],
    ),
    "Latin-1 tabs": File(
        "Ort\tHöhe\tWert\nKöln\t53\t1,5\nGöttingen\t150\t2,5\nMünchen\t519\t4\n".encode("latin-1"),
        [(53, 1.5), (150, 2.5), (519, 4)],
    ),
    "UTF-16 big end": File("x;y\n1,5;2\n2,5;3\n".encode("utf-16-be"), [(1.5, 2), (2.5, 3)]),
    "org mode": File("| t | y |\n|---+---|\n| 1 | 2 |\n| 3 | 5 |\n", [(1, 2), (3, 5)]),
    "grid of reStructuredText": File(
        "+---+-----+\n| t | y   |\n+===+=====+\n| 1 | 2.5 |\n+---+-----+\n| 2 | 3.5 |\n+---+-----+\n",
        [(1, 2.5), (2, 3.5)],
    ),
    "average below": File(
        "Run,Time\n1,9.81\n2,9.79\n3,9.85\nAverage,9.8167\nStd dev,0.03\n",
        [(1, 9.81), (2, 9.79), (3, 9.85)],
        left=2,
    ),
    "total in the second column": File(
        "Nr;Text;Menge;Preis\n1;Brot;2;3,50\n2;Milch;1;1,25\n;Gesamt;3;4,75\n",
        [(2, 3.5), (1, 1.25)],
        "Menge",
        "Preis",
        left=1,
    ),
    "names over two rows": File(
        "Sample,Mass,Volume\n,(g),(mL)\nA,10.5,5\nB,20.5,9.75\n",
        [(10.5, 5), (20.5, 9.75)],
        labels=("Mass (g)", "Volume (mL)"),
    ),
    "years across": File(
        "Region,2018,2019,2020\nNorth,1.5,2.5,3.5\nSouth,4.5,5.5,7.5\n",
        [(2018, 1.5), (2019, 2.5), (2020, 3.5)],
        "year",
        "North",
    ),
    "quarter hours": File(
        "Zeit;Last\n31.12.2023 23:30;100,5\n31.12.2023 23:45;110\n01.01.2024 00:00;95,25\n",
        [(0, 100.5), (15, 110), (30, 95.25)],
    ),
    "am and pm": File(
        "Time,Steps\n11:30 AM,100\n12:00 PM,250\n1:15 PM,300\n",
        [(690, 100), (720, 250), (795, 300)],
    ),
    "Unix time": File(
        "timestamp,price\n1704067200,42.5\n1704067260,42.75\n1704067380,43\n",
        [(0, 42.5), (60, 42.75), (180, 43)],
    ),
    "quoted with spaces": File('"t", "y"\n"1", "2,5"\n"2", "3,75"\n', [(1, 2.5), (2, 3.75)]),
    "comment behind": File(
        "t y\n1 2.5  # first\n2 3.5\n3 4.5  # last\n", [(1, 2.5), (2, 3.5), (3, 4.5)]
    ),
    "per mille and plus": File("x,y\n+1,+2.5‰\n+2,-3.5‰\n", [(1, 2.5), (2, -3.5)]),
    "ragged with a remark": File("t,y\n1,2\n2,3,checked twice\n3,5\n", [(1, 2), (2, 3), (3, 5)]),
    "less than": File(
        "dose,reply\n1,<0.1\n2,0.5\n3,0.9\n4,>10\n5,1.5\n", [(2, 0.5), (3, 0.9), (5, 1.5)], left=2
    ),
}
