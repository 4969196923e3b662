import { expect } from 'chai'
import type { StreamEvent } from '../../src/anthropic/events.ts'
import { given, type OracleProxy, startOracleProxy } from './proxy.ts'
import { ended, started, textBlock } from './scripted-events.ts'
import { clientOf, sdks } from './sdks.ts'

const streamOf = (...events: readonly StreamEvent[]) =>
  given({
    async *stream() {
      yield* events
    },
  })

const start = started('msg_1', 'model-1')
const begun: StreamEvent = {
  type: 'content_block_start',
  index: 0,
  content_block: { type: 'text', text: '', citations: null },
}

/** Claude Code takes such a stream for an accident of its own and pays for the turn a second time. */
const streams = {
  nothing: streamOf(),
  pings: streamOf({ type: 'ping' }, { type: 'ping' }),
  'only message_start': streamOf(start),
  'message_start and a ping': streamOf(start, { type: 'ping' }),
  'a block that was opened': streamOf(start, begun),
}

const request = {
  model: 'model-1',
  max_tokens: 10,
  messages: [{ role: 'user' as const, content: 'hi' }],
}

const lacksStop = streamOf(
  start,
  ...textBlock(0, ['whole']),
  ...ended('end_turn').filter(event => event.type !== 'message_stop'),
)

describe('a stream that ends before it has said anything', () => {
  let proxy: OracleProxy
  before(async () => {
    proxy = await startOracleProxy({ backends: { ...streams, lacksStop } })
  })
  after(() => proxy.close())

  for (const name of Object.keys(streams)) {
    const model = `${name}:model-1`

    it(`case 127: ${name} is told to a streaming client as a failure`, async () => {
      const response = await fetch(`${proxy.url}/v1/messages`, {
        method: 'POST',
        body: JSON.stringify({ ...request, model, stream: true }),
      })
      const text = await response.text()
      if (response.status === 200) {
        expect(text).to.match(/event: error\ndata: \{"type":"error".*\}\n\n$/)
        expect(text).not.to.include('message_stop')
        return
      }
      expect(response.status).to.be.within(500, 599)
      expect(JSON.parse(text)).to.have.nested.property('error.type')
    })

    for (const sdk of sdks) {
      it(`case 127: ${name} makes ${sdk.name} throw an APIError, streamed and whole`, async () => {
        const client = clientOf(sdk, proxy.url)
        const attempts = [
          client.messages.stream({ ...request, model }).finalMessage(),
          client.messages.create({ ...request, model }),
        ]
        for (const attempt of attempts) {
          const failure = await attempt.then(
            () => undefined,
            (error: unknown) => error,
          )
          expect(failure).to.be.instanceOf(sdk.Client.APIError)
        }
      })
    }
  }

  for (const sdk of sdks) {
    it(`${sdk.name} takes a stream that lacks nothing but its very last event`, async () => {
      const stream = clientOf(sdk, proxy.url).messages.stream({ ...request, model: 'lacksStop:model-1' })
      expect((await stream.finalMessage()).content[0]).to.include({ text: 'whole' })
    })
  }
})
