"""A loss over a window: of the catalogue, typed, or a line's; and its stationary points."""
