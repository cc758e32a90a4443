"""Changed inputs for every parser of what comes from elsewhere."""
