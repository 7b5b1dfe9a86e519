-- Disclosure approval. Rows are added and closed, never deleted. Written by store/io/approval_tables.cpp only.
--
-- Deadlines, and when an issue is to go out, do not move with a clock that is set (store/io/time_step.cpp): people were
-- told them by mail.

-- One wording of an issue, as it was put to the vote.
CREATE TABLE issue_version (
    id        INTEGER PRIMARY KEY,
    issue_id  INTEGER NOT NULL REFERENCES issue (id),
    number    INTEGER NOT NULL CHECK (number > 0),
    post_id   INTEGER NOT NULL REFERENCES message (id),
    subject   TEXT    NOT NULL,                  -- this, the author and the audience as they were pinned
    author    TEXT    NOT NULL,
    audience  TEXT    NOT NULL,                  -- JSON array of categories; '[]' is all
    sha256    BLOB    NOT NULL CHECK (length(sha256) = 32),  -- of everything that is pinned
    opened_ms INTEGER NOT NULL,
    closed_ms INTEGER,                           -- a revision took its place, or the issue was cancelled
    UNIQUE (issue_id, number)
) STRICT;
CREATE INDEX issue_version_post ON issue_version (post_id);

CREATE TABLE pinned_part (
    version_id INTEGER NOT NULL REFERENCES issue_version (id),
    position   INTEGER NOT NULL CHECK (position > 0),
    media_type TEXT    NOT NULL,
    sha256     BLOB    NOT NULL CHECK (length(sha256) = 32),
    octets     INTEGER NOT NULL CHECK (octets >= 0),         -- how many
    PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE criterion_result (
    version_id INTEGER NOT NULL REFERENCES issue_version (id),
    position   INTEGER NOT NULL CHECK (position > 0),
    name       TEXT    NOT NULL,
    result     TEXT    NOT NULL CHECK (result IN ('pass', 'warn', 'refuse')),
    found      TEXT    NOT NULL,
    PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;

-- A stage of a version, with the rules that the configuration had when the version was opened.
CREATE TABLE stage (
    id             INTEGER PRIMARY KEY,
    version_id     INTEGER NOT NULL REFERENCES issue_version (id),
    position       INTEGER NOT NULL CHECK (position > 0),
    name           TEXT    NOT NULL,
    policy         TEXT    NOT NULL CHECK (policy IN ('any', 'quorum', 'unanimous', 'no-objection')),
    quorum         INTEGER NOT NULL,
    deadline_ms    INTEGER NOT NULL CHECK (deadline_ms >= 0),  -- how long it is open
    remind_ms      INTEGER NOT NULL CHECK (remind_ms >= 0),    -- how long before the deadline
    is_strict      INTEGER NOT NULL CHECK (is_strict IN (0, 1)),
    state          TEXT    NOT NULL DEFAULT 'waiting'
                           CHECK (state IN ('waiting', 'open', 'approved', 'rejected', 'expired')),
    opened_ms      INTEGER,
    deadline_at_ms INTEGER,
    remind_at_ms   INTEGER,                      -- NULL: it was reminded of, or will not be
    closed_ms      INTEGER,
    CHECK (policy <> 'quorum' OR quorum > 0),
    CHECK ((state = 'waiting') = (opened_ms IS NULL)),
    CHECK ((opened_ms IS NULL) = (deadline_at_ms IS NULL)),
    CHECK ((state IN ('waiting', 'open')) = (closed_ms IS NULL)),
    CHECK (state = 'open' OR remind_at_ms IS NULL),
    UNIQUE (version_id, position)
) STRICT;
CREATE INDEX stage_deadline ON stage (deadline_at_ms) WHERE state = 'open';
CREATE INDEX stage_remind ON stage (remind_at_ms) WHERE remind_at_ms IS NOT NULL;

-- Who may vote at a stage; vote tokens speak of these.
CREATE TABLE vote_request (
    id           INTEGER PRIMARY KEY,
    stage_id     INTEGER NOT NULL REFERENCES stage (id),
    seat_id      INTEGER REFERENCES vote_request (id),  -- for whom he stands in; NULL: the seat is his own
    approver     TEXT    NOT NULL,               -- mailbox; '' once he is erased
    delivery_id  INTEGER REFERENCES delivery (id),      -- NULL: not asked yet
    asked_ms     INTEGER,
    is_bounced   INTEGER NOT NULL DEFAULT 0 CHECK (is_bounced IN (0, 1)),
    is_withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (is_withdrawn IN (0, 1)),
    CHECK (is_withdrawn = 0 OR seat_id IS NOT NULL)
) STRICT;
CREATE INDEX vote_request_stage ON vote_request (stage_id);
CREATE INDEX vote_request_unasked ON vote_request (stage_id)
    WHERE asked_ms IS NULL AND is_bounced = 0 AND is_withdrawn = 0;
CREATE INDEX vote_request_seat ON vote_request (seat_id) WHERE seat_id IS NOT NULL;
CREATE INDEX vote_request_approver ON vote_request (lower(approver));
CREATE UNIQUE INDEX vote_request_delivery ON vote_request (delivery_id) WHERE delivery_id IS NOT NULL;

-- What was answered. The last one of a seat counts, and all stay.
CREATE TABLE vote (
    id          INTEGER PRIMARY KEY,
    request_id  INTEGER NOT NULL REFERENCES vote_request (id),
    is_approval INTEGER NOT NULL CHECK (is_approval IN (0, 1)),
    reason      TEXT    NOT NULL,                -- the voter's words
    at_ms       INTEGER NOT NULL,
    answer_id   INTEGER NOT NULL REFERENCES message (id),
    message_id  TEXT    NOT NULL,                -- of the answer, whose octets go by their age
    sender      TEXT    NOT NULL                 -- mailbox; '' once its owner is erased
) STRICT;
CREATE INDEX vote_of_request ON vote (request_id);
CREATE INDEX vote_sender ON vote (lower(sender));

ALTER TABLE issue ADD COLUMN send_at_ms INTEGER;  -- it does not begin to go out before; NULL: at once
CREATE INDEX issue_scheduled ON issue (coalesce(send_at_ms, 0)) WHERE state = 'scheduled';

-- A revision has another Message-ID, so a mailing is a number of its own and no issue's any more.
CREATE INDEX issue_mailing ON issue (mailing);
