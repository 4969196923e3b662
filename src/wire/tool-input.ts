/**
 * Makes one JSON object of the fragments of a tool's arguments, whatever a model or its server puts into them. What
 * it passes on is at any time the beginning of valid JSON, so that the end can always be supplied: the official SDK
 * throws on invalid input, and a client that gets no object cannot run the tool.
 */

import {
  decodedText,
  escapeBegun,
  fenced,
  isScalar,
  literal,
  matchAt,
  plain,
  scalar,
  wholeEscape,
} from './json-tokens.ts'

/** Deeper input would overflow the stack of whoever walks it. */
const deepest = 1_000
/** No number or literal is longer. */
const longestScalar = 1_000

/**
 * What was wrong with arguments: they end amidst a value, they are JSON up to some point only, or they are no object at all.
 */
export type InputFault = 'cut' | 'broken' | 'foreign'

/** What may stand next: a key or the end of an object, the end or an element of an array, or the like. */
type Expected = 'key' | 'colon' | 'value' | 'element' | 'next'

export class ToolInput {
  /** Closing brackets of what is open, innermost last. */
  readonly #closers: string[] = []
  #expected: Expected = 'value'
  #string: 'key' | 'value' | undefined
  /** Kept back until its value begins, so that a cut never leaves half a member: comma, key, colon, space. */
  #held = ''
  /** Kept back until it is whole: an escape or a number that a fragment's end divides. */
  #rest = ''
  #ready = ''
  /** The key of the current member of the outermost object, in its quotes. */
  #member = '""'
  /** Arguments that do not begin as an object: converted at the end. */
  #foreign: string | undefined
  #isComplete = false
  /** True behind the end of a text that is a value. */
  #isBehindText = false
  #fault: InputFault | undefined

  /** Whether the object has ended: what follows is ignored. */
  get isComplete(): boolean {
    return this.#isComplete
  }

  /** What could not be passed on as it was meant; known once the input is closed. */
  get fault(): InputFault | undefined {
    return this.#fault
  }

