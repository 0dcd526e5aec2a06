"""What the player is sent."""
