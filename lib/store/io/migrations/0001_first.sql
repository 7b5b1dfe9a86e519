-- The first schema. Times are unix milliseconds UTC. Each table is written by the file of store/io that has its name.

-- Octets by their digest: arrived messages and notices. One row however often they are referred to.
CREATE TABLE content (
    id     INTEGER PRIMARY KEY,
    sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
    octets BLOB NOT NULL
) STRICT;

CREATE TABLE list (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    address TEXT NOT NULL
) STRICT;

-- One arrived message for one recipient of ours.
CREATE TABLE message (
    id           INTEGER PRIMARY KEY,
    received_ms  INTEGER NOT NULL,
    recipient    TEXT    NOT NULL,
    reverse_path TEXT    NOT NULL,             -- '' is the null reverse-path
    message_id   TEXT    NOT NULL DEFAULT '',
    content_id   INTEGER NOT NULL REFERENCES content (id),
    state        TEXT    NOT NULL DEFAULT 'spooled' CHECK (state IN ('spooled', 'held', 'done')),
    handlings    INTEGER NOT NULL DEFAULT 0,
    list         TEXT    NOT NULL DEFAULT '',  -- name; '' is for the operator
    kind         TEXT    NOT NULL DEFAULT '',
    author       TEXT    NOT NULL DEFAULT '',
    subject      TEXT    NOT NULL DEFAULT '',
    reason       TEXT    NOT NULL DEFAULT '',
    held_ms      INTEGER,
    told_ms      INTEGER,                      -- in which digest it was told of
    CHECK (state <> 'held' OR held_ms IS NOT NULL)
) STRICT;
CREATE INDEX message_spooled ON message (id) WHERE state = 'spooled';
CREATE INDEX message_held ON message (list, id) WHERE state = 'held';
CREATE INDEX message_message_id ON message (message_id);

