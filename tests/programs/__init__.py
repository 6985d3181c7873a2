"""Small realistic programs, each a row of a table, and what srcad's derivatives of them are held against."""
