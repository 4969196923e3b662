/** Tool calls as hosts stream them: with or without index and id, in one piece or many, sometimes with broken JSON. */
import { jsonrepair } from 'jsonrepair'
import type { StreamEvent } from '../../anthropic/events.ts'
import type { BlockWriter } from '../../wire/block-writer.ts'
import { type InputFault, ToolInput } from '../../wire/tool-input.ts'
import type { ToolNames } from '../shared/names.ts'
import { textIn } from './loose.ts'
import type { ToolCallDelta } from './types.ts'

export interface ToolCallsOptions {
  readonly names: ToolNames
  /** Arguments wait until they are whole, and are repaired then. */
  readonly hold: boolean
  /** One call was asked for: what a host sends beyond it is dropped. */
  readonly single: boolean
  warn(text: string): void
}

interface HostCall {
  /** Ours: hosts give several calls one index, or one id. */
  readonly key: number
  readonly index: number | undefined
  id: string | undefined
  name: string | undefined
  json: string
  /** Knows when the object is over, as the writer does. */
  readonly input: ToolInput
  isSent: boolean
}

export class ToolCalls {
  readonly #options: ToolCallsOptions
  readonly #writer: BlockWriter
  readonly #calls: HostCall[] = []
  #last: HostCall | undefined
  #isFollowed = false

  constructor(writer: BlockWriter, options: ToolCallsOptions) {
    this.#writer = writer
    this.#options = options
  }

  /** True once a call has been seen. */
  get any(): boolean {
    return this.#calls.length > 0
  }

  /** True where the answer ends with calls of which none was cut. */
  get isWhole(): boolean {
    return this.any && !this.#isFollowed && this.#calls.every(({ json }) => isJson(json))
  }

  take(delta: ToolCallDelta): readonly StreamEvent[] {
    const id = textIn(delta.id)
    const name = textIn(delta.function?.name)
    const json = jsonOf(delta.function?.arguments)
    const call = this.#callOf(typeof delta.index === 'number' ? delta.index : undefined, id, name, json)
    if (!call) return []
    this.#last = call
    this.#isFollowed = false
    if (name !== undefined) call.name = joinedName(call, name, id)
    call.id ??= id
    call.json += json
    call.input.push(json)
    if (this.#options.hold) return []
    const known = name === undefined ? undefined : this.#options.names.client(name)
    return this.#writer.tool(call.key, { id, name: known }, json)
  }

  /** Sends what is whole, before other content. A call that content comes amidst waits for its rest. */
  flush(): readonly StreamEvent[] {
    this.#isFollowed = true
    const waiting = this.#waiting()
    const broken = waiting.findIndex(({ json }) => !isJson(json))
    return this.#send(broken < 0 ? waiting : waiting.slice(0, broken), false)
  }

  /** Sends all that was held. `cut`: the answer ran out of tokens. */
  finish(cut: boolean): readonly StreamEvent[] {
    return this.#send(this.#waiting(), cut)
  }

  #waiting(): readonly HostCall[] {
    return this.#options.hold ? this.#calls.filter(({ isSent }) => !isSent) : []
  }

