"""The pages, one noun per file."""

from intarsia.web.pages import (
    about,
    agent,
    catalogue,
    check,
    choose,
    crawlers,
    dataset,
    developers,
    diff,
    explore,
    facet,
    families,
    figure,
    home,
    look,
    place,
    release,
    resolve,
    sparql,
    sql,
    start,
    statements,
    term,
    work,
)

ROUTERS = (
    statements.router, catalogue.router, home.router, explore.router, facet.router, work.router, agent.router, families.router, place.router,
    start.router, dataset.router, release.router, diff.router, about.router, developers.router, check.router, choose.router, look.router, term.router,
    figure.router, resolve.router, crawlers.router, sparql.router, sql.router,
)
