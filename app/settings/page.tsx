import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SettingsScreen } from "@/components/access/settings-screen";
import { BrowserSection } from "@/components/settings/browser-section";
import { LookSection } from "@/components/settings/look-section";
import { SettingsLayout } from "@/components/settings/settings-layout";
import { readAccess } from "../read-access";

export const metadata: Metadata = { title: "Settings · GhostQuant" };

export default async function SettingsPage() {
  const state = await readAccess();
  if (!state.signed_in) redirect("/sign-in?next=/settings");
  return (
    <div className="flex flex-col gap-4 p-4 md:p-6">
      <h1 className="font-semibold text-fg text-title">Settings</h1>
      <SettingsLayout look={<LookSection />} browser={<BrowserSection />} access={<SettingsScreen state={state} />} />
    </div>
  );
}
