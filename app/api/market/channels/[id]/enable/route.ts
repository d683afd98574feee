import { createWriteRoute } from "@/app/api/create-write-route";
import { emptyAnswer } from "@/lib/http/answer";
import { answerUnknown } from "@/lib/http/problem";
import { enableChannel, INBOX_ID } from "@/lib/store/channels";

export const POST = createWriteRoute<never, { id: string }>({
  scope: "alerts",
  async handle({ services, params: { id } }) {
    const enabled = id === INBOX_ID || (await enableChannel(services.database, id));
    return enabled ? emptyAnswer() : answerUnknown(`No channel has the id ${id}.`);
  },
});
