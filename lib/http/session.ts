import { sealData, unsealData } from "iron-session";
import { z } from "zod";

export const SESSION_COOKIE = "ghostquant_session";
const TTL_SECONDS = 30 * 24 * 3_600;

/** What the sealed cookie says. A session of an earlier epoch has been ended by its owner. */
const sessionSchema = z.object({ epoch: z.number().int(), id: z.string() });
export type Session = z.infer<typeof sessionSchema>;

export function sealSession(session: Session, secret: string): Promise<string> {
  return sealData(session, { password: secret, ttl: TTL_SECONDS });
}

/** Null for a missing, forged, expired or foreign seal. */
export async function openSession(cookies: string | null, secret: string): Promise<Session | null> {
  const seal = cookieValue(cookies, SESSION_COOKIE);
  if (seal === null) return null;
  try {
    const parsed = sessionSchema.safeParse(await unsealData(seal, { password: secret, ttl: TTL_SECONDS }));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function cookieValue(cookies: string | null, name: string): string | null {
  for (const part of cookies?.split(";") ?? []) {
    const mark = part.indexOf("=");
    if (mark > 0 && part.slice(0, mark).trim() === name) return part.slice(mark + 1).trim();
  }
  return null;
}

/** `secure` when the page is read over https; plain http is for the machine itself and a private network. */
export function sessionCookie(seal: string, secure: boolean): string {
  return `${SESSION_COOKIE}=${seal}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${TTL_SECONDS}${secure ? "; Secure" : ""}`;
}

export function endedSessionCookie(secure: boolean): string {
  return `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0${secure ? "; Secure" : ""}`;
}
