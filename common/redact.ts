/** Hides known secret values in text bound for logs, reports and evidence. */
export function redactor(secrets: Iterable<string>): (text: string) => string {
  // Longest first, so that a secret which contains another is hidden whole; very short values would blank ordinary text.
  const values = [...new Set(secrets)].filter((value) => value.length >= 6).sort((a, b) => b.length - a.length);
  return (text) => values.reduce((hidden, value) => hidden.replaceAll(value, "[secret]"), text);
}
