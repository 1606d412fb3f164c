"""Which rule each route has: one line a route, its forms (.json, .csv, .ttl ...) with it. A route without a line fails test_access.

public: everybody. desk: everybody who is known. <act>: who may do that for the pool as a whole (accounts/acts.py). dataset <act>: who may do
it for the organisation whose dataset it is. draft: the organisation whose draft it is; for others it is not there. draft <act>: and
who may do that for it. send: everybody but
members whose role is not to contribute. account: a member who signed in. link: whoever has the secret of the link; another secret is not there. machine: this machine alone.
"""

from __future__ import annotations

from intarsia.tables import TABLES

_LINES = """
GET  /                                          public
GET  /about                                     public
GET  /accessibility                             public
GET  /agents/{id}                               public
GET  /agreement                                 public
GET  /api                                       public
GET  /api/v1                                    public
GET  /api/v1/agents                             public
GET  /api/v1/agents/{id}                        public
POST /api/v1/check                              public
GET  /api/v1/datasets                           public
GET  /api/v1/datasets/{id}                      public
GET  /api/v1/docs                               public
GET  /api/v1/families                           public
GET  /api/v1/families/{id}                      public
GET  /api/v1/insights                           public
GET  /api/v1/insights/{name}                    public
GET  /api/v1/interventions                      public
GET  /api/v1/interventions/{id}                 public
GET  /api/v1/links                              public
GET  /api/v1/links/{id}                         public
GET  /api/v1/observations                       public
GET  /api/v1/places                             public
GET  /api/v1/places/{id}                        public
GET  /api/v1/releases                           public
GET  /api/v1/releases/{id}                      public
GET  /api/v1/releases/{id}/manifest             public
GET  /api/v1/releases/{old}/diff/{new}          public
GET  /api/v1/search                             public
GET  /api/v1/sql                                public
POST /api/v1/sql                                public
GET  /api/v1/terms                              public
GET  /api/v1/terms/{scheme}/{notation:path}     public
GET  /api/v1/works                              public
GET  /api/v1/works/{id}                         public
GET  /ask                                       public
GET  /ask/{name}                                public
GET  /benchmark                                 public
POST /benchmark                                 public
GET  /catalog                                   public
GET  /check                                     public
POST /check                                     public
POST /choose                                    public
GET  /concepts{rest:path}                       public
GET  /contribute                                public
POST /contribute                                send
GET  /contribute/{id}                           draft
POST /contribute/{id}/again                     draft
POST /contribute/{id}/delete                    draft
GET  /contribute/{id}/done                      draft
GET  /contribute/{id}/map                       draft
POST /contribute/{id}/map                       draft
GET  /contribute/{id}/memo                      draft
POST /contribute/{id}/memo                      draft contribute
GET  /contribute/{id}/objections                draft
GET  /contribute/{id}/parcel                    draft
POST /contribute/{id}/parcel                    draft
GET  /contribute/{id}/profile                   draft
POST /contribute/{id}/profile                   draft
GET  /contribute/{id}/publish                   draft
POST /contribute/{id}/publish                   draft publish
GET  /contribute/{id}/risk                      draft
POST /contribute/{id}/risk                      draft
GET  /crosswalks                                public
GET  /crosswalks/{id}                           public
GET  /data/dataset/{id}                         public
GET  /data/distribution/{id}                    public
GET  /data/entity/{id}                          public
GET  /data/intervention/{id}                    public
GET  /data/link/{id}                            public
GET  /data/observation/{id}                     public
GET  /data/{kind}/{id}                          public
GET  /datasets                                  public
GET  /datasets/{id}                             public
GET  /datasets/{id}/ask                         public
POST /datasets/{id}/ask                         public
GET  /datasets/{id}/feed.atom                   public
GET  /datasets/{id}/follow                      public
POST /datasets/{id}/follow                      public
GET  /datasets/{id}/memo                        dataset judge
GET  /datasets/{id}/readiness                   public
GET  /datasets/{id}/return                      public
GET  /desk                                      desk
GET  /desk/account                              desk
POST /desk/account                              account
GET  /desk/audit                                audit
GET  /desk/feed.atom                            desk
GET  /desk/links                                desk
GET  /desk/links/{id}                           desk
POST /desk/links/{id}                           judge
GET  /desk/mail                                 desk
POST /desk/mail                                 desk
GET  /desk/notices                              desk
POST /desk/notices                              dataset judge
GET  /desk/papers                               desk
GET  /desk/papers/{file}                        desk
GET  /desk/people                               desk
POST /desk/people                               people
GET  /desk/readiness                            desk
POST /desk/readiness                            dataset contribute
GET  /desk/receipts                             desk
GET  /desk/reconcile                            desk
POST /desk/reconcile/judge                      judge
GET  /desk/reconcile/judgements.tsv             desk
GET  /desk/reconcile/judgements.ttl             desk
POST /desk/reconcile/propose                    judge
POST /desk/reconcile/undo                       judge
GET  /desk/requests                             desk
POST /desk/requests/{number}                    dataset judge
GET  /desk/sign-in                              public
POST /desk/sign-in                              public
GET  /desk/sign-out                             desk
POST /desk/sign-out                             desk
GET  /desk/terms                                desk
POST /desk/terms                                judge
GET  /desk/withdrawals                          desk
POST /desk/withdrawals                          dataset publish
GET  /desk/wrong                                desk
GET  /desk/wrong/{name}                         dataset judge
POST /desk/wrong/{name}                         dataset judge
GET  /developers                                public
GET  /dumps/{release}/{dataset}.csv.zip         public
GET  /dumps/{release}/{file}                    public
GET  /entities/{id}                             public
GET  /explain                                   public
GET  /explore                                   public
GET  /explore/{facet}                           public
GET  /families                                  public
GET  /families/{id}                             public
GET  /map                                       public
GET  /figures                                   public
GET  /figures/{id}                              public
GET  /figures/{id}.png                          public
GET  /figures/{id}.svg                          public
GET  /healthz                                   public
GET  /id/{kind}/{identifier:path}               public
GET  /index                                     public
GET  /impact                                    public
GET  /impact/register                           desk
POST /impact/register                           judge
GET  /impact/{study}                            public
GET  /impact/{study}/dossier                    public
GET  /join/{secret}                             link
POST /join/{secret}                             link
GET  /law                                       public
GET  /letters/{secret}                          link
POST /letters/{secret}                          link
GET  /llms.txt                                  public
GET  /look/logo                                 public
GET  /look/look.css                             public
GET  /metrics                                   machine
GET  /ns                                        public
GET  /objections                                public
GET  /openapi                                   public
GET  /partners                                  public
GET  /places/{id}                               public
GET  /proposals                                 public
GET  /readiness                                 public
GET  /readyz                                    public
GET  /reconcile                                 public
GET  /reconcile/{service}                       public
POST /reconcile/{service}                       public
GET  /reconcile/{service}/                      public
POST /reconcile/{service}/                      public
GET  /reconcile/{service}/flyout/{kind}         public
GET  /reconcile/{service}/preview               public
GET  /reconcile/{service}/properties            public
GET  /reconcile/{service}/suggest/{kind}        public
GET  /reconcile/{service}/view                  public
GET  /redactions/{number}                       public
GET  /releases                                  public
GET  /releases/{id}                             public
GET  /releases/{id}/manifest                    public
GET  /releases/{id}/sha256sums.txt              public
GET  /releases/{id}/tables/{table}/{dataset}    public
GET  /releases/{old}/diff/{new}                 public
GET  /robots.txt                                public
GET  /rules                                     public
GET  /rules/{id}                                public
GET  /sign/{token}                              link
POST /sign/{token}                              link
GET  /signals/track-record                       public
GET  /sitemap-{page}                            public
GET  /sitemap                                   public
GET  /sparql                                    public
POST /sparql                                    public
GET  /sql                                       public
GET  /start                                     public
GET  /static/{name:path}                        public
GET  /terms                                     public
GET  /terms/{id}                                public
GET  /terms/{scheme}                            public
GET  /terms/{scheme}/{notation:path}            public
GET  /signals                                   public
POST /signals                                   public
GET  /signals.atom                              public
GET  /signals.ics                               public
GET  /trends                                    public
GET  /trends/{slug}                             public
GET  /wanted                                    public
GET  /works/{id}                                public
GET  /works/{id}/elsewhere.html                 public
GET  /wrong                                     public
POST /wrong                                     public
GET  /wrong/{secret}                            link
POST /wrong/{secret}                            link
"""
FORMS = (".json", ".csv", ".jsonld", ".ttl", ".nt", ".rdf", ".parquet", ".arrow", ".ndjson", ".xml", ".tsv")
RULES = {tuple(line.split(maxsplit=2)[:2]): line.split(maxsplit=2)[2] for line in _LINES.strip().splitlines()} | {("GET", f"/api/v1/tables/{name}"): "public" for name in TABLES}


def line_of(method: str, pattern: str) -> tuple[str, str]:
    """The line under which a route stands: itself, or the page of which it is a form."""
    if (method, pattern) in RULES:
        return method, pattern
    stem = next((pattern.removesuffix(form) for form in FORMS if pattern.endswith(form)), pattern)
    return method, stem
