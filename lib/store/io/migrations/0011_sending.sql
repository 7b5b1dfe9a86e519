-- When an issue's copies are due, and whom a correction is for.
--
-- A copy that waits for its time is queued with it as both due_ms and queued_ms: since when it may leave, and from when on
-- its retries are counted. Until then it does not move with a clock that is set (store/io/time_step.cpp).
ALTER TABLE issue ADD COLUMN begun_ms INTEGER;  -- since when it is distributed; NULL: not yet, or before there was this column
ALTER TABLE issue ADD COLUMN corrects_id INTEGER REFERENCES issue (id);  -- the original whose holders alone get it; NULL: none
ALTER TABLE issue_version ADD COLUMN corrects_id INTEGER REFERENCES issue (id);  -- the same, as it was pinned
