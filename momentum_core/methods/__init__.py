"""The update rules, and what is drawn at random for them."""
