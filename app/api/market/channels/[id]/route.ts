import { createWriteRoute } from "@/app/api/create-write-route";
import { emptyAnswer, problemAnswer } from "@/lib/http/answer";
import { answerUnknown, describeProblem } from "@/lib/http/problem";
import { INBOX_ID, removeChannel } from "@/lib/store/channels";

export const DELETE = createWriteRoute<never, { id: string }>({
  scope: "alerts",
  async handle({ services, params: { id } }) {
    if (id === INBOX_ID) return problemAnswer(describeProblem("conflict", "The inbox is always there."));
    const removed = await removeChannel(services.database, id, Date.now());
    return removed ? emptyAnswer() : answerUnknown(`No channel has the id ${id}.`);
  },
});