-- What has arrived before, so that it is handled once.
CREATE TABLE ingest_key (
    key        BLOB PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES message (id),
    at_ms      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ingest_key_at ON ingest_key (at_ms);

CREATE TABLE organisation (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    about   TEXT NOT NULL DEFAULT '',
    url     TEXT NOT NULL DEFAULT '',
    country TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE contact (
    id              INTEGER PRIMARY KEY,
    email           TEXT NOT NULL,             -- RFC 5321 Mailbox, as delivered to
    email_key       TEXT NOT NULL UNIQUE,      -- in lower case
    domain          TEXT NOT NULL,
    name            TEXT NOT NULL DEFAULT '',
    organisation_id INTEGER REFERENCES organisation (id),
    country         TEXT NOT NULL DEFAULT '',
    language        TEXT NOT NULL DEFAULT '',
    attributes      TEXT NOT NULL DEFAULT '{}'  -- JSON object of texts
) STRICT;
CREATE INDEX contact_organisation ON contact (organisation_id);

-- An address that must get nothing. A member's state 'suppressed' is derived from it.
CREATE TABLE suppression (
    contact_id INTEGER PRIMARY KEY REFERENCES contact (id),
    reason     TEXT    NOT NULL,
    since_ms   INTEGER NOT NULL
) STRICT;

CREATE TABLE member (
    id         INTEGER PRIMARY KEY,
    list_id    INTEGER NOT NULL REFERENCES list (id),
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    category   TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('invited', 'pending', 'active', 'paused', 'left')),
    since_ms   INTEGER NOT NULL,
    UNIQUE (list_id, contact_id, category)
) STRICT;
CREATE INDEX member_list ON member (list_id);
CREATE INDEX member_contact ON member (contact_id);

CREATE TABLE issue (
    id             INTEGER PRIMARY KEY,
    list           TEXT    NOT NULL REFERENCES list (name),
    number         INTEGER NOT NULL,
    subject        TEXT    NOT NULL,
    date           TEXT    NOT NULL DEFAULT '',
    author         TEXT    NOT NULL,
    message_id     TEXT    NOT NULL,           -- of every copy
    post_id        INTEGER NOT NULL REFERENCES message (id),
    mailing        INTEGER NOT NULL,           -- the first issue made of the same Message-ID: a contact gets one copy of it
    categories     TEXT    NOT NULL,  -- JSON array of texts; '[]' is all
    state          TEXT    NOT NULL CHECK (state IN ('held', 'approving', 'scheduled', 'distributing',
                                                     'distributed', 'rejected', 'cancelled')),
    is_paused      INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
    is_fanned_out  INTEGER NOT NULL DEFAULT 0 CHECK (is_fanned_out IN (0, 1)),
    fan_out_cursor INTEGER NOT NULL DEFAULT 0, -- the last member that was looked at
    accepted_ms    INTEGER NOT NULL,
    UNIQUE (list, number)
) STRICT;
CREATE INDEX issue_message_id ON issue (message_id);
CREATE INDEX issue_open ON issue (id) WHERE state = 'distributing';

-- One message for one recipient.
CREATE TABLE delivery (
    id             INTEGER PRIMARY KEY,
    lane           INTEGER NOT NULL,           -- 0 for notices, else the issue: what shares the relay evenly
    issue_id       INTEGER REFERENCES issue (id),
    mailing        INTEGER,
    contact_id     INTEGER REFERENCES contact (id),
    member_id      INTEGER REFERENCES member (id),
    content_id     INTEGER REFERENCES content (id),  -- of a notice
    list           TEXT    NOT NULL,
    recipient      TEXT    NOT NULL,           -- forward-path
    domain         TEXT    NOT NULL,
    reverse_path   TEXT    NOT NULL CHECK (reverse_path IN ('null', 'verp')),
    cause          TEXT,                       -- of a notice
    state          TEXT    NOT NULL CHECK (state IN ('queued', 'deferred', 'leased', 'accepted', 'failed',
                                                     'expired', 'cancelled')),
    attempts       INTEGER NOT NULL DEFAULT 0,
    queued_ms      INTEGER NOT NULL,
    due_ms         INTEGER,
    lease_owner    TEXT,
    lease_until_ms INTEGER,
    at_dot_ms      INTEGER,                    -- the end of the message may have been sent
    CHECK ((state IN ('queued', 'deferred')) = (due_ms IS NOT NULL)),
    CHECK ((state = 'leased') = (lease_until_ms IS NOT NULL)),
    CHECK ((lane = 0) = (issue_id IS NULL)),
    UNIQUE (mailing, contact_id)
) STRICT;
-- By id within an instant, so that neighbours are leased together and settled on the same pages; domain last, so that
-- those of a full domain are passed over without a look at their rows.
CREATE INDEX delivery_due ON delivery (lane, due_ms, id, domain) WHERE due_ms IS NOT NULL;
CREATE INDEX delivery_leased ON delivery (lane) WHERE lease_until_ms IS NOT NULL;
CREATE UNIQUE INDEX delivery_cause ON delivery (cause) WHERE cause IS NOT NULL;
CREATE INDEX delivery_notice ON delivery (lower(recipient)) WHERE lane = 0;

-- One try at a delivery, with the relay's exact reply.
CREATE TABLE attempt (
    delivery_id INTEGER NOT NULL REFERENCES delivery (id),
    n           INTEGER NOT NULL,              -- the delivery's first is 1
    at_ms       INTEGER NOT NULL,
    stage       TEXT    NOT NULL,
    code        INTEGER NOT NULL,              -- 0: no reply was read
    enhanced    TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    PRIMARY KEY (delivery_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE confirmation (
    id         INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES message (id),
    address    TEXT    NOT NULL,               -- in lower case
    asked_ms   INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    is_open    INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1))
) STRICT;
CREATE INDEX confirmation_address ON confirmation (address, asked_ms);
CREATE INDEX confirmation_open ON confirmation (expires_ms) WHERE is_open = 1;

-- Append-only: nothing here is ever changed.
CREATE TABLE journal (
    id          INTEGER PRIMARY KEY,
    at_ms       INTEGER NOT NULL,
    event       TEXT    NOT NULL,
    list        TEXT    NOT NULL,
    message_id  INTEGER,
    issue_id    INTEGER,
    delivery_id INTEGER,
    contact_id  INTEGER,
    by          TEXT    NOT NULL,
    detail      TEXT    NOT NULL
) STRICT;
CREATE INDEX journal_message ON journal (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX journal_issue ON journal (issue_id) WHERE issue_id IS NOT NULL;
CREATE INDEX journal_delivery ON journal (delivery_id) WHERE delivery_id IS NOT NULL;
CREATE INDEX journal_contact ON journal (contact_id) WHERE contact_id IS NOT NULL;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
