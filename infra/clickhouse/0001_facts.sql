-- Facts: contents of events, immutable, as sets. Equal contents collapse to the one known first: the version of a row
-- falls with the instant its content was first appended to the log (42 bits of milliseconds, then 22 bits of the offset,
-- so that two appends within one millisecond are ordered too). Which content of an event counts is decided at read.
--
-- The four fsync settings of every table make an acknowledged insert survive a power loss (measured: without them the
-- directory does not open). Micro-batches make many small parts; merging ten at a time instead of five halves what merges
-- cost (measured), and a report reads a few parts more. A statement ends with a semicolon at the end of a line and may be
-- repeated.

CREATE TABLE IF NOT EXISTS fact
(
    workspace LowCardinality(String) COMMENT 'Workspace (advertiser) the fact belongs to',
    event_id FixedString(16) COMMENT 'Identity of the fact: 128 bits of HMAC-SHA-256 over workspace, source, type and natural key',
    content_hash FixedString(32) COMMENT 'SHA-256 of the canonical JSON of this content',
    type LowCardinality(String) COMMENT 'Kind of fact: identify, enquiry, call, deal, refund, mark or number',
    id String COMMENT 'Public id, prefixed with the source when a provider sent it; orders facts of one instant',
    data_source LowCardinality(String) COMMENT 'Configured source that sent it',
    at DateTime64(3, 'UTC') COMMENT 'When it happened',
    known_at DateTime64(3, 'UTC') COMMENT 'When this content was first appended to the log',
    generation UInt64 COMMENT 'Precedence of contents of one event: settings version and translator revision, 0 for first-party events',
    retracted Bool COMMENT 'A translation made again no longer yields this fact',
    claim Bool COMMENT 'Said by the public collector: joins nobody to anybody',
    excluded LowCardinality(String) COMMENT 'Why it is not counted (bot, address, phone, visitor, provider_test); empty when it counts',
    body String COMMENT 'The whole fact as JSON: phones and e-mails are keyed hashes, money is minor units, times are epoch milliseconds',
    log_partition UInt32 COMMENT 'Partition of the log it was read from',
    log_offset UInt64 COMMENT 'Offset in that partition',
    version UInt64 MATERIALIZED 18446744073709551615 - (toUInt64(toUnixTimestamp64Milli(known_at)) * 4194304 + log_offset % 4194304) COMMENT 'Of equal contents the one known first is kept'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace, event_id, content_hash)
PRIMARY KEY (workspace, event_id)
SETTINGS index_granularity = 64, min_compress_block_size = 16384, max_compress_block_size = 65536, merge_selector_base = 10, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
COMMENT 'Contents of facts about persons and tracked numbers, losers and retracted ones included';

CREATE TABLE IF NOT EXISTS fact_by_node
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    node String COMMENT 'Node of the identity graph (kind:key), or l: and the E.164 of one of our own lines',
    event_id FixedString(16) COMMENT 'Event one of whose contents names the node',
    content_hash FixedString(32) COMMENT 'The content that names it',
    type LowCardinality(String) COMMENT 'Kind of fact',
    at DateTime64(3, 'UTC') COMMENT 'When the content says it happened'
)
ENGINE = ReplacingMergeTree
ORDER BY (workspace, node, event_id, content_hash)
PRIMARY KEY (workspace, node)
SETTINGS index_granularity = 256, merge_selector_base = 10, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
COMMENT 'Names candidate facts of a node; readers join back to fact by event_id';

CREATE TABLE IF NOT EXISTS visit
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    day Date COMMENT 'Day of the visit in UTC, of this content',
    event_id FixedString(16) COMMENT 'Identity of the event',
    content_hash FixedString(32) COMMENT 'SHA-256 of the canonical JSON of this content',
    visit_key FixedString(16) COMMENT 'First 128 bits of SHA-256 of visit_id: events of one visit share it',
    id String COMMENT 'Public id of the event; orders events of one instant',
    visit_id String COMMENT 'Visit it tells of; of several events of one visit the earliest counts',
    visitor String COMMENT 'Node of the visitor (v:id)',
    data_source LowCardinality(String) COMMENT 'Configured source that sent it',
    at DateTime64(3, 'UTC') COMMENT 'When the visit began',
    known_at DateTime64(3, 'UTC') COMMENT 'When this content was first appended to the log',
    generation UInt64 COMMENT 'Precedence of contents of one event',
    retracted Bool COMMENT 'A translation made again no longer yields it',
    claim Bool COMMENT 'Said by the public collector',
    excluded LowCardinality(String) COMMENT 'Why it is not counted (bot, address, phone, visitor, provider_test); empty when it counts',
    channel LowCardinality(String) COMMENT 'Channel of the origin',
    source LowCardinality(String) COMMENT 'Source of the origin',
    medium LowCardinality(String) COMMENT 'Medium of the origin',
    campaign LowCardinality(String) COMMENT 'Campaign as received, normalised; reports map it to a name',
    ad_group LowCardinality(String) COMMENT 'Ad group as received',
    term LowCardinality(String) COMMENT 'Keyword as received',
    content LowCardinality(String) COMMENT 'Ad content as received',
    click_id String COMMENT 'Click identifier as name=value, or empty',
    landing_page LowCardinality(String) COMMENT 'Host and path of the landing page',
    device LowCardinality(String) COMMENT 'desktop, mobile, tablet or (not set)',
    country LowCardinality(String) COMMENT 'Country of the address, or (not set)',
    city LowCardinality(String) COMMENT 'City of the address, or (not set)',
    log_partition UInt32 COMMENT 'Partition of the log it was read from',
    log_offset UInt64 COMMENT 'Offset in that partition',
    version UInt64 MATERIALIZED 18446744073709551615 - (toUInt64(toUnixTimestamp64Milli(known_at)) * 4194304 + log_offset % 4194304) COMMENT 'Of equal contents the one known first is kept'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace, day, event_id, content_hash)
