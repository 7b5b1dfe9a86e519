-- What goes by its age, and who is kept out. Written by store/io/retention_tables.cpp and personal_data_tables.cpp.
ALTER TABLE message ADD COLUMN ended_ms INTEGER;     -- when it was done
ALTER TABLE message ADD COLUMN purged_ms INTEGER;    -- since when its octets, and who wrote what, are gone
ALTER TABLE message ADD COLUMN reminded_ms INTEGER;  -- in which digest it was told of for the last time
UPDATE message SET ended_ms = received_ms WHERE state = 'done';
CREATE INDEX message_kept ON message (ended_ms) WHERE state = 'done' AND purged_ms IS NULL;
CREATE INDEX message_told ON message (told_ms) WHERE state = 'held' AND told_ms IS NOT NULL;

-- Whether anything else refers to octets, a post or a message. Copies of issues are in none of these.
CREATE INDEX message_content ON message (content_id);
CREATE INDEX delivery_content ON delivery (content_id) WHERE content_id IS NOT NULL;
CREATE INDEX issue_post ON issue (post_id);
CREATE INDEX feedback_message ON feedback (message_id);
CREATE INDEX confirmation_message ON confirmation (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX thread_party_address ON thread_party (address_key);
CREATE INDEX delivery_named_notice ON delivery (queued_ms) WHERE lane = 0 AND recipient <> '';

-- Who was erased, as HMAC-SHA-256 of the address with our key: nobody is brought back by an old file.
CREATE TABLE erased (
    mark      BLOB PRIMARY KEY CHECK (length(mark) = 32),
    erased_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
