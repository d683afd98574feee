import { z } from "zod";
import { DOCS_STYLE } from "@/lib/http/docs-style";

const parameterSchema = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  description: z.string().default(""),
  schema: z.record(z.string(), z.unknown()).default({}),
});
const operationSchema = z.object({
  summary: z.string(),
  description: z.string().optional(),
  parameters: z.array(parameterSchema).default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: z.unknown().optional() })),
});
const documentSchema = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});
type ApiDocument = z.infer<typeof documentSchema>;
type Operation = z.infer<typeof operationSchema>;
type Parameter = z.infer<typeof parameterSchema>;

/** A page made from the OpenAPI document alone: no script, nothing fetched from elsewhere. */
export function renderDocs(openapi: unknown): string {
  const document = documentSchema.parse(openapi);
  const { info, paths, components } = document;
  const links = [...Object.keys(paths), ...Object.keys(components.schemas)];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(info.title)} API</title>
<link rel="icon" href="data:,"><style>${DOCS_STYLE}</style></head><body>
<h1>${escapeHtml(info.title)} API ${escapeHtml(info.version)}</h1><p>${prose(info.description)}</p>
<p><a href="/openapi.json">openapi.json</a> · <a href="/momentum">Back to the screen</a></p>
<nav aria-label="Contents">${links.map((name) => `<a href="#${anchor(name)}">${escapeHtml(name)}</a>`).join(" ")}</nav><main>
${Object.entries(paths)
  .map(([path, operations]) => renderPath(path, operations))
  .join("")}
${Object.entries(components.schemas)
  .map(([name, schema]) => renderSchema(name, schema))
  .join("")}</main></body></html>`;
}

function renderPath(path: string, operations: ApiDocument["paths"][string]): string {
  const sections = Object.entries(operations).map(([method, operation]) => renderOperation(path, method, operation));
  return `<section id="${anchor(path)}">${sections.join("")}</section>`;
}

function renderOperation(path: string, method: string, operation: Operation): string {
  const responses = Object.entries(operation.responses).map(([status, response]) => renderResponse(status, response));
  const name = `<code>${method.toUpperCase()} ${escapeHtml(path)}</code>`;
  const link = path.includes("{") || method !== "get" ? name : `<a href="${escapeHtml(path)}">${name}</a>`;
  return `<h2>${link}</h2><p>${escapeHtml(operation.summary)}.</p>
<p>${prose(operation.description ?? "")}</p>${renderParameters(operation.parameters)}${renderBody(operation.requestBody)}
<h3>Answers</h3><div class="wide"><table><tbody>${responses.join("")}</tbody></table></div>`;
}

function renderBody(body: unknown): string {
  if (body === undefined) return "";
  return `<h3>Body</h3><pre tabindex="0">${escapeHtml(JSON.stringify(body, null, 2))}</pre>`;
}

function renderParameters(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return "";
  const rows = parameters.map(
    ({ name, in: place, description, schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(place)}</td><td>${prose(description)}</td><td>${prose(describeType(schema))}</td></tr>`,
  );
  return `<h3>Parameters</h3><div class="wide"><table><thead><tr><th scope="col">Name</th><th scope="col">In</th>
<th scope="col">Meaning</th><th scope="col">Allowed</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>`;
}

function describeType(schema: Record<string, unknown>): string {
  const options = Array.isArray(schema.enum)
    ? `one of ${schema.enum.map((option) => `\`${option}\``).join(", ")}`
    : null;
  const bounds = [
    schema.minimum === undefined ? null : `from ${schema.minimum}`,
    schema.maximum === undefined ? null : `up to ${schema.maximum}`,
    schema.default === undefined ? null : `default \`${JSON.stringify(schema.default)}\``,
  ];
  return [options ?? String(schema.type ?? "any"), ...bounds].filter((part) => part !== null).join(", ");
}

function renderResponse(status: string, response: Operation["responses"][string]): string {
  const names = [...JSON.stringify(response.content ?? {}).matchAll(/#\/components\/schemas\/(\w+)/gu)].map(
    ([, name = ""]) => `<a href="#${anchor(name)}">${escapeHtml(name)}</a>`,
  );
  return `<tr><td><code>${escapeHtml(status)}</code></td><td>${prose(response.description)}</td><td>${names.join(" or ")}</td></tr>`;
}

function renderSchema(name: string, schema: unknown): string {
  return `<section id="${anchor(name)}"><h2><code>${escapeHtml(name)}</code></h2><pre tabindex="0">${escapeHtml(JSON.stringify(schema, null, 2))}</pre></section>`;
}

function anchor(name: string): string {
  return name.replaceAll(/[^\w]+/gu, "-").replace(/^-|-$/gu, "");
}

/** Text with \`code\` marks. */
function prose(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/gu, "<code>$1</code>");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
