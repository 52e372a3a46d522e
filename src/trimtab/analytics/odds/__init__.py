"""The odds of open opportunities: trained in the background, kept beside the extracts, read by pages."""
