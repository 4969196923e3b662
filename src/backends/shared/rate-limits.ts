/** OpenAI's rate-limit headers under Anthropic's names. Numbers that a host does not give are not invented. */

const kinds = ['requests', 'tokens'] as const

/** `x-ratelimit-*` as `anthropic-ratelimit-*`; resets are durations there and RFC 3339 times here. */
export function rateLimits(
  headers: Readonly<Record<string, string>>,
  now: number,
): Readonly<Record<string, string>> {
  const out: Record<string, string> = {}
  for (const kind of kinds) {
    for (const part of ['limit', 'remaining'] as const) {
      const value = headers[`x-ratelimit-${part}-${kind}`]
      if (value !== undefined && /^\d+$/.test(value)) out[`anthropic-ratelimit-${kind}-${part}`] = value
    }
    const reset = milliseconds(headers[`x-ratelimit-reset-${kind}`])
    if (reset !== undefined) out[`anthropic-ratelimit-${kind}-reset`] = new Date(now + reset).toISOString()
  }
  return out
}

/** Seconds until every limit that is used up is there again; undefined where the headers name none. */
export function secondsToWait(headers: Readonly<Record<string, string>>): number | undefined {
  const waits = kinds
    .filter(kind => headers[`x-ratelimit-remaining-${kind}`] === '0')
    .map(kind => milliseconds(headers[`x-ratelimit-reset-${kind}`]))
    .filter(wait => wait !== undefined)
  return waits.length === 0 ? undefined : Math.max(...waits) / 1_000
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `1m30s`, `12ms`, `6h0m0s`. */
function milliseconds(duration: string | undefined): number | undefined {
  const parts = [...(duration ?? '').matchAll(/([\d.]+)(ms|s|m|h|d)/g)]
  if (parts.length === 0) return undefined
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0), 0)
}