  #send(calls: readonly HostCall[], cut: boolean): readonly StreamEvent[] {
    return calls.flatMap((call, position) => {
      call.isSent = true
      const { key, id, name, json } = call
      const known = name === undefined ? undefined : this.#options.names.client(name)
      // The writer knows how to leave out what the last one was about to say.
      const text = cut && position === calls.length - 1 ? json : this.#mended(json, known)
      return this.#writer.tool(key, { id, name: known }, text)
    })
  }

  /** The call that a fragment belongs to; undefined for one beyond the single call that was asked for. */
  #callOf(
    index: number | undefined,
    id: string | undefined,
    name: string | undefined,
    json: string,
  ): HostCall | undefined {
    const near = this.#near(index, id, name)
    if (near && !isAnother(near, id, name, json)) return near
    if (this.#options.single && this.any) return undefined
    const call = {
      key: this.#calls.length,
      index,
      id,
      name: undefined,
      json: '',
      input: new ToolInput(),
      isSent: false,
    }
    this.#calls.push(call)
    return call
  }

  /**
   * By id where it is known; Kimi begins its ids anew with each answer and may repeat one under another index. By index where
   * hosts give one, the latest under it, since old Ollama gives every call the index 0. Without either it is the last.
   */
  #near(index: number | undefined, id: string | undefined, name: string | undefined): HostCall | undefined {
    const known =
      id === undefined
        ? undefined
        : this.#calls.findLast(call => call.id === id && (index ?? call.index) === call.index)
    if (known) return known
    if (index !== undefined) return this.#calls.findLast(call => call.index === index)
    return id === undefined || (name === undefined && this.#last?.id === undefined) ? this.#last : undefined
  }

  /** The JSON text of an object, as far as the writer cannot make it one by itself. */
  #mended(json: string, name: string | undefined): string {
    const text = json.trim()
    const { fault, isSame } = readBy(text)
    // What was cut off or is none at all, the writer tells itself; only what is broken on the way can be mended.
    if (isSame || fault === 'cut' || (fault === 'foreign' && isJson(text))) return text
    const mended = fault === undefined ? text : (firstObject(text) ?? repaired(text))
    const how = mended === undefined ? 'no JSON and have been left out' : 'broken JSON and have been repaired'
    this.#options.warn(`the arguments of ${name ?? 'a tool call'} were ${how}`)
    return mended ?? '{}'
  }
}

/** Whether a fragment that seems to belong to a call begins the next: with another id, or behind whole arguments. */
function isAnother(call: HostCall, id: string | undefined, name: string | undefined, json: string): boolean {
  // Old vLLM invents an id for each fragment, but sends no name again.
  if (name === undefined || (id !== undefined && id === call.id)) return false
  if (id !== undefined && call.id !== undefined) return true
  const isNamed = call.name !== undefined && !name.startsWith(call.name)
  return (isNamed || isObjectText(json)) && (call.input.isComplete || isJson(call.json))
}

/** Some hosts repeat the name with each fragment, a few send it in pieces. */
function joinedName(call: HostCall, name: string, id: string | undefined): string {
  if (call.name === undefined || name.startsWith(call.name)) return name
  return call.json === '' && id === undefined ? call.name + name : call.name
}

/** Arguments come as text, now and then as the object itself. */
const jsonOf = (given: unknown): string =>
  typeof given === 'string' ? given : given === null || given === undefined ? '' : JSON.stringify(given)

/** Models write an end token or a second object behind the first one. */
function firstObject(text: string): string | undefined {
  const input = new ToolInput()
  const object = input.push(text)
  return input.isComplete && text.startsWith(object) ? object : undefined
}

/** What the writer will make of arguments: what would be wrong then, and whether it leaves them as they are. */
function readBy(text: string): { readonly fault: InputFault | undefined; readonly isSame: boolean } {
  const input = new ToolInput()
  const read = input.push(text) + input.close()
  return {
    fault: input.fault,
    isSame: read === text || text === '' || (input.fault === undefined && isJson(text)),
  }
}

/** Behind a text that is still open this ends up inside of it. */
const mark = '\u2042'

function repaired(text: string): string | undefined {
  const bare = text.replace(/^```\w*|```$/g, '').replace(/\\(u[\da-fA-F]{4}|.|$)/gs, wholeEscape)
  const json = repairedObject(bare)
  // A repair closes what is open: half a shell command must not pass for a whole one.
  return json === undefined || repairedObject(bare + mark)?.includes(mark) ? undefined : json
}

/** JSON has few escapes: the backslash of any other, as in a pattern or a Windows path, is meant as one. */
const wholeEscape = (found: string, escaped: string): string =>
  /^(["'\\/bfnrt]|u.{4})$/s.test(escaped) ? found : `\\${found}`

function repairedObject(text: string): string | undefined {
  try {
    const json = jsonrepair(text)
    return isObjectText(json) ? json : undefined
  } catch {
    return undefined
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const isObjectText = (text: string): boolean => text.trimStart().startsWith('{')
