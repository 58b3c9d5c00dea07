"""Names, OCD ids and GEOIDs of American states, counties and places."""
