"""The pages, one noun per file."""

from intarsia.web.pages import about, agent, check, concept, dataset, explore, home, release, resolve, work

ROUTERS = (home.router, explore.router, work.router, agent.router, dataset.router, release.router, about.router, check.router, concept.router, resolve.router)
