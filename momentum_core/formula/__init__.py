"""Typed text to an expression, its derivatives, and the program that both interpreters run."""
