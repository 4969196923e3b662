/** The header `retry-after`. */

/** Seconds; it says so, or names a date. Undefined for what is neither. */
export function secondsUntil(value: string, now = Date.now()): number | undefined {
  const text = value.trim()
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  // Some parsers of dates take a bare number for a year.
  const date = /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1_000))
}
