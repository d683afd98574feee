import { createRoute } from "@/app/api/create-route";
import { rankChangesQuerySchema } from "@/lib/contracts/http/rank-changes";

export const GET = createRoute({
  query: rankChangesQuerySchema,
  handle: (_query, { services, request }) =>
    services.hotLists.answer("rankChanges", request.searchParams.toString(), "identity"),
});
