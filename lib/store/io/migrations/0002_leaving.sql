-- Leavings that the list's owner has still to be told of. Written by store/io/directory_tables.cpp only.
CREATE TABLE leaving (
    member_id INTEGER PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE,
    left_ms   INTEGER NOT NULL
) STRICT;
