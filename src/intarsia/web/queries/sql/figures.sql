SELECT measure, unit, count(*) AS figures, count(DISTINCT place) AS places,
       min(period_start) AS first, max(period_end) AS last, count(*) FILTER (value IS NULL) AS without_value
FROM observation
GROUP BY ALL
ORDER BY figures DESC
