import { expect } from 'chai'
import { type Choice, choicesFrom } from '../../../src/commands/init/choices.ts'
import { configText } from '../../../src/commands/init/config-text.ts'
import { makeableProviders } from '../../../src/config/backends.ts'
import { loadConfiguration } from '../../../src/config/load.ts'
import { providerNamed, providers } from '../../../src/config/providers.ts'
import { compilePages } from '../../support/compile-pages.ts'
import { pageOf } from '../../support/pages.ts'
import { makeTree, type Tree } from '../../support/tree.ts'

const keys = {
  ...Object.fromEntries(providers.flatMap(({ keyVariable }) => (keyVariable ? [[keyVariable, 'x']] : []))),
  AZURE_OPENAI_ENDPOINT: 'https://mine.openai.azure.com',
  AWS_REGION: 'eu-central-1',
}
const local = new Map([
  ['ollama', ['qwen3-coder:30b']],
  ['lmstudio', ['gpt-oss-20b']],
])
const facts = { makeable: makeableProviders(), real: keys, environment: keys, local }
const choices = choicesFrom(facts)

/** With the default model, without one where that is allowed, and with one that is hard to write. */
const modelsOf = ({ name, model, withoutModel }: Choice): readonly (string | undefined)[] => [
  ...(model === undefined ? [] : [model]),
  ...(withoutModel === undefined ? [] : [undefined]),
  ...(name === 'demo' ? [] : [`it's\\a:"model"/x`, 'a\nb\u001b[2J\u2028']),
]

const variants = choices.flatMap(backend =>
  modelsOf(backend).map(model => ({
    backend,
    model,
    keyVariable: providerNamed(backend.name)?.keyVariable,
    others: choices.map(({ name }) => name).filter(name => name !== backend.name),
  })),
)

describe('the text of a new configuration', () => {
  let tree: Tree | undefined
  afterEach(() => tree?.remove())

  for (const variant of variants) {
    const { backend, model } = variant
    it(`is loaded for ${backend.name} with ${model ?? 'no model'}`, async () => {
      tree = makeTree({ 'claudecodex.config.ts': configText(variant) })
      const { root } = tree
      const configuration = await loadConfiguration({
        cwd: root,
        stopDir: root,
        env: { ...keys, CLAUDECODEX_HOME: `${root}/home` },
      })
      configuration.wire.close()
      expect(configuration.file).to.equal(`${root}/claudecodex.config.ts`)
      expect(configuration.backend).to.deep.equal({
        name: backend.name,
        reason: 'chosen by the configuration',
      })
      const made = configuration.chain.backends.find(backend.name)
      if (model !== undefined) expect(made?.model).to.equal(model)
      expect(configuration.chain.models.rules).to.deep.equal([])
    })
  }
  it('compiles as a user’s own would', function () {
    this.timeout(60_000)
    const blocks = variants.map(variant => ['```ts', configText(variant).trimEnd(), '```'].join('\n'))
    expect(compilePages(process.cwd(), [pageOf('docs/init.md', blocks.join('\n\n'))])).to.deep.equal([])
  })
  it('explains what it holds, and what it could', () => {
    const text = configText({
      backend: { name: 'openai' },
      model: 'gpt-5.1',
      keyVariable: 'OPENAI_API_KEY',
      others: ['anthropic', 'demo'],
    })
    expect(text).to.contain("openai: { use: 'openai', model: 'gpt-5.1' },")
    expect(text).to.contain('// The key is OPENAI_API_KEY.')
    expect(text).to.contain('//   anthropic, demo\n')
    for (const key of ['models', 'plugins', 'server', 'strict']) expect(text).to.contain(`${key}:`)
    for (const line of text.split('\n')) expect(line.length, line).to.be.at.most(120)
  })
})
