"""Questions that kill, or would like to: each does more than any machine can, or more than one question may."""

from __future__ import annotations

_P = "PREFIX schema: <https://schema.org/>\nPREFIX skos: <http://www.w3.org/2004/02/skos/core#>\nPREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
_DIGITS = "VALUES ?{0} {{ 0 1 2 3 4 5 6 7 8 9 }} "
_MANY = "".join(_DIGITS.format(f"d{n}") for n in range(9))  # a thousand million rows out of nothing
_TEN = " ".join(f"?a{n} ?p{n} ?b{n} ." for n in range(10))

SPARQL = {
    "cross join of three": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cross join of ten": f"SELECT (COUNT(*) AS ?n) {{ {_TEN} }}",
    "cross join, sorted": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "cross join, distinct": "SELECT DISTINCT ?c ?f { ?a ?b ?c . ?d ?e ?f }",
    "cross join, grouped": "SELECT ?c ?f (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c ?f",
    "values without end": f"SELECT (COUNT(*) AS ?n) {{ {_MANY} }}",
    "values, distinct": f"SELECT DISTINCT * {{ {_MANY} }}",
    "values, sorted": f"SELECT * {{ {_MANY} }} ORDER BY ?d1 ?d2",
    "values, joined into one text": f'SELECT (GROUP_CONCAT(CONCAT(STR(?d0), STR(?d1), STR(?d2))) AS ?t) {{ {_MANY} }}',
    "random sort": f"SELECT * {{ {_MANY} }} ORDER BY RAND()",
    "hash of everything": f"SELECT (MAX(SHA512(CONCAT(STR(?d0), STR(?d1), STR(?d8)))) AS ?m) {{ {_MANY} }}",
    "regex on a product": 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(a+)+(b+)+(c+)+$", "i")) }',
    "replace on a product": 'SELECT (MAX(REPLACE(CONCAT(STR(?c), STR(?f)), "(.)(.)(.)", "$3$2$1$3$2$1")) AS ?m) { ?a ?b ?c . ?d ?e ?f }',
    "any path between all": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)+ ?b . ?c (!<urn:x>)+ ?d }",
    "paths in both directions": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?c (!<urn:x>|^!<urn:x>)* ?d }",
    "path of paths": "SELECT (COUNT(*) AS ?n) { ?a ((!<urn:x>)*/(!<urn:y>)*/(!<urn:z>)*) ?b . ?x ?y ?z }",
    "optional in optional": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i } } }",
    "minus of products": "SELECT (COUNT(*) AS ?n) { { ?a ?b ?c . ?d ?e ?f } MINUS { ?a ?x ?y . ?q ?r ?s } }",
    "not exists on a product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?c ?x ?f . ?f ?y ?c } }",
    "exists in a product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER EXISTS { ?x ?y ?z FILTER(?z = ?c) } }",
    "union of products": "SELECT (COUNT(*) AS ?n) { { ?a ?b ?c . ?d ?e ?f } UNION { ?a ?b ?c . ?d ?e ?f } UNION { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }",
    "subqueries of everything": "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c } } { SELECT * { ?d ?e ?f } } { SELECT * { ?g ?h ?i } } }",
    "construct a product": "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    "describe a product": "DESCRIBE ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i",
    "graphs of graphs": "SELECT (COUNT(*) AS ?n) { GRAPH ?g1 { ?a ?b ?c } GRAPH ?g2 { ?d ?e ?f } GRAPH ?g3 { ?g ?h ?i } }",
    "dates by arithmetic": f"{_P}SELECT (SUM(xsd:decimal(?d0) * ?d1 * ?d2 * ?d3 + ?d4 / 3.0) AS ?s) {{ {_MANY} }}",
    "bind a doubling text": "SELECT (STRLEN(?z) AS ?n) { BIND(\"0123456789abcdef\" AS ?a) " + "".join(
        f"BIND(CONCAT(?{a}, ?{a}, ?{a}, ?{a}, ?{a}, ?{a}, ?{a}, ?{a}) AS ?{b}) " for a, b in zip("abcdefghij", "bcdefghijz", strict=True)) + "}",
}