PRIMARY KEY (workspace, day, event_id)
SETTINGS index_granularity = 2048, merge_selector_base = 10, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
COMMENT 'Contents of visits, losers, retracted and excluded ones included; mart.visit holds those that count';

CREATE TABLE IF NOT EXISTS visit_by_visitor
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    visitor String COMMENT 'Node of the visitor (v:id)',
    event_id FixedString(16) COMMENT 'Event one of whose contents names the visitor',
    content_hash FixedString(32) COMMENT 'That content',
    visit_key FixedString(16) COMMENT 'Key of the visit it tells of',
    known_at DateTime64(3, 'UTC') COMMENT 'When this content was first appended to the log',
    body String COMMENT 'The rest of the content as a JSON array, in the order of visit-body.ts: one column gives a whole visit',
    version UInt64 MATERIALIZED 18446744073709551615 - toUInt64(toUnixTimestamp64Milli(known_at)) COMMENT 'Of equal contents the one known first is kept'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace, visitor, event_id, content_hash)
PRIMARY KEY (workspace, visitor)
SETTINGS index_granularity = 64, min_compress_block_size = 16384, max_compress_block_size = 65536, merge_selector_base = 10, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
COMMENT 'Contents of visits by the visitor they name, to read journeys; other contents of the same event may name another';

CREATE TABLE IF NOT EXISTS visit_by_key
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    visit_key FixedString(16) COMMENT 'Key it is found by: an event_id, or the key of a visit',
    event_id FixedString(16) COMMENT 'Event',
    content_hash FixedString(32) COMMENT 'Content of the event',
    day Date COMMENT 'Day of the content in UTC, to find it in visit',
    log_partition UInt32 COMMENT 'Partition of the log it was read from',
    log_offset UInt64 COMMENT 'Offset in that partition'
)
ENGINE = MergeTree
ORDER BY (workspace, visit_key)
SETTINGS index_granularity = 512, merge_selector_base = 10, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
COMMENT 'All contents of an event and all events of a visit; each insert of a content stands under its event_id and under its visit key, never collapsed: more than one row is a conflict';

CREATE TABLE IF NOT EXISTS visit_conflict
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    day Date COMMENT 'Day of the visit in UTC, of this content',
    event_id FixedString(16) COMMENT 'Identity of the event',
    content_hash FixedString(32) COMMENT 'SHA-256 of the canonical JSON of this content',
    visit_key FixedString(16) COMMENT 'First 128 bits of SHA-256 of visit_id: events of one visit share it',
    id String COMMENT 'Public id of the event; orders events of one instant',
    visit_id String COMMENT 'Visit it tells of; of several events of one visit the earliest counts',
    visitor String COMMENT 'Node of the visitor (v:id)',
    data_source LowCardinality(String) COMMENT 'Configured source that sent it',
    at DateTime64(3, 'UTC') COMMENT 'When the visit began',
    known_at DateTime64(3, 'UTC') COMMENT 'When this content was first appended to the log',
    generation UInt64 COMMENT 'Precedence of contents of one event',
    retracted Bool COMMENT 'A translation made again no longer yields it',
    claim Bool COMMENT 'Said by the public collector',
    excluded LowCardinality(String) COMMENT 'Why it is not counted (bot, address, phone, visitor, provider_test); empty when it counts',
    channel LowCardinality(String) COMMENT 'Channel of the origin',
    source LowCardinality(String) COMMENT 'Source of the origin',
    medium LowCardinality(String) COMMENT 'Medium of the origin',
    campaign LowCardinality(String) COMMENT 'Campaign as received, normalised; reports map it to a name',
    ad_group LowCardinality(String) COMMENT 'Ad group as received',
    term LowCardinality(String) COMMENT 'Keyword as received',
    content LowCardinality(String) COMMENT 'Ad content as received',
    click_id String COMMENT 'Click identifier as name=value, or empty',
    landing_page LowCardinality(String) COMMENT 'Host and path of the landing page',
    device LowCardinality(String) COMMENT 'desktop, mobile, tablet or (not set)',
    country LowCardinality(String) COMMENT 'Country of the address, or (not set)',
    city LowCardinality(String) COMMENT 'City of the address, or (not set)',
    log_partition UInt32 COMMENT 'Partition of the log it was read from',
    log_offset UInt64 COMMENT 'Offset in that partition',
    version UInt64 MATERIALIZED 18446744073709551615 - (toUInt64(toUnixTimestamp64Milli(known_at)) * 4194304 + log_offset % 4194304) COMMENT 'Of equal contents the one known first is kept'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace, visit_key, event_id, content_hash)
