"""Data as the loss of a line: tables, observations, and the data sets that come along."""
