-- One call, one enquiry: which records of other sources an enquiry is made of, so that an analyst and data-health can say
-- how many were merged. Rows written before are filled by the sweep, which repairs what attribution now says otherwise.

ALTER TABLE conversion ADD COLUMN IF NOT EXISTS merged_ids Array(String) COMMENT 'Enquiry only: ids under which other sources told of the same call or enquiry' AFTER talk_seconds;

CREATE OR REPLACE VIEW {mart}.enquiry
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    id String COMMENT 'Enquiry id',
    person String COMMENT 'Least node of the person',
    at DateTime64(3, 'UTC') COMMENT 'When',
    kind LowCardinality(String) COMMENT 'form, chat, callback, order or call',
    is_lead Bool COMMENT 'It is a lead',
    data_source LowCardinality(String) COMMENT 'Configured source',
    manager Nullable(String) COMMENT 'Manager',
    answered Nullable(Bool) COMMENT 'Calls: answered',
    wait_seconds Nullable(Float64) COMMENT 'Calls: seconds until answered or given up',
    talk_seconds Nullable(Float64) COMMENT 'Calls: seconds of talk',
    merged_ids Array(String) COMMENT 'Ids under which other sources told of the same call or enquiry'
)
AS SELECT workspace, id, person, at, enquiry_kind AS kind, is_lead, data_source, manager, answered, wait_seconds, talk_seconds, merged_ids
FROM conversion FINAL
WHERE conversion.kind = 'enquiry' AND present
COMMENT 'Enquiries that count, inbound calls included; implied ones stand in mart.deal';
