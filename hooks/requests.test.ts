import { afterEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { RequestFailure, readJson, readVersion, sendJson } from "./requests";

const schema = z.object({ count: z.number() });
const answerWith = (body: string | null, status: number, headers: Record<string, string> = {}) =>
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response(body, { status, headers })));
const failureOf = (reading: Promise<unknown>) =>
  reading.then(
    () => null,
    (error: unknown) => error,
  );

afterEach(() => {
  vi.unstubAllGlobals();
});

it("gives the checked body, or the server's own words, or at least its status when a proxy answers in its place", async () => {
  answerWith('{"count":3}', 200);
  expect(await readJson("/x", schema)).toEqual({ count: 3 });
  answerWith('{"type":"about:blank","title":"Gone","status":404,"detail":"No such coin."}', 404, {
    "x-request-id": "r1",
  });
  expect(await failureOf(readJson("/x", schema))).toMatchObject({
    message: "No such coin.",
    status: 404,
    requestId: "r1",
  });
  answerWith("<html>Bad gateway</html>", 502);
  const failure = await failureOf(sendJson("POST", "/x", {}, schema));
  expect(failure).toBeInstanceOf(RequestFailure);
  expect(failure).toMatchObject({ message: "The server answered 502.", status: 502, requestId: null });
});

it("takes an empty answer where none is looked at", async () => {
  answerWith(null, 204);
  expect(await sendJson("DELETE", "/x", undefined, z.unknown())).toBeNull();
});

it("says in words that nobody answered", async () => {
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("Failed to fetch")));
  expect(await failureOf(readJson("/x", schema))).toMatchObject({ message: "No answer from the server.", status: 0 });
});

it("asks for a version only where it has changed", async () => {
  answerWith('{"count":3}', 200, { etag: '"7"' });
  expect(await readVersion("/x", schema, null)).toEqual({ body: { count: 3 }, etag: '"7"' });
  answerWith(null, 304);
  expect(await readVersion("/x", schema, '"7"')).toBeNull();
  expect(vi.mocked(fetch).mock.calls[0]?.[1]?.headers).toMatchObject({ "if-none-match": '"7"' });
});

it("never waits for ever: every reading has a time limit", async () => {
  answerWith('{"count":3}', 200);
  await readJson("/x", schema);
  expect(vi.mocked(fetch).mock.calls[0]?.[1]?.signal).toBeInstanceOf(AbortSignal);
});
