import { expect, it } from "vitest";
import type { Gate, GateState } from "@/drills/instance/gate";
import type { Instance, Member, Role } from "@/drills/instance/start-instance";
import { seededRandom } from "@/lib/statistics/seeded-random";
import { drawFaults } from "./faults";

/** An instance that only writes down what is done to it. */
function paperInstance(unfillable: string | null = null) {
  const done: string[] = [];
  const gate = (name: string): Gate => ({
    port: 0,
    set: (state: GateState) => done.push(`${name} ${state}`),
    close: async () => undefined,
  });
  const member = (name: string, role: Role): Member => ({
    ...{ name, role, port: 1, redis: gate(`${name} redis`), postgres: gate(`${name} postgres`) },
    pid: () => 1,
    signal: (signal) => done.push(`${name} ${signal}`),
    skew: (ms) => done.push(`${name} ${ms}`),
    restart: async () => undefined,
  });
  const instance = {
    folder: { path: "", unfillable, fill: () => () => undefined, remove: async () => undefined },
    members: [
      member("market", "market"),
      member("worker 1", "worker"),
      member("stream 1", "stream"),
      member("web 1", "web"),
    ],
    ...{ redis: { port: 0, pid: () => null }, postgres: { port: 0, pid: () => null } },
    ...{ redisUrl: "", databaseUrl: "", marketUrl: "http://127.0.0.1:9" },
    stop: async () => undefined,
  } satisfies Instance;
  return { instance, done };
}

const take = (count: number, seed: number, instance: Instance) => {
  const faults = drawFaults(instance, seededRandom(seed));
  return Array.from({ length: count }, () => faults.next().value);
};

it("breaks the same things in the same order for the same seed", () => {
  const words = (seed: number) => take(50, seed, paperInstance().instance).map((fault) => fault.words);
  expect(words(3)).toEqual(words(3));
  expect(words(3)).not.toEqual(words(4));
});

it("breaks in every way before it breaks in one way again", () => {
  const groups = new Set(
    take(9, 1, paperInstance().instance).map(({ group }) => group.replace(/postgres|redis/u, "store")),
  );
  expect([...groups].sort()).toEqual([
    ...["break upstream", "cut store", "fill the disk", "kill a process", "kill store"],
    ...["pause a process", "skew a clock", "wipe store"],
  ]);
});

it("leaves the disk alone where it is not its own", () => {
  const groups = take(90, 1, paperInstance("only root can").instance).map(({ group }) => group);
  expect(groups).not.toContain("fill the disk");
});

it("undoes what it did", async () => {
  const { instance, done } = paperInstance();
  for (const fault of take(200, 2, instance)) {
    if (!/pause|cut|skew/u.test(fault.group)) continue;
    const before = done.length;
    await fault.begin();
    const begun = done.slice(before);
    await fault.end();
    const ended = done.slice(before + begun.length);
    const healthy = (one: string) => one.replace(/SIGSTOP|cut|frozen|-?\d+$/u, "");
    expect(ended.map((one) => one.replace(/SIGCONT|open|0$/u, ""))).toEqual(begun.map(healthy));
  }
});
