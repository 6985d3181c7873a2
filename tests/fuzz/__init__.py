"""Random programs, exact derivatives to hold against srcad's, and a shrinker for what fails."""
