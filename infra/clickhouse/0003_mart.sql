-- What analysts query: facts that count, no cleartext personal data (visitors and persons are nodes, phones and e-mails are
-- keyed hashes). `{mart}` is replaced by the configured database of the views. Money is in minor units.

CREATE DATABASE IF NOT EXISTS {mart} COMMENT 'Read-only views for analysts';

CREATE OR REPLACE VIEW {mart}.visit
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    visit_id String COMMENT 'Visit',
    event_id FixedString(16) COMMENT 'Event that counts',
    id String COMMENT 'Public id of the event',
    visitor String COMMENT 'Node of the visitor',
    at DateTime64(3, 'UTC') COMMENT 'When it began',
    data_source LowCardinality(String) COMMENT 'Configured source that sent it',
    claim Bool COMMENT 'Said by the public collector',
    channel LowCardinality(String) COMMENT 'Channel',
    source LowCardinality(String) COMMENT 'Source',
    medium LowCardinality(String) COMMENT 'Medium',
    campaign LowCardinality(String) COMMENT 'Campaign as received, normalised',
    ad_group LowCardinality(String) COMMENT 'Ad group',
    term LowCardinality(String) COMMENT 'Keyword',
    content LowCardinality(String) COMMENT 'Ad content',
    click_id String COMMENT 'Click identifier as name=value, or empty',
    landing_page LowCardinality(String) COMMENT 'Host and path of the landing page',
    device LowCardinality(String) COMMENT 'desktop, mobile, tablet or (not set)',
    country LowCardinality(String) COMMENT 'Country',
    city LowCardinality(String) COMMENT 'City'
)
AS SELECT workspace, visit_id, event_id, id, visitor, at, data_source, claim, channel, source, medium, campaign, ad_group, term, content, click_id, landing_page, device, country, city
FROM
(
    SELECT *
    FROM
    (
        SELECT * FROM visit
        ORDER BY workspace, event_id, generation DESC, at DESC, content_hash DESC
        LIMIT 1 BY workspace, event_id
    )
    WHERE NOT retracted
    ORDER BY workspace, visit_key, at, id, event_id
    LIMIT 1 BY workspace, visit_key
)
WHERE excluded = ''
COMMENT 'Visits that count: the winning content of each event, of several events of one visit the earliest';

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
    talk_seconds Nullable(Float64) COMMENT 'Calls: seconds of talk'
)
AS SELECT workspace, id, person, at, enquiry_kind AS kind, is_lead, data_source, manager, answered, wait_seconds, talk_seconds
FROM conversion FINAL
WHERE conversion.kind = 'enquiry' AND present
COMMENT 'Enquiries that count, inbound calls included; implied ones stand in mart.deal';

