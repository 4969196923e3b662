/** A folder with a recording and a configuration whose backend is a server of the test: for tests of the replay command. */
import { join } from 'node:path'
import type { MessagesRequest } from '../../src/anthropic/request.ts'
import { Workshop } from './command-line.ts'
import { messageOf, requestOf } from './gateway.ts'
import { type PlainExchange, plainLines, writeLines } from './recordings.ts'
import { callingMessage } from './replays.ts'
import { type OpenAiServer, startOpenAiServer } from './strict/openai-server.ts'

const tools: MessagesRequest['tools'] = [
  {
    name: 'Bash',
    input_schema: { type: 'object', properties: { command: { type: 'string' } }, required: ['command'] },
  },
]

export const plainRun: readonly PlainExchange[] = [
  { request: requestOf('say hello', { stream: true, tools }), answer: messageOf('Hello') },
  { request: requestOf('list files', { tools }), answer: callingMessage([['Bash', { command: 'ls' }]]) },
  { request: requestOf('how many?'), open: { kind: 'count_tokens' } },
  { request: requestOf('say hello again'), answer: messageOf('Hello') },
]

export interface ReplayBench {
  readonly workshop: Workshop
  readonly server: OpenAiServer
  /** Path of the recording. */
  readonly recording: string
  remove(): Promise<void>
}

export interface BenchOptions {
  /** Dollars for a million tokens, in and out alike; absent: not known. */
  readonly price?: number
  /** Asked in place of the client's own. */
  readonly model?: string
  readonly plugins?: readonly string[]
}

export async function replayBench(
  exchanges: readonly PlainExchange[] = plainRun,
  { price, model, plugins = [] }: BenchOptions = {},
): Promise<ReplayBench> {
  const server = await startOpenAiServer()
  const configuration = {
    backend: 'work',
    backends: {
      work: {
        ...{ use: 'openai', baseUrl: server.baseUrl, apiKey: 'sk-strict', host: 'openai' },
        ...(model !== undefined && { model }),
      },
    },
    plugins,
    // On a host that is not known to be free.
    ...(price !== undefined && { modelFacts: { 'work:*': { price: { input: price, output: price } } } }),
  }
  const workshop = await Workshop.create({ 'claudecodex.config.json': JSON.stringify(configuration) })
  const recording = join(workshop.work, 'run.jsonl')
  await writeLines(recording, plainLines(exchanges))
  return {
    workshop,
    server,
    recording,
    async remove() {
      await workshop.remove()
      await server.close()
    },
  }
}
