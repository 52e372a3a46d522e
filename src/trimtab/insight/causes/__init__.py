"""What a lever does, as far as past deals can tell it: adjusted, refuted, bounded, graded."""
