import { expect } from 'chai'
import {
  checkModel,
  checkReach,
  listedBy,
  type ModelList,
  type Upstream,
  type UpstreamFacts,
} from '../../../src/commands/doctor/upstream.ts'

const facts = (more: Partial<UpstreamFacts>): UpstreamFacts => ({
  backend: 'openai',
  address: 'https://llm.example/v1',
  model: 'gpt-5.1',
  isNative: false,
  hasTable: false,
  upstream: { kind: 'reached', status: 401, models: { kind: 'unknown' } },
  ...more,
})
const listing = (...ids: readonly string[]): Upstream => ({
  kind: 'reached',
  status: 200,
  models: { kind: 'listed', models: ids.map(id => ({ id })) },
})

describe('the check of the way to a backend', () => {
  const reach = (upstream: Upstream) => checkReach(facts({ upstream }))
  const refused = (status: number): Upstream => ({
    kind: 'reached',
    status: 401,
    models: { kind: 'refused', status, message: 'openai: Incorrect API key' },
  })

  it('is content with any answer, even to a request without credentials', () => {
    expect(reach(listing('gpt-5.1'))).to.include({ verdict: 'ok', text: 'https://llm.example/v1 answers' })
    expect(reach({ kind: 'reached', status: 401, models: { kind: 'unknown' } }).verdict).to.equal('ok')
  })
  it('fails where nothing answers, with the reason', () => {
    const found = reach({ kind: 'unreachable', message: 'Cannot reach llm.example: name a PEM file' })
    expect(found).to.include({ verdict: 'failure', text: 'Cannot reach llm.example: name a PEM file' })
  })
  it('fails where the key is refused, or what it is for', () => {
    expect(reach(refused(401))).to.include({ verdict: 'failure', fix: 'correct the key' })
    expect(reach(refused(401)).text).to.contain('Incorrect API key')
    expect(reach(refused(403)).verdict).to.equal('failure')
    expect(reach(refused(403)).fix)
      .to.contain('not allowed')
      .and.not.to.contain('correct the key')
  })
  it('fails where something else comes than an answer, and asks after the end of the URL', () => {
    const at = (address: string, models: ModelList) =>
      checkReach(facts({ address, upstream: { kind: 'reached', status: 200, models } }))
    const [foreign, missing] = [
      { kind: 'foreign', message: 'work: a web page' },
      { kind: 'missing', status: 404 },
    ] as const
    for (const models of [foreign, missing]) {
      const found = at('http://llm.example', models)
      expect(found.verdict).to.equal('failure')
      expect(found.fix).to.equal('does the URL end in /v1? Make it http://llm.example/v1 then')
    }
    expect(at('http://llm.example/v1', foreign).verdict).to.equal('failure')
    const without = at('http://llm.example/v1beta/openai', missing)
    expect(without.verdict).to.equal('warning')
    expect(without.fix).to.contain('look at the URL')
    const failed = at('http://llm.example/v1', { kind: 'failed', message: 'llm.example redirects (302)' })
    expect(failed.verdict).to.equal('failure')
    expect(failed.text).to.contain('not with them: llm.example redirects')
  })
  it('fails where a backend without an address has no credentials that count', () => {
    const models = { kind: 'refused', status: 403, message: 'no access to the model' } as const
    expect(reach({ kind: 'none', models }).verdict).to.equal('failure')
  })
  it('warns of a server that fails', () => {
    expect(reach(refused(429)).verdict).to.equal('warning')
    expect(reach({ kind: 'reached', status: 503, models: { kind: 'unknown' } }).verdict).to.equal('warning')
  })
  it('says where there was nothing to ask, and where nobody has asked', () => {
    const unknown = { kind: 'unknown' } as const
    expect(
      checkReach(facts({ address: 'no network', upstream: { kind: 'none', models: unknown } })),
    ).to.include({
      verdict: 'ok',
      text: 'openai: no network',
    })
    expect(
      checkReach(facts({ address: undefined, upstream: { kind: 'none', models: unknown } })).verdict,
    ).to.equal('ok')
    expect(reach({ kind: 'unasked' }).verdict).to.equal('skipped')
  })
})

describe('the check of the model', () => {
  it('is content with one that the backend has', () => {
    expect(checkModel(facts({ upstream: listing('gpt-4.1', 'gpt-5.1') })).verdict).to.equal('ok')
    const ollama = { backend: 'ollama', model: 'qwen3-coder', upstream: listing('qwen3-coder:latest') }
    expect(checkModel(facts(ollama)).verdict).to.equal('ok')
  })
  it('believes one where there is no list', () => {
    expect(checkModel(facts({}))).to.include({ verdict: 'ok', text: 'gpt-5.1' })
    expect(checkModel(facts({ upstream: listing() })).verdict).to.equal('ok')
  })
  it('says nothing for one of which nobody has been asked', () => {
    const models = { kind: 'failed', message: 'reset' } as const
    const silent: readonly Upstream[] = [
      { kind: 'unasked' },
      { kind: 'unreachable', message: 'nothing listens there' },
      { kind: 'reached', status: 401, models },
    ]
    for (const upstream of silent) {
      expect(checkModel(facts({ upstream }))).to.include({ verdict: 'skipped' })
      expect(listedBy(upstream)).to.equal(undefined)
    }
  })
  it('fails where the list is all there is', () => {
    const found = checkModel(
      facts({ model: 'qwen3-coder', isComplete: true, upstream: listing('qwen3-coder:30b') }),
    )
    expect(found.verdict).to.equal('failure')
    expect(found.text).to.contain('near it: qwen3-coder:30b')
    expect(found.fix).to.contain('ollama pull qwen3-coder')
    expect(checkModel(facts({ isComplete: true, upstream: listing() })).text).to.contain('it has none')
  })
  it('warns of an unknown one, and names those near it', () => {
    const found = checkModel(facts({ model: 'gtp-5.1', upstream: listing('whisper-1', 'gpt-5.1') }))
    expect(found.verdict).to.equal('warning')
    expect(found.text).to.contain('near it: gpt-5.1').and.not.to.contain('whisper')
    const far = checkModel(
      facts({ model: 'claude-opus-5-5', upstream: listing('a', 'b', 'c', 'd', 'e', 'f', 'g') }),
    )
    expect(far.text).to.contain('it has a, b, c, d, e and 2 more')
  })
  it('leaves Anthropic the client’s own', () =>
    expect(checkModel(facts({ model: undefined, isNative: true })).verdict).to.equal('ok'))
  it('fails where another backend would get the client’s own, and names what it has', () => {
    const found = checkModel(facts({ model: undefined, upstream: listing('gemma4:31b') }))
    expect(found.verdict).to.equal('failure')
    expect(found.fix).to.equal('name one with --model: gemma4:31b')
    expect(checkModel(facts({ model: undefined, hasTable: true })).verdict).to.equal('warning')
  })
})
