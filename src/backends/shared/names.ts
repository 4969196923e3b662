/** Tool names and call ids that a host accepts, and the way back. */
import { createHash } from 'node:crypto'

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Maps the names of one request; the same name always becomes the same, so that prefix caches hold. */
export class ToolNames {
  readonly #length: number
  readonly #forward = new Map<string, string>()
  readonly #back = new Map<string, string>()

  constructor(length: number) {
    this.#length = length
  }

  /** The host's form of a name: letters, digits, `_` and `-`, beginning with a letter or `_`, and not too long. */
  host(name: string): string {
    const known = this.#forward.get(name)
    if (known !== undefined) return known
    const legal = name.replace(/[^a-zA-Z0-9_-]/g, '_').replace(/^(?![a-zA-Z_])/, '_')
    const short = legal.length <= this.#length && legal === name ? legal : this.#shortened(legal, name)
    const unique = this.#back.has(short) ? this.#shortened(short, name) : short
    this.#forward.set(name, unique)
    this.#back.set(unique, name)
    return unique
  }

  #shortened(legal: string, name: string): string {
    const marked = legal.length <= this.#length && !this.#back.has(legal)
    return marked ? legal : `${legal.slice(0, this.#length - 9)}_${hash(name).slice(0, 8)}`
  }

  /** The client's name for what the model called; a name in the wrong case is mended where only one fits. */
  client(name: string): string {
    const known = this.#back.get(name)
    if (known !== undefined) return known
    const alike = [...this.#back].filter(([host]) => host.toLowerCase() === name.toLowerCase())
    return alike.length === 1 && alike[0] ? alike[0][1] : name
  }
}

const longest = 40
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** A call id as the host takes it: OpenAI up to 40 characters, Mistral exactly nine letters and digits. */
export function hostCallId(id: string, rule: 'long' | 'nine'): string {
  if (rule === 'long') return id.length <= longest ? id : `call_${hash(id).slice(0, longest - 5)}`
  return /^[a-zA-Z0-9]{9}$/.test(id) ? id : short(id)
}

const short = (id: string): string =>
  [...createHash('sha256').update(id).digest().subarray(0, 9)].map(byte => base62[byte % 62]).join('')
