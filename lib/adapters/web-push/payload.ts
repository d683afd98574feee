import type { AlertMessage } from "@/lib/contracts/delivery";
import { cutText } from "../outcome";

/** Push services take 4,096 bytes encrypted; three thousand of ours always fit. */
const PAYLOAD_BYTES_MAX = 3_000;
const LINES_MAX = 6;
const LINE_MAX = 200;
const PATH_MAX = 500;

/** What the service worker shows. Lines are left out until it is small enough for every push service, whatever the script. */
export function pushPayload({ key, title, lines, path, at }: AlertMessage): string {
  const cut = (text: string) => (text.length <= LINE_MAX ? text : `${cutText(text, LINE_MAX - 1)}…`);
  for (let count = LINES_MAX; ; count -= 1) {
    const payload = JSON.stringify({
      key: cutText(key, LINE_MAX),
      title: cut(title),
      body: lines.slice(0, count).map(cut).join("\n"),
      path: path.length <= PATH_MAX ? path : "/alerts",
      at,
    });
    if (count === 0 || Buffer.byteLength(payload) <= PAYLOAD_BYTES_MAX) return payload;
  }
}
