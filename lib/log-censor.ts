const CENSORED = "[secret]";
/** A shorter text would be taken out of innocent words. */
const SHORTEST = 6;

/**
 * What a secret looks like, whoever gave it to us: users' channels and keys are in no environment. A line is JSON, so a quote or
 * a backslash ends whatever is matched.
 */
const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/\bgq_[\w-]{20,}/gu, CENSORED],
  [/\bwhsec_[A-Za-z0-9+/=]{16,}/gu, CENSORED],
  [/(?<!\d)\d{5,}:[\w-]{30,}/gu, CENSORED],
  [/\bCG-[A-Za-z0-9]{16,}/gu, CENSORED],
  [/\b(Bearer|Basic) [\w.~+/=-]{8,}/giu, `$1 ${CENSORED}`],
  [/(\/api(?:\/v\d+)?\/webhooks\/\d+\/)[\w-]+/gu, `$1${CENSORED}`],
  [/(\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@"\\]{0,100}:)[^\s/@"\\]+(?=@)/giu, `$1${CENSORED}`],
  [/([?&](?:api_?key|token|secret|password|signature|auth)=)[^&\s"\\]+/giu, `$1${CENSORED}`],
  [/\bFe26\.2\*[\w*.~-]+/gu, CENSORED],
];

/** Takes secrets out of finished lines, as they are, as JSON writes them and as addresses do. */
export function createCensor(secrets: readonly string[]): (line: string) => string {
  const written = secrets
    .filter((secret) => secret.length >= SHORTEST)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  // The longest first: one may be the beginning of another.
  const texts = [...new Set(written)].toSorted((a, b) => b.length - a.length);
  return (line) => {
    let clean = line;
    for (const text of texts) if (clean.includes(text)) clean = clean.replaceAll(text, CENSORED);
    for (const [shape, instead] of SHAPES) clean = clean.replace(shape, instead);
    return clean;
  };
}
