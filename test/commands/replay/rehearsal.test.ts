import { expect } from 'chai'
import { rehearsed } from '../../../src/commands/replay/rehearsal.ts'
import { Sender } from '../../../src/commands/replay/sender.ts'
import { Stopper } from '../../../src/commands/replay/stopper.ts'
import type { Plugin } from '../../../src/core/plugin.ts'
import { backendOf, gatewayOf, messageOf, requestOf, type Source, saying } from '../../support/gateway.ts'
import { packedPlainly } from '../../support/recordings.ts'
import { jobOf, recordedExchange } from '../../support/replays.ts'

/** Sends a body of its own form. */
const sending: Source = async function* (request, call) {
  const { model, messages } = request
  await call.attempt({
    method: 'POST',
    url: 'https://llm.example/v1',
    headers: { a: 'b' },
    body: { model, messages },
  })
  yield* saying('sent')(request, call)
}

const attempt = (sent: object) => ({
  ...{ number: 1, backend: 'scripted', model: 'model-1', time: '2026-11-26T10:00:00.000Z' },
  ...{ method: 'POST', url: 'https://llm.example/v1', sent: packedPlainly(sent) },
})
const { model, messages } = requestOf('hello')

async function rehearse(
  {
    source = sending,
    plugins = [],
    sent,
  }: { source?: Source; plugins?: readonly Partial<Plugin>[]; sent?: object },
  patches: Parameters<typeof rehearsed>[1]['patches'] = [],
) {
  const [sender, stopper] = [new Sender(), new Stopper()]
  const gateway = await gatewayOf({
    backend: backendOf(source),
    plugins: [...plugins, ...sender.plugins, stopper.plugin],
  })
  const attempts = sent ? [attempt(sent)] : []
  const send = sender.sendThrough(gateway, async () => undefined)
  const job = jobOf({ source: recordedExchange({ end: { attempts } }) })
  try {
    return await rehearsed(job, { send, stopper, patches })
  } finally {
    await gateway.close()
  }
}

describe('the rehearsal of a request', () => {
  it('has what would be sent, and no difference where that was sent then', async () => {
    const { request, difference, isDifferent } = await rehearse({ sent: { messages, model } })
    expect(request).to.deep.equal({
      ...{ method: 'POST', url: 'https://llm.example/v1', headers: { a: 'b' } },
      ...{ model: 'model-1', body: { model, messages } },
    })
    expect(difference).to.deep.equal({ body: [] })
    expect(isDifferent).to.equal(false)
  })
  it('has the differences where a plugin, a change or the translation makes some', async () => {
    const patches = [{ path: ['messages', '0', 'content'], value: 'bye' }]
    const { difference, isDifferent } = await rehearse({ sent: { messages, model } }, patches)
    expect(difference?.body.map(({ pointer }) => pointer)).to.deep.equal(['/messages/0/content'])
    expect(isDifferent).to.equal(true)
  })
  it('is no difference where nothing was recorded to compare with', async () => {
    const { request, difference, isDifferent } = await rehearse({})
    expect(request?.body).to.deep.equal({ model, messages })
    expect([difference, isDifferent]).to.deep.equal([undefined, false])
  })
  it('says where a plugin would answer by itself, or the request would fail', async () => {
    const answers = { beforeRequest: async () => messageOf('cached') }
    const found = await rehearse({ plugins: [answers], sent: { model } })
    expect(found).to.include({ instead: 'it would be answered without a send', isDifferent: true })
    const broken = await rehearse({
      source: async function* () {
        yield* []
        throw new Error('no such model')
      },
    })
    expect(broken.instead).to.contain('it would fail').and.contain('no such model')
  })
})