CREATE OR REPLACE VIEW {mart}.call
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    id String COMMENT 'Call id',
    at DateTime64(3, 'UTC') COMMENT 'Earliest phase',
    direction LowCardinality(String) COMMENT 'in, out or empty',
    line Nullable(String) COMMENT 'Our own number, E.164',
    customer Nullable(String) COMMENT 'Node of the phone of the customer (keyed hash)',
    visitor Nullable(String) COMMENT 'Node of the visitor',
    answered Nullable(Bool) COMMENT 'Answered',
    wait_seconds Nullable(Float64) COMMENT 'Seconds until answered or given up',
    talk_seconds Nullable(Float64) COMMENT 'Seconds of talk',
    manager Nullable(String) COMMENT 'Manager',
    spam Nullable(Bool) COMMENT 'Said to be spam by its own source; marks are not applied here',
    data_source LowCardinality(String) COMMENT 'Configured source of the last phase'
)
AS SELECT
    workspace,
    JSONExtractString(body, 'callId') AS id,
    min(f.at) AS at,
    ifNull(argMaxIf(JSONExtract(body, 'direction', 'Nullable(String)'), (f.at, f.id), JSONExtractRaw(body, 'direction') NOT IN ('', 'null')), '') AS direction,
    argMaxIf(JSONExtract(body, 'line', 'Nullable(String)'), (f.at, f.id), JSONExtractRaw(body, 'line') NOT IN ('', 'null')) AS line,
    argMaxIf(JSONExtract(body, 'customer', 'Nullable(String)'), (f.at, f.id), JSONExtractRaw(body, 'customer') NOT IN ('', 'null')) AS customer,
    argMaxIf(JSONExtract(body, 'visitor', 'Nullable(String)'), (f.at, f.id), JSONExtractRaw(body, 'visitor') NOT IN ('', 'null')) AS visitor,
    argMaxIf(JSONExtract(body, 'answered', 'Nullable(Bool)'), (f.at, f.id), JSONExtractRaw(body, 'answered') NOT IN ('', 'null')) AS answered,
    argMaxIf(JSONExtract(body, 'waitSeconds', 'Nullable(Float64)'), (f.at, f.id), JSONExtractRaw(body, 'waitSeconds') NOT IN ('', 'null')) AS wait_seconds,
    argMaxIf(JSONExtract(body, 'talkSeconds', 'Nullable(Float64)'), (f.at, f.id), JSONExtractRaw(body, 'talkSeconds') NOT IN ('', 'null')) AS talk_seconds,
    argMaxIf(JSONExtract(body, 'manager', 'Nullable(String)'), (f.at, f.id), JSONExtractRaw(body, 'manager') NOT IN ('', 'null')) AS manager,
    argMaxIf(JSONExtract(body, 'spam', 'Nullable(Bool)'), (f.at, f.id), JSONExtractRaw(body, 'spam') NOT IN ('', 'null')) AS spam,
    argMax(data_source, (f.at, f.id)) AS data_source
FROM
(
    SELECT * FROM fact
    WHERE type = 'call'
    ORDER BY workspace, event_id, generation DESC, at DESC, content_hash DESC
    LIMIT 1 BY workspace, event_id
) AS f
WHERE NOT retracted AND excluded = ''
GROUP BY workspace, JSONExtractString(body, 'callId')
COMMENT 'Calls folded from their phases, inbound and outbound';

CREATE OR REPLACE VIEW {mart}.deal
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    id String COMMENT 'Deal id',
    person String COMMENT 'Least node of the person',
    at DateTime64(3, 'UTC') COMMENT 'Creation',
    data_source LowCardinality(String) COMMENT 'Configured source',
    status LowCardinality(String) COMMENT 'open, won or lost',
    stage Nullable(String) COMMENT 'Stage',
    pipeline Nullable(String) COMMENT 'Pipeline',
    manager Nullable(String) COMMENT 'Manager',
    department Nullable(String) COMMENT 'Department',
    reason Nullable(String) COMMENT 'Loss reason',
    origin_enquiry_id Nullable(String) COMMENT 'Enquiry it came from',
    implied Bool COMMENT 'It is an enquiry of its own',
    implied_is_lead Bool COMMENT 'That implied enquiry is a lead',
    lead_id Nullable(String) COMMENT 'Its lead',
    lead_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Time of its lead',
    is_sale Bool COMMENT 'It is won',
    item_name Array(String) COMMENT 'Items: names',
    item_category Array(Nullable(String)) COMMENT 'Items: categories',
    item_quantity Array(Float64) COMMENT 'Items: quantities',
    item_price Array(Int64) COMMENT 'Items: prices in minor units'
)
AS SELECT workspace, id, person, at, data_source, status, stage, pipeline, manager, department, reason, origin_enquiry_id, implied, implied_is_lead, lead_id, lead_at, is_sale, item_name, item_category, item_quantity, item_price
FROM conversion FINAL
WHERE kind = 'deal' AND present
COMMENT 'Deals as they are now';

