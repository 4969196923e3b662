import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { ApiError } from '../../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import type { Message } from '../../../src/anthropic/message.ts'
import { type OpenAiOptions, openai } from '../../../src/backends/openai/index.ts'
import type { Attempt, WireRequest } from '../../../src/core/backend.ts'
import { silentLog } from '../../../src/core/log.ts'
import { assertLegalStream } from '../../../src/testing/legal-stream.ts'
import { createWire, type Wire, type WireAnswer } from '../../../src/wire/http.ts'
import { makeCall } from '../../support/call.ts'
import {
  type Case,
  type CaseError,
  casesOf,
  type Expected,
  expectedOf,
  update,
  withSteadyIds,
} from '../../support/cases.ts'
import { chatJson, chatStream } from '../../support/strict/openai-answers.ts'
import type { HostName } from '../../support/strict/openai-hosts.ts'
import { type OpenAiServer, startOpenAiServer } from '../../support/strict/openai-server.ts'
import { readByAnthropic } from './backend.ts'

type ChatCase = Case<OpenAiOptions>

const cases = casesOf<OpenAiOptions>('openai')
/** Hosts that the strict server knows by their own rules; the others are held to those of a plain server. */
const strictHosts: readonly string[] = [
  'openai',
  'azure',
  'gemini',
  'mistral',
  'lmstudio',
  'ollama',
  'deepseek',
  'openrouter',
]

interface Outcome {
  readonly events: readonly StreamEvent[]
  readonly warnings: readonly string[]
  readonly error?: CaseError
}

/** One request of the case through a backend of its own. */
async function outcomeOf({ settings, request }: ChatCase, baseUrl: string, wire: Wire): Promise<Outcome> {
  const backend = openai({
    baseUrl,
    apiKey: 'sk-case',
    host: settings.host ?? 'openai',
    ...settings.options,
  })({ name: settings.host ?? 'openai', wire, log: silentLog })
  const call = {
    ...makeCall({ headers: settings.headers ?? {} }),
    asked: request.model,
    attempt: (draft: WireRequest): Promise<Attempt> => Promise.resolve({ request: draft } as Attempt),
  }
  const events: StreamEvent[] = []
  try {
    for await (const event of backend.stream(request, call)) events.push(event)
  } catch (error) {
    return { events: withSteadyIds(events), warnings: call.warnings, error: errorFields(error) }
  }
  return { events: withSteadyIds(events), warnings: call.warnings }
}

function errorFields(error: unknown): CaseError {
  if (!ApiError.is(error)) throw error
  const { type, status, message, retryAfter, shouldRetry } = error
  return {
    type,
    status,
    message,
    ...(retryAfter !== undefined && { retryAfter }),
    ...(shouldRetry !== undefined && { shouldRetry }),
  }
}

/** The upstream's answer of a case as if it had come in these reads. */
const wireOf = ({ settings, upstream }: ChatCase, reads: readonly Buffer[]): Wire => ({
  send: () => {
    const body = {
      async *[Symbol.asyncIterator]() {
        yield* reads
      },
      bytes: () => Promise.resolve(Buffer.concat(reads)),
      text: () => Promise.resolve(Buffer.concat(reads).toString()),
      destroy: () => {},
    }
    const type = upstream?.isStream ? 'text/event-stream' : 'application/json'
    const headers = { 'content-type': type, ...settings.upstreamHeaders }
    return Promise.resolve({ status: settings.status ?? 200, headers, body } as unknown as WireAnswer)
  },
  agent: () => {
    throw new Error('a case needs no agent')
  },
  close: () => {},
})

function scripted({ settings, upstream }: ChatCase) {
  if (!upstream) return []
  const { status = 200, upstreamHeaders: headers = {} } = settings
  return [
    upstream.isStream
      ? chatStream([upstream.bytes], { status, headers })
      : chatJson(upstream.bytes.toString(), status, headers),
  ]
}

