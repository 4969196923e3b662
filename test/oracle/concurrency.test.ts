import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import { demo } from '../../src/backends/demo/index.ts'
import { given, type OracleProxy, startOracleProxy } from './proxy.ts'
import { ended, lastWords, started, textBlock, toolBlock } from './scripted-events.ts'
import { clientOf, type Sdk, sdks } from './sdks.ts'

const streams = 100

/** Repeats what was said, character by character and with a turn of the event loop after each, then calls a tool. */
const echo = given({
  async *stream(request) {
    const said = lastWords(request)
    const name = said.split(' ')[0] ?? ''
    yield started(`msg_${name}`, request.model)
    for (const event of textBlock(0, [...said])) {
      await turn()
      yield event
    }
    yield* toolBlock(1, `toolu_${name}`, 'note', JSON.stringify({ said }))
    yield* ended('tool_use')
  },
})

const words = (index: number): string => `number-${index} ${'äöü€😀'.repeat((index % 7) + 1)}`

async function checkStreams(sdk: Sdk, proxy: OracleProxy): Promise<void> {
  const client = clientOf(sdk, proxy.url)
  const ids = await Promise.all(
    Array.from({ length: streams }, async (_, index) => {
      const stream = client.messages.stream({
        model: `model-${index}`,
        max_tokens: 100,
        messages: [{ role: 'user', content: words(index) }],
      })
      const message = await stream.finalMessage()
      expect(message).to.include({ id: `msg_number-${index}`, model: `model-${index}` })
      expect(message.content[0]).to.include({ type: 'text', text: words(index) })
      expect(message.content[1]).to.deep.include({
        id: `toolu_number-${index}`,
        input: { said: words(index) },
      })
      return stream.response?.headers.get('request-id')
    }),
  )
  expect(new Set(ids)).to.have.lengthOf(streams)
}

describe('a hundred streams at once', () => {
  let proxy: OracleProxy
  before(async () => {
    // The second plugin takes every event apart, so that the batches do not leave as they came.
    const touch = {
      name: 'touch',
      apiVersion: 1 as const,
      onEvent: (event: object) => ({ ...event }) as never,
    }
    proxy = await startOracleProxy({ backends: { echo, demo: demo({ pace: false }) }, plugins: [touch] })
  })
  after(() => proxy.close())

  for (const sdk of sdks) {
    it(`case 125: ${sdk.name} gets each answer whole and none of another's`, () => checkStreams(sdk, proxy))
  }

  it("case 125: the demo's tool calls keep their ids and inputs apart", async () => {
    const [sdk] = sdks
    if (!sdk) throw new Error('no SDK')
    const client = clientOf(sdk, proxy.url)
    const write = {
      name: 'Write',
      input_schema: {
        type: 'object' as const,
        properties: { file_path: { type: 'string' }, content: { type: 'string' } },
        required: ['file_path', 'content'],
      },
    }
    const calls = await Promise.all(
      Array.from({ length: streams }, async (_, index) => {
        const message = await client.messages
          .stream({
            model: 'demo:any',
            max_tokens: 100,
            tools: [write],
            messages: [{ role: 'user', content: `write file-${index}.txt with text-${index}` }],
          })
          .finalMessage()
        const call = message.content.find(block => block.type === 'tool_use')
        expect(call?.input).to.deep.equal({ file_path: `file-${index}.txt`, content: `text-${index}` })
        return { message: message.id, call: call?.id }
      }),
    )
    expect(new Set(calls.map(({ message }) => message))).to.have.lengthOf(streams)
    expect(new Set(calls.map(({ call }) => call))).to.have.lengthOf(streams)
  })
})
