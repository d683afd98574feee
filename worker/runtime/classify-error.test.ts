import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { classifyError } from "./run-job";

describe("classifyError", () => {
  it("keeps what an error knew at birth", () => {
    const refused = new AppError("unauthorized", "the key is not accepted", { retryable: false });
    expect(classifyError(refused)).toEqual({
      kind: "unauthorized",
      message: "the key is not accepted",
      retryable: false,
    });
  });

  it("names a job that used up its time", async () => {
    const signal = AbortSignal.timeout(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(classifyError(signal.reason).kind).toBe("job_timeout");
  });

  it("calls everything else internal, whatever was thrown", () => {
    expect(classifyError("odd")).toEqual({ kind: "internal", message: "odd", retryable: true });
  });
});
