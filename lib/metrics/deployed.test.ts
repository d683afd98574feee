import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue } from "./catalogue";
import type { Definition } from "./definition";
import { hasPromtool, NO_PROMTOOL, promtool } from "./promtool.fixture";

const ALERTS = "deploy/prometheus/alerts.yml";
const read = (file: string): string => readFileSync(file, "utf8");
const definitions: Record<string, Definition> = catalogue;

interface Panel {
  id: number;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets?: { expr: string }[];
}
const dashboard: { panels: Panel[] } = JSON.parse(read("deploy/grafana/ghostquant.json"));
const questions = dashboard.panels.flatMap(({ targets }) => (targets ?? []).map(({ expr }) => expr));

/** Labels that Prometheus adds, or that belong to the form of a histogram. */
const PROMETHEUS_OWN = ["job", "instance", "le"];

function definitionOf(name: string): Definition | undefined {
  const base = name.replace(/_(?:bucket|sum|count)$/u, "");
  return definitions[name] ?? (definitions[base]?.type === "histogram" ? definitions[base] : undefined);
}

/** What of this text the catalogue does not know: a metric, a label of one, or a value of a label. */
function unknownIn(text: string): string[] {
  const said = text.matchAll(/\b((?:ghostquant|nodejs|process)_\w+)(?:\{([^}]*)\})?/gu);
  return [...said].flatMap(([, name = "", matchers = ""]) => {
    const definition = definitionOf(name);
    return definition === undefined ? [name] : unknownLabels(name, definition, matchers);
  });
}

function unknownLabels(name: string, { labels }: Definition, matchers: string): string[] {
  const asked = matchers.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/gu);
  return [...asked].flatMap(([, label = "", operator = "", wanted = ""]) => {
    if (PROMETHEUS_OWN.includes(label)) return [];
    const values = operator.includes("~") ? wanted.split("|") : [wanted];
    return values.filter((value) => !labels[label]?.includes(value)).map((value) => `${name}{${label}="${value}"}`);
  });
}

describe("docs/metrics.md", () => {
  test("is the catalogue, word for word (npx vitest run --project unit lib/metrics -u writes it anew)", async () => {
    await expect(pageOf(definitions)).toMatchFileSnapshot("../../docs/metrics.md");
  });
});

describe("the alert rules", () => {
  test("ask for nothing that is never said", () => {
    expect(unknownIn(read(ALERTS))).toEqual([]);
    expect(unknownIn(read("deploy/prometheus/alerts.test.yml"))).toEqual([]);
    expect(unknownIn('ghostquant_nothing + ghostquant_jobs_total{outcome="lost",day="1"}')).toHaveLength(3);
  });

  test("say each how bad it is, what it means and where the runbook goes on", () => {
    const runbook = new Set([...read("RUNBOOK.md").matchAll(/^#+ .*`([\w-]+)`$/gmu)].map(([, id]) => id));
    const rules = read(ALERTS).split("- alert: ").slice(1);
    expect(rules.length).toBeGreaterThan(20);
    for (const rule of rules) {
      expect(rule).toMatch(/severity: (?:critical|warning)/u);
      expect(rule).toMatch(/summary: .{10}/u);
      expect(rule).toMatch(/description: .{10}/u);
      const id = /runbook: (\S+|"[^"]+")/u.exec(rule)?.[1] ?? "";
      if (!id.startsWith('"')) expect(runbook, rule.slice(0, 40)).toContain(id);
    }
  });

  test("fire when they should and not otherwise, by Prometheus' own tests", ({ skip }) => {
    skip(!hasPromtool(), NO_PROMTOOL);
    promtool(["check", "rules", ALERTS]);
    promtool(["test", "rules", "deploy/prometheus/alerts.test.yml"]);
    promtool(["check", "config", "--syntax-only", "deploy/prometheus/prometheus.yml"]);
  }, 60_000);
});

describe("the dashboard", () => {
  test("asks for nothing that is never said, and shows everything that is", () => {
    expect(unknownIn(questions.join("\n"))).toEqual([]);
    // A start, a sequence and a second view of something that is shown are for rules and for whoever asks.
    const elsewhere = [
      "ghostquant_budget_calls_total",
      "ghostquant_build_info",
      "ghostquant_circuit_state",
      "ghostquant_http_connections",
      "ghostquant_refresh_rows_total",
      "ghostquant_store_up",
      "ghostquant_whale_watch_state",
      "nodejs_eventloop_lag_max_seconds",
      "nodejs_external_memory_bytes",
      "nodejs_heap_size_used_bytes",
      "process_start_time_seconds",
    ];
    const shown = questions.join("\n");
    expect(
      Object.keys(catalogue)
        .filter((name) => !shown.includes(name))
        .toSorted(),
    ).toEqual(elsewhere);
  });

  test("is understood by Prometheus, question by question", ({ skip }) => {
    skip(!hasPromtool(), NO_PROMTOOL);
    const rules = questions.map((expr, index) => ({
      record: `question:${index}`,
      expr: expr.replaceAll("$__rate_interval", "5m"),
    }));
    const file = join(mkdtempSync(join(tmpdir(), "dashboard-")), "rules.json");
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ groups: [{ name: "dashboard", rules }] }));
    promtool(["check", "rules", file]);
  }, 60_000);

  test("lays no panel over another", () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Set<string>();
    for (const { title, gridPos } of dashboard.panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect(taken.has(`${x} ${y}`), title).toBe(false);
          expect(x).toBeLessThan(24);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });
});

/** The page that lists the catalogue. */
function pageOf(all: Record<string, Definition>): string {
  const rows = Object.entries(all).map(([name, { type, help, labels, saidBy, of }]) => {
    const labelled = Object.entries(labels).map(([label, values]) => `\`${label}\`: ${values.join(", ")}`);
    const by = saidBy.length === 3 ? "all" : saidBy.join(", ");
    return `| \`${name}\` | ${type} | ${by}${of === "instance" ? ", of the instance" : ""} | ${help} | ${labelled.join("; ")} |`;
  });
  return `# Metrics

Every process answers \`GET /metrics\` in Prometheus' text format: web and stream on their own ports, a worker on \`METRICS_PORT\`
when that is set. With \`METRICS_TOKEN\` (or \`METRICS_TOKEN_FILE\`) whoever sends it as a bearer token may read; without it, only a
connection from the machine itself that no proxy brought.

This is all there is: a metric, a label or a value that is not listed here cannot be said. The page is made from
\`lib/metrics/catalogue.ts\` by \`npx vitest run --project unit lib/metrics -u\`, and a test fails while the two differ.

* **Said by** a process of itself: add copies up with \`sum\`. **Of the instance**: every web copy says the same, so take \`max\`.
* Counters begin at 0 with their process. What nobody knows is absent, never 0.
* Times of boards and refreshes are market time: in a replay they run at its speed.

\`deploy/prometheus/alerts.yml\` holds the alert rules, \`alerts.test.yml\` beside it shows when each fires and when not, and
\`deploy/grafana/ghostquant.json\` is a dashboard to import.

| Name | Type | Said by | What | Labels |
|---|---|---|---|---|
${rows.join("\n")}
`;
}
