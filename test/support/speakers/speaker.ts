/** A vendor that says what a conversation has it say, in its own words, behind its strict server. */
import type { BackendFactory } from '../../../src/backends/backend-factory.ts'
import type { Said } from '../conversations.ts'
import type { Received, ScriptedAnswer } from '../strict/scripted-server.ts'

export interface Speaker {
  /** Of the backend. */
  readonly name: string
  readonly model: string
  /** Whose state it may be given. Claude's signatures are good on every platform (Anthropic's page on extended thinking). */
  readonly maker: string
  start(): Promise<Stage>
}

export interface Stage {
  readonly factory: BackendFactory
  readonly violations: readonly string[]
  /** All that was asked so far. */
  readonly received: readonly Received[]
  /** What the next answer says. */
  script(said: Said): void
  /** What the last answer holds that has to come back with the history. */
  readonly owed: readonly string[]
  close(): Promise<void>
}

export type Fields = Readonly<Record<string, unknown>>

/** An answer, and what of it has to come back. */
export interface Spoken {
  readonly answer: ScriptedAnswer
  readonly owed: readonly string[]
}

interface StrictServer {
  readonly violations: readonly string[]
  readonly received: readonly Received[]
  close(): Promise<void>
}

/** A stage around a strict server that asks `answerer` what to say. */
export async function stageOf<Server extends StrictServer>(
  start: (answerer: (received: Received) => ScriptedAnswer | undefined) => Promise<Server>,
  speak: (said: Said, body: Fields, received: Received) => Spoken,
  factory: (server: Server) => BackendFactory,
): Promise<Stage> {
  let next: Said | undefined
  let owed: readonly string[] = []
  const server = await start(received => {
    if (!next) return undefined
    const spoken = speak(next, JSON.parse(received.body.toString()) as Fields, received)
    owed = spoken.owed
    return spoken.answer
  })
  return {
    factory: factory(server),
    violations: server.violations,
    received: server.received,
    script: said => {
      next = said
      owed = []
    },
    get owed() {
      return owed
    },
    close: () => server.close(),
  }
}

let marks = 0

/** What nobody but its maker may ever be sent: it stands in thoughts, signatures and ids of state. */
export function markOf(maker: string): string {
  marks += 1
  return `mk-${maker}-${marks}-`
}

/** For ids that never repeat. */
export const newNumber = (): number => ++marks

/** Makers of all that a body holds, in the clear or in base64. */
export function makersIn(body: string): ReadonlySet<string> {
  const hidden = [...body.matchAll(/bWst[\w+/-]+/g)].map(([code]) =>
    Buffer.from(code, 'base64').toString('latin1'),
  )
  const found = [body, ...hidden].flatMap(text => [...text.matchAll(/mk-([a-z]+)-\d+-/g)])
  return new Set(found.map(([, maker]) => maker ?? ''))
}

/** The first half of an answer that was cut. */
export const half = (text: string): string => [...text].slice(0, Math.ceil([...text].length / 2)).join('')

/** The tool's name as the request has it, by its description. */
export function hostName(tools: unknown, tool: string): string {
  const given = (Array.isArray(tools) ? (tools as Fields[]) : []).map(
    one => (one.toolSpec ?? one.function ?? one) as Fields,
  )
  return String(given.find(({ description }) => description === `Does the work of ${tool}.`)?.name ?? tool)
}
