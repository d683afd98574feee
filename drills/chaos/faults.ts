import pino from "pino";
import type { GateState } from "@/drills/instance/gate";
import type { Instance, Member, Role } from "@/drills/instance/start-instance";
import { createRedis } from "@/lib/connections";
import type { Random } from "@/lib/statistics/seeded-random";

/** Something that goes wrong for a while. */
export interface Fault {
  readonly group: string;
  readonly words: string;
  /** How long it lasts; what heals by itself needs none. */
  readonly holdMs: number;
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
}

type Draw = (instance: Instance, random: Random) => Fault | null;

const nothing = () => undefined;
const pick = <T>(random: Random, all: readonly T[]): T => {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error("There is nothing to pick from");
  return one;
};
/** Short ones hit what is in flight, long ones run into every timeout there is. */
const hold = (random: Random): number => Math.round(pick(random, [1_000, 3_000, 6_000, 15_000]) * (0.5 + random()));
const inWords = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const ofRole = ({ members }: Instance, ...roles: Role[]): Member[] =>
  members.filter(({ role }) => roles.includes(role));

const kill: Draw = (instance, random) => {
  const member = pick(random, instance.members);
  return {
    ...{ group: "kill a process", words: `SIGKILL ${member.name}`, holdMs: 0 },
    begin: () => member.signal("SIGKILL"),
    end: nothing,
  };
};

const pause: Draw = (instance, random) => {
  const member = pick(random, instance.members);
  const holdMs = hold(random);
  return {
    ...{ group: "pause a process", words: `SIGSTOP ${member.name} for ${inWords(holdMs)}`, holdMs },
    begin: () => member.signal("SIGSTOP"),
    end: () => member.signal("SIGCONT"),
  };
};

const killServer: Draw = (instance, random) => {
  const name = pick(random, ["redis", "postgres"] as const);
  return {
    ...{ group: `kill ${name}`, words: `SIGKILL ${name}`, holdMs: 0 },
    begin() {
      const pid = instance[name].pid();
      if (pid !== null) process.kill(pid, "SIGKILL");
    },
    end: nothing,
  };
};

const wipeRedis: Draw = ({ redisUrl }) => ({
  ...{ group: "wipe redis", words: "FLUSHALL", holdMs: 0 },
  async begin() {
    const redis = createRedis(redisUrl, "worker", pino({ level: "silent" }));
    await redis.flushall();
    redis.disconnect();
  },
  end: nothing,
});

/** All gates of one server, or those of one process only: the others then know better than it. */
const closeGates =
  (server: "redis" | "postgres"): Draw =>
  (instance, random) => {
    const state = pick<Exclude<GateState, "open">>(random, ["cut", "frozen"]);
    const behind = ofRole(instance, "worker", "web", ...(server === "redis" ? (["stream"] as const) : []));
    const members = random() < 0.5 ? behind : [pick(random, behind)];
    const gates = members.map((member) => member[server]).filter((gate) => gate !== null);
    const whose = members.length > 1 ? "everybody" : (members[0]?.name ?? "nobody");
    const holdMs = hold(random);
    return {
      ...{ group: `cut ${server}`, words: `${state} ${server} for ${whose}, ${inWords(holdMs)}`, holdMs },
      begin: () => {
        for (const gate of gates) gate.set(state);
      },
      end: () => {
        for (const gate of gates) gate.set("open");
      },
    };
  };

const fillDisk: Draw = ({ folder }, random) => {
  if (folder.unfillable !== null) return null;
  const holdMs = hold(random);
  let empty: () => void = nothing;
  return {
    ...{ group: "fill the disk", words: `no byte left on the disk for ${inWords(holdMs)}`, holdMs },
    begin: () => {
      empty = folder.fill();
    },
    end: () => empty(),
  };
};

const SKEWS_S = [-3_600, -600, -30, 30, 600, 3_600];
const skewClock: Draw = (instance, random) => {
  const member = pick(random, ofRole(instance, "worker", "stream", "web"));
  const seconds = pick(random, SKEWS_S);
  const holdMs = hold(random);
  const words = `the clock of ${member.name} is ${seconds} s wrong for ${inWords(holdMs)}`;
  return {
    ...{ group: "skew a clock", words, holdMs },
    begin: () => member.skew(seconds * 1_000),
    end: () => member.skew(0),
  };
};

const UPSTREAM = [
  ...["status-429", "status-500", "slow", "hang", "truncate", "truncate-json", "html", "error-envelope"],
  "malformed-rows",
];
const breakUpstream: Draw = ({ marketUrl }, random) => {
  const mode = pick(random, UPSTREAM);
  const probability = pick(random, [1, 1, 0.5]);
  const holdMs = hold(random);
  const ask = async (method: string, body?: object) => {
    const json = { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    // The market server may be on its way back from the fault before.
    await fetch(`${marketUrl}/__faults`, { method, ...(body && json) }).catch(nothing);
  };
  return {
    ...{ group: "break upstream", words: `${mode} for ${100 * probability} % during ${inWords(holdMs)}`, holdMs },
    begin: () => ask("POST", { mode, probability, delayMs: 2_500, retryAfter: false }),
    end: () => ask("DELETE"),
  };
};

const draws: readonly Draw[] = [
  kill,
  pause,
  killServer,
  wipeRedis,
  closeGates("redis"),
  closeGates("postgres"),
  fillDisk,
  skewClock,
  breakUpstream,
];

/** Faults for ever, the same for the same seed: every kind comes once before any comes again. */
export function* drawFaults(instance: Instance, random: Random): Generator<Fault, never> {
  for (;;) {
    const left = [...draws];
    while (left.length > 0) {
      const [draw] = left.splice(Math.floor(random() * left.length), 1);
      const fault = draw?.(instance, random) ?? null;
      if (fault !== null) yield fault;
    }
  }
}
