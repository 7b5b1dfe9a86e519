-- A confirmation is asked for more than posts: its purpose, and what each needs. Written by store/io/confirmation_table.cpp only.
CREATE TABLE asked (
    id         INTEGER PRIMARY KEY,
    purpose    TEXT    NOT NULL CHECK (purpose IN ('post', 'join', 'leave', 'change', 'invite', 'admit')),
    list       TEXT    NOT NULL,               -- name
    message_id INTEGER REFERENCES message (id),  -- the held post, or the message that asked
    address    TEXT    NOT NULL,               -- as it is written to; '' once it is forgotten
    change     TEXT    NOT NULL DEFAULT '',    -- what would change: "pause", "language fr"
    language   TEXT    NOT NULL DEFAULT '',    -- of the words in which it was asked for
    source     TEXT    NOT NULL DEFAULT '',    -- where the message that asked came from
    asked_ms   INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    is_open    INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1)),
    CHECK (purpose <> 'post' OR message_id IS NOT NULL)
) STRICT;
INSERT INTO asked (id, purpose, list, message_id, address, asked_ms, expires_ms, is_open)
    SELECT confirmation.id, 'post', message.list, confirmation.message_id, address, asked_ms, expires_ms, is_open
      FROM confirmation JOIN message ON message.id = confirmation.message_id;
DROP TABLE confirmation;
ALTER TABLE asked RENAME TO confirmation;
CREATE INDEX confirmation_address ON confirmation (lower(address), purpose, asked_ms);
CREATE INDEX confirmation_source ON confirmation (source, asked_ms) WHERE source <> '';
CREATE INDEX confirmation_open ON confirmation (expires_ms) WHERE is_open = 1;
CREATE INDEX confirmation_known ON confirmation (expires_ms) WHERE purpose <> 'post' AND address <> '';
CREATE INDEX member_unanswered ON member (since_ms) WHERE state IN ('invited', 'pending');
