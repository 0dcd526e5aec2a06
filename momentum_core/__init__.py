"""Gradient descent with momentum: losses, update rules, runs, and what a stage draws of them."""
