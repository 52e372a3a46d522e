"""A plan to take along: as document, slides and workbook, for ourselves or for the customer, and whole as JSON."""
