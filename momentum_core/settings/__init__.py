"""What a visitor may choose: its limits, its stops on a slider, and how a link spells it."""
