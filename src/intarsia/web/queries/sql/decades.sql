SELECT year_start // 10 * 10 AS decade, form, count(*) AS works
FROM work
WHERE year_start >= 1800
GROUP BY ALL
ORDER BY decade DESC, works DESC
