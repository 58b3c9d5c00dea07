"""One module a table: `prepare` adds the columns that its checks read, `expectations` lists the checks."""
