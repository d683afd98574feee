import { Client } from "pg";
import { translateFaults } from "../query";

/** One connection for one long piece of work: without the pool's timeouts, which a large table would meet. */
export function connectAlone<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  return translateFaults(async () => {
    const client = new Client({
      connectionString: databaseUrl,
      connectionTimeoutMillis: 5_000,
      application_name: "ghostquant backup",
      keepAlive: true,
    });
    // A lost connection is told by the statement that meets it.
    client.on("error", () => undefined);
    await client.connect();
    try {
      await client.query("set statement_timeout = 0; set timezone = 'UTC'; set datestyle = 'ISO'");
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  });
}