CREATE OR REPLACE VIEW {mart}.sale
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    id String COMMENT 'Deal id',
    person String COMMENT 'Least node of the person',
    at DateTime64(3, 'UTC') COMMENT 'When the status last turned to won',
    data_source LowCardinality(String) COMMENT 'Configured source',
    first_time Bool COMMENT 'First sale of the person',
    amount Int64 COMMENT 'Amount, minor units of the currency of the workspace',
    cost_of_goods Int64 COMMENT 'Cost of goods, minor units; 0 when unknown',
    cost_of_goods_known Bool COMMENT 'The sale states its cost of goods',
    rate_missing Bool COMMENT 'An exchange rate is missing, so amounts are 0',
    refund_id Array(String) COMMENT 'Refunds: ids',
    refund_at Array(DateTime64(3, 'UTC')) COMMENT 'Refunds: when',
    refund_amount Array(Int64) COMMENT 'Refunds: minor units',
    manager Nullable(String) COMMENT 'Manager',
    department Nullable(String) COMMENT 'Department',
    pipeline Nullable(String) COMMENT 'Pipeline',
    lead_at Nullable(DateTime64(3, 'UTC')) COMMENT 'Time of the lead of the deal'
)
AS SELECT workspace, id, person, assumeNotNull(sale_at) AS at, data_source, first_time, amount, cost_of_goods, cost_of_goods_known, rate_missing, refund_id, refund_at, refund_amount, manager, department, pipeline, lead_at
FROM conversion FINAL
WHERE kind = 'deal' AND present AND is_sale
COMMENT 'Sales with their refunds';

CREATE OR REPLACE VIEW {mart}.cost
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    date Date COMMENT 'Calendar date',
    source LowCardinality(String) COMMENT 'Ad source',
    medium LowCardinality(String) COMMENT 'Medium',
    campaign LowCardinality(String) COMMENT 'Campaign as received, normalised',
    ad_group LowCardinality(String) COMMENT 'Ad group',
    term LowCardinality(String) COMMENT 'Keyword',
    campaign_id LowCardinality(String) COMMENT 'Id of the campaign in the ad system',
    cost Int64 COMMENT 'Cost in minor units',
    currency LowCardinality(String) COMMENT 'ISO 4217 code',
    clicks Nullable(Int64) COMMENT 'Clicks; null when not reported',
    impressions Nullable(Int64) COMMENT 'Impressions; null when not reported',
    reported_at DateTime64(3, 'UTC') COMMENT 'When it was reported',
    data_source LowCardinality(String) COMMENT 'Configured source that sent it'
)
AS SELECT workspace, date, source, medium, campaign, ad_group, term, campaign_id, cost, currency, clicks, impressions, reported_at, data_source
FROM
(
    SELECT *
    FROM
    (
        SELECT * FROM cost
        ORDER BY workspace, event_id, generation DESC, at DESC, content_hash DESC
        LIMIT 1 BY workspace, event_id
    )
    WHERE NOT retracted AND excluded = ''
    ORDER BY workspace, date, source, medium, campaign, ad_group, term, campaign_id, reported_at DESC, cost DESC, content_hash DESC
    LIMIT 1 BY workspace, date, source, medium, campaign, ad_group, term, campaign_id
)
COMMENT 'Ad costs that count: one row for each date, source, medium, campaign, ad group, keyword and campaign id';

CREATE OR REPLACE VIEW {mart}.conversion
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    kind LowCardinality(String) COMMENT 'enquiry or deal',
    id String COMMENT 'Enquiry id or deal id',
    person String COMMENT 'Least node of the person',
    at DateTime64(3, 'UTC') COMMENT 'Time of the enquiry, creation of the deal',
    `end` DateTime64(3, 'UTC') COMMENT 'End of its journey',
    is_lead Bool COMMENT 'It is a lead, or its implied enquiry is',
    is_sale Bool COMMENT 'It is won',
    sale_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was won',
    amount Int64 COMMENT 'Amount of the sale, minor units',
    truncated Bool COMMENT 'Not all touchpoints are kept',
    touch_id Array(String) COMMENT 'Touchpoints in order: ids',
    touch_at Array(DateTime64(3, 'UTC')) COMMENT 'Touchpoints in order: when',
    touch_channel Array(LowCardinality(String)) COMMENT 'Touchpoints in order: channel',
    touch_source Array(LowCardinality(String)) COMMENT 'Touchpoints in order: source',
    touch_medium Array(LowCardinality(String)) COMMENT 'Touchpoints in order: medium',
    touch_campaign Array(LowCardinality(String)) COMMENT 'Touchpoints in order: campaign as received'
)
AS SELECT workspace, kind, id, person, at, `end`, conversion.is_lead OR implied_is_lead AS is_lead, is_sale, sale_at, amount, truncated, touch_id, touch_at, touch_channel, touch_source, touch_medium, touch_campaign
FROM conversion FINAL
WHERE present
COMMENT 'Enquiries and deals with their journeys';

