const HOME = "/momentum";
const ANY = "http://here.invalid";

/** Where to go after signing in: a page of this site, whatever the address bar was made to say. */
export function nextAddress(wished: string | null | undefined): string {
  if (!wished?.startsWith("/") || !URL.canParse(wished, ANY)) return HOME;
  const { origin, pathname, search, hash } = new URL(wished, ANY);
  const isForm = pathname === "/sign-in" || pathname === "/setup";
  // Two slashes would name another host once more.
  return origin !== ANY || isForm || pathname.startsWith("//") ? HOME : `${pathname}${search}${hash}`;
}
