import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import {
  type ClientFolders,
  type Conversation,
  createClientFolders,
  describeClient,
  startConversation,
} from '../support/claude-code.ts'
import { type RunningProxy, startProxy } from '../support/proxy-process.ts'

const configuration = {
  backend: 'large',
  backends: { large: { use: 'demo' }, small: { use: 'demo' } },
}

describe('Claude Code while its model is changed', () => {
  let folders: ClientFolders
  let proxy: RunningProxy
  let conversation: Conversation

  beforeEach(async () => {
    folders = await createClientFolders()
    proxy = await startProxy({ configuration })
    conversation = startConversation(folders, {
      baseUrl: proxy.url,
      environment: { CLAUDE_CODE_ENABLE_GATEWAY_MODEL_DISCOVERY: '1' },
    })
  })
  afterEach(async () => {
    await conversation.end()
    await proxy.stop()
    await folders.remove()
  })

  const chosen = async (): Promise<readonly string[]> => {
    await proxy.quiet()
    return proxy.exchanges.map(
      ({ class: kind, asked, backend, model }) => `${kind} ${asked} > ${backend}:${model}`,
    )
  }

  it('is answered by `/model backend:model` from the next request of the session on', async () => {
    await conversation.say('hello')
    await conversation.say('/model small:tiny')
    await conversation.say('hello again')
    const client = await conversation.end()
    expect(client.code, describeClient(client)).to.equal(0)
    expect(await chosen()).to.deep.equal([
      'main claude-opus-5-5 > large:demo',
      // With a question of one token the client finds out whether there is such a model.
      'probe small:tiny > small:tiny',
      'main small:tiny > small:tiny',
    ])
    expect(new Set(proxy.exchanges.map(({ session }) => session)).size).to.equal(1)
  })

  it('is answered by what a saved configuration says from the next request of the session on', async () => {
    await conversation.say('hello')
    await proxy.save({ ...configuration, models: { 'claude-* >1k': 'small:saved' } })
    await conversation.say('hello again')
    const client = await conversation.end()
    expect(client.code, describeClient(client)).to.equal(0)
    const [first, second] = await chosen()
    expect(first).to.match(/ > large:demo$/)
    expect(second).to.match(/ > small:saved$/)
    expect(new Set(proxy.exchanges.map(({ session }) => session)).size).to.equal(1)
  })

  /** The client asks the proxy beside its start, so its menu may have them a little later. */
  const listedModels = async (patience = 100) => {
    for (let tries = 0; ; tries++) {
      const { models } = await conversation.ask('initialize')
      const shown = (models as readonly { readonly value: string; readonly displayName: string }[]).filter(
        ({ value }) => value.startsWith('claudecodex/'),
      )
      if (shown.length > 0 || tries > patience) return shown
      await sleep(50)
    }
  }

  it('has the models of every backend in its menu, and may be asked for by what it shows', async () => {
    const shown = await listedModels()
    expect(shown.map(({ value, displayName }) => `${value} ${displayName}`)).to.deep.equal([
      'claudecodex/large:demo Demo (large)',
      'claudecodex/small:demo Demo (small)',
    ])
    await conversation.say('/model claudecodex/small:demo')
    await conversation.say('hello')
    expect(await chosen()).to.deep.equal([
      'probe claudecodex/small:demo > small:demo',
      'main claudecodex/small:demo > small:demo',
    ])
  })
})
