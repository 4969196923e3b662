/** Asks backends what the checks want to know: one request without credentials, the list of models, Ollama's own pages. */
import { ApiError } from '../../anthropic/errors.ts'
import { profileFor } from '../../backends/openai/hosts.ts'
import type { Configuration } from '../../config/configuration.ts'
import type { Backend } from '../../core/backend.ts'
import type { Wire } from '../../wire/http.ts'
import { listedModels } from '../listed-models.ts'
import { type OllamaModel, parseLoaded, parseShown } from './ollama.ts'
import type { ModelList, Upstream } from './upstream.ts'

/** Milliseconds for each question. */
export const patience = 5_000

type Ways = Pick<Configuration, 'wire' | 'chain'>

export async function askUpstream(
  { wire, chain }: Ways,
  backend: Backend | undefined,
  limit = patience,
): Promise<Upstream> {
  const address = backend?.address
  if (!backend) return { kind: 'none', models: { kind: 'unknown' } }
  if (address === undefined || !isWeb(address)) {
    return { kind: 'none', models: await askModels(chain, backend, limit) }
  }
  const url = address + (backend.native ? '/v1/models' : '/models')
  try {
    const { status } = await send(wire, { method: 'GET', url }, limit)
    return { kind: 'reached', status, models: await askModels(chain, backend, limit) }
  } catch (thrown) {
    return { kind: 'unreachable', message: messageOf(thrown, address, limit) }
  }
}

async function askModels(chain: Ways['chain'], backend: Backend, limit: number): Promise<ModelList> {
  try {
    const models = await listedModels(chain, backend, AbortSignal.timeout(limit))
    return models === undefined ? { kind: 'unknown' } : { kind: 'listed', models }
  } catch (thrown) {
    return failedList(thrown, backend, limit)
  }
}

function failedList(thrown: unknown, { address, native }: Backend, limit: number): ModelList {
  if (!ApiError.is(thrown) || thrown.backend === undefined) {
    // Of Anthropic's own it comes from before the sending: the credentials are the client's.
    if (native || address === undefined || !isWeb(address)) return { kind: 'unknown' }
    return { kind: 'failed', message: messageOf(thrown, address, limit) }
  }
  const { status, message, shouldRetry } = thrown
  if (status === 404 || status === 405) return native ? { kind: 'unknown' } : { kind: 'missing', status }
  return status === 500 && shouldRetry === false
    ? { kind: 'foreign', message }
    : { kind: 'refused', status, message }
}

function messageOf(thrown: unknown, address: string, limit: number): string {
  if (ApiError.is(thrown)) return thrown.message.replace(/\.$/, '')
  const { name } = thrown as { name?: string }
  if (name === 'TimeoutError')
    return `${new URL(address).host} has not answered within ${limit / 1000} seconds`
  return thrown instanceof Error ? thrown.message : String(thrown)
}

const isWeb = (address: string): boolean =>
  URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol)

interface Question {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly body?: object
}

async function send(wire: Wire, { method, url, body }: Question, limit: number) {
  const answer = await wire.send({
    method,
    url,
    headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: Buffer.from(JSON.stringify(body)) }),
    signal: AbortSignal.timeout(limit),
  })
  return { status: answer.status, text: await answer.body.text() }
}

/** Whether it is Ollama that answers there: by its name, its port, or the word with which it greets. */
export async function isOllama(wire: Wire, { name, address }: Backend, limit = patience): Promise<boolean> {
  if (address === undefined || !isWeb(address)) return false
  const profile = profileFor(address).name
  if (name === 'ollama' || profile === 'ollama') return true
  if (profile !== 'compatible') return false
  const { origin } = new URL(address)
  const greeting = await send(wire, { method: 'GET', url: `${origin}/` }, limit).catch(() => undefined)
  return greeting?.status === 200 && greeting.text.includes('Ollama is running')
}

export interface OllamaAnswers {
  readonly shown?: OllamaModel
  readonly loaded?: number
}

/** What Ollama says of a model on its own pages; nothing where it does not say. */
export async function askOllama(
  wire: Wire,
  address: string,
  model: string,
  limit = patience,
): Promise<OllamaAnswers> {
  const { origin } = new URL(address)
  const [shown, running] = await Promise.all([
    json(wire, { method: 'POST', url: `${origin}/api/show`, body: { model } }, limit),
    json(wire, { method: 'GET', url: `${origin}/api/ps` }, limit),
  ])
  const loaded = parseLoaded(running, model)
  return {
    ...(shown !== undefined && { shown: parseShown(shown) }),
    ...(loaded !== undefined && { loaded }),
  }
}

async function json(wire: Wire, question: Question, limit: number): Promise<unknown> {
  try {
    const { status, text } = await send(wire, question, limit)
    return status === 200 ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}