  /** Takes a fragment and returns what is now safe to pass on; nothing until the first character is known. */
  push(fragment: string): string {
    if (this.#isComplete) return ''
    if (this.#foreign !== undefined) {
      this.#foreign += fragment
      return ''
    }
    let text = this.#rest + fragment
    this.#rest = ''
    if (this.#closers.length === 0) {
      text = text.trimStart()
      if (text === '') return ''
      if (!text.startsWith('{')) {
        this.#foreign = text
        return ''
      }
    }
    for (let at = 0; at < text.length && !this.#isComplete; ) {
      at = this.#string ? this.#readString(text, at) : this.#readToken(text, at)
    }
    return this.#take()
  }

  /**
   * What completes the object, for arguments that nothing is known to have cut. Models forget brackets, which are supplied;
   * nobody forgets the end of a text, so arguments that end amidst a value are abandoned.
   */
  close(): string {
    if (this.#isComplete) return ''
    if (this.#foreign !== undefined) return this.#convert(this.#foreign)
    const word = literal(this.#rest)
    if (this.#closers.length > 0 && (this.#expected !== 'next' || this.#string) && word === undefined) {
      this.#fault = 'cut'
      return this.abandon()
    }
    this.#isComplete = true
    if (this.#closers.length === 0) return '{}'
    if (word !== undefined) this.#ready += this.#held + word
    return this.#take() + this.#closers.toReversed().join('')
  }

  /**
   * What completes the object, for arguments that a token limit cut off. The member that was cut becomes null, by a
   * second entry of its key: half a shell command must not pass for a whole one.
   */
  abandon(isCut = this.#string === 'value' || this.#closers.length > 1): string {
    if (this.#isComplete) return ''
    this.#isComplete = true
    if (this.#foreign !== undefined || this.#closers.length === 0) return '{}'
    if (!isCut) return '}'
    const quote = this.#string === 'value' ? '"' : ''
    return `${quote}${this.#closers.slice(1).toReversed().join('')},${this.#member}:null}`
  }

  #take(): string {
    const ready = this.#ready
    this.#ready = ''
    return ready
  }

  /** Some servers encode the object twice, some models wrap it in a code fence; nothing else can be an input. */
  #convert(text: string): string {
    this.#isComplete = true
    const inner = decodedText(text) ?? fenced.exec(text)?.[1]
    if (!inner?.trimStart().startsWith('{')) {
      // Some hosts write this for no arguments.
      if (text.trim() !== 'null' && decodedText(text)?.trim() !== '') this.#fault = 'foreign'
      return '{}'
    }
    const input = new ToolInput()
    const object = input.push(inner) + input.close()
    this.#fault = input.fault
    return object
  }

  #readToken(text: string, at: number): number {
    const character = text[at] as string
    if (' \n\t\r'.includes(character)) this.#held += character
    else if (this.#expected === 'colon') {
      if (character !== ':') return this.#giveUp(text)
      this.#held += character
      this.#expected = 'value'
    } else if (character === this.#closers.at(-1) && this.#expected !== 'value') this.#closeBracket(character)
    else if (this.#expected === 'next') {
      if (character !== ',') return this.#giveUp(text)
      this.#held += character
      this.#isBehindText = false
      this.#expected = this.#closers.at(-1) === '}' ? 'key' : 'element'
    } else if (this.#expected === 'key') {
      if (character !== '"') return this.#giveUp(text)
      this.#held += character
      this.#string = 'key'
    } else return this.#readValue(text, at, character)
    return at + 1
  }

  #readValue(text: string, at: number, character: string): number {
    if (character === '"') {
      this.#begin(character)
      this.#string = 'value'
      return at + 1
    }
    if (character === '{' || character === '[') {
      if (this.#closers.length === deepest) return this.#giveUp(text)
      this.#begin(character)
      this.#closers.push(character === '{' ? '}' : ']')
      this.#expected = character === '{' ? 'key' : 'element'
      return at + 1
    }
    const token = matchAt(scalar, text, at)
    const end = at + token.length
    if (end === text.length && token.length < longestScalar) {
      this.#rest = token
      return end
    }
    if (!isScalar(token)) return this.#giveUp(text)
    this.#begin(token)
    this.#expected = 'next'
    return end
  }

  #begin(value: string): void {
    if (this.#closers.length === 1) {
      this.#member = this.#held.slice(this.#held.indexOf('"'), this.#held.lastIndexOf('"') + 1)
    }
    this.#ready += this.#held + value
    this.#held = ''
  }

  // A comma before the end is the commonest slip of local models.
  #closeBracket(character: string): void {
    this.#ready += this.#held.replace(',', '') + character
    this.#held = ''
    this.#closers.pop()
    this.#expected = 'next'
    this.#isBehindText = false
    this.#isComplete = this.#closers.length === 0
  }

  #readString(text: string, start: number): number {
    const run = matchAt(plain, text, start)
    const at = start + run.length
    this.#append(run)
    const character = text[at]
    if (character === undefined) return at
    if (character === '"') {
      this.#append(character)
      this.#isBehindText = this.#string === 'value'
      this.#expected = this.#string === 'key' ? 'colon' : 'next'
      this.#string = undefined
      return at + 1
    }
    if (character !== '\\') {
      // A raw line break inside a string: local models forget to escape it.
      this.#append(JSON.stringify(character).slice(1, -1))
      return at + 1
    }
    const whole = matchAt(wholeEscape, text, at)
    if (whole !== '') {
      this.#append(whole)
      return at + whole.length
    }
    if (matchAt(escapeBegun, text, at) !== '') {
      this.#rest = text.slice(at)
      return text.length
    }
    // JSON knows no such escape: `\'` means the quote, any other the backslash itself.
    if (text[at + 1] !== "'") this.#append('\\\\')
    return at + 1
  }

  #append(text: string): void {
    if (this.#string === 'key') this.#held += text
    else this.#ready += text
  }

  /** No JSON from here on: what was sound is kept, but for a text that a quote of its own may have ended too early. */
  #giveUp(text: string): number {
    this.#fault = 'broken'
    if (this.#isBehindText) {
      this.#ready += this.abandon(true)
      return text.length
    }
    this.#rest = ''
    this.#ready += this.#closers.toReversed().join('')
    this.#isComplete = true
    return text.length
  }
}
