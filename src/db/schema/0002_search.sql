-- Full-text search. The words of what can be found, and the text that they were taken from.
--
-- search_index is the one table that only SQLite understands (src/db/search_sqlite.c is all that touches it); another
-- database brings its own. It knows which rows have a word, newest first, and nothing else: no text, no positions.

create table search_doc (
    row    integer primary key,                -- seconds of its time * 16384 + n: later things have larger numbers
    parent text not null,                      -- incident or post-mortem that it is in
    id     text not null,
    kind   integer not null,                   -- enum search_kind
    title  text not null,
    body   text not null,
    ms     integer not null,
    unique (parent, id)
) strict;

create virtual table search_index using fts5(
    words, content = '', columnsize = 0, detail = none, prefix = '3 4', tokenize = 'ascii');
create virtual table search_word using fts5vocab(search_index, instance);
