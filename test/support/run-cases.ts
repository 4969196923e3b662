/** Runs the cases of a translation against a strict server, cut at every byte, and read by the official client. */
import { expect } from 'chai'
import { ApiError } from '../../src/anthropic/errors.ts'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { fold } from '../../src/anthropic/fold.ts'
import type { Message } from '../../src/anthropic/message.ts'
import type { BackendFactory } from '../../src/backends/backend-factory.ts'
import type { Attempt, WireRequest } from '../../src/core/backend.ts'
import { silentLog } from '../../src/core/log.ts'
import { assertLegalStream } from '../../src/testing/legal-stream.ts'
import { createWire, type Wire, type WireAnswer } from '../../src/wire/http.ts'
import { makeCall } from './call.ts'
import {
  type Case,
  type CaseError,
  type CaseSettings,
  type Expected,
  expectedOf,
  update,
  withSteadyIds,
} from './cases.ts'
import { readByAnthropic } from './read-by-anthropic.ts'
import { chatJson, chatStream } from './strict/openai-answers.ts'
import type { ScriptedAnswer, ScriptedServer } from './strict/scripted-server.ts'

type AnyCase = Case<unknown>

export interface CaseServer extends Pick<ScriptedServer, 'received' | 'answer'> {
  readonly baseUrl: string
  readonly violations: readonly string[]
}

export interface CaseRules<Options> {
  /** Of the backend; default: that of the host whose rules count. */
  readonly name?: string
  /** The backend of a case. */
  make(baseUrl: string, settings: CaseSettings<Options>): BackendFactory
  /** Who answers it; asked while its tests run. */
  server(settings: CaseSettings<Options>): CaseServer
}

interface Outcome {
  readonly events: readonly StreamEvent[]
  readonly warnings: readonly string[]
  readonly error?: CaseError
}

/** One request of the case through a backend of its own. */
async function outcomeOf<Options>(
  { settings, request }: Case<Options>,
  baseUrl: string,
  wire: Wire,
  { make, name }: CaseRules<Options>,
): Promise<Outcome> {
  const backend = make(baseUrl, settings)({ name: name ?? settings.host ?? 'openai', wire, log: silentLog })
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
const wireOf = ({ settings, upstream }: AnyCase, reads: readonly Buffer[]): Wire => ({
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

function scripted({ settings, upstream }: AnyCase): ScriptedAnswer[] {
  if (!upstream) return []
  const { status = 200, upstreamHeaders: headers = {} } = settings
  return [
    upstream.isStream
      ? chatStream([upstream.bytes], { status, headers })
      : chatJson(upstream.bytes.toString(), status, headers),
  ]
}

/** The tests of each case, inside of a `describe` that starts and ends the servers. */
export function runCases<Options>(cases: readonly Case<Options>[], rules: CaseRules<Options>): void {
  const wire = createWire()
  after(() => wire.close())

  for (const one of cases) {
    const { name, settings, upstream } = one
    const server = (): CaseServer => rules.server(settings)

    describe(`${name} (${settings.cases.join(', ')}): ${settings.says}`, () => {
      let outcome: Outcome

      it('goes upstream and comes back as the files say', async () => {
        const { received, violations, baseUrl } = server()
        const [sentBefore, refusedBefore] = [received.length, violations.length]
        server().answer(...scripted(one))
        outcome = await outcomeOf(one, baseUrl, wire, rules)
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
        expect(await outcomeOf(one, server().baseUrl, wireOf(one, single), rules)).to.deep.equal(outcome)
        for (let at = 1; at < bytes.length; at += 1) {
          const reads = [bytes.subarray(0, at), bytes.subarray(at)]
          expect(
            await outcomeOf(one, server().baseUrl, wireOf(one, reads), rules),
            `cut at ${at}`,
          ).to.deep.equal(outcome)
        }
      }).timeout(60_000)
    })
  }
}

/** The expected files as the outcome would write them. */
function found({ upstream }: AnyCase, { events, error }: Outcome, sent: unknown): Expected {
  const message = fold(events)
  return {
    ...(sent !== undefined && { 'upstream.request.json': sent }),
    ...(upstream?.isStream && events.length > 0 && { 'events.jsonl': events }),
    ...(upstream && message && !error && { 'message.json': message }),
    ...(error && { 'error.json': error }),
  }
}
