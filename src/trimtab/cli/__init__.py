"""The command `trimtab`: one module a command."""
