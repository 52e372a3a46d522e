"""Reading calendars: a file, the occurrences of a week in it, and what each of them probably was."""
