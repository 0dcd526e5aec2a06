"""Every sentence and number that a visitor reads."""
