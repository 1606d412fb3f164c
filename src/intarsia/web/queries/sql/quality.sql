SELECT dataset, distribution, reason, count(*) AS records
FROM rejected
GROUP BY ALL
ORDER BY records DESC
LIMIT 100
