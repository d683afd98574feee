import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { answerUnknown } from "@/lib/http/problem";

const query = z.object({});

/** Every path that no other route has: a program that mistyped one gets a problem, not a page. */
export const GET = createRoute<typeof query, { unknown?: string[] }>({
  query,
  handle: () => answerUnknown("There is nothing at this address; /api/docs lists what there is."),
});
