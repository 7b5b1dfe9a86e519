-- A message that was copied to where it is moved to, and whose original the server has not removed yet.
CREATE TABLE mailbox_mail_new (
    mailbox_id INTEGER NOT NULL REFERENCES mailbox (id),
    key        TEXT    NOT NULL,               -- UID or unique-id
    state      TEXT    NOT NULL CHECK (state IN ('taken', 'copied', 'failing', 'too_large', 'given_up')),
    tries      INTEGER NOT NULL DEFAULT 0,
    why        TEXT    NOT NULL DEFAULT '',
    is_told    INTEGER NOT NULL DEFAULT 0 CHECK (is_told IN (0, 1)),
    PRIMARY KEY (mailbox_id, key)
) STRICT, WITHOUT ROWID;
INSERT INTO mailbox_mail_new SELECT mailbox_id, key, state, tries, why, is_told FROM mailbox_mail;
DROP TABLE mailbox_mail;
ALTER TABLE mailbox_mail_new RENAME TO mailbox_mail;
CREATE INDEX mailbox_mail_untold ON mailbox_mail (state) WHERE is_told = 0 AND state IN ('too_large', 'given_up');
