import type { IncomingMessage, ServerResponse } from "node:http";
import { insideOf, openSpan } from "@/lib/telemetry/span";
import type { Observed } from "./observe-request";

/** A caller's own trace goes on here, so that a script finds its question in ours. */
const PARENT_HEADER = "traceparent";

/** Everything that `answer` does is one span, from here until the answer is out or its asker is gone. */
export function traceRequest<T>(
  request: IncomingMessage,
  response: ServerResponse,
  { route, method, path, requestId }: Observed,
  answer: () => T,
): T {
  const given = request.headers[PARENT_HEADER];
  const span = openSpan(
    "http.request",
    {
      "http.request.method": method,
      "url.path": path,
      "ghostquant.route": route,
      "ghostquant.request.id": requestId,
    },
    typeof given === "string" ? given : null,
  );
  if (span === null) return answer();
  response.once("close", () => {
    span.note({ "http.response.status_code": response.statusCode });
    span.end(response.statusCode >= 500 ? new Error(`answered ${response.statusCode}`) : undefined);
  });
  return insideOf(span, answer);
}