_HUGE = "range(1000000000000)"
SQL = {
    "count a long range": f"SELECT count(*) FROM {_HUGE} t(x) WHERE x % 7 = 3",
    "sum of a product": "SELECT sum(a.x * b.x) FROM range(10000000) a(x), range(10000000) b(x)",
    "recursion without end": "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t",
    "recursion that doubles": "WITH RECURSIVE t(x) AS (SELECT 'a' UNION ALL SELECT x || x FROM t) SELECT max(length(x)) FROM t",
    "recursion that multiplies": "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT t.x + y FROM t, range(10) r(y)) SELECT count(*) FROM t",
    "one long text": "SELECT length(string_agg(repeat('x', 1000), ',')) FROM range(100000000)",
    "one long list": "SELECT len(list(x)) FROM range(10000000000) t(x)",
    "list of lists": "SELECT len(list(l)) FROM (SELECT range(1000000) AS l FROM range(1000000))",
    "list in a row": "SELECT range(3000000000)",
    "list transformed": "SELECT len(list_transform(range(1000000000), lambda x: x * x))",
    "list product by reduce": "SELECT list_reduce(range(100000000), lambda x, y: x + y)",
    "texts of a hundred million": "SELECT max(length(repeat('abcdefghij', 10000000) || x)) FROM range(1000000) t(x)",
    "text doubled": "SELECT length(a || a || a || a) FROM (SELECT repeat('x', 900000000) AS a)",
    "padding": "SELECT length(lpad('x', 2000000000, 'y'))",
    "sort of everything": "SELECT * FROM range(10000000000) t(x) ORDER BY hash(x)",
    "distinct of everything": "SELECT count(DISTINCT hash(x)) FROM range(10000000000) t(x)",
    "group by everything": "SELECT hash(x) AS h, count(*) FROM range(10000000000) t(x) GROUP BY h",
    "window over everything": "SELECT max(r) FROM (SELECT rank() OVER (ORDER BY hash(x)) AS r FROM range(10000000000) t(x))",
    "regex on long text": "SELECT count(*) FROM (SELECT repeat('a', 10000) || x AS t FROM range(100000000) r(x)) WHERE regexp_matches(t, '(a*)*b(a*)*c(a*)*d')",
    "replace on long text": "SELECT max(length(regexp_replace(repeat('ab', 1000000), '(a)(b)', '\\2\\1\\2\\1\\2', 'g') || x)) FROM range(1000000) r(x)",
    "hash of hashes": "SELECT max(sha256(sha256(sha256(CAST(x AS VARCHAR))))) FROM range(10000000000) t(x)",
    "editing distance": "SELECT sum(levenshtein(repeat('ab', 5000) || x, repeat('ba', 5000) || x)) FROM range(1000000) t(x)",
    "cross join of the tables": "SELECT count(*) FROM work a, work b, work c, work d WHERE a.title < b.title AND c.title < d.title",
    "cross join, sorted": "SELECT * FROM work a, work b, work c ORDER BY hash(a.id || b.id || c.id)",
    "pivot of everything": "SELECT * FROM (SELECT x, x % 10 AS y FROM range(10000000000) t(x)) PIVOT (list(x) FOR y IN (0, 1, 2, 3, 4, 5, 6, 7, 8, 9))",
    "join without equality": "SELECT count(*) FROM range(1000000) a(x) JOIN range(1000000) b(y) ON hash(x) < hash(y)",
    "json of everything": "SELECT length(to_json(list(t))) FROM (SELECT x, repeat('y', 100) AS y FROM range(1000000000) r(x)) t",
    "quantile of everything": "SELECT quantile_cont(hash(x), 0.5) FROM range(10000000000) t(x)",
}
