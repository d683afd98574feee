import { createRoute } from "@/app/api/create-route";
import { scorecardQuerySchema } from "./scorecard-list";

export const GET = createRoute({
  query: scorecardQuerySchema,
  handle: (_query, { services, request }) =>
    services.hotLists.answer("scorecard", request.searchParams.toString(), "identity"),
});
