/** The client of the benchmark: `node:http` with kept connections and the headers of an agent. */
import { Agent, type IncomingMessage, request as open } from 'node:http'

const headers = {
  'content-type': 'application/json',
  'user-agent': 'claude-cli/2.1.330 (external, cli)',
  'x-app': 'cli',
  'x-claude-code-session-id': '00000000-0000-4000-8000-000000000000',
  'anthropic-version': '2023-06-01',
  'anthropic-beta': 'claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27',
  authorization: 'Bearer bench',
  accept: 'application/json',
}
/** Milliseconds without a byte until an answer is given up: nothing here is that slow. */
const patience = 30_000

export interface Answer {
  readonly bytes: Buffer
  /** From the request to the end of the answer. */
  readonly milliseconds: number
}

export class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Infinity })
  readonly #address: URL

  constructor(url: string) {
    this.#address = new URL('/v1/messages?beta=true', url)
  }

  /** Throws for every status but 200 and for an answer that breaks off. */
  async ask(body: Buffer, onRead?: (bytes: Buffer) => void): Promise<Answer> {
    const began = performance.now()
    const response = await this.#send(body)
    const pieces: Buffer[] = []
    await new Promise<void>((resolve, reject) => {
      response.on('data', (bytes: Buffer) => {
        pieces.push(bytes)
        onRead?.(bytes)
      })
      response.once('end', resolve)
      response.once('error', reject)
    })
    const milliseconds = performance.now() - began
    const bytes = Buffer.concat(pieces)
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}: ${bytes.toString()}`)
    return { bytes, milliseconds }
  }

  close(): void {
    this.#agent.destroy()
  }

  #send(body: Buffer): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = open(this.#address, {
        agent: this.#agent,
        method: 'POST',
        headers: { ...headers, 'content-length': body.length },
        timeout: patience,
      })
      request.once('response', resolve)
      request.once('error', reject)
      request.once('timeout', () => request.destroy(new Error(`nothing came within ${patience} ms`)))
      request.end(body)
    })
  }
}
