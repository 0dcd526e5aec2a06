"""What a typed loss opens with: a window, a height, a start and a learning rate."""
