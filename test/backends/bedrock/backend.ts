/** The backend under test against a strict server, as the tests of its files share it. */
import type { StreamEvent } from '../../../src/anthropic/events.ts'
import { fold } from '../../../src/anthropic/fold.ts'
import type { Message } from '../../../src/anthropic/message.ts'
import type { MessagesRequest, Tool } from '../../../src/anthropic/request.ts'
import { type BedrockOptions, bedrock } from '../../../src/backends/bedrock/index.ts'
import type { Backend } from '../../../src/core/backend.ts'
import { silentLog } from '../../../src/core/log.ts'
import { createWire, type Wire } from '../../../src/wire/http.ts'
import { type CallParts, type HandMadeCall, makeCall } from '../../support/call.ts'
import { type BedrockServer, startBedrockServer } from '../../support/strict/bedrock-server.ts'
import { strictKeys } from '../../support/strict/bedrock-signature.ts'

export interface Bench {
  readonly server: BedrockServer
  readonly wire: Wire
  readonly backend: Backend
  ask(request?: Partial<MessagesRequest>, parts?: CallParts): Promise<Answer>
  close(): Promise<void>
}

export interface Answer {
  readonly events: readonly StreamEvent[]
  readonly message: Message
  readonly call: HandMadeCall
}

const { accessKeyId, secretAccessKey } = strictKeys
export const keys = { accessKeyId, secretAccessKey }

export async function startBench(options: BedrockOptions = {}): Promise<Bench> {
  const server = await startBedrockServer({ region: options.region ?? 'us-east-1' })
  const wire = createWire()
  const settings = { region: 'us-east-1', endpoint: server.url, ...keys, ...options }
  const backend = bedrock(settings)({ name: 'cloud', wire, log: silentLog })
  return {
    server,
    wire,
    backend,
    async ask(request, parts) {
      const call = makeCall(parts)
      const events: StreamEvent[] = []
      for await (const event of backend.stream(questionOf(request), call)) events.push(event)
      return { events, message: fold(events) as Message, call }
    },
    async close() {
      wire.close()
      await server.close()
    },
  }
}

/** Models by what they take. */
export const sonnet = 'us.anthropic.claude-sonnet-5-5'
export const sonnet45 = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'
export const haiku45 = 'us.anthropic.claude-haiku-4-5-20251001-v1:0'
export const nova = 'us.amazon.nova-pro-v1:0'
export const llama = 'us.meta.llama3-3-70b-instruct-v1:0'
export const mistral = 'mistral.mistral-large-3-675b-instruct'
export const gptOss = 'openai.gpt-oss-120b-1:0'

export const questionOf = (request: Partial<MessagesRequest> = {}): MessagesRequest => ({
  model: sonnet,
  max_tokens: 1000,
  messages: [{ role: 'user', content: 'Hi' }],
  ...request,
})

export const bash: Tool = {
  name: 'Bash',
  description: 'Runs a command.',
  input_schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { command: { type: 'string' } },
    required: ['command'],
  },
}
