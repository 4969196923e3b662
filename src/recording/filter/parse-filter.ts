/** Reads a filter into a tree of tests. */
import { nearest } from '../../core/nearest.ts'
import { FilterError, ValueProblem } from './filter-error.ts'
import { type Operator, operators, type Test, turnsTest, wordTest } from './operators.ts'
import { Scanner, type Token, type Value } from './scanner.ts'

export type Tree =
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'not'; readonly inner: Tree }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Tree[] }

const term = 'a word, #12, ~ with an operator, ! or ('

/** `now`: milliseconds since the epoch, for times that are given as "ago". Throws a `FilterError`. */
export function parseFilter(text: string, now: number): Tree {
  const parser = new Parser(text, now)
  return parser.whole()
}

/** `|` binds weakest, then what stands side by side (or has `&` between it), then `!`. */
class Parser {
  readonly #scanner: Scanner
  readonly #now: number
  #token: Token

  constructor(text: string, now: number) {
    this.#scanner = new Scanner(text)
    this.#now = now
    this.#token = this.#scanner.next()
  }

  whole(): Tree {
    // Nothing at all chooses nothing out.
    if (this.#token.kind === 'end') return { kind: 'all', parts: [] }
    const tree = this.#any()
    if (this.#token.kind === ')') this.#fail('this ) closes nothing', this.#token.at)
    return tree
  }

  #any(): Tree {
    const parts = [this.#all()]
    while (this.#token.kind === '|') {
      this.#advance()
      parts.push(this.#all())
    }
    return joined('any', parts)
  }

  #all(): Tree {
    const parts = [this.#one()]
    for (;;) {
      const { kind } = this.#token
      if (kind === 'end' || kind === ')' || kind === '|') return joined('all', parts)
      if (kind === '&') this.#advance()
      parts.push(this.#one())
    }
  }

  #one(): Tree {
    const token = this.#token
    switch (token.kind) {
      case '!':
        this.#advance()
        return { kind: 'not', inner: this.#one() }
      case '(':
        return this.#group(token.at)
      case 'operator':
        return this.#operator(token.name, token.at)
      case 'word':
        this.#advance()
        return { kind: 'test', test: this.#word(token.value) }
      case 'end':
        return this.#fail(`expected ${term}, and the filter ends here`, token.at)
      default:
        return this.#fail(`expected ${term}, and found ${token.kind}`, token.at)
    }
  }

  #group(at: number): Tree {
    this.#advance()
    const inner = this.#any()
    if (this.#token.kind !== ')') this.#fail('this ( is never closed', at)
    this.#advance()
    return inner
  }

  #operator(name: string, at: number): Tree {
    const operator = Object.hasOwn(operators, name) ? operators[name] : undefined
    if (!operator) return this.#fail(unknownText(name), at)
    const value = operator.value === undefined ? undefined : this.#valueOf(name, operator)
    const test = this.#made(operator, value ?? { text: '', form: 'bare', flags: '', at })
    this.#advance()
    return { kind: 'test', test }
  }

  #valueOf(name: string, { value: noun = '', example }: Operator): Value {
    const value = this.#scanner.value()
    if (!value) {
      const found = 'where it begins with a sign of the language, put quotes around it'
      return this.#fail(`~${name} expects a ${noun}, such as ${example}; ${found}`, this.#scanner.position)
    }
    // `~ctx > 100k` is written with a blank too.
    const rest = /^[<>=]+$/.test(value.text) && value.form === 'bare' ? this.#scanner.value() : undefined
    return rest ? { ...value, text: value.text + rest.text } : value
  }

  #made(operator: Operator, value: Value): Test {
    try {
      return operator.test(value, this.#now)
    } catch (thrown) {
      if (thrown instanceof ValueProblem) return this.#fail(thrown.message, value.at)
      throw thrown
    }
  }

  #word(value: Value): Test {
    if (value.form !== 'bare' || !value.text.startsWith('#')) return this.#guardedWord(value)
    const test = turnsTest(value.text)
    return test ?? this.#fail('expected the number of an exchange behind #: #12, #12-20 or #12-', value.at)
  }

  #guardedWord(value: Value): Test {
    try {
      return wordTest(value)
    } catch (thrown) {
      if (thrown instanceof ValueProblem) return this.#fail(thrown.message, value.at)
      throw thrown
    }
  }

  #advance(): void {
    this.#token = this.#scanner.next()
  }

  #fail(problem: string, at: number): never {
    throw new FilterError(problem, this.#scanner.text, at)
  }
}

const joined = (kind: 'all' | 'any', parts: readonly Tree[]): Tree => {
  const [only] = parts
  return only && parts.length === 1 ? only : { kind, parts }
}

function unknownText(name: string): string {
  const names = Object.keys(operators)
  const all = names.map(known => `~${known}`).join(' ')
  if (name === '') return `expected an operator behind ~: ${all}`
  const lower = name.toLowerCase()
  const meant = names.find(known => known === lower) ?? (lower.length > 1 ? nearest(lower, names) : undefined)
  return meant === undefined
    ? `there is no ~${name}; there are ${all}`
    : `there is no ~${name}: did you mean ~${meant}?`
}