CREATE OR REPLACE VIEW {mart}.credit
(
    workspace LowCardinality(String) COMMENT 'Workspace',
    kind LowCardinality(String) COMMENT 'enquiry or deal',
    id String COMMENT 'Enquiry id or deal id',
    model LowCardinality(String) COMMENT 'Attribution model',
    at DateTime64(3, 'UTC') COMMENT 'Time of the enquiry, creation of the deal',
    is_lead Bool COMMENT 'It is a lead, or its implied enquiry is',
    sale_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When it was won',
    touchpoint_id String COMMENT 'Touchpoint; empty when not attributed',
    touchpoint_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the touchpoint was; null when not attributed',
    channel String COMMENT 'Channel; (not attributed) without touchpoints',
    source String COMMENT 'Source; (not attributed) without touchpoints',
    medium String COMMENT 'Medium; (not attributed) without touchpoints',
    campaign String COMMENT 'Campaign as received, normalised; (not attributed) without touchpoints',
    ad_group String COMMENT 'Ad group; (not attributed) without touchpoints',
    term String COMMENT 'Keyword; (not attributed) without touchpoints',
    content String COMMENT 'Ad content; (not attributed) without touchpoints',
    landing_page String COMMENT 'Host and path of the landing page; (not attributed) without touchpoints',
    device String COMMENT 'desktop, mobile, tablet or (not set); (not attributed) without touchpoints',
    country String COMMENT 'Country; (not attributed) without touchpoints',
    city String COMMENT 'City; (not attributed) without touchpoints',
    share UInt32 COMMENT 'Share of the enquiry, lead or deal in billionths',
    sale_share UInt32 COMMENT 'Share of the sale in billionths',
    amount Int64 COMMENT 'Part of the amount of the sale, minor units',
    cost_of_goods Int64 COMMENT 'Part of the cost of goods, minor units',
    refunded Int64 COMMENT 'Part of the refunds, minor units'
)
AS SELECT
    workspace, kind, id, 'first_touch' AS model, at, conversion.is_lead OR implied_is_lead AS is_lead, sale_at,
    if(touch < 0, '', touch_id[touch + 1]) AS touchpoint_id, if(touch < 0, NULL, touch_at[touch + 1]) AS touchpoint_at,
    if(touch < 0, '(not attributed)', touch_channel[touch + 1]) AS channel, if(touch < 0, '(not attributed)', touch_source[touch + 1]) AS source, if(touch < 0, '(not attributed)', touch_medium[touch + 1]) AS medium, if(touch < 0, '(not attributed)', touch_campaign[touch + 1]) AS campaign, if(touch < 0, '(not attributed)', touch_ad_group[touch + 1]) AS ad_group, if(touch < 0, '(not attributed)', touch_term[touch + 1]) AS term, if(touch < 0, '(not attributed)', touch_content[touch + 1]) AS content, if(touch < 0, '(not attributed)', touch_landing_page[touch + 1]) AS landing_page, if(touch < 0, '(not attributed)', touch_device[touch + 1]) AS device, if(touch < 0, '(not attributed)', touch_country[touch + 1]) AS country, if(touch < 0, '(not attributed)', touch_city[touch + 1]) AS city,
    share, sale_share, credit_amount AS amount, credit_cost_of_goods AS cost_of_goods, arraySum(refunds) AS refunded
