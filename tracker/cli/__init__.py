"""The command line: arguments, today's date, output and exit codes; nothing is computed here."""
