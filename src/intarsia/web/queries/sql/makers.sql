SELECT agent.name, count(DISTINCT contribution.work) AS works,
       string_agg(DISTINCT contribution.role, ', ' ORDER BY contribution.role) AS roles,
       string_agg(DISTINCT contribution.dataset, ', ' ORDER BY contribution.dataset) AS datasets
FROM contribution
JOIN agent ON agent.id = contribution.agent
GROUP BY agent.name
ORDER BY works DESC, agent.name
LIMIT 50
