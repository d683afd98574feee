import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseAmount } from "@/lib/format/parse-amount";
import { findColumns, foldClass, visibleColumns } from "./columns";
import {
  activeFilters,
  clearFilters,
  defaultQuery,
  filterByGroup,
  listQuestion,
  parseListQuery,
  serializeListQuery,
  toggleSort,
} from "./list-query";
import { filterLabel, groupLabelOf, listSentence } from "./present-filters";

const parse = (text: string) => parseListQuery(new URLSearchParams(text));

describe("the address", () => {
  it("is the state: what is written is read again", () => {
    const text =
      "?view=table&sort=market_cap&order=asc&q=sol&min_marketcap=50000000&min_score=60&action=BUY,HOLD&whale_only=true&cluster_id=-1&include_stable=true&cols=score,price,age&paging=pages&page=3&coin=solana&tab=history&rail=changes&since=24h&method=hdbscan";
    const { query, ignored } = parse(text);
    expect(ignored).toEqual([]);
    expect(serializeListQuery(query)).toBe(text);
  });

  it("leaves defaults out", () => {
    expect(serializeListQuery(defaultQuery)).toBe("");
    expect(serializeListQuery(parse("sort=momentum_score&order=desc&page=1&include_stable=false").query)).toBe("");
  });

  it("falls back field by field and says what it ignored", () => {
    const { query, ignored } = parse("sort=luck&min_score=banana&page=0&action=YOLO&view=table");
    expect(query).toEqual({ ...defaultQuery, view: "table" });
    expect(ignored).toEqual(["sort=luck", "min_score=banana", "action=YOLO", "page=0"]);
  });

  it("asks the interface only for what changes the list", () => {
    expect(listQuestion(parse("view=table&coin=btc&q= sol &min_volume=1000&page=4").query)).toBe(
      "q=sol&min_volume=1000",
    );
    expect(listQuestion(defaultQuery)).toBe("");
  });

  it("clears filters and keeps the view, the sort and the columns", () => {
    const { query } = parse("view=table&sort=market_cap&q=sol&min_score=60&action=BUY&cols=score,age");
    expect(activeFilters(query)).toEqual(["q", "min_score", "action"]);
    expect(serializeListQuery(clearFilters(query))).toBe("?view=table&sort=market_cap&cols=score,age");
  });

  it("filters by a group and, asked again, shows all groups", () => {
    const filtered = filterByGroup({ ...defaultQuery, page: 3 }, 2);
    expect(serializeListQuery(filtered)).toBe("?cluster_id=2");
    expect(filterByGroup(filtered, 2)).toEqual(defaultQuery);
    expect(filterByGroup(filtered, null).cluster_id).toBeNull();
    expect(parse("cluster_id=-1").query.cluster_id).toBe(-1);
    expect(parse("cluster_id=some").ignored).toEqual(["cluster_id=some"]);
    expect(listQuestion(parse("cluster_id=2&whale_only=1").query)).toBe("whale_only=true&cluster_id=2");
  });

  it("turns a sort around and starts each column where readers expect", () => {
    expect(toggleSort(defaultQuery, "momentum_score").order).toBe("asc");
    expect(toggleSort(defaultQuery, "market_cap")).toMatchObject({ sort: "market_cap", order: "desc" });
    expect(toggleSort(defaultQuery, "symbol").order).toBe("asc");
  });
});

describe("filters in words", () => {
  it("say their bound", () => {
    const { query } = parse("min_marketcap=50000000&min_score=60");
    expect(filterLabel(query, "min_marketcap")).toBe("Market cap ≥ $50.0M");
    expect(listSentence(query)).toBe("Coins with Market cap ≥ $50.0M and Score ≥ 60.0, highest score first.");
    expect(listSentence(defaultQuery)).toBe("All ranked coins, highest score first.");
    expect(filterLabel(parse("cluster_id=2").query, "cluster_id", "Leaders")).toBe("Group Leaders");
    expect(listSentence(parse("cluster_id=2").query, "Leaders")).toBe("Coins with Group Leaders, highest score first.");
    expect(filterLabel(parse("cluster_id=-1").query, "cluster_id")).toBe("In no group");
    expect(listSentence(parse("include_stable=true&sort=coverage&order=asc").query)).toBe(
      "All coins, ranked or not, lowest coverage first.",
    );
  });

  it.each([
    ["50M", 50e6],
    ["$1.5b", 1.5e9],
    ["20,000", 20_000],
    ["", null],
    ["1e6", null],
    ["-5", null],
  ])("reads %s as %s", (text, value) => {
    expect(parseAmount(text)).toBe(value);
  });
});

describe("columns", () => {
  it("fold away on a narrow list unless they were chosen", () => {
    const style = readFileSync("app/styles/coin-table.css", "utf8").replaceAll(/\s+/gu, " ");
    const folding = findColumns("").filter(({ from }) => from > 0);
    for (const column of folding) {
      const rule = `.${foldClass(column)} { display: table-cell; }`;
      expect(style).toContain(`@container (width >= ${column.from}px) { ${rule} }`);
    }
    expect(style.match(/\.col-from-\d+ \{/gu)).toHaveLength(new Set(folding.map(({ from }) => from)).size);
    expect(visibleColumns(["pretrend", "score"]).map(({ id }) => id)).toEqual(["pretrend", "score"]);
  });

  it("are found by synonyms", () => {
    expect(findColumns("capitalisation").map(({ id }) => id)).toEqual(["market_cap"]);
    expect(findColumns("cap").map(({ id }) => id)).toContain("market_cap");
  });
});

it("names the group that is asked for only by a row of that group", () => {
  const { query } = parse("cluster_id=2");
  expect(groupLabelOf(query, { cluster_id: 2, cluster_label: "Leaders" })).toBe("Leaders");
  expect(groupLabelOf(query, { cluster_id: 0, cluster_label: "Movers" })).toBeNull();
  expect(groupLabelOf(query, null)).toBeNull();
  expect(groupLabelOf(defaultQuery, { cluster_id: null, cluster_label: null })).toBeNull();
});
