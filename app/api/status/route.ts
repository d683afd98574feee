import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { jsonAnswer, neverCache } from "@/lib/http/answer";
import { readStatus } from "./read-status";

export const GET = createRoute({
  query: z.object({}),
  handle: async (_query, { services }) => jsonAnswer(await readStatus(services, services.wallNow()), neverCache),
});
