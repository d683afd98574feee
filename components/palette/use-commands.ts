"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { z } from "zod";
import { installPrompt } from "@/components/layout/install-prompt";
import { useAppearance } from "@/components/layout/use-appearance";
import { type CoinPurpose, useGuides } from "@/components/layout/use-guides";
import { failureText, sendJson } from "@/hooks/requests";
import { useAccess } from "@/hooks/use-access";
import { useCoinActions } from "@/hooks/use-coin-actions";
import { useWatchlists } from "@/hooks/use-watchlists";
import type { AccessState } from "@/lib/contracts/http/access-state";
import { countOf } from "@/lib/format/count";
import { lookCommands } from "./look-commands";
import { pageCommands } from "./page-commands";
import { pages } from "./pages";

export type CommandGroup = "On this page" | "Pages" | "Watchlists" | "Actions";

/** Something the palette can do that is not about one coin. */
export interface Command {
  readonly key: string;
  readonly group: CommandGroup;
  readonly label: string;
  readonly words: string;
  readonly hint: string | null;
  readonly run: () => void;
}

const asked: readonly { purpose: CoinPurpose; label: string; words: string }[] = [
  { purpose: "alert", label: "New alert for a coin…", words: "create rule notify" },
  { purpose: "backtest", label: "Backtest a coin…", words: "new run test strategy" },
  { purpose: "plan", label: "Plan a buy of a coin…", words: "size stop risk" },
  { purpose: "watch", label: "Watch a coin, or no longer…", words: "star watchlist favourite" },
];

function useAccessCommands(): readonly Command[] {
  const access = useAccess();
  const { say } = useCoinActions();
  const router = useRouter();
  return useMemo(() => {
    if (access === null) return [];
    const command = (key: string, label: string, words: string, run: () => void): Command => ({
      key,
      group: "Actions",
      label,
      words,
      hint: null,
      run,
    });
    const signOut = () => {
      sendJson("POST", "/api/access/sign-out", undefined, z.unknown()).then(
        () => window.location.assign("/sign-in"),
        (error: unknown) => say(`You are still signed in: ${failureText(error)}`, { urgent: true }),
      );
    };
    return accessWays(access).map((way) =>
      way === "sign-out"
        ? command("sign-out", "Sign out", "leave session log out", signOut)
        : way === "setup"
          ? command("setup", "Set a password", "owner first", () => router.push("/setup"))
          : command("sign-in", "Sign in", "owner log in password", () => router.push("/sign-in")),
    );
  }, [access, say, router]);
}

/** A visitor of a demo on its own machine has no session that could be ended. */
function accessWays({ signed_in, via, needs_setup }: AccessState): readonly ("sign-out" | "sign-in" | "setup")[] {
  if (signed_in) return via === "session" ? ["sign-out"] : [];
  return [needs_setup ? "setup" : "sign-in"];
}

function useWatchlistCommands(): readonly Command[] {
  const access = useAccess();
  const { data: lists } = useWatchlists(access?.signed_in === true);
  const router = useRouter();
  return useMemo(
    () =>
      (lists ?? []).map(({ id, name, coin_ids }) => ({
        key: `watchlist ${id}`,
        group: "Watchlists",
        label: `Watchlist ${name}`,
        words: "watched starred saved view",
        hint: countOf(coin_ids.length, "coin"),
        run: () => router.push(`/momentum?${new URLSearchParams({ watchlist: id })}`),
      })),
    [lists, router],
  );
}

/** All that can be done without a coin, in the order in which it is shown where nothing was typed. */
export function useCommands(): readonly Command[] {
  const { appearance, change } = useAppearance();
  const { show, showTour } = useGuides();
  const router = useRouter();
  const access = useAccessCommands();
  const watchlists = useWatchlistCommands();
  // What the page offers is on the page; it is read when the palette opens, and the page is inert until it closes.
  const onPage = useMemo(pageCommands, []);
  return useMemo(() => {
    const action = (key: string, label: string, words: string, hint: string | null, run: () => void): Command => ({
      key,
      group: "Actions",
      label,
      words,
      hint,
      run,
    });
    const links = pages.map(({ key, label, words, href, keys }) => ({
      key: `page ${key}`,
      group: "Pages" as const,
      label,
      words,
      hint: keys,
      // The documentation is no page of the application.
      run: () => (href === "/docs" ? window.location.assign(href) : router.push(href)),
    }));
    const install = installPrompt();
    return [
      ...onPage,
      ...links,
      ...watchlists,
      ...asked.map(({ purpose, label, words }) =>
        action(`ask ${purpose}`, label, words, null, () => show({ kind: "coins", purpose })),
      ),
      action("keys", "Keys", "keyboard shortcuts help map", "?", () => show({ kind: "keys" })),
      action("tour", "Take the tour", "help guide introduction first steps", null, () => showTour("running")),
      ...lookCommands(appearance, change),
      ...(install === null ? [] : [action("install", "Install GhostQuant", "app program pwa", null, install)]),
      ...access,
    ];
  }, [appearance, change, show, showTour, router, access, watchlists, onPage]);
}
