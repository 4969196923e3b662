/** What a key never holds, and a hurried hand puts there. */

/** Completes "its key ..."; undefined for what may be one. */
export function keyFault(key: string): string | undefined {
  const text = key.trim()
  if (/^["'`]|["'`]$/.test(text)) return 'has quotes around its value'
  if (/^bearer\s/i.test(text)) return 'begins with "Bearer"'
  if (/\s/.test(text)) return 'has a blank or a line break in its value'
  // No header can carry anything else.
  return /^[\x21-\x7e]*$/.test(text) ? undefined : 'holds characters that no key has'
}
