/** Data about people, each found only where an option says so: addresses, telephone numbers, cards, accounts. */
import { matches, noSpans, type Rule, type Span } from './span.ts'

const before = /[\w.%+-]/
const after = /[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}(?![\w-])/y
/** `icon@2x.png` is a file. */
const files = /\.(?:png|jpe?g|gif|svg|webp|js|ts|css|json)$/i
/** Characters before the `@`. */
const longestName = 64

/** Looks from each `@` to both sides: an expression would try every word of the text. */
export const emails: Rule = text => {
  let spans: Span[] | undefined
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > 0 && at - start < longestName && before.test(text[start - 1] ?? '')) start -= 1
    while (start < at && /[.%+-]/.test(text[start] ?? '')) start += 1
    after.lastIndex = at + 1
    const host = after.exec(text)?.[0]
    // The user of every address of a repository.
    if (start === at || host === undefined || files.test(host) || text.slice(start, at) === 'git') continue
    spans ??= []
    spans.push({ start, end: at + 1 + host.length, kind: 'email' })
  }
  return spans ?? noSpans
}

const international = /(?<![\w+.])\+\d{1,3}(?:[ .\-/]?\(?\d{1,5}\)?){2,6}(?![\w])/g
const american = /(?<![\w.\-/])(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])/g
const national = /(?<![\w.\-/:])0\d{2,4}[ /-]\d{5,9}(?![\w-])/g

/** With `+` and country, in the American form, and with the leading zero and gap of Europe. */
export const phones: Rule = text => [
  ...(text.includes('+')
    ? matches(text, international, 'phone', value => isLong(digitsOf(value), 8, 15))
    : []),
  ...matches(text, american, 'phone'),
  ...matches(text, national, 'phone'),
]

const isLong = (digits: string, least: number, most: number): boolean =>
  digits.length >= least && digits.length <= most
const digitsOf = (text: string): string => text.replaceAll(/\D/g, '')

const card = /(?<![\w.+-])[2-6](?:[ -]?\d){11,18}(?![\w-])/g

/** Numbers of payment cards: 12 to 19 digits with the right last one. */
export const cards: Rule = text => matches(text, card, 'card', value => isLuhn(digitsOf(value)))

/** ISO/IEC 7812: every second digit from the right is doubled. */
export function isLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return digits.length > 0 && sum % 10 === 0
}

/** Length by country, from the IBAN registry. */
const lengths: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 ' +
    'FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 ' +
    'LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 ' +
    'SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map(entry => [entry.slice(0, 2), Number(entry.slice(2))]),
)
const account = /(?<![\w])([A-Z]{2})\d{2}(?=[ A-Z0-9]{11})/g

/** Account numbers whose check digits are right. */
export const ibans: Rule = text => {
  let spans: Span[] | undefined
  for (const { index, 1: country = '' } of text.matchAll(account)) {
    const end = endOf(text, index, lengths.get(country) ?? 0)
    if (end === undefined || !isIban(text.slice(index, end))) continue
    spans ??= []
    spans.push({ start: index, end, kind: 'iban' })
  }
  return spans ?? noSpans
}

/** Behind so many letters and digits, which single blanks may part. */
function endOf(text: string, start: number, count: number): number | undefined {
  let left = count
  let at = start
  for (; left > 0; at += 1) {
    const character = text[at] ?? ''
    if (/[A-Z0-9]/.test(character)) left -= 1
    else if (character !== ' ' || text[at - 1] === ' ') return undefined
  }
  return at > start && !/\w/.test(text[at] ?? '') ? at : undefined
}

/** ISO 7064: the remainder by 97 is 1, with the first four characters last and letters as 10 to 35. */
export function isIban(text: string): boolean {
  const compact = text.replaceAll(' ', '')
  const moved = compact.slice(4) + compact.slice(0, 4)
  let remainder = 0
  for (const character of moved) {
    const value = Number.parseInt(character, 36)
    if (Number.isNaN(value)) return false
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97
  }
  return remainder === 1
}
