/** The peer of `bench/http.ts`: what anybody writes first, the same object through `Response.json` for every request. */
let body = null;

export const dynamic = "force-dynamic";

export async function GET() {
  body ??= await (await fetch(process.env.BODY_FROM)).json();
  return Response.json(body);
}
