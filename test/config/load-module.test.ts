import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import * as publicApi from 'claudecodex'
import { loadModule, resolveModule } from '../../src/config/load-module.ts'
import { makeTree, type Tree } from '../support/tree.ts'
import { configFailure } from './support.ts'

describe('running a configuration module', () => {
  let tree: Tree | undefined
  afterEach(() => tree?.remove())
  const at = (path: string): string => join(tree?.root ?? '', path)
  const load = (files: Readonly<Record<string, string>>, start = Object.keys(files)[0] ?? '') => {
    tree = makeTree(files)
    return loadModule(at(start))
  }

  it('gives TypeScript the running copy of this package, where no folder has one installed', async () => {
    const { value, borrowed } = await load({
      'config.ts':
        "import * as api from 'claudecodex'\ninterface A { b: number }\nexport default api satisfies object as unknown as A",
    })
    expect((value as typeof publicApi).definePlugin).to.equal(publicApi.definePlugin)
    expect((value as typeof publicApi).ApiError).to.equal(publicApi.ApiError)
    expect(borrowed.claudecodex).to.have.property('demo', publicApi.demo)
  })

  it('waits for an await at its top, but not for ever', async () => {
    const slow = 'await new Promise(resolve => setTimeout(resolve, 20))\nexport default { backend: "demo" }'
    expect((await load({ 'slow.ts': slow })).value).to.deep.equal({ backend: 'demo' })
    tree?.remove()
    tree = makeTree({ 'stuck.ts': 'await new Promise(() => {})\nexport default {}' })
    const failure = await configFailure(() => loadModule(at('stuck.ts'), 50))
    expect(failure.file).to.equal(at('stuck.ts'))
    expect(failure.message).to.contain('has not loaded after 0.05 s: an await at its top')
  })

  it('does not let a file end the program without a word', async () => {
    const { exit } = process
    for (const text of ['process.exit(0)\nexport default {}', 'process.exit()\nawait 1\nexport default {}']) {
      tree?.remove()
      tree = makeTree({ 'quits.ts': text })
      const failure = await configFailure(() => loadModule(at('quits.ts')))
      expect(failure.file).to.equal(at('quits.ts'))
      expect(failure.message).to.contain('calls process.exit')
      expect(process.exit).to.equal(exit)
    }
  })

  for (const [name, text] of Object.entries({
    'config.mjs':
      "import { defineConfig } from 'claudecodex'\nexport default defineConfig({ backend: 'demo' })",
    'config.js':
      "import { defineConfig } from 'claudecodex'\nexport default defineConfig({ backend: 'demo' })",
    'config.cjs':
      "const { defineConfig } = require('claudecodex')\nmodule.exports = defineConfig({ backend: 'demo' })",
    'config.mts':
      "import { defineConfig } from 'claudecodex'\nexport default defineConfig({ backend: 'demo' })",
  })) {
    it(`runs ${name}`, async () => {
      expect((await load({ [name]: text })).value).to.deep.equal({ backend: 'demo' })
    })
  }

  it('runs siblings of every form, and tells what each exports', async () => {
    const { value, exports } = await load({
      'config.ts':
        "import a from './a.ts'\nimport b from './b.js'\nimport c from './c.mjs'\nimport d from './d.cjs'\nimport e from './e.json'\nexport default [a, b, c, d, e.f]",
      'a.ts': "export { default } from './deep/a.ts'",
      'deep/a.ts': "const a: string = 'a'\nexport default a",
      'b.js': "import { demo } from 'claudecodex'\nexport default typeof demo",
      'c.mjs': "import { demo } from 'claudecodex'\nexport default typeof demo",
      'd.cjs': "const { demo } = require('claudecodex')\nmodule.exports = typeof demo",
      'e.json': '{"f":"g"}',
    })
    expect(value).to.deep.equal(['a', 'function', 'function', 'function', 'g'])
    expect((exports.get(at(join('deep', 'a.ts'))) as { default: unknown }).default).to.equal('a')
  })

  it('runs changed files anew, siblings of every form included', async () => {
    const names = ['a.ts', 'b.js', 'c.mjs', 'd.cjs', 'e.json']
    const text = (name: string, value: number): string => {
      if (name.endsWith('.json')) return `{"value":${value}}`
      return name.endsWith('.cjs')
        ? `module.exports = { value: ${value} }`
        : `export default { value: ${value} }`
    }
    const imports = names.map((name, index) => `import m${index} from './${name}'`).join('\n')
    const root = `${imports}\nexport default [m0, m1, m2, m3, m4].map(m => m.value)`
    const files = Object.fromEntries(names.map(name => [name, text(name, 1)]))
    expect((await load({ 'config.ts': root, ...files })).value).to.deep.equal([1, 1, 1, 1, 1])
    for (const name of names) writeFileSync(at(name), text(name, 2))
    expect((await loadModule(at('config.ts'))).value).to.deep.equal([2, 2, 2, 2, 2])
  })

  it('waits at the top of a module, and shows where it is', async () => {
    const { value } = await load({
      'config.ts':
        "import late from './late.ts'\nexport default { late, url: import.meta.url, folder: __dirname }",
      'late.ts':
        "import { demo } from 'claudecodex'\nconst value = await Promise.resolve('late')\nexport default value + typeof demo",
    })
    expect(value).to.deep.include({ late: 'latefunction', folder: tree?.root })
  })

  it('has nothing where nothing is exported', async () => {
    expect((await load({ 'config.ts': 'export const other = 1' })).value).to.equal(undefined)
  })

  it('fails with the place in the file that is at fault', async () => {
    const error = await configFailure(() =>
      load({
        'config.ts': "import './plugin.ts'\nexport default {}",
        'plugin.ts': '\nconst a = {\n  b: = 1\n}',
      }),
    )
    expect([error.file, error.line]).to.deep.equal([at('plugin.ts'), 3])
  })

  it('finds packages from the file, else from where this program is', async () => {
    tree = makeTree({
      'node_modules/p/package.json': '{"name":"p","type":"module","exports":{"import":"./main.js"}}',
      'node_modules/p/main.js': 'export default 1',
    })
    expect(await resolveModule('p', at('config.ts'))).to.equal(at(join('node_modules', 'p', 'main.js')))
    expect(await resolveModule('chai', at('config.ts'))).to.match(/node_modules.chai/)
    expect(await resolveModule('claudecodex-plugin-of-nobody', at('config.ts'))).to.equal(undefined)
  })
})
