/** `name=value,name=value`, as OpenTelemetry writes them: names in small letters, values percent-encoded. */
export function parseHeaders(text: string): Record<string, string> {
  const pairs = text.split(",").flatMap((pair): [string, string][] => {
    const mark = pair.indexOf("=");
    if (mark < 1) return [];
    return [[pair.slice(0, mark).trim().toLowerCase(), decodeQuietly(pair.slice(mark + 1).trim())]];
  });
  return Object.fromEntries(pairs);
}

function decodeQuietly(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
