import { afterEach, expect, it, vi } from "vitest";
import { z } from "zod";
import { AnswerError, readAnswer } from "./read-answer";

const schema = z.object({ count: z.number() });
const answerWith = (body: string, status: number) =>
  vi.stubGlobal("fetch", vi.fn().mockResolvedValue(new Response(body, { status })));
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
  expect(await readAnswer("/x", schema)).toEqual({ count: 3 });
  answerWith('{"type":"about:blank","title":"Gone","status":404,"detail":"No such coin."}', 404);
  expect(await failureOf(readAnswer("/x", schema))).toMatchObject({ message: "No such coin.", status: 404 });
  answerWith("<html>Bad gateway</html>", 502);
  const failure = await failureOf(readAnswer("/x", schema));
  expect(failure).toBeInstanceOf(AnswerError);
  expect(failure).toMatchObject({ message: "The server answered 502.", status: 502 });
});

it("never waits for ever: every reading has a time limit", async () => {
  answerWith('{"count":3}', 200);
  await readAnswer("/x", schema);
  expect(vi.mocked(fetch).mock.calls[0]?.[1]?.signal).toBeInstanceOf(AbortSignal);
});
