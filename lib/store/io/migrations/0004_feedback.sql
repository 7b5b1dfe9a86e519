-- What members write about issues, and the threads about it.
CREATE TABLE feedback (
    id          INTEGER PRIMARY KEY,
    at_ms       INTEGER NOT NULL,
    list        TEXT    NOT NULL,
    issue_id    INTEGER REFERENCES issue (id),
    contact_id  INTEGER REFERENCES contact (id),    -- whose token it carried
    message_id  INTEGER NOT NULL REFERENCES message (id),
    text        TEXT    NOT NULL,
    attachments TEXT    NOT NULL DEFAULT '[]',       -- JSON array of names
    state       TEXT    NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'routed', 'answered', 'closed')),
    told_ms     INTEGER                              -- in which digest it was told of
) STRICT;
CREATE INDEX feedback_list ON feedback (list, id);
CREATE INDEX feedback_issue ON feedback (issue_id) WHERE issue_id IS NOT NULL;
CREATE INDEX feedback_contact ON feedback (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX feedback_untold ON feedback (list, id) WHERE told_ms IS NULL;

-- Who talks within a thread; tokens of purpose thread speak of these.
CREATE TABLE thread_party (
    id          INTEGER PRIMARY KEY,
    feedback_id INTEGER NOT NULL REFERENCES feedback (id),
    address     TEXT    NOT NULL,                    -- mailbox
    address_key TEXT    NOT NULL,                    -- in lower case
    is_author   INTEGER NOT NULL CHECK (is_author IN (0, 1)),
    UNIQUE (feedback_id, address_key)
) STRICT;

-- What was passed on within it.
CREATE TABLE thread_message (
    message_id  INTEGER PRIMARY KEY REFERENCES message (id),
    feedback_id INTEGER NOT NULL REFERENCES feedback (id),
    at_ms       INTEGER NOT NULL
) STRICT;
CREATE INDEX thread_message_feedback ON thread_message (feedback_id, at_ms);

-- Who answers for a country is looked for in one category.
CREATE INDEX member_category ON member (list_id, category);
