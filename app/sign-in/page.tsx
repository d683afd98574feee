import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Entrance } from "@/components/access/entrance";
import { nextAddress } from "@/components/access/next-address";
import { SignInForm } from "@/components/access/sign-in-form";
import { noSecret } from "@/lib/http/principal";
import { canSignIn, readAccess } from "../read-access";

export const metadata: Metadata = { title: "Sign in · GhostQuant" };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const wished = (await searchParams).next;
  const next = nextAddress(Array.isArray(wished) ? wished[0] : wished);
  const state = await readAccess();
  if (state.signed_in) redirect(next);
  if (state.needs_setup) redirect("/setup");
  return (
    <Entrance title="Sign in">
      <p className="text-body text-fg-2">
        {state.reads === "open"
          ? "The market is open to everybody here. Alerts, channels and keys are the owner's."
          : "This instance is closed to everybody but its owner."}
      </p>
      {canSignIn() ? <SignInForm next={next} /> : <p className="text-body text-danger">{noSecret}</p>}
    </Entrance>
  );
}
