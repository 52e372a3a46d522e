"""The figures of accounts and what won and lost propose for the ideal customer, handed to `targeting` every night."""