FROM conversion FINAL
ARRAY JOIN first_touch_touch AS touch, first_touch_share AS share, first_touch_sale_share AS sale_share, first_touch_amount AS credit_amount, first_touch_cost_of_goods AS credit_cost_of_goods, first_touch_refunds AS refunds
WHERE present
UNION ALL
SELECT
    workspace, kind, id, 'last_touch' AS model, at, conversion.is_lead OR implied_is_lead AS is_lead, sale_at,
    if(touch < 0, '', touch_id[touch + 1]) AS touchpoint_id, if(touch < 0, NULL, touch_at[touch + 1]) AS touchpoint_at,
    if(touch < 0, '(not attributed)', touch_channel[touch + 1]) AS channel, if(touch < 0, '(not attributed)', touch_source[touch + 1]) AS source, if(touch < 0, '(not attributed)', touch_medium[touch + 1]) AS medium, if(touch < 0, '(not attributed)', touch_campaign[touch + 1]) AS campaign, if(touch < 0, '(not attributed)', touch_ad_group[touch + 1]) AS ad_group, if(touch < 0, '(not attributed)', touch_term[touch + 1]) AS term, if(touch < 0, '(not attributed)', touch_content[touch + 1]) AS content, if(touch < 0, '(not attributed)', touch_landing_page[touch + 1]) AS landing_page, if(touch < 0, '(not attributed)', touch_device[touch + 1]) AS device, if(touch < 0, '(not attributed)', touch_country[touch + 1]) AS country, if(touch < 0, '(not attributed)', touch_city[touch + 1]) AS city,
    share, sale_share, credit_amount AS amount, credit_cost_of_goods AS cost_of_goods, arraySum(refunds) AS refunded
FROM conversion FINAL
ARRAY JOIN last_touch_touch AS touch, last_touch_share AS share, last_touch_sale_share AS sale_share, last_touch_amount AS credit_amount, last_touch_cost_of_goods AS credit_cost_of_goods, last_touch_refunds AS refunds
WHERE present
UNION ALL
SELECT
    workspace, kind, id, 'last_non_direct' AS model, at, conversion.is_lead OR implied_is_lead AS is_lead, sale_at,
    if(touch < 0, '', touch_id[touch + 1]) AS touchpoint_id, if(touch < 0, NULL, touch_at[touch + 1]) AS touchpoint_at,
    if(touch < 0, '(not attributed)', touch_channel[touch + 1]) AS channel, if(touch < 0, '(not attributed)', touch_source[touch + 1]) AS source, if(touch < 0, '(not attributed)', touch_medium[touch + 1]) AS medium, if(touch < 0, '(not attributed)', touch_campaign[touch + 1]) AS campaign, if(touch < 0, '(not attributed)', touch_ad_group[touch + 1]) AS ad_group, if(touch < 0, '(not attributed)', touch_term[touch + 1]) AS term, if(touch < 0, '(not attributed)', touch_content[touch + 1]) AS content, if(touch < 0, '(not attributed)', touch_landing_page[touch + 1]) AS landing_page, if(touch < 0, '(not attributed)', touch_device[touch + 1]) AS device, if(touch < 0, '(not attributed)', touch_country[touch + 1]) AS country, if(touch < 0, '(not attributed)', touch_city[touch + 1]) AS city,
    share, sale_share, credit_amount AS amount, credit_cost_of_goods AS cost_of_goods, arraySum(refunds) AS refunded
FROM conversion FINAL
ARRAY JOIN last_non_direct_touch AS touch, last_non_direct_share AS share, last_non_direct_sale_share AS sale_share, last_non_direct_amount AS credit_amount, last_non_direct_cost_of_goods AS credit_cost_of_goods, last_non_direct_refunds AS refunds
WHERE present
UNION ALL
SELECT
    workspace, kind, id, 'linear' AS model, at, conversion.is_lead OR implied_is_lead AS is_lead, sale_at,
    if(touch < 0, '', touch_id[touch + 1]) AS touchpoint_id, if(touch < 0, NULL, touch_at[touch + 1]) AS touchpoint_at,
    if(touch < 0, '(not attributed)', touch_channel[touch + 1]) AS channel, if(touch < 0, '(not attributed)', touch_source[touch + 1]) AS source, if(touch < 0, '(not attributed)', touch_medium[touch + 1]) AS medium, if(touch < 0, '(not attributed)', touch_campaign[touch + 1]) AS campaign, if(touch < 0, '(not attributed)', touch_ad_group[touch + 1]) AS ad_group, if(touch < 0, '(not attributed)', touch_term[touch + 1]) AS term, if(touch < 0, '(not attributed)', touch_content[touch + 1]) AS content, if(touch < 0, '(not attributed)', touch_landing_page[touch + 1]) AS landing_page, if(touch < 0, '(not attributed)', touch_device[touch + 1]) AS device, if(touch < 0, '(not attributed)', touch_country[touch + 1]) AS country, if(touch < 0, '(not attributed)', touch_city[touch + 1]) AS city,
    share, sale_share, credit_amount AS amount, credit_cost_of_goods AS cost_of_goods, arraySum(refunds) AS refunded
