// The import law of ARCHITECTURE.md. An arrow only points down; every rule is an error.
const CORE =
  "market|statistics|indicators|momentum|whales|pretrend|clustering|perps|regimes|signals|alerts|bot|backtest";
const PURE = `^lib/(${CORE})/`;
const FLOOR = "^lib/invariant\\.ts$"; // the one helper everybody may use; it imports nothing
const CLIENT_SAFE = `^(lib/(${CORE}|contracts|format)/|components/|hooks/)`;
const TECHNOLOGY = "adapters|store|cache|queue|stream|http";
const SIBLINGS = "momentum|whales|pretrend|clustering|perps|regimes";
const TESTS = "\\.(test|integration\\.test|bench|fixture)\\.tsx?$";
const error = (name, comment, from, to) => ({ name, severity: "error", comment, from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    error(
      "no-cycles",
      "Runtime cycles hide the order of things.",
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    ),
    error(
      "pure-core-has-no-io",
      "The core is a function of its arguments; the only package it may use is zod.",
      { path: PURE, pathNot: TESTS },
      { pathNot: [PURE, FLOOR, "node_modules/zod/"] },
    ),
    error(
      "market-is-the-floor",
      "The vocabulary knows nothing above it.",
      { path: "^lib/market/", pathNot: TESTS },
      { path: "^lib/", pathNot: ["^lib/market/", FLOOR] },
    ),
    error(
      "math-knows-only-market",
      "Statistics and indicators are a textbook.",
      { path: "^lib/(statistics|indicators)/", pathNot: TESTS },
      { path: "^lib/", pathNot: ["^lib/(market|statistics|indicators)/", FLOOR] },
    ),
    error(
      "observers-do-not-see-each-other",
      "What two siblings need moves down.",
      { path: `^lib/(${SIBLINGS})/`, pathNot: TESTS },
      { path: `^lib/(${SIBLINGS}|signals|alerts|bot|backtest)/`, pathNot: "^lib/$1/" },
    ),
    error(
      "signals-do-not-trade",
      "Signals sit below alerts and bot.",
      { path: "^lib/signals/", pathNot: TESTS },
      { path: "^lib/(alerts|bot|backtest)/" },
    ),
    error(
      "bot-does-not-know-backtest",
      "Alerts and bot do not see backtest or each other.",
      { path: "^lib/(bot|alerts)/", pathNot: TESTS },
      { path: "^lib/(backtest|alerts|bot)/", pathNot: "^lib/$1/" },
    ),
    error(
      "contracts-are-client-safe",
      "Contracts are read by the browser too.",
      { path: "^lib/contracts/", pathNot: TESTS },
      { pathNot: [CLIENT_SAFE, FLOOR, "node_modules/zod/"] },
    ),
    error(
      "format-is-leaf",
      "Formatting knows the vocabulary only.",
      { path: "^lib/format/", pathNot: TESTS },
      { path: "^(lib|app|components|hooks|worker|drizzle)/", pathNot: ["^lib/(format|market)/", FLOOR] },
    ),
    error(
      "simulator-is-pure",
      "The demo market is a function of its seed, its tape and its clock.",
      { path: "^lib/simulator/", pathNot: TESTS },
      { pathNot: ["^lib/simulator/", PURE, FLOOR, "node_modules/zod/"] },
    ),
    error(
      "one-technology-per-folder",
      "Technologies meet only in a process entry.",
      { path: `^lib/(${TECHNOLOGY})/`, pathNot: TESTS },
      { path: `^lib/(${TECHNOLOGY})/`, pathNot: "^lib/$1/" },
    ),
    error(
      "providers-do-not-see-each-other",
      "One folder per provider.",
      { path: "^lib/adapters/([^/]+)/" },
      { path: "^lib/adapters/[^/]+/", pathNot: "^lib/adapters/$1/" },
    ),
    error(
      "ccxt-is-the-workers",
      "It weighs 100 MB: no process loads it but a worker that asks OKX.",
      { pathNot: "^(lib/adapters/okx|worker)/" },
      { path: ["^lib/adapters/okx/", "node_modules/ccxt/"] },
    ),
    error(
      "telemetry-is-loaded-when-asked-for",
      "Who traces nothing and reports nothing pays nothing: only these two files know the packages, and only by import().",
      { pathNot: "^lib/telemetry/(otlp|sentry)\\.ts$" },
      { path: "node_modules/@(opentelemetry|sentry)/" },
    ),
    error(
      "telemetry-starts-lazily",
      "A static import would load the packages in every process.",
      { pathNot: "^lib/telemetry/(otlp|sentry)\\.ts$" },
      { path: "^lib/telemetry/(otlp|sentry)\\.ts$", dependencyTypesNot: ["dynamic-import"] },
    ),
    error(
      "wire-types-stay-in-their-adapter",
      "Only the parsed type leaves an adapter.",
      { pathNot: "^lib/adapters/" },
      { path: "^lib/adapters/[^/]+/schema\\.ts$" },
    ),
    error(
      "browser-code-is-client-safe",
      "The browser sees core, contracts and format only.",
      { path: "^(components|hooks)/", pathNot: TESTS },
      { path: "^(lib|worker|drizzle|app)/", pathNot: [CLIENT_SAFE, FLOOR] },
    ),
    error(
      "components-do-not-cross-systems",
      "Systems share ui, charts and layout, nothing else.",
      { path: "^components/(?!ui/|charts/|layout/)([^/]+)/" },
      { path: "^components/", pathNot: ["^components/$1/", "^components/(ui|charts|layout)/"] },
    ),
    error(
      "only-the-store-knows-tables",
      "SQL lives in the store.",
      { pathNot: "^(lib/store|drizzle)/" },
      { path: "^drizzle/" },
    ),
    error(
      "web-and-worker-are-strangers",
      "They meet in Redis and Postgres.",
      { path: "^(app|components|hooks|server\\.ts)" },
      { path: "^worker/" },
    ),
    error(
      "worker-and-web-are-strangers",
      "They meet in Redis and Postgres.",
      { path: "^worker/" },
      { path: "^(app|components|hooks)/" },
    ),
    error(
      "lib-does-not-look-up",
      "Libraries do not know their users.",
      { path: "^lib/" },
      { path: "^(app|components|hooks|worker|launch|drills|server\\.ts)" },
    ),
    error(
      "nobody-runs-on-a-drill",
      "Drills start the product, break it and look at it; it does not know them.",
      { pathNot: "^drills/" },
      { path: "^drills/" },
    ),
    error(
      "jobs-do-not-call-jobs",
      "Jobs meet through the queue.",
      { path: "^worker/jobs/", pathNot: ["handlers\\.ts$", TESTS] },
      { path: "^worker/jobs/" },
    ),
    error(
      "fixtures-are-for-tests",
      "What stands in for real things never ships.",
      { pathNot: [TESTS, "^(e2e|drills)/"] },
      { path: "\\.fixture\\.tsx?$" },
    ),
    error(
      "no-orphans",
      "A file nobody reads is dead.",
      {
        orphan: true,
        pathNot: [
          "^app/",
          "\\.d\\.ts$",
          "\\.config\\.(ts|mjs)$",
          "^drizzle/config\\.ts$",
          "^launch/.*\\.mjs$",
          TESTS,
          "^(e2e|drills)/",
        ],
      },
      {},
    ),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "^(\\.next|bench|drizzle/migrations)/" },
  },
};
