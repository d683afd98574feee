import { acceptedAdvisories } from "./accepted-advisories";
import { askNpm } from "./ask-npm";
import { judgeAudit } from "./judge-audit";

/** `npm run audit`: ends with 0 when every known advisory is mended or explained, 1 when one is not, 2 when nobody could be asked. */
const verdict = judgeAudit(
  await askNpm(["audit", "--json"]),
  acceptedAdvisories,
  new Date().toISOString().slice(0, 10),
);
if (verdict === null) {
  console.error("The registry did not answer with a report of advisories: nothing is known of the dependencies.");
  process.exitCode = 2;
} else {
  for (const { id, severity, name, range, title } of verdict.open) {
    console.error(`✗ ${id} ${severity} ${name} ${range}: ${title}`);
  }
  for (const { id, name, why, until } of verdict.accepted) console.log(`· ${id} ${name}, until ${until}: ${why}`);
  for (const id of verdict.needless) console.log(`· ${id} is explained and not found any more: take it out.`);
  console.log(`${verdict.open.length} open, ${verdict.accepted.length} explained.`);
  process.exitCode = verdict.open.length === 0 ? 0 : 1;
}
