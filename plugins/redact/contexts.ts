/** Secrets that have no form of their own and are told by what stands around them. */
import { matches, noSpans, type Rule, type Span } from './span.ts'

const url = /:\/\/[^\s:/?#@"'`<>\\]{0,128}:(?<secret>[^\s/?#@"'`<>\\]{3,256})@/dg

/** `https://user:password@host`: the password. */
export const urlPasswords: Rule = text =>
  text.includes('://') ? matches(text, url, 'password', isNoStandIn) : noSpans

const scheme =
  /(?:[Bb]earer|BEARER|[Aa]uthorization["']?\s{0,2}[:=]\s{0,2}["']?(?:[Bb]asic|[Tt]oken))\s{1,3}(?<secret>[\w.~+/=-]{12,})/dg
const schemeWords = ['earer', 'uthorization', 'BEARER'] as const

/** `Authorization: Bearer …`, `Basic …` and `token …`. */
export const authorizations: Rule = text =>
  schemeWords.some(word => text.includes(word))
    ? matches(text, scheme, 'token', value => isNoStandIn(value) && hasDigit.test(value))
    : noSpans

/** From the telling word of a name to the sign behind it; what stands before that word makes no difference. */
const named =
  /(?:secret|token(?!s)|passw(?:or)?d|passphrase|_pass|_pwd|_key|api-?key|access-?key|private-?key|credential)[\w.-]{0,24}["'`]?\s{0,3}(?::=|=>|[:=])/gi
const environmentName = /^[A-Z_][A-Z0-9_]*=$/
const environmentValue =
  /"(?<double>[^"\n]{6,512})"|'(?<single>[^'\n]{6,512})'|(?<bare>[^\s"'`#;,&|<>(){}[\]$\\]{6,512})/dy
const quotedValue = /\s{0,3}["'`](?<quoted>[^\s"'`\\]{8,512})["'`]/dy
const plainValue = /[ \t]{0,3}(?<plain>[\w+/=.~!@#%^*-]{12,512})(?=["'`]?(?:[\s,;)\\]|$))/dy

/**
 * `DB_PASSWORD=…` as in `.env` files and shells, and `"apiKey": "…"`, `password: …`, `aws_secret_access_key = …` in code, JSON,
 * YAML and INI: there only values that look drawn by lot, for code is full of tokens and keys that are none.
 */
export const assignments: Rule = text => {
  const spans: Span[] = []
  named.lastIndex = 0
  for (let match = named.exec(text); match; match = named.exec(text)) {
    const place = valueAt(text, named.lastIndex, environmentName.test(match[0]))
    if (place) spans.push({ start: place[0], end: place[1], kind: 'secret' })
  }
  return spans
}

type Place = readonly [start: number, end: number]

const valueAt = (text: string, at: number, isEnvironment: boolean): Place | undefined =>
  (isEnvironment ? placeOf(environmentValue, text, at, isValue) : undefined) ??
  placeOf(quotedValue, text, at, isDrawn) ??
  placeOf(plainValue, text, at, value => isDrawn(value) && twoDigits.test(value))

/** Where the one group that matched stands. */
function placeOf(
  expression: RegExp,
  text: string,
  at: number,
  isRight: (value: string) => boolean,
): Place | undefined {
  expression.lastIndex = at
  const groups = expression.exec(text)?.indices?.groups ?? {}
  const place = Object.values(groups).find(found => found !== undefined)
  return place && isRight(text.slice(...place)) ? place : undefined
}

const hasDigit = /\d/
// Without quotes it may be a name: `OAuth2Token`.
const twoDigits = /\d.*\d/
const hasLetter = /[A-Za-z]/
const standIn =
  /^(?:your|my|an?|the|some|example|sample|changeme|change[_-]me|placeholder|insert|replace|redacted|dummy|password|passwd|secret|token|user|pass|xxx)(?:[\W_]|$)|^\$|[$#][{(]|\{\{|<[\w .-]+>|%\w+%|\*{3}|x{6}|\.{3}|EXAMPLE/i

/** Documents write `<token>`, `$TOKEN`, `your-key` and `***` where a secret would stand. */
const isNoStandIn = (value: string): boolean => !standIn.test(value) && new Set(value).size > 2

const code =
  /^(?:process|import|os|self|this|config|settings|options|env|ctx|context|req|request|args|params|props|data|secrets|vars|crypto|await|new|null|undefined|true|false|none)(?:[.[(?]|$)|\(|\)/i

/** Any value that is no reference to another one, no expression and no number. */
const isValue = (value: string): boolean => isNoStandIn(value) && !code.test(value) && !/^\d+$/.test(value)

/** Bits a character below which a value is taken for words. */
const leastEntropy = 3

const isDrawn = (value: string): boolean =>
  hasDigit.test(value) && hasLetter.test(value) && isValue(value) && entropyOf(value) >= leastEntropy

/** Shannon's, in bits a character. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  const shares = [...counts.values()].map(count => count / text.length)
  return shares.reduce((sum, share) => sum - share * Math.log2(share), 0)
}
