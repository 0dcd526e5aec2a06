"""The losses and the data that the app brings along, and what is wrong with a visitor's own."""

CATALOGUE = {
    "double-well": (
        "Two wells, tilted",
        "Momentum climbs out of the first hollow; without it the ball is stuck.",
    ),
    "bowl": (
        "Bowl",
        "The simplest loss: momentum overshoots, swings and comes to rest.",
    ),
    "plateau": (
        "Plateau",
        "On flat ground plain descent crawls; momentum gathers speed.",
    ),
    "cliff": (
        "Cliff",
        "The steep wall flings the ball; momentum carries it far past the valley.",
    ),
    "two-sines": (
        "Waves",
        "Several hollows: momentum decides in which one the ball rests.",
    ),
    "gramacy-lee": (
        "Growing waves (Gramacy)",
        "Hollows get deeper to the left; momentum hops over the shallow ones.",
    ),
    "forrester": (
        "Level spot (Forrester)",
        "A level spot on the way holds plain descent; momentum rolls through it.",
    ),
    "bumpy": (
        "Bumpy slope",
        "Small bumps trap plain descent at once; momentum rolls over them.",
    ),
    "kink": (
        "Kink",
        "The slope hardly shrinks near the bottom, so momentum swings far past it.",
    ),
    "flat-bottom": (
        "Flat bottom",
        "The bottom is so flat that the last stretch takes for ever.",
    ),
    "lessard": (
        "Three bends (Lessard)",
        "One valley, and yet well-tuned momentum can circle in it for ever.",
    ),
    "round-bowl": (
        "Round bowl",
        "Equally curved all round: the slope points straight at the minimum.",
    ),
    "narrow-valley": (
        "Narrow valley",
        "Steep across, shallow along: plain descent crawls, momentum gains speed.",
    ),
    "rosenbrock": (
        "Banana valley (Rosenbrock)",
        "A curved valley: easy to find, slow to follow.",
    ),
    "banana": (
        "Banana valley (Distill)",
        "A gentler curved valley, which momentum follows to its end.",
    ),
    "beale": (
        "Steep corners (Beale)",
        "Past a saddle into a valley that gets flatter and flatter.",
    ),
    "himmelblau": (
        "Four minima (Himmelblau)",
        "Four equally deep minima: momentum decides which one the ball finds.",
    ),
    "styblinski-tang": (
        "Four hollows (Styblinski)",
        "One of four hollows is the deepest; momentum carries the ball there.",
    ),
    "six-hump-camel": (
        "Six humps (camel)",
        "Six minima, two of them deepest; momentum leaves the shallow one.",
    ),
    "two-wells": (
        "Two funnels",
        "Two funnels in a bowl: momentum gets past the near one to the deeper.",
    ),
    "saddle": (
        "Saddle",
        "On a saddle the slope fades; momentum gets away from it sooner.",
    ),
    "matyas": (
        "Shallow valley (Matyas)",
        "A slanted valley, 25 times as curved across as along.",
    ),
    "booth": (
        "Slanted bowl (Booth)",
        "Hardly narrow: plain descent is soon there, much momentum swings on.",
    ),
    "high-plain": (
        "High plain",
        "Far out the ground is almost level: momentum gathers speed there.",
    ),
}
"""The losses by their keys: a name, and one line on what each teaches."""

OWN = {
    "formula": "Your own loss.",
    "line": "Each place is a line, and its height is how badly the line fits.",
}
"""What a loss of one's own teaches."""

DATA_SETS = {
    "hubble": (
        "Moving galaxies (Hubble)",
        "The 24 nebulae of table 1 in Hubble's paper of 1929, with his distances.",
    ),
    "cars": (
        "Stopping distances of cars",
        "50 cars of the 1920s that were made to stop, from Ezekiel's textbook of 1930.",
    ),
    "forbes": (
        "Boiling water (Forbes)",
        "17 places in the Alps and in Scotland, from Forbes's paper of 1857.",
    ),
}
"""The data by their keys: a name, and where they come from."""

MISSED = {
    "line": "The slope is zero along a whole line or area.",
    "floor": "All of a valley floor is equally low; it is marked once.",
    "flat": "The loss is flat at a place where its slope is zero; others may lie near it.",
    "gap": "The loss has no value, or no slope, in part of the picture.",
    "jump": "The slope jumps, so the loss may have a lowest place where it is never zero.",
    "many": "{found} were found, and {shown} of them are marked.",
    "intricate": "The loss is too intricate here to be sure that every such place was found.",
}
"""Why there may be more stationary points than are marked."""

PROBLEMS = {
    "your": "Your data",
    "standardised": "{label}, standardised",
    "column": "column {number}",
    "uneven": "There are {ts} values of t and {ys} of y.",
    "none": "A line needs at least two observations; there are none.",
    "one": "A line needs at least two observations; there is one.",
    "many": "There are {count} observations; {most} are the most.",
    "infinite": "Observation {number} has no finite value of “{label}”.",
    "large": "Observation {number} of “{label}” is {value:,.10g}, which is beyond ±{most:,.0f}; "
    "use a larger unit, such as thousands.",
    "small": "All values of “{label}” are below {least:g}; use a smaller unit, such as "
    "thousandths.",
    "same": "All values of “{label}” are {value:g}; a line needs at least two different ones.",
    "close": "The values of “{label}” hardly differ; subtract a round number from them, or use a "
    "smaller unit.",
    "no column": "There is no column “{label}”.",
    "twice": "Choose two different columns for t and for y.",
    "no numbers": "“{label}” has no numbers: {why}.",
    "no sums": "The sums of all rows in the link can't be those of any data.",
    "only names": "There is a row of names, and no data below it.",
    "rows": "There are {count:,} rows; {most:,} are the most.",
    "long": "The data have {count:,} characters; {most:,} are the most.",
    "spreadsheet": "This is no spreadsheet that can be read here; save it as CSV and try again.",
    "old spreadsheet": "This is a spreadsheet of an old kind; save it as CSV or .xlsx.",
    "pdf": "This is a PDF, in which there are no cells; copy the table from it and paste it.",
    "elements": "The spreadsheet has more than {most:,} cells and the like, which are the most.",
    "unpacked": "Unpacked the spreadsheet has more than {most} megabytes, which are the most.",
    "no text": "This is not a text file; a table in CSV is needed.",
    "empty": "There are no data here; a table with two columns is needed.",
    "one column": "There is only one column; two are needed, with a comma, a semicolon, a tab or "
    "spaces between.",
    "unreadable": "Row {row} can't be read; look for a quotation mark without its partner.",
    "blank": "All cells are empty; a table with two columns is needed.",
    "columns": "There are {count:,} columns; {most} are the most.",
    "ragged": "Row {row} has {count:cells}, and row {first} has {width}; all rows need the same "
    "number.",
    "names": "Row {row} has {width:cells}, and row {first} has {count:names}; where commas are "
    "decimal signs, semicolons or tabs must be between the cells.",
    "long link": "The data in a link have at most {most} characters.",
    "odd link": "A link's data are pairs; the last t has no y.",
    "no number in link": "“{cell}” is not a number; it is value {number} in the link.",
    "long number in link": "“{cell}” has {count:,} characters; a number has at most {most}; it is "
    "value {number} in the link.",
}
"""What is wrong with data, and what stands for a name that they don't have."""
