/** What is shorter is no secret worth the name, and to hide it would blank ordinary text. */
const shortestSecret = 6;

/**
 * Hides known secret values in text bound for logs, reports and evidence: as they are, and as they stand in URLs, in
 * JSON and in base64. Of a value of several lines, such as a key in PEM, each line is hidden as well.
 */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  const values = [...secrets].filter(isSecret);
  const forms = new Set([...values.flatMap(formsOf), ...values.flatMap(linesOf)]);
  // Longest first, so that a secret which contains another is hidden whole.
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((hidden, form) => hidden.replaceAll(form, "[secret]"), text);
}

const isSecret = (value: string): boolean => value.trim().length >= shortestSecret;

function formsOf(secret: string): string[] {
  const base64 = base64Forms(Buffer.from(secret));
  const base64url = base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"));
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...base64, ...base64url];
}

/** The lines of a value that has several; what frames a PEM is no secret. */
function linesOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  return lines.length === 1 ? [] : lines.filter((line) => isSecret(line) && !line.startsWith("-----"));
}

/**
 * The secret encoded alone, and within a longer text: base64 encodes three bytes at a time, so it has three forms there,
 * each without the characters at its ends, which depend on the neighbours too.
 */
function base64Forms(secret: Buffer): string[] {
  const within = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), secret]).toString("base64");
    return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + secret.length) * 8) / 6));
  });
  return [secret.toString("base64"), ...within];
}
