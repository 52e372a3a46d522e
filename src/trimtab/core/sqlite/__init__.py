"""Django's SQLite backend, made safe for many writers: `ENGINE: trimtab.core.sqlite`."""
