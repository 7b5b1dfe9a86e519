-- Who was asked to fill in a form, and what came back.
CREATE TABLE asking (
    id          INTEGER PRIMARY KEY,
    form        TEXT    NOT NULL,              -- its id in the configuration
    list        TEXT    NOT NULL REFERENCES list (name),
    contact_id  INTEGER NOT NULL REFERENCES contact (id),
    corrects_id INTEGER REFERENCES form_return (id),  -- an answer takes its place; NULL: the member's own answer
    asked_ms    INTEGER NOT NULL,
    reminded_ms INTEGER                        -- last; NULL: never
) STRICT;
CREATE UNIQUE INDEX asking_member ON asking (form, contact_id) WHERE corrects_id IS NULL;
CREATE UNIQUE INDEX asking_correction ON asking (corrects_id) WHERE corrects_id IS NOT NULL;
CREATE INDEX asking_contact ON asking (contact_id);

CREATE TABLE form_return (
    id          INTEGER PRIMARY KEY,
    form        TEXT    NOT NULL,
    asking_id   INTEGER NOT NULL REFERENCES asking (id),
    message_id  INTEGER REFERENCES message (id),  -- NULL: it came by the page
    sender      TEXT    NOT NULL,                 -- mailbox; '': the page, or forgotten
    received_ms INTEGER NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('review', 'accepted', 'late', 'held', 'superseded', 'rejected')),
    is_late     INTEGER NOT NULL CHECK (is_late IN (0, 1)),
    has_doubts  INTEGER NOT NULL CHECK (has_doubts IN (0, 1)),
    content     TEXT    NOT NULL                  -- JSON; '': forgotten
) STRICT;
CREATE INDEX form_return_form ON form_return (form);
CREATE INDEX form_return_asking ON form_return (asking_id);
CREATE INDEX form_return_message ON form_return (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX form_return_sender ON form_return (lower(sender)) WHERE sender <> '';
