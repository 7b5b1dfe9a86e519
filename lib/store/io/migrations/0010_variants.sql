-- An issue exists in several languages: the original is a row as before, and each translation one more of the same
-- number, with a course of its own. Made anew, since SQLite cannot take the old UNIQUE (list, number) from a table.
CREATE TABLE issue_with_variants (
    id             INTEGER PRIMARY KEY,
    list           TEXT    NOT NULL REFERENCES list (name),
    number         INTEGER NOT NULL,
    variant_of     INTEGER REFERENCES issue (id),  -- the original; NULL: it is one itself
    language       TEXT    NOT NULL DEFAULT '',    -- BCP 47 tag in canonical case; '' (originals of old): the list's
    subject        TEXT    NOT NULL,
    date           TEXT    NOT NULL DEFAULT '',
    author         TEXT    NOT NULL,
    message_id     TEXT    NOT NULL,           -- of every copy
    post_id        INTEGER NOT NULL REFERENCES message (id),
    content_id     INTEGER REFERENCES content (id),  -- what was composed of the post; NULL: the post goes out as it came
    mailing        INTEGER NOT NULL,           -- a contact gets one copy of it: variants share their original's, and so
                                               -- do issues made of one post to several lists
    categories     TEXT    NOT NULL,           -- JSON array of texts; '[]' is all
    state          TEXT    NOT NULL CHECK (state IN ('held', 'approving', 'scheduled', 'distributing',
                                                     'distributed', 'rejected', 'cancelled')),
    is_paused      INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
    is_fanned_out  INTEGER NOT NULL DEFAULT 0 CHECK (is_fanned_out IN (0, 1)),
    fan_out_cursor INTEGER NOT NULL DEFAULT 0, -- the last member that was looked at
    accepted_ms    INTEGER NOT NULL,
    send_at_ms     INTEGER,                    -- it does not begin to go out before; NULL: at once
    CHECK (variant_of IS NULL OR language <> '')
) STRICT;
INSERT INTO issue_with_variants (id, list, number, subject, date, author, message_id, post_id, mailing, categories, state,
                                 is_paused, is_fanned_out, fan_out_cursor, accepted_ms, send_at_ms)
SELECT id, list, number, subject, date, author, message_id, post_id, mailing, categories, state,
       is_paused, is_fanned_out, fan_out_cursor, accepted_ms, send_at_ms FROM issue;
DROP TABLE issue;
ALTER TABLE issue_with_variants RENAME TO issue;
CREATE UNIQUE INDEX issue_number ON issue (list, number) WHERE variant_of IS NULL;
CREATE INDEX issue_of_number ON issue (list, number);  -- in whatever language
CREATE UNIQUE INDEX issue_variant ON issue (variant_of, language) WHERE variant_of IS NOT NULL;
CREATE INDEX issue_message_id ON issue (message_id);
CREATE INDEX issue_open ON issue (id) WHERE state = 'distributing';
CREATE INDEX issue_scheduled ON issue (coalesce(send_at_ms, 0)) WHERE state = 'scheduled';
CREATE INDEX issue_mailing ON issue (mailing);
CREATE INDEX issue_post ON issue (post_id);
CREATE INDEX issue_content ON issue (content_id) WHERE content_id IS NOT NULL;
