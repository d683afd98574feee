/** The peer of `bench/http.ts`: an object in memory, stringified for every request. */
import fastify from "fastify";

const body: unknown = await (await fetch(process.env.BODY_FROM ?? "")).json();
const server = fastify();
server.get("/", () => body);
await server.listen({ host: "127.0.0.1", port: Number(process.env.PORT) });