PRIMARY KEY (workspace, visit_key)
SETTINGS index_granularity = 256, merge_selector_base = 10, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
COMMENT 'Copies of every content of the visits that cannot be counted row by row: several contents or events, or one inserted twice';

CREATE TABLE IF NOT EXISTS page_view
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    day Date COMMENT 'Day in UTC',
    event_id FixedString(16) COMMENT 'Identity of the event',
    content_hash FixedString(32) COMMENT 'SHA-256 of the canonical JSON of this content',
    visit_key FixedString(16) COMMENT 'First 128 bits of SHA-256 of visit_id',
    id String COMMENT 'Public id of the event',
    visit_id String COMMENT 'Visit in which the page was shown',
    visitor String COMMENT 'Node of the visitor (v:id)',
    data_source LowCardinality(String) COMMENT 'Configured source that sent it',
    at DateTime64(3, 'UTC') COMMENT 'When the page was shown',
    known_at DateTime64(3, 'UTC') COMMENT 'When this content was first appended to the log',
    retracted Bool COMMENT 'A translation made again no longer yields it',
    page LowCardinality(String) COMMENT 'Host and path of the page',
    title LowCardinality(String) COMMENT 'Title of the page, or empty',
    log_partition UInt32 COMMENT 'Partition of the log it was read from',
    log_offset UInt64 COMMENT 'Offset in that partition',
    version UInt64 MATERIALIZED 18446744073709551615 - (toUInt64(toUnixTimestamp64Milli(known_at)) * 4194304 + log_offset % 4194304) COMMENT 'Of equal contents the one known first is kept'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace, day, event_id, content_hash)
PRIMARY KEY (workspace, day, event_id)
SETTINGS merge_selector_base = 10, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
COMMENT 'Contents of page views, for analysts';

CREATE TABLE IF NOT EXISTS cost
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    event_id FixedString(16) COMMENT 'Identity of the event',
    content_hash FixedString(32) COMMENT 'SHA-256 of the canonical JSON of this content',
    id String COMMENT 'Public id of the event',
    data_source LowCardinality(String) COMMENT 'Configured source that sent it',
    at DateTime64(3, 'UTC') COMMENT 'Midnight UTC of the date, only to order events',
    known_at DateTime64(3, 'UTC') COMMENT 'When this content was first appended to the log',
    generation UInt64 COMMENT 'Precedence of contents of one event',
    retracted Bool COMMENT 'A translation made again no longer yields it',
    excluded LowCardinality(String) COMMENT 'Why it is not counted; empty when it counts',
    date Date COMMENT 'Calendar date of the cost, never shifted by a time zone',
    source LowCardinality(String) COMMENT 'Ad source, normalised like utm_source',
    medium LowCardinality(String) COMMENT 'Medium',
    campaign LowCardinality(String) COMMENT 'Campaign as received, normalised',
    ad_group LowCardinality(String) COMMENT 'Ad group',
    term LowCardinality(String) COMMENT 'Keyword',
    campaign_id LowCardinality(String) COMMENT 'Id of the campaign in the ad system, or empty',
    cost Int64 COMMENT 'Cost in minor units of the currency',
    currency LowCardinality(String) COMMENT 'ISO 4217 code',
    clicks Nullable(Int64) COMMENT 'Clicks; null when not reported',
    impressions Nullable(Int64) COMMENT 'Impressions; null when not reported',
    reported_at DateTime64(3, 'UTC') COMMENT 'When the source reported it; of one cost key the latest report counts',
    log_partition UInt32 COMMENT 'Partition of the log it was read from',
    log_offset UInt64 COMMENT 'Offset in that partition',
    version UInt64 MATERIALIZED 18446744073709551615 - (toUInt64(toUnixTimestamp64Milli(known_at)) * 4194304 + log_offset % 4194304) COMMENT 'Of equal contents the one known first is kept'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (workspace, event_id, content_hash)
PRIMARY KEY (workspace, event_id)
SETTINGS merge_selector_base = 10, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
COMMENT 'Contents of ad costs; mart.cost holds those that count';

CREATE TABLE IF NOT EXISTS warehouse_meta
(
    key String COMMENT 'What is stated: rules, built_at and the like',
    value String COMMENT 'Its value',
    version UInt64 COMMENT 'The greatest counts'
)
ENGINE = ReplacingMergeTree(version)
ORDER BY key
SETTINGS merge_selector_base = 10, fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1
COMMENT 'What this directory or database was built from';
