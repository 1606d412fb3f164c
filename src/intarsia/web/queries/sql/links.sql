SELECT kind, predicate, method, state, count(*) AS links, round(avg(probability), 2) AS probability
FROM link
GROUP BY ALL
ORDER BY links DESC
