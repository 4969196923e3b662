import { expect } from 'chai'
import { anthropic, demo } from 'claudecodex'
import { checkConfig, lineOf, problemsError } from '../../src/config/check.ts'
import { configFailure } from './support.ts'

const text = `export default {
  server: { host: '127.0.0.1' },
  backend: 'a',
  "backends": {
    a: demo(),
  },
  models: {
    'gpt-5.1': 'a:b',
  },
}`
const origin = { file: '/c.ts', text }
const message = async (value: unknown): Promise<string> =>
  (await configFailure(() => checkConfig(value, origin))).message

describe('the check of a configuration', () => {
  it('lets everything pass that the type allows', () => {
    const config = {
      server: {
        port: 0,
        host: 'localhost',
        clientKey: 'k',
        allowHosts: ['a'],
        commitAfterMs: 0,
        forward: ['/v1/files'],
      },
      backend: 'a',
      backends: { a: demo(), b: anthropic({})({ name: 'b' } as never), c: { use: 'demo' } },
      models: { '*': 'a:b' },
      council: {
        members: ['a:x'],
        chairman: ['a:x', 'b:y'],
        reviewers: ['a:x'],
        mode: 'race',
        timeoutMs: 1,
        deadlineMs: 1,
        quorum: 1,
        seed: 's',
        maxDollars: 0.5,
        trigger: 'always',
        progress: 'off',
      },
      plugins: [
        false,
        null,
        undefined,
        './a.ts',
        ['./b.ts', { c: 1 }],
        [['x'], { name: 'p', apiVersion: 1 }],
      ],
      credentials: 'configured',
      record: false,
      ca: ['a.pem'],
      timeouts: { connectMs: 1, firstByteMs: 2, idleMs: 3 },
      modelFacts: {
        'gpt-*': { contextWindow: 5 },
        x: { price: { input: 1, output: 2, tiers: [{ above: 9, input: 3, output: 4 }] } },
      },
    }
    expect(checkConfig(config, origin)).to.equal(config)
  })

  it('asks for an export, and for a value instead of a function', async () => {
    expect(await message(undefined)).to.match(/^\/c\.ts: exports nothing: write `export default defineConfig/)
    expect(await message(() => ({}))).to.match(/^\/c\.ts: exports a function/)
    expect(await message([])).to.equal('/c.ts: expected an object, got a list')
  })

  it('names file, line, key and what was meant', async () => {
    expect(await message({ sever: {} })).to.match(/sever: unknown key - did you mean "server"\?/)
    expect(await message({ backend: 5 })).to.equal('/c.ts:3: backend: expected a text, got 5')
    expect(await message({ server: { host: 5 } })).to.equal('/c.ts:2: server.host: expected a text, got 5')
    expect(await message({ models: { 'gpt-5.1': 1 } })).to.equal(
      '/c.ts:8: models["gpt-5.1"]: expected a text, got 1',
    )
    expect(await message({ server: { port: 'abc' } })).to.equal(
      '/c.ts:2: server.port: expected a port 0-65535, got "abc"',
    )
  })

  it('wants the whole of a price', async () => {
    const priced = (price: unknown) => message({ modelFacts: { x: { price } } })
    expect(await priced({ input: 1 })).to.match(/modelFacts\.x\.price: "output" is missing$/)
    expect(await priced({ input: -1, output: 1 })).to.match(
      /price\.input: expected dollars for a million tokens, got -1$/,
    )
    expect(await priced({ input: 1, output: 1, tiers: [{ input: 1, output: 1 }] })).to.match(
      /price\.tiers\[0\]: "above" is missing$/,
    )
  })

  it('checks the lines of the model table', async () => {
    expect(await message({ models: { subagnet: 'x' } })).to.match(/did you mean "subagent"\?$/)
  })

  it('lists everything that is wrong at once', async () => {
    expect((await message({ backend: 5, record: 'no', plugins: {} })).split('\n')).to.deep.equal([
      '/c.ts:3: backend: expected a text, got 5',
      '/c.ts: record: expected true or false, got "no"',
      '/c.ts: plugins: expected a list, got an object',
    ])
  })

  it('says how a factory is called that was forgotten to be', async () => {
    expect(await message({ plugins: [() => ({})] })).to.match(/plugins\[0\]: is a plugin factory: call it/)
  })

  it('refuses a backend that is none, or whose name could not be written in a model', async () => {
    expect(await message({ backends: { a: 'demo' } })).to.match(/backends\.a: expected a backend such as/)
    expect(await message({ backends: { 'a:b': demo() } })).to.match(/the name of a backend consists of/)
  })

  it('finds the line of a key, quoted or not, as far down as it can', () => {
    expect(lineOf(['backends', 'a'], text)).to.equal(5)
    expect(lineOf(['backends', 'zzz', 'use'], text)).to.equal(4)
    expect(lineOf(['plugins', 0], text)).to.equal(undefined)
    expect(lineOf([], text)).to.equal(undefined)
  })

  it('needs no file to report a problem', () => {
    expect(problemsError([{ path: ['a', 1], reason: 'is wrong' }]).message).to.equal('a[1]: is wrong')
  })
})
