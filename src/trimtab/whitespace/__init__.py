"""What could still be sold, and where: units by solutions."""
