import type { Metadata } from "next";
import { StatusBoard } from "@/components/status/status-board";

export const metadata: Metadata = { title: "Status · GhostQuant" };

export default function StatusPage() {
  return (
    <div className="flex flex-col gap-4 p-4 md:p-6">
      <h1 className="font-semibold text-fg text-title">Status</h1>
      <StatusBoard />
    </div>
  );
}
