import { expect } from 'chai'
import { makeBackends } from '../../src/config/backends.ts'
import type { Config } from '../../src/config/config.ts'
import { substituteNotices } from '../../src/config/substitutes.ts'
import type { LoadedPlugin } from '../../src/core/chain.ts'
import { silentLog } from '../../src/core/log.ts'
import { modelFacts } from '../../src/core/model-facts.ts'
import { createWire } from '../../src/wire/http.ts'

const origin = { file: '/w/claudecodex.config.ts', text: '{\n  plugins: [],\n}' }

function noticesFor(options: object, environment: Readonly<Record<string, string>> = {}): readonly string[] {
  const config: Config = { backends: { ghost: { use: 'demo' } } }
  const wire = createWire()
  const backends = makeBackends({ config, environment, wire, log: silentLog, facts: modelFacts() })
  const plugins: readonly LoadedPlugin[] = [
    { plugin: { name: 'failover', apiVersion: 1 }, fingerprint: 'a', options },
    {
      plugin: { name: 'mine', apiVersion: 1, backends: [{ name: 'brought', async *stream() {} }] },
      fingerprint: 'b',
    },
  ]
  return substituteNotices({ plugins, config, origin, backends })
}

describe('the substitutes of a configuration', () => {
  it('are in order where their backends are there, by any of their names', () => {
    const substitutes = {
      'ghost:*': ['brought:m', 'claude:m', 'ollama:qwen3:8b'],
      'llama3.2:1b': 'ghost:m',
      '*': [],
    }
    expect(noticesFor({ substitutes, contextWindow: { 'brought:m': 'ghost:big' } })).to.deep.equal([])
    expect(noticesFor({})).to.deep.equal([])
  })
  it('are refused at the start where nothing answers to them, on either side', () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ substitutes: { '*': ['ghost:m', 'gemni:x'] } }, '"gemni" - did you mean "gemini"?'],
      [{ contextWindow: { '*': 'nobody:x' } }, 'there is no backend "nobody"; use ghost'],
      [{ substitutes: { '*': 'nocolon' } }, '"nocolon" names no backend: write backend:model'],
      [{ substitutes: { 'gost:x': 'ghost:y' } }, 'option substitutes["gost:x"]: there is no backend "gost"'],
    ]
    for (const [options, reason] of wrong) expect(() => noticesFor(options), reason).to.throw(reason)
    expect(() => noticesFor(wrong[0]?.[0] ?? {})).to.throw(
      '/w/claudecodex.config.ts:2: plugins: plugin "failover"',
    )
  })
  it('are told of where they cannot be asked as things are', () => {
    const substitutes = { '*': 'gemini:x' }
    expect(noticesFor({ substitutes })[0]).to.match(
      /^failover cannot ask gemini:x: GEMINI_API_KEY is not set/,
    )
    expect(noticesFor({ substitutes }, { GEMINI_API_KEY: 'k' })).to.deep.equal([])
  })
})
