SELECT term.concept AS genre, any_value(label.value) AS name, count(DISTINCT work.sector) AS sectors, count(DISTINCT work.id) AS works
FROM term
JOIN work ON work.id = term.work
LEFT JOIN label ON label.entity = 'genre:' || term.concept AND label.language = 'LANGUAGE' AND label.kind = 'pref'
WHERE term.facet = 'genre' AND term.state = 'matched'
GROUP BY term.concept
ORDER BY sectors DESC, works DESC
LIMIT 50
