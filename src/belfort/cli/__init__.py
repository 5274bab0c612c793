"""The command line: parse, call one verb, show. No arithmetic here."""
