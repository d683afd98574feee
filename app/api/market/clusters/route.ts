import { createRoute } from "@/app/api/create-route";
import { clustersQuerySchema } from "@/lib/contracts/http/clusters";

export const GET = createRoute({
  query: clustersQuerySchema,
  handle: (_query, { services, request }) =>
    services.hotLists.answer("clusters", request.searchParams.toString(), "identity"),
});
