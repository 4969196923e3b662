/** The API's own count of a request, which costs nothing. Source: OpenAI's guide "Counting tokens". */
import type { Call } from '../../core/backend.ts'
import type { Host } from '../shared/host.ts'
import type { ResponsesRequest } from './types.ts'

/** Milliseconds: whoever asks for a count waits for it, and an estimate is there at once. */
const patience = 5_000

/** Of a request, what the count takes; it refuses the rest. */
const counted = [
  'model',
  'instructions',
  'input',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'reasoning',
  'text',
] as const satisfies readonly (keyof ResponsesRequest)[]

export class InputCount {
  readonly #host: Host
  /** Models of which this host counts nothing: many servers of the API have no such path. */
  readonly #uncounted = new Set<string>()

  constructor(host: Host) {
    this.#host = host
  }

  /** Undefined where the host does not tell. Throws only where the client has left. */
  async of(request: ResponsesRequest, call: Call): Promise<number | undefined> {
    const { model } = request
    if (this.#uncounted.has(model)) return undefined
    const body = Object.fromEntries(counted.flatMap(name => (name in request ? [[name, request[name]]] : [])))
    try {
      const limits = { connectMs: patience, firstByteMs: patience, idleMs: patience }
      const { answer } = await this.#host.post('/responses/input_tokens', body, call, limits)
      const text = await answer.body.text()
      if ([400, 403, 404, 405, 501].includes(answer.status)) this.#uncounted.add(model)
      const tokens = answer.status < 300 ? tokensIn(text) : undefined
      if (tokens !== undefined) call.head({ status: 200, headers: {} })
      return tokens
    } catch (thrown) {
      if (call.signal.aborted) throw thrown
      return undefined
    }
  }
}

function tokensIn(text: string): number | undefined {
  try {
    const { input_tokens: tokens } = JSON.parse(text) as { readonly input_tokens?: unknown }
    return Number.isInteger(tokens) && Number(tokens) > 0 ? Number(tokens) : undefined
  } catch {
    return undefined
  }
}
