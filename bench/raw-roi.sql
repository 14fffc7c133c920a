-- The report `roi` (by channel, source, campaign; last_non_direct; each fact on its own date) from raw facts in one query:
-- identity, deals, leads, journeys, credit and every metric. Each step is computed once (materialized CTEs), works on
-- 64-bit hashes of the identifiers, and reads no more visits than the journeys in question may need.
-- What the bench's facts do not hold is left out, all in favour of this query: several contents of an event, claims, hubs,
-- withdrawals, calls, spam, merged or reopened deals, stated origins, other currencies.
WITH
  toDateTime64('{from} 00:00:00', 3, '{zone}') AS start,
  toDateTime64('{before} 00:00:00', 3, '{zone}') AS finish,

  -- Who belongs together: the least hash in reach, by two rounds over facts and nodes. People here have one phone, which
  -- all their enquiries and deals name; identifiers that are chained further would need a round for each link.
  named AS MATERIALIZED
  (
    SELECT event, arrayJoin(arrayFilter(n -> n != '', [visitor, phone, concat('e:', id)])) AS name, sipHash64(name) AS node FROM raw_enquiry
    UNION ALL
    SELECT event, arrayJoin(arrayFilter(n -> n != '', [phone, concat('d:', deal_id), if(enquiry_id = '', '', concat('e:', enquiry_id))])) AS name, sipHash64(name) AS node FROM raw_deal
  ),
  first_round AS MATERIALIZED
  (
    SELECT node, min(least) AS label FROM named
    INNER JOIN (SELECT event, min(node) AS least FROM named GROUP BY event) AS events USING (event)
    GROUP BY node
  ),
  person_of AS MATERIALIZED
  (
    SELECT node, min(least) AS person FROM named
    INNER JOIN (SELECT event, min(label) AS least FROM named INNER JOIN first_round USING (node) GROUP BY event) AS events USING (event)
    GROUP BY node
  ),

  enquiry AS MATERIALIZED
  (
    SELECT id, at, person FROM raw_enquiry INNER JOIN person_of ON person_of.node = sipHash64(phone)
  ),
  folded AS MATERIALIZED
  (
    SELECT
      deal_id, any(phone) AS phone, min(at) AS created_at, argMax(status, (at, id)) = 'won' AS is_sale, minIf(at, status = 'won') AS sale_at,
      argMaxIf(amount, (at, id), amount IS NOT NULL) AS amount, argMaxIf(cost_of_goods, (at, id), cost_of_goods IS NOT NULL) AS cost_of_goods,
      argMaxIf(enquiry_id, (at, id), enquiry_id != '') AS enquiry_id
    FROM raw_deal GROUP BY deal_id
  ),
  -- The origin enquiry: the named one, else the person's latest within 30 days before, else the earliest within an hour after.
  deal AS MATERIALIZED
  (
    SELECT
      deal_id, person, created_at, is_sale, sale_at, amount, cost_of_goods,
      multiIf(named_at > 0, named_at, before_at > 0 AND before_at >= created_at - INTERVAL 30 DAY, before_at, after_at > 0 AND after_at <= created_at + INTERVAL 1 HOUR, after_at, toDateTime64(0, 3, 'UTC')) AS origin_at,
      origin_at = 0 AS implied,
      row_number() OVER (PARTITION BY person ORDER BY is_sale DESC, sale_at, deal_id) = 1 AND is_sale AS first_time
    FROM
    (
      SELECT
        d.deal_id AS deal_id, d.person AS person, d.created_at AS created_at, d.is_sale AS is_sale, d.sale_at AS sale_at, d.amount AS amount, d.cost_of_goods AS cost_of_goods,
        before.at AS before_at, after.at AS after_at, named_enquiry.at AS named_at
      FROM (SELECT f.*, o.person AS person FROM folded AS f INNER JOIN person_of AS o ON o.node = sipHash64(f.phone)) AS d
      ASOF LEFT JOIN enquiry AS before ON before.person = d.person AND before.at <= d.created_at
      ASOF LEFT JOIN enquiry AS after ON after.person = d.person AND after.at > d.created_at
      LEFT ANY JOIN enquiry AS named_enquiry ON named_enquiry.id = d.enquiry_id
    )
  ),
  -- Real and implied enquiries; a lead has none of the same person in the 30 days before it.
  inquiry AS
  (
    SELECT *, previous = 0 OR previous <= at - INTERVAL 30 DAY AS is_lead
    FROM
    (
      SELECT *, lagInFrame(at, 1, toDateTime64(0, 3, 'UTC')) OVER (PARTITION BY person ORDER BY at, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS previous
      FROM (SELECT person, id, at FROM enquiry UNION ALL SELECT person, concat('deal:', deal_id), created_at FROM deal WHERE implied)
    )
  ),
  refund AS
  (
    SELECT deal_id, sum(raw_refund.amount) AS refunded FROM raw_refund INNER JOIN folded USING (deal_id)
    WHERE folded.is_sale AND raw_refund.at >= folded.sale_at AND raw_refund.at >= start AND raw_refund.at < finish GROUP BY deal_id
  ),

  -- What counts in the period, each with the end of its journey.
  counted AS MATERIALIZED
  (
    SELECT concat('e', id) AS what, person, at AS end, 1 AS e, toInt64(is_lead) AS l, 0 AS d, 0 AS s, 0 AS n, toInt64(0) AS r, toInt64(0) AS g
    FROM inquiry WHERE at >= start AND at < finish
    UNION ALL
    SELECT
      concat('d', deal_id), person, if(implied, created_at, origin_at), 0, 0,
      created_at >= start AND created_at < finish, sold, sold AND first_time,
      if(sold, ifNull(amount, 0), 0) - ifNull(refunded, 0), if(sold, ifNull(cost_of_goods, 0), 0)
    FROM (SELECT x.*, is_sale AND sale_at >= start AND sale_at < finish AS sold, refunded FROM deal AS x LEFT JOIN refund USING (deal_id))
    WHERE (created_at >= start AND created_at < finish) OR sold OR refunded != 0
  ),
  visitor_of AS MATERIALIZED
  (
    SELECT DISTINCT name AS visitor, person FROM named INNER JOIN person_of USING (node)
    WHERE startsWith(name, 'v:') AND person IN (SELECT person FROM counted)
  ),
  touched AS
  (
    SELECT what, argMax((channel, source, campaign), (channel != 'Direct', visit.at, visit_id)) AS origin
    FROM
    (
      SELECT visitor, at, visit_id, toString(channel) AS channel, toString(source) AS source, toString(campaign) AS campaign FROM visit
      WHERE workspace = 'main' AND day >= toDate((SELECT min(end) FROM counted)) - 91 AND day <= toDate((SELECT max(end) FROM counted)) + 1
        AND visitor IN (SELECT visitor FROM visitor_of)
    ) AS visit
    INNER JOIN visitor_of USING (visitor)
    INNER JOIN counted USING (person)
    WHERE visit.at >= end - INTERVAL 90 DAY AND visit.at <= end + INTERVAL 120 SECOND
    GROUP BY what
  ),
  ad_cost AS
  (
    SELECT source, medium, campaign, cost, clicks, impressions FROM cost
    WHERE workspace = 'main' AND date >= '{from}' AND date < '{before}' AND NOT retracted AND excluded = ''
    ORDER BY reported_at DESC, cost DESC LIMIT 1 BY date, source, medium, campaign, ad_group, term, campaign_id
  ),
  line AS
  (
    SELECT
      if(known, origin.1, '(not attributed)') AS channel, if(known, origin.2, '(not attributed)') AS source, if(known, origin.3, '(not attributed)') AS campaign,
      0 AS v, e, l, d, s, n, r, g, CAST(NULL, 'Nullable(Int64)') AS a, CAST(NULL, 'Nullable(Int64)') AS c, CAST(NULL, 'Nullable(Int64)') AS i
    FROM (SELECT x.*, t.origin AS origin, t.origin.1 != '' AS known FROM counted AS x LEFT JOIN touched AS t USING (what))
    UNION ALL
    SELECT toString(channel), toString(source), toString(campaign), count(), 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL FROM visit
    WHERE workspace = 'main' AND day >= toDate(start) - 1 AND day <= toDate(finish) AND at >= start AND at < finish AND NOT retracted AND excluded = ''
    GROUP BY channel, source, campaign
    UNION ALL
    SELECT
      multiIf(medium = 'cpc' AND source IN ('yandex', 'google', 'bing'), 'Paid Search', medium = 'cpc' AND source IN ('vk', 'ok', 'facebook'), 'Paid Social', 'Other'),
      toString(source), toString(campaign), 0, 0, 0, 0, 0, 0, 0, 0, sum(cost), sum(clicks), sum(impressions)
    FROM ad_cost GROUP BY source, medium, campaign
  )
SELECT
  channel, source, campaign,
  toInt64(sum(v)) AS visits, toInt64(sum(e)) AS enquiries, toInt64(sum(l)) AS leads, toInt64(sum(d)) AS deals, toInt64(sum(s)) AS sales, toInt64(sum(n)) AS first_time_buyers,
  toInt64(sum(r)) AS revenue, sum(a) AS cost, toInt64(sum(g)) AS cost_of_goods, revenue - cost_of_goods - cost AS profit, sum(c) AS clicks, sum(i) AS impressions,
  cost / nullIf(clicks, 0) / 100 AS cpc, cost / nullIf(leads, 0) / 100 AS cpl, cost / nullIf(sales, 0) / 100 AS cpo, cost / nullIf(first_time_buyers, 0) / 100 AS cac,
  revenue / nullIf(sales, 0) / 100 AS average_check, leads / nullIf(visits, 0) AS visit_to_lead, sales / nullIf(visits, 0) AS visit_to_sale, sales / nullIf(leads, 0) AS lead_to_sale,
  revenue / nullIf(cost, 0) AS roas, cost / nullIf(revenue, 0) AS drr, profit / nullIf(cost, 0) AS romi, profit / nullIf(cost_of_goods + cost, 0) AS roi,
  (revenue - cost_of_goods) / nullIf(revenue, 0) AS margin
FROM line
GROUP BY channel, source, campaign
ORDER BY channel, source, campaign
