import { defineConfig } from "drizzle-kit";

/** For `npm run db:generate -- --name what-changes`: compares the schema with the last migration and writes the next. */
export default defineConfig({ dialect: "postgresql", schema: "./drizzle/schema", out: "./drizzle/migrations" });
