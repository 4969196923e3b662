/** All rules of a configuration as one search through a text. */
import { privateKeys, vendorKeys } from 'claudecodex'
import { assignments, authorizations, urlPasswords } from './contexts.ts'
import { type Entry, Memo } from './memo.ts'
import type { CheckedOptions } from './options.ts'
import { cards, emails, ibans, phones } from './personal.ts'
import { canonical, mayHold, placeholders } from './placeholder.ts'
import { apart, matches, noSpans, type Rule, type Span } from './span.ts'
import type { Vault } from './vault.ts'

/** Characters that must be left of a value beside a placeholder of ours for it to be a secret of its own. */
const leastBeside = 8

/** Of what looks like a placeholder of ours. */
const lookalike = 'text'

export class Finder {
  readonly #rules: readonly Rule[]
  readonly #memo = new Memo()
  readonly #isAllowed: (value: string) => boolean

  constructor(options: CheckedOptions) {
    this.#rules = rulesOf(options)
    this.#isAllowed = allowed(options.allow)
  }

  /**
   * What of a text has to be replaced, in order: what the rules find, the vault's secrets wherever they stand, and whatever
   * looks like a placeholder, so that it comes back as it was. With `own` the vault's placeholders stay as they are: the
   * text has been through here before.
   */
  spans(text: string, vault: Vault, own: boolean): readonly Span[] {
    const entry = this.#memo.of(text, this.#search)
    const spans = withSecrets(entry, vault.secrets)
    if (spans.length === 0) return spans
    return apart(own ? withoutOwn(spans, text, vault) : spans)
  }

  readonly #search = (text: string): readonly Span[] => {
    const spans: Span[] = []
    for (const rule of this.#rules) {
      for (const span of rule(text)) {
        if (!this.#isAllowed(text.slice(span.start, span.end))) spans.push(span)
      }
    }
    return mayHold(text) ? [...spans, ...matches(text, placeholders(), lookalike)] : spans
  }
}

/** Each secret is looked for once in a text, however often the text is sent. */
function withSecrets(entry: Entry, secrets: readonly string[]): readonly Span[] {
  if (entry.secrets !== secrets) Object.assign(entry, { secrets, looked: 0, spots: noSpans })
  const { text, spans } = entry
  for (; entry.looked < secrets.length; entry.looked += 1) {
    const secret = secrets[entry.looked] ?? ''
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length)) {
      entry.spots = [...entry.spots, { start: at, end: at + secret.length, kind: 'secret' }]
    }
  }
  return entry.spots.length === 0 ? spans : [...spans, ...entry.spots]
}

function withoutOwn(spans: readonly Span[], text: string, vault: Vault): readonly Span[] {
  const own = spans.filter(
    ({ start, end, kind }) => kind === lookalike && vault.knows(canonical(text.slice(start, end))),
  )
  return own.length === 0 ? spans : spans.filter(span => isBeside(span, own))
}

/** False for what is a placeholder already, and for `TOKEN=cdx_…`, where one is the value. */
function isBeside({ start, end }: Span, known: readonly Span[]): boolean {
  const covered = known.filter(other => other.start < end && other.end > start)
  if (covered.length === 0) return true
  const length = covered.reduce(
    (sum, other) => sum + Math.min(end, other.end) - Math.max(start, other.start),
    0,
  )
  return end - start - length >= leastBeside
}

function rulesOf(options: CheckedOptions): readonly Rule[] {
  const { secrets, patterns, dictionary } = options
  return [
    ...patterns.map(
      ([kind, expression]): Rule =>
        text =>
          matches(text, expression, kind),
    ),
    ...(secrets ? [vendorKeys, privateKeys, urlPasswords, authorizations, assignments] : []),
    ...(options.ibans ? [ibans] : []),
    ...(options.cards ? [cards] : []),
    ...(options.emails ? [emails] : []),
    ...(options.phones ? [phones] : []),
    ...(dictionary.words.length > 0 ? [words(dictionary.words, dictionary.caseSensitive)] : []),
  ]
}

/** Whole words: no letter, digit or `_` may stand beside. Longer ones first, so that `Ann Lee` is not `Ann`. */
function words(list: readonly string[], caseSensitive: boolean): Rule {
  const sorted = [...list].sort((one, other) => other.length - one.length)
  const escaped = sorted.map(word => word.replaceAll(/[$()*+.?[\\\]^{|}/]/g, String.raw`\$&`))
  const expression = new RegExp(
    String.raw`(?<![\p{L}\p{N}_])(?:${escaped.join('|')})(?![\p{L}\p{N}_])`,
    caseSensitive ? 'gu' : 'giu',
  )
  return text => matches(text, expression, 'word')
}

/** Texts are allowed as they are, expressions where they fit the whole of a value. */
function allowed(list: CheckedOptions['allow']): (value: string) => boolean {
  const texts = new Set(list.filter(entry => typeof entry === 'string'))
  const expressions = list
    .filter(entry => entry instanceof RegExp)
    .map(({ source, flags }) => new RegExp(`^(?:${source})$`, flags.replaceAll(/[gy]/g, '')))
  return value => texts.has(value) || expressions.some(expression => expression.test(value))
}