FROM conversion FINAL
ARRAY JOIN linear_touch AS touch, linear_share AS share, linear_sale_share AS sale_share, linear_amount AS credit_amount, linear_cost_of_goods AS credit_cost_of_goods, linear_refunds AS refunds
WHERE present
UNION ALL
SELECT
    workspace, kind, id, 'position_based' AS model, at, conversion.is_lead OR implied_is_lead AS is_lead, sale_at,
    if(touch < 0, '', touch_id[touch + 1]) AS touchpoint_id, if(touch < 0, NULL, touch_at[touch + 1]) AS touchpoint_at,
    if(touch < 0, '(not attributed)', touch_channel[touch + 1]) AS channel, if(touch < 0, '(not attributed)', touch_source[touch + 1]) AS source, if(touch < 0, '(not attributed)', touch_medium[touch + 1]) AS medium, if(touch < 0, '(not attributed)', touch_campaign[touch + 1]) AS campaign, if(touch < 0, '(not attributed)', touch_ad_group[touch + 1]) AS ad_group, if(touch < 0, '(not attributed)', touch_term[touch + 1]) AS term, if(touch < 0, '(not attributed)', touch_content[touch + 1]) AS content, if(touch < 0, '(not attributed)', touch_landing_page[touch + 1]) AS landing_page, if(touch < 0, '(not attributed)', touch_device[touch + 1]) AS device, if(touch < 0, '(not attributed)', touch_country[touch + 1]) AS country, if(touch < 0, '(not attributed)', touch_city[touch + 1]) AS city,
    share, sale_share, credit_amount AS amount, credit_cost_of_goods AS cost_of_goods, arraySum(refunds) AS refunded
FROM conversion FINAL
ARRAY JOIN position_based_touch AS touch, position_based_share AS share, position_based_sale_share AS sale_share, position_based_amount AS credit_amount, position_based_cost_of_goods AS credit_cost_of_goods, position_based_refunds AS refunds
WHERE present
UNION ALL
SELECT
    workspace, kind, id, 'time_decay' AS model, at, conversion.is_lead OR implied_is_lead AS is_lead, sale_at,
    if(touch < 0, '', touch_id[touch + 1]) AS touchpoint_id, if(touch < 0, NULL, touch_at[touch + 1]) AS touchpoint_at,
    if(touch < 0, '(not attributed)', touch_channel[touch + 1]) AS channel, if(touch < 0, '(not attributed)', touch_source[touch + 1]) AS source, if(touch < 0, '(not attributed)', touch_medium[touch + 1]) AS medium, if(touch < 0, '(not attributed)', touch_campaign[touch + 1]) AS campaign, if(touch < 0, '(not attributed)', touch_ad_group[touch + 1]) AS ad_group, if(touch < 0, '(not attributed)', touch_term[touch + 1]) AS term, if(touch < 0, '(not attributed)', touch_content[touch + 1]) AS content, if(touch < 0, '(not attributed)', touch_landing_page[touch + 1]) AS landing_page, if(touch < 0, '(not attributed)', touch_device[touch + 1]) AS device, if(touch < 0, '(not attributed)', touch_country[touch + 1]) AS country, if(touch < 0, '(not attributed)', touch_city[touch + 1]) AS city,
    share, sale_share, credit_amount AS amount, credit_cost_of_goods AS cost_of_goods, arraySum(refunds) AS refunded
FROM conversion FINAL
ARRAY JOIN time_decay_touch AS touch, time_decay_share AS share, time_decay_sale_share AS sale_share, time_decay_amount AS credit_amount, time_decay_cost_of_goods AS credit_cost_of_goods, time_decay_refunds AS refunds
WHERE present
COMMENT 'Credits: what each touchpoint gets of each conversion under each model';
