import { z } from "zod";
import { createRoute } from "@/app/api/create-route";
import { describeApi } from "@/lib/contracts/http/openapi";
import { jsonAnswer } from "@/lib/http/answer";

export const GET = createRoute({ query: z.object({}), handle: () => jsonAnswer(describeApi()) });
