import { describe, expect, test } from "vitest";
import { createSupervisor, type Life, type Unit } from "./supervisor";

/** A unit whose lives are ended by the test. */
function fakeUnit(name: string, events: string[], failures = 0) {
  const state = { starts: 0, crash: (_why: string): void => undefined };
  const unit: Unit = {
    name,
    async start(): Promise<Life> {
      state.starts++;
      if (state.starts > 1 && state.starts <= 1 + failures) throw new Error("port still in use");
      let end: (why: string) => void = () => undefined;
      const exited = new Promise<string>((resolve) => {
        end = resolve;
      });
      state.crash = end;
      const stop = async () => {
        events.push(name);
        end("stopped");
      };
      return { pid: state.starts, exited, stop, kill: () => void events.push(`killed ${name}`) };
    },
  };
  return { unit, state };
}

const until = async (condition: () => boolean) => {
  for (let tries = 0; !condition() && tries < 400; tries++) await new Promise((resolve) => setTimeout(resolve, 5));
};
const quick = { firstBackoffMs: 5, longestBackoffMs: 20, healthyAfterMs: 60_000 };

describe("supervisor", () => {
  test("stops units in the reverse order of their start", async () => {
    const events: string[] = [];
    const supervisor = createSupervisor({ say: () => undefined, ...quick });
    for (const name of ["postgres", "redis", "worker", "web"]) await supervisor.keep(fakeUnit(name, events).unit);
    await supervisor.stop();
    expect(events).toEqual(["web", "worker", "redis", "postgres"]);
  });

  test("restarts what crashes, says so, and waits longer each time up to a limit", async () => {
    const words: string[] = [];
    const supervisor = createSupervisor({ say: (line) => words.push(line), ...quick });
    const { unit, state } = fakeUnit("worker", [], 3);
    await supervisor.keep(unit);
    state.crash("signal SIGKILL");
    await until(() => words.some((line) => line.includes("runs again")));
    expect(state.starts).toBe(5);
    expect(words[0]).toBe("! worker ended unexpectedly: signal SIGKILL");
    expect(words.filter((line) => line.includes("again in")).map((line) => /in ([\d.]+) s/.exec(line)?.[1])).toEqual([
      "0.005",
      "0.01",
      "0.02",
      "0.02",
    ]);
    await supervisor.stop();
  });

  test("a restarted unit is watched again", async () => {
    const supervisor = createSupervisor({ say: () => undefined, ...quick });
    const { unit, state } = fakeUnit("worker", []);
    await supervisor.keep(unit);
    for (const starts of [2, 3]) {
      state.crash("exit code 1");
      await until(() => state.starts === starts);
    }
    expect(state.starts).toBe(3);
    await supervisor.stop();
  });

  test("does not restart what it stops, nor what crashes meanwhile", async () => {
    const supervisor = createSupervisor({ say: () => undefined, ...quick });
    const { unit, state } = fakeUnit("worker", []);
    await supervisor.keep(unit);
    const stopped = supervisor.stop();
    state.crash("exit code 1");
    await stopped;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(state.starts).toBe(1);
  });

  test("stops a unit whose start finishes only after the order to stop", async () => {
    const events: string[] = [];
    const { unit } = fakeUnit("web", events);
    const supervisor = createSupervisor({ say: () => undefined, ...quick });
    const slow: Unit = {
      name: "web",
      start: async (signal) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return unit.start(signal);
      },
    };
    const kept = supervisor.keep(slow);
    await supervisor.stop();
    await kept;
    expect(events).toEqual(["web"]);
  });

  test("a first start that fails is the caller's to hear", async () => {
    const supervisor = createSupervisor({ say: () => undefined, ...quick });
    const broken: Unit = { name: "web", start: () => Promise.reject(new Error("no build")) };
    await expect(supervisor.keep(broken)).rejects.toThrow("no build");
    await supervisor.stop();
  });
});
