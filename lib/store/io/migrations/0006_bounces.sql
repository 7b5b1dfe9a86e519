-- What came back of deliveries. Written by store/io/bounce_tables.cpp only.
CREATE TABLE bounce (
    id          INTEGER PRIMARY KEY,
    at_ms       INTEGER NOT NULL,
    list        TEXT    NOT NULL,
    delivery_id INTEGER REFERENCES delivery (id),  -- NULL: not known
    contact_id  INTEGER REFERENCES contact (id),   -- NULL: of nobody that we know
    message_id  INTEGER REFERENCES message (id),   -- the report; NULL: the relay refused
    address     TEXT    NOT NULL,                  -- whom it did not reach
    class       TEXT    NOT NULL CHECK (class IN ('hard', 'soft', 'unknown')),
    status      TEXT    NOT NULL,                  -- "5.1.1", or empty
    reason      TEXT    NOT NULL,                  -- "mailbox-unknown", …
    words       TEXT    NOT NULL,                  -- what the server said
    counts      INTEGER NOT NULL CHECK (counts IN (0, 1)),
    is_told     INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1))  -- that they will not have our mail
) STRICT;
CREATE INDEX bounce_list ON bounce (list, id);
CREATE INDEX bounce_contact ON bounce (contact_id, at_ms) WHERE contact_id IS NOT NULL;
CREATE INDEX bounce_delivery ON bounce (delivery_id) WHERE delivery_id IS NOT NULL;
CREATE INDEX bounce_message ON bounce (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX bounce_at ON bounce (at_ms);
CREATE INDEX bounce_address ON bounce (lower(address));
CREATE INDEX bounce_block ON bounce (list, id) WHERE reason = 'policy' AND is_told = 0 AND delivery_id IS NOT NULL;

-- Deliveries that the relay refused for good and that nobody has looked at. Filled by store/io/queue_table.cpp.
CREATE TABLE refused (
    delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id)
) STRICT;

-- The last word before a suppression: a message that says so.
CREATE TABLE probe (
    contact_id  INTEGER PRIMARY KEY REFERENCES contact (id),
    list        TEXT    NOT NULL,
    due_ms      INTEGER NOT NULL,                  -- when it is to be sent; once it is, when it has passed
    delivery_id INTEGER REFERENCES delivery (id)   -- NULL: not sent yet
) STRICT;
CREATE INDEX probe_due ON probe (due_ms);
CREATE UNIQUE INDEX probe_delivery ON probe (delivery_id) WHERE delivery_id IS NOT NULL;

-- Who decided it: 'bounces', 'complaint', 'operator'.
ALTER TABLE suppression ADD COLUMN by TEXT NOT NULL DEFAULT 'operator';
CREATE INDEX suppression_since ON suppression (by, since_ms);

-- Suppressed members whose list's owner has still to be told. Written by store/io/directory_tables.cpp only.
CREATE TABLE suppression_untold (
    member_id INTEGER PRIMARY KEY REFERENCES member (id) ON DELETE CASCADE
) STRICT;
