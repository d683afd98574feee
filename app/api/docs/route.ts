import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { describeApi } from "@/lib/contracts/http/openapi";
import { revalidate } from "@/lib/http/answer";
import { renderDocs } from "./render-docs";

export const GET = createRoute({
  query: z.object({}),
  handle: () => ({
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", ...revalidate },
    body: renderDocs(describeApi()),
  }),
});
