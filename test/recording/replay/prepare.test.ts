import { expect } from 'chai'
import type { MessagesRequest } from '../../../src/anthropic/request.ts'
import { RecordingError } from '../../../src/recording/recording-error.ts'
import { preparedBytes } from '../../../src/recording/replay/prepare.ts'
import { requestOf } from '../../support/gateway.ts'
import { recordedExchange } from '../../support/replays.ts'

const thinking = { type: 'thinking', thinking: 'hm', signature: 'sig' }
const text = { type: 'text', text: 'hello' }
const request = requestOf('hi', {
  messages: [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: [thinking, text] },
    { role: 'user', content: 'go on' },
  ] as MessagesRequest['messages'],
})

describe('the request that is sent', () => {
  it('is the recorded one to the byte where nothing is to be changed', async () => {
    const spaced = '{ "model": "model-1",  "max_tokens": 1.0, "messages": [] }'
    const packed = { rope: [spaced], bytes: spaced.length }
    const source = recordedExchange({ open: { request: packed } })
    for (const stripsThinking of [false, true])
      expect((await preparedBytes(source, { patches: [], stripsThinking })).toString()).to.equal(spaced)
  })
  it('is without thinking blocks where these are of no use', async () => {
    const bytes = await preparedBytes(recordedExchange({ request }), { patches: [], stripsThinking: true })
    expect((JSON.parse(bytes.toString()) as MessagesRequest).messages[1]?.content).to.deep.equal([text])
  })
  it('has the changes, one after the other', async () => {
    const patches = [
      { path: ['a'], value: { b: 1 } },
      { path: ['a', 'b'], value: 2 },
    ]
    const bytes = await preparedBytes(recordedExchange({ request }), { patches, stripsThinking: false })
    expect(JSON.parse(bytes.toString())).to.deep.equal({ ...request, a: { b: 2 } })
  })
  it('is none where it was not recorded, or a change has no place', async () => {
    const patches = [{ path: ['model', 'x'], value: 1 }]
    const sources = [recordedExchange({ open: { request: undefined as never } }), recordedExchange()]
    for (const source of sources) {
      const thrown = await preparedBytes(source, { patches, stripsThinking: false }).catch(
        (error: unknown) => error,
      )
      expect(thrown).to.be.instanceOf(RecordingError)
    }
  })
})
