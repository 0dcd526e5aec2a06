"""What theory says of a ball in a bowl, beside what was measured."""
