-- Hosted mailboxes. Written by store/io/mailbox_table.cpp only.
CREATE TABLE mailbox (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL UNIQUE,     -- user and place
    uid_validity  INTEGER NOT NULL DEFAULT 0,
    settled_up_to INTEGER NOT NULL DEFAULT 0   -- UIDs up to this one have no rows any more
) STRICT;

-- A message there that is still listed, or was when somebody last looked.
CREATE TABLE mailbox_mail (
    mailbox_id INTEGER NOT NULL REFERENCES mailbox (id),
    key        TEXT    NOT NULL,               -- UID or unique-id
    state      TEXT    NOT NULL CHECK (state IN ('taken', 'failing', 'too_large', 'given_up')),
    tries      INTEGER NOT NULL DEFAULT 0,
    why        TEXT    NOT NULL DEFAULT '',
    is_told    INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1)),
    PRIMARY KEY (mailbox_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX mailbox_mail_untold ON mailbox_mail (state) WHERE is_told = 0 AND state IN ('too_large', 'given_up');