describe('the cases of the backend openai', () => {
  const servers = new Map<string, OpenAiServer>()
  const wire = createWire()
  before(async () => {
    for (const host of [...strictHosts, 'compatible'] as HostName[]) {
      servers.set(host, await startOpenAiServer({ host }))
    }
  })
  after(async () => {
    for (const server of servers.values()) await server.close()
    wire.close()
  })

  for (const one of cases) {
    const { name, settings, upstream } = one
    const server = (): OpenAiServer =>
      servers.get(
        strictHosts.includes(settings.host ?? 'openai') ? (settings.host ?? 'openai') : 'compatible',
      ) as OpenAiServer

    describe(`${name} (${settings.cases.join(', ')}): ${settings.says}`, () => {
      let outcome: Outcome

      it('goes upstream and comes back as the files say', async () => {
        const { received, violations, baseUrl } = server()
        const [sentBefore, refusedBefore] = [received.length, violations.length]
        server().answer(...scripted(one))
        outcome = await outcomeOf(one, baseUrl, wire)
        const sent = received.slice(sentBefore)
        expect(violations.slice(refusedBefore), 'what the upstream refused').to.deep.equal([])
        const actual = found(one, outcome, sent[0] && JSON.parse(sent[0].body.toString()))
        if (process.env.UPDATE) update(one, actual)
        expect(actual).to.deep.equal(expectedOf(one))
        expect(outcome.warnings, 'warnings').to.deep.equal(settings.warnings ?? [])
      })

      if (!upstream) return

      it('is a legal stream, which the official client reads the same', async () => {
        const { events, error } = outcome
        assertLegalStream(events, { partial: error !== undefined })
        if (error) return
        const { content, stop_reason, stop_sequence, usage } = await readByAnthropic(events)
        const own = fold(events) as Message
        expect({ content, stop_reason, stop_sequence }).to.deep.equal({
          content: own.content,
          stop_reason: own.stop_reason,
          stop_sequence: own.stop_sequence,
        })
        expect(usage.output_tokens).to.equal(own.usage.output_tokens)
      })

      if (!upstream.isStream) return

      it('is the same wherever the stream is cut', async () => {
        const { bytes } = upstream
        const single = [...bytes].map(byte => Buffer.of(byte))
        expect(await outcomeOf(one, server().baseUrl, wireOf(one, single))).to.deep.equal(outcome)
        for (let at = 1; at < bytes.length; at += 1) {
          const reads = [bytes.subarray(0, at), bytes.subarray(at)]
          expect(await outcomeOf(one, server().baseUrl, wireOf(one, reads)), `cut at ${at}`).to.deep.equal(
            outcome,
          )
        }
      }).timeout(60_000)
    })
  }
})

/** The expected files as the outcome would write them. */
function found({ upstream }: ChatCase, { events, error }: Outcome, sent: unknown): Expected {
  const message = fold(events)
  return {
    ...(sent !== undefined && { 'upstream.request.json': sent }),
    ...(upstream?.isStream && events.length > 0 && { 'events.jsonl': events }),
    ...(upstream && message && !error && { 'message.json': message }),
    ...(error && { 'error.json': error }),
  }
}

describe('the list of conformance cases', () => {
  it('is covered by folders and by tests that name a number', () => {
    const covered = new Set(cases.flatMap(({ settings }) => settings.cases))
    for (const file of readdirSync('test', { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.test.ts')) continue
      for (const number of numbersIn(readFileSync(join('test', file), 'utf8'))) covered.add(number)
    }
    const wanted = [...range(1, 93), ...range(111, 117)]
    expect(wanted.filter(number => !covered.has(number))).to.deep.equal([])
  })
})

/** `case 12`, `cases 12, 13` and `cases 12-14` in a title. */
function numbersIn(text: string): number[] {
  const lists = [...text.matchAll(/\bcases? ([\d, -]+)/g)].map(([, list]) => list ?? '')
  return lists.flatMap(list =>
    list.split(',').flatMap(part => {
      const [first, last] = part.split('-').map(Number)
      return first ? range(first, last || first) : []
    }),
  )
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)
