/** Tool calls as hosts stream them: with or without index and id, in one piece or many, sometimes with broken JSON. */
import { jsonrepair } from 'jsonrepair'
import type { StreamEvent } from '../../anthropic/events.ts'
import type { BlockWriter } from '../../wire/block-writer.ts'
import type { ToolNames } from './names.ts'
import type { ToolCallDelta } from './types.ts'

export interface ToolCallsOptions {
  readonly names: ToolNames
  /** Arguments wait until they are whole, and are repaired then. */
  readonly hold: boolean
  /** One call was asked for: what a host sends beyond it is dropped. */
  readonly single: boolean
  warn(text: string): void
}

type Key = string | number

interface HeldCall {
  readonly key: Key
  id: string | undefined
  name: string | undefined
  json: string
}

export class ToolCalls {
  readonly #options: ToolCallsOptions
  readonly #writer: BlockWriter
  readonly #keyOfId = new Map<string, Key>()
  #last: Key | undefined
  #first: { readonly key: Key; readonly id: string | undefined } | undefined
  #held: HeldCall[] = []
  #made = 0

  constructor(writer: BlockWriter, options: ToolCallsOptions) {
    this.#writer = writer
    this.#options = options
  }

  /** True once a call has been seen. */
  get any(): boolean {
    return this.#first !== undefined
  }

  take(delta: ToolCallDelta): readonly StreamEvent[] {
    const id = delta.id || undefined
    const name = delta.function?.name || undefined
    const key = this.#keyFor(delta, id, name)
    this.#first ??= { key, id }
    if (this.#isSurplus(key, id, name)) return []
    this.#last = key
    const json = jsonOf(delta.function?.arguments)
    const known = name === undefined ? undefined : this.#options.names.client(name)
    if (!this.#options.hold) return this.#writer.tool(key, { id, name: known }, json)
    return this.#hold(key, id, known, json)
  }

  /** Sends what was held: before other content, and at the end. `cut`: the answer ran out of tokens. */
  flush(cut = false): readonly StreamEvent[] {
    const held = this.#held
    this.#held = []
    return held.flatMap(({ key, id, name, json }, position) => {
      const isCut = cut && position === held.length - 1
      return this.#writer.tool(key, { id, name }, isCut ? json : this.#whole(json, name))
    })
  }

  #hold(key: Key, id: string | undefined, name: string | undefined, json: string): readonly StreamEvent[] {
    const call = this.#held.find(held => held.key === key)
    if (!call) {
      this.#held.push({ key, id, name, json })
      return []
    }
    call.id ??= id
    if (name !== undefined) call.name = joinedName(call, name, id)
    call.json += json
    return []
  }

  /**
   * By index where hosts give one; but old Ollama gives every call the index 0, so another id or a second whole call
   * under a known index is a new one. Without either it belongs to the last.
   */
  #keyFor(delta: ToolCallDelta, id: string | undefined, name: string | undefined): Key {
    const index = delta.index ?? undefined
    const known = id === undefined ? undefined : this.#keyOfId.get(id)
    if (known !== undefined) return known
    const near = index ?? (id === undefined ? this.#last : undefined)
    const key =
      near === undefined || this.#isAnother(near, id, name, jsonOf(delta.function?.arguments))
        ? this.#newKey(near)
        : near
    if (id !== undefined) this.#keyOfId.set(id, key)
    return key
  }

  #isAnother(key: Key, id: string | undefined, name: string | undefined, json: string): boolean {
    if (name === undefined) return false
    const idOfKey = [...this.#keyOfId].find(([, known]) => known === key)?.[0]
    if (idOfKey !== undefined && id !== undefined) return idOfKey !== id
    const held = this.#held.find(call => call.key === key)
    return id === undefined && held !== undefined && isWhole(held.json) && json.trimStart().startsWith('{')
  }

  #newKey(near: Key | undefined): Key {
    this.#made += 1
    const isFree = near !== undefined && this.#last === undefined
    return isFree ? near : `call ${this.#made}`
  }

  #isSurplus(key: Key, id: string | undefined, name: string | undefined): boolean {
    const first = this.#first
    if (!this.#options.single || !first) return false
    return (
      key !== first.key ||
      (name !== undefined && id !== undefined && first.id !== undefined && id !== first.id)
    )
  }

  /** The JSON text of an object, whatever a model wrote. */
  #whole(json: string, name: string | undefined): string {
    const text = json.trim()
    if (text === '' || isWhole(text)) return text
    try {
      const repaired = jsonrepair(text.replace(/^```(json)?|```$/g, ''))
      this.#options.warn(`the arguments of ${name ?? 'a tool call'} were broken JSON and have been repaired`)
      return isObjectText(repaired) ? repaired : '{}'
    } catch {
      this.#options.warn(`the arguments of ${name ?? 'a tool call'} were no JSON and have been left out`)
      return '{}'
    }
  }
}

/** Some hosts repeat the name with each fragment, a few send it in pieces. */
function joinedName(call: HeldCall, name: string, id: string | undefined): string {
  if (call.name === undefined || name.startsWith(call.name)) return name
  return call.json === '' && id === undefined ? call.name + name : call.name
}

/** Arguments come as text, now and then as the object itself. */
const jsonOf = (given: unknown): string =>
  typeof given === 'string' ? given : given === null || given === undefined ? '' : JSON.stringify(given)

function isWhole(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const isObjectText = (text: string): boolean => text.trimStart().startsWith('{')
