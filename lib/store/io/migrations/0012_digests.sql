-- Members who get the issues of a list together. Written by store/io/digest_tables.cpp; items also by the fan-out.

-- What a member has chosen for a list. 'ending': own copies again, once what still waits has gone out.
CREATE TABLE digest_choice (
    list       TEXT    NOT NULL,
    contact_id INTEGER NOT NULL REFERENCES contact (id),
    period     TEXT    NOT NULL CHECK (period IN ('daily', 'weekly', 'ending')),
    format     TEXT    NOT NULL CHECK (format IN ('mime', 'plain')),
    PRIMARY KEY (list, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX digest_choice_period ON digest_choice (list, period, contact_id);
CREATE INDEX digest_choice_contact ON digest_choice (contact_id);

-- One digest: the same octets for all who get the same issues.
CREATE TABLE digest (
    id         INTEGER PRIMARY KEY,
    list       TEXT    NOT NULL,
    cause      TEXT    NOT NULL UNIQUE,
    content_id INTEGER REFERENCES content (id),  -- NULL: long gone
    made_ms    INTEGER NOT NULL
) STRICT;
CREATE INDEX digest_content ON digest (content_id, made_ms) WHERE content_id IS NOT NULL;

CREATE TABLE digest_issue (
    digest_id INTEGER NOT NULL REFERENCES digest (id),
    issue_id  INTEGER NOT NULL REFERENCES issue (id),
    PRIMARY KEY (digest_id, issue_id)
) STRICT, WITHOUT ROWID;

-- An issue for a reader of digests, where others have a delivery: a contact has either of them for a mailing, once.
CREATE TABLE digest_item (
    mailing     INTEGER NOT NULL,
    contact_id  INTEGER NOT NULL REFERENCES contact (id),
    issue_id    INTEGER NOT NULL REFERENCES issue (id),
    member_id   INTEGER NOT NULL REFERENCES member (id),
    list        TEXT    NOT NULL,
    added_ms    INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'digested', 'withdrawn')),
    delivery_id INTEGER REFERENCES delivery (id),  -- of the digest that has it
    CHECK (state <> 'digested' OR delivery_id IS NOT NULL),
    PRIMARY KEY (mailing, contact_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX digest_item_waiting ON digest_item (list, contact_id) WHERE state = 'waiting';
CREATE INDEX digest_item_delivery ON digest_item (delivery_id) WHERE delivery_id IS NOT NULL;
CREATE INDEX digest_item_contact ON digest_item (contact_id);

-- A digest's delivery is in a lane of its own, below 0; its issue_id is the newest issue in it, and it has no mailing.
CREATE UNIQUE INDEX delivery_digest ON delivery (contact_id, lane) WHERE lane < 0;

-- How far the digests of a list have come.
CREATE TABLE digest_round (
    list          TEXT    NOT NULL,
    period        TEXT    NOT NULL CHECK (period IN ('daily', 'weekly')),
    slot_ms       INTEGER NOT NULL,
    after_contact INTEGER NOT NULL,
    is_over       INTEGER NOT NULL CHECK (is_over IN (0, 1)),
    PRIMARY KEY (list, period)
) STRICT, WITHOUT ROWID;
