-- The tables of a store, format version 1. docs/format.md describes the encodings of the chunks.
--
-- The file: application_id 0x44535352 ("DSSR"), user_version 1, pages of 4096 bytes, rollback
-- journal. Times are nanoseconds since the Unix epoch. Unsigned 64-bit numbers are stored by their
-- bits. Ids count from 0 without gaps, save where a comment says otherwise.
--
-- The column `checksum`, the last one but in `chunk`, is the XXH3 hash of the columns before it, so
-- that no row changes unnoticed. Each value gives a byte for its type (0 NULL, 1 integer, 2 text, 3 blob), then
-- an integer its eight bytes, text and blobs the count of their bytes as an integer and the bytes;
-- integers are little-endian.

-- commit_count: how many commits the file holds; a writer adds one with each. amendment_count: how
-- many of them changed the content of a resource or scope that was stored before; what else is
-- stored, rows of inputs and traces and rejected tails aside, is only added to.
-- first_mention_block: the first block whose rows are in the table `mention`. request_journal: a
-- random number that the file of requests beside the store carries too; only if there was a receiver.
CREATE TABLE meta (
    key      TEXT    PRIMARY KEY,
    value    ANY     NOT NULL,
    checksum INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was read, and how far. input_id counts from 1. An input is recognised by its first
-- head_bytes decoded bytes, whose XXH3 hash is head_hash. Before byte_offset everything is in the
-- store; of the value that starts there, the first element_count elements are. prefix_hash is the
-- XXH3 hash of the decoded bytes before byte_offset; tail_bytes is how many came after it when the
-- end of the input was reached. The next three columns count the rows that the input gave, NULL if
-- they were committed together with those of other inputs; rejected counts its rows in that table.
CREATE TABLE input (
    input_id      INTEGER PRIMARY KEY,
    path          TEXT    NOT NULL,
    encoding      TEXT    NOT NULL,
    head_bytes    INTEGER NOT NULL,
    head_hash     INTEGER NOT NULL,
    byte_offset   INTEGER NOT NULL,
    element_count INTEGER NOT NULL,
    prefix_hash   INTEGER NOT NULL,
    tail_bytes    INTEGER NOT NULL,
    is_finished   INTEGER NOT NULL,
    spans         INTEGER,
    log_records   INTEGER,
    data_points   INTEGER,
    rejected      INTEGER NOT NULL,
    checksum      INTEGER NOT NULL
) STRICT;

-- Parts of inputs that could not be read. is_tail: the input ended inside the value; the row is
-- removed when more of the input has been read. data holds the bytes, raw_bytes many, encoded like
-- a chunk with one value of type bytes.
CREATE TABLE rejected (
    rejected_id INTEGER PRIMARY KEY,
    input_id    INTEGER NOT NULL,
    byte_offset INTEGER NOT NULL,
    is_tail     INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    raw_bytes   INTEGER NOT NULL,
    data        BLOB    NOT NULL,
    checksum    INTEGER NOT NULL
) STRICT;

-- What is unusual in the inputs, where a value was expected: counted by kind and by the name of the
-- member, with where the first one is in the decoded input. docs/format.md has the kinds.
CREATE TABLE anomaly (
    anomaly_id       INTEGER PRIMARY KEY,
    input_id         INTEGER NOT NULL,
    kind             INTEGER NOT NULL,
    name             TEXT    NOT NULL,
    occurrence_count INTEGER NOT NULL,
    byte_offset      INTEGER NOT NULL,
    checksum         INTEGER NOT NULL
) STRICT;

-- Values that many rows share. content is in the composite encoding and holds everything; the
-- columns before it repeat what people look for. Kinds of metrics: 0 none, 1 gauge, 2 sum,
-- 3 histogram, 4 exponential histogram, 5 summary.
CREATE TABLE resource (
    resource_id      INTEGER PRIMARY KEY,
    service_name     TEXT,
    service_instance TEXT,
    content          BLOB    NOT NULL,
    checksum         INTEGER NOT NULL
) STRICT;

CREATE TABLE scope (
    scope_id INTEGER PRIMARY KEY,
    name     TEXT,
    content  BLOB    NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;

CREATE TABLE metric (
    metric_id INTEGER PRIMARY KEY,
    name      TEXT,
    unit      TEXT,
    kind      INTEGER NOT NULL,
    content   BLOB    NOT NULL,
    checksum  INTEGER NOT NULL
) STRICT;

-- The columns of each table that only some of its rows have: a field (its number, and an empty
-- key) or an attribute (field 0, and its key). occurrence counts equal keys within a row.
CREATE TABLE slot (
    table_id   INTEGER NOT NULL,
    slot_id    INTEGER NOT NULL,
    field      INTEGER NOT NULL,
    key        TEXT    NOT NULL,
    type       INTEGER NOT NULL,
    occurrence INTEGER NOT NULL,
    checksum   INTEGER NOT NULL,
    PRIMARY KEY (table_id, slot_id)
) STRICT, WITHOUT ROWID;

-- Which slots a row has, in order: those of the parent shape and one more. Shape 0, which has no
-- slots, is not stored; so shape_id counts from 1. A parent's number is below its children's.
CREATE TABLE shape (
    table_id INTEGER NOT NULL,
    shape_id INTEGER NOT NULL,
    parent   INTEGER NOT NULL,
    slot_id  INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (table_id, shape_id)
) STRICT, WITHOUT ROWID;

-- A block holds row_count rows of a table: the rows first_row, first_row + 1, … of all that the
-- file has. block_id counts from 1. The number of a row of table `series` is the id of the series;
-- column `point` of the exemplars holds the number of a row of the data points. event_count and
-- link_count are the rows of the tables whose rows hang below spans and are stored with them.
-- The times are the first and the last of any row (of spans, both start and end; of log records
-- without a time, the observed one); NULL if none is known.
CREATE TABLE block (
    block_id    INTEGER PRIMARY KEY,
    commit_id   INTEGER NOT NULL,
    table_id    INTEGER NOT NULL,
    first_row   INTEGER NOT NULL,
    row_count   INTEGER NOT NULL,
    event_count INTEGER NOT NULL,
    link_count  INTEGER NOT NULL,
    start_time  INTEGER,
    end_time    INTEGER,
    checksum    INTEGER NOT NULL
) STRICT;

-- Fragments of long texts, each of which is stored once: a long text lists the numbers of its
-- fragments. fragment_pack_id is the number of the first of fragment_count fragments that follow each
-- other; fragments are numbered from 0 without gaps. raw_bytes is their length together; data holds
-- their lengths and their bytes.
CREATE TABLE fragment_pack (
    fragment_pack_id INTEGER PRIMARY KEY,
    fragment_count   INTEGER NOT NULL,
    raw_bytes        INTEGER NOT NULL,
    data             BLOB    NOT NULL,
    checksum         INTEGER NOT NULL
) STRICT;

-- Requests of a receiver whose rows are in blocks, by which one that is sent again is recognised.
-- Requests are numbered from 1; receipt_id is the number of the first of a run. hashes holds, for
-- each of the run, the 128-bit XXH3 hash of its body, little-endian, with its format as the seed.
-- The oldest are removed when there are many.
CREATE TABLE receipt (
    receipt_id INTEGER PRIMARY KEY,
    hashes     BLOB    NOT NULL,
    checksum   INTEGER NOT NULL
) STRICT;

-- One column of a block. chunk_id is block_id << 32 | table_id << 24 | column, where the column is
-- a field's number or 64 + slot_id. checksum is the XXH3 hash of data, XORed with that, as above, of
-- the columns chunk_id, value_count, raw_bytes, minimum, maximum.
CREATE TABLE chunk (
    chunk_id    INTEGER PRIMARY KEY,
    value_count INTEGER NOT NULL,
    raw_bytes   INTEGER NOT NULL,
    checksum    INTEGER NOT NULL,
    minimum     INTEGER,
    maximum     INTEGER,
    data        BLOB    NOT NULL
) STRICT;

-- The distinct roots of traces: service.name of the root span's resource, and the span's name.
CREATE TABLE root (
    root_id  INTEGER PRIMARY KEY,
    service  TEXT,
    name     TEXT    NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;

-- One row for each trace that has rows. All of it can be told from the blocks.
--
-- start_time and duration span the known start and end times of the trace's spans; if it has no
-- spans, the times of its log records and exemplars. The root is the earliest span without a
-- parent, of several the one stored first; root_delay is its start less start_time, NULL if its
-- start is unknown. error_count counts spans of status code 2.
--
-- locations: where the rows of the trace are, in the order of blocks; for each run of rows in a
-- block three LEB128 numbers: block_id << 4 | table_id, the first row within the block, the row
-- count. Tables: spans (1, or 8 if no two have the same id, zeros aside, or 9 if those that have are
-- equal), log records (4), series (5), exemplars (7).
CREATE TABLE trace (
    trace_id    BLOB    PRIMARY KEY,
    start_time  INTEGER,
    duration    INTEGER,
    root_id     INTEGER,
    root_delay  INTEGER,
    span_count  INTEGER NOT NULL,
    error_count INTEGER NOT NULL,
    log_count   INTEGER NOT NULL,
    locations   BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows that name a trace to which they do not belong: log records without a trace id that have one
-- in an attribute or in their body, and links to spans of other traces. The trace need not have
-- rows. All of it can be told from the blocks; those before the block first_mention_block of `meta`
-- are left out.
--
-- rows: for each row of the block two LEB128 numbers, ascending: how much higher the number of the
-- row is than that of the row before, the first counted from 0; and of log records the slot that
-- names the trace, of links, whose rows are those among the block's links, 0.
CREATE TABLE mention (
    trace_id BLOB    NOT NULL,
    block_id INTEGER NOT NULL,
    rows     BLOB    NOT NULL,
    PRIMARY KEY (trace_id, block_id)
) STRICT, WITHOUT ROWID;

-- For people with a plain SQLite shell.
CREATE VIEW trace_list AS
    SELECT
        lower(hex(trace_id)) AS trace_id,
        strftime('%Y-%m-%dT%H:%M:%fZ', start_time / 1000000000.0, 'unixepoch') AS start,
        duration / 1000000.0 AS milliseconds,
        root.service, root.name, span_count, error_count, log_count
    FROM trace LEFT JOIN root USING (root_id);
