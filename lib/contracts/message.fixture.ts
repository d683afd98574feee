import type { AlertMessage } from "./delivery";

export const messageFixture = (changes: Partial<AlertMessage> = {}): AlertMessage => ({
  key: "rule-1:solana:7",
  title: "SOL score above 80",
  lines: ["SOL's score is 81.4, above 80.", "Price $142.10 (+3.2% in 24 h)"],
  path: "/alerts?firing=rule-1%3Asolana%3A7",
  at: Date.UTC(2025, 3, 9, 17, 30),
  late: false,
  test: false,
  firings: [
    {
      key: "rule-1:solana:7",
      coinId: "solana",
      symbol: "SOL",
      rule: "SOL score above 80",
      value: 81.4,
      reason: "score 81.4 ≥ 80",
      at: Date.UTC(2025, 3, 9, 17, 30),
    },
  ],
  ...changes,
});

/** Names that somebody may give a coin so that a message says something else than we wrote. */
export const hostileNames = [
  "*bold* _under_ ~strike~ ||spoiler|| `code`",
  "[click me](https://evil.example/)",
  "![photo](tg://user?id=1)",
  "@everyone <@123> <#4> <:emoji:5> <t:1>",
  "<b>tag</b><script>alert(1)</script>&amp;",
  "\\*already\\* \\\\",
  "Subject: x\r\nBcc: victim@example.org\r\n\r\nbody",
  "> quote\n# heading\n- item\n1. one",
  "```\nblock\n```",
  "trailing backslash \\",
  "𝕊𝕆𝕃 \u202Egnp.exe \u0000 名前 🚀",
];
