import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Entrance } from "@/components/access/entrance";
import { SetupForm } from "@/components/access/setup-form";
import { noSecret } from "@/lib/http/principal";
import { canSignIn, readAccess } from "../read-access";

export const metadata: Metadata = { title: "Set up · GhostQuant" };

export default async function SetupPage() {
  if (!(await readAccess()).needs_setup) redirect("/sign-in");
  return (
    <Entrance title="Set a password">
      <p className="text-body text-fg-2">
        Nobody owns this instance yet. Whoever sets the password does: alerts, channels and API keys are yours alone.
      </p>
      {canSignIn() ? <SetupForm /> : <p className="text-body text-danger">{noSecret}</p>}
    </Entrance>
  );
}
