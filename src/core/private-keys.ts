/** Private keys as files and tools show them. */
import type { KeySpan } from './vendor-keys.ts'

const block =
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:[\s\S]{0,20000}?-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|(?:(?:\\[nr]|[\s\d→|:])*[A-Za-z0-9+/=]{24,})*)/g

/** Characters; the frame alone is no key. */
const shortest = 65

/** Blocks in PEM, also those whose end was cut off, and with the line numbers that tools put in front. */
export function privateKeys(text: string): readonly KeySpan[] {
  if (!text.includes('PRIVATE KEY')) return []
  return [...text.matchAll(block)]
    .filter(([value]) => value.length >= shortest)
    .map(({ 0: value, index }) => ({ start: index, end: index + value.length, kind: 'privatekey' }))
}
