import { createRoute } from "@/app/api/create-route";
import { coinsQuerySchema } from "@/lib/contracts/http/momentum-query";

/** The same bytes as the hot path of `server.ts`, for `next dev` and for whoever runs Next alone. */
export const GET = createRoute({
  query: coinsQuerySchema,
  handle: (_query, { services, request }) =>
    services.hotLists.answer("coins", request.searchParams.toString(), "identity"),
});
