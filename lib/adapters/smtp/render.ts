import type { AlertMessage } from "@/lib/contracts/delivery";
import { cutText } from "../outcome";

const SUBJECT_MAX = 200;

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => entities[character] ?? character);
}

/** A mail in text and in HTML, both saying the same. Line breaks in a subject would be headers of their own. */
export function renderMail(message: AlertMessage, link: string) {
  const subject = cutText(message.title.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim(), SUBJECT_MAX);
  return {
    subject,
    text: [message.title, "", ...message.lines, "", link, "", `Reference ${message.key}`].join("\n"),
    html: [
      `<h1 style="font:600 18px system-ui,sans-serif">${escapeHtml(message.title)}</h1>`,
      ...message.lines.map(
        (line) => `<p style="font:14px/1.5 system-ui,sans-serif;margin:4px 0">${escapeHtml(line)}</p>`,
      ),
      `<p style="font:14px system-ui,sans-serif"><a href="${escapeHtml(link)}">Open in GhostQuant</a></p>`,
      `<p style="font:12px system-ui,sans-serif;color:#666">Reference ${escapeHtml(message.key)}</p>`,
    ].join("\n"),
  };
}
