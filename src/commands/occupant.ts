/** Who answers on a port: another claudecodex, a server that says its name, or something that says nothing. */
import { type IncomingMessage, request } from 'node:http'
import type { PluginStatus } from '../core/running-plugin.ts'
import { listedPlugins } from './plugins/listed.ts'

/** What a running claudecodex says of itself on `/health`; where it wants a client key, only its version on `/`. */
export interface Neighbour {
  readonly version: string
  readonly backend?: string
  readonly model?: string
  /** The folder it was started in. */
  readonly folder?: string
  readonly pid?: number
  /** Requests it has answered or is answering, failed ones included. */
  readonly exchanges?: number
  /** As they stand around the backend, outermost first. */
  readonly plugins?: readonly PluginStatus[]
}

export type Occupant =
  /** `locked` where it wants a client key, and not the one it was asked with. */
  | { readonly kind: 'claudecodex'; readonly neighbour: Neighbour; readonly locked?: true }
  | { readonly kind: 'server'; readonly name?: string; readonly status: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'nobody' }

export interface Question {
  readonly host: string
  readonly port: number
  readonly clientKey?: string
  /** Milliseconds; what has not answered by then is silent. Default 1,000. */
  readonly patience?: number
}

const bodyLimit = 256 * 1024

export async function whoAnswers(question: Question): Promise<Occupant> {
  const said = await ask(question, '/health')
  if (said.kind !== 'server' || said.status !== 401) return said
  const open = await ask(question, '/')
  return open.kind === 'claudecodex' ? { ...open, locked: true } : open
}

/** Nobody listens, or there is no such place; port 0 is one. */
const absent: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EADDRNOTAVAIL', 'EHOSTUNREACH', 'ENETUNREACH'])

function ask({ host, port, clientKey, patience = 1_000 }: Question, path: string): Promise<Occupant> {
  const headers = { host: `127.0.0.1:${port}`, ...(clientKey && { 'x-claudecodex-key': clientKey }) }
  const signal = AbortSignal.timeout(patience)
  return new Promise(resolve => {
    const asked = request({ host, port, path, headers, agent: false, signal })
    const unanswered = (error: NodeJS.ErrnoException): void =>
      resolve({ kind: absent.has(error.code ?? '') ? 'nobody' : 'silent' })
    asked.on('error', unanswered)
    asked.on('response', answer => {
      // Breaks off from here on are seen by whoever reads the body.
      asked.off('error', unanswered).on('error', () => {})
      const server = asServer(answer)
      readText(answer).then(
        text => resolve(asNeighbour(text) ?? server),
        () => resolve(server),
      )
    })
    asked.end()
  })
}

async function readText(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of answer) {
    text += chunk
    if (text.length > bodyLimit) break
  }
  return text
}

function asServer({ headers, statusCode = 0 }: IncomingMessage): Occupant {
  const said = headers.server ?? headers['x-powered-by']
  const name = printable(Array.isArray(said) ? said[0] : said)
  return { kind: 'server', status: statusCode, ...(name && { name }) }
}

function asNeighbour(text: string): Occupant | undefined {
  const said = objectOf(text)
  const version = printable(said.version)
  if (said.name !== 'claudecodex' || version === undefined) return undefined
  const backend = isObject(said.backend) ? said.backend : {}
  const facts = {
    backend: printable(backend.name),
    model: printable(backend.model),
    folder: printable(said.folder),
    pid: typeof said.pid === 'number' ? said.pid : undefined,
    plugins: listedPlugins(said.plugins),
    exchanges: isObject(said.exchanges) ? sumOf(Object.values(said.exchanges)) : undefined,
  }
  const known = Object.entries(facts).filter(([, value]) => value !== undefined)
  return { kind: 'claudecodex', neighbour: { version, ...Object.fromEntries(known) } }
}

const sumOf = (counts: readonly unknown[]): number =>
  counts.reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0)

/** The text goes to a terminal, and anybody may be listening there. */
function printable(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  return value.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 200) || undefined
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
