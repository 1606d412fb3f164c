SELECT sector, count(*) AS works, count(*) FILTER (status = 'announced') AS announced,
       min(year_start) AS earliest, max(year_end) AS latest
FROM work
GROUP BY sector
ORDER BY works DESC
