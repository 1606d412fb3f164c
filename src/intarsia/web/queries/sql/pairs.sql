SELECT one.title, one.form, one.year_start AS year, link.predicate, other.title AS other_title,
       other.form AS other_form, other.year_start AS other_year, link.state, one.iri, other.iri AS other_iri
FROM link
JOIN work AS one ON one.id = link.subject
JOIN work AS other ON other.id = link.object
WHERE one.dataset <> other.dataset
ORDER BY other_title, year
LIMIT 200
