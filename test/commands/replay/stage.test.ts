import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { CommandError } from '../../../src/commands/command-error.ts'
import { Gate } from '../../../src/commands/replay/gate.ts'
import { Sender } from '../../../src/commands/replay/sender.ts'
import { openStage, routeOf, type Stage, targetsOf } from '../../../src/commands/replay/stage.ts'
import { silentLog } from '../../../src/core/log.ts'
import { requestOf } from '../../support/gateway.ts'
import { recordedExchange } from '../../support/replays.ts'

describe('the stage of a replay', () => {
  let stage: Stage
  let home: string
  const gate = new Gate()
  const sender = new Sender()
  const formerHome = process.env.CLAUDECODEX_HOME

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'claudecodex-stage-'))
    process.env.CLAUDECODEX_HOME = home
    stage = await openStage({
      flags: { backend: 'demo', config: false },
      gate,
      log: silentLog,
      plugins: sender.plugins,
      isRehearsal: true,
    })
  })
  after(async () => {
    await stage?.close()
    if (formerHome === undefined) delete process.env.CLAUDECODEX_HOME
    else process.env.CLAUDECODEX_HOME = formerHome
    await rm(home, { recursive: true })
  })

  it('has the backends of today’s configuration, and no plugin that ships', () => {
    expect(stage.configuration.backend.name).to.equal('demo')
    expect([stage.running, stage.leftOut]).to.deep.equal([[], []])
  })
  it('is behind the gate', async () => {
    const { signal } = new AbortController()
    const thrown = await stage.configuration.wire
      .send({ method: 'GET', url: 'http://127.0.0.1:1', headers: {}, signal })
      .catch((error: Error) => error.message)
    expect(thrown).to.equal('nothing may be sent to 127.0.0.1:1 now')
  })
  it('makes backends whose key is not there, since a rehearsal asks them nothing', () => {
    expect(stage.gateway.findBackend('groq')?.name).to.equal('groq')
  })
  it('knows prices, and none of a backend that there is not', async () => {
    expect(await stage.priceOf({ backend: 'demo', model: 'demo' })).to.include({ input: 0, output: 0 })
    expect(await stage.priceOf({ backend: 'gone', model: 'x' })).to.equal(undefined)
  })
  it('leaves nothing on disk', async () => expect(await readdir(home)).to.deep.equal([]))

  describe('its targets', () => {
    const models = (...names: string[]) => targetsOf(names, stage.gateway).map(({ model }) => model)

    it('are backends with a model, backends alone, and models', () => {
      expect(models('demo:x', 'demo', 'llama3.2:1b')).to.deep.equal(['demo:x', 'demo:', 'llama3.2:1b'])
    })
    it('are one without a name where none is named', () => expect(models()).to.deep.equal([undefined]))
    it('are refused where a backend is misspelt', () => {
      expect(() => models('opnai:gpt-5')).to.throw(CommandError, 'did you mean openai?')
      expect(() => models('llama3:8b')).to.throw('A model of that name is demo:llama3:8b')
      expect(models('demo:llama3:8b')).to.deep.equal(['demo:llama3:8b'])
    })
  })

  describe('its routes', () => {
    const route = (model?: string, asked = 'claude-x') =>
      routeOf(stage, sender, {
        source: recordedExchange(),
        bytes: Buffer.from(JSON.stringify(requestOf('hi', { model: asked }))),
        target: model === undefined ? {} : { model },
      })

    it('lead to the target, else where the configuration leads', () => {
      expect(route('ollama:qwen3')).to.deep.equal({ backend: 'ollama', model: 'qwen3' })
      expect(route('demo:')).to.deep.equal({ backend: 'demo', model: 'demo' })
      expect(route('qwen3')).to.deep.equal({ backend: 'demo', model: 'qwen3' })
      expect(route(undefined, 'ollama:qwen3')).to.deep.equal({ backend: 'ollama', model: 'qwen3' })
      expect(route()).to.deep.equal({ backend: 'demo', model: 'demo' })
    })
    it('lead nowhere where a request names no model', () =>
      expect(() => route(undefined, '')).to.throw('it names no model'))
  })
})
