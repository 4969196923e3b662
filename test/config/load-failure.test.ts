import { join } from 'node:path'
import { expect } from 'chai'
import { ConfigError } from '../../src/config/errors.ts'
import { loadFailure } from '../../src/config/load-failure.ts'
import { loadModule } from '../../src/config/load-module.ts'
import { makeTree, type Tree } from '../support/tree.ts'
import { configFailure } from './support.ts'

describe('a module that cannot be loaded', () => {
  let tree: Tree | undefined
  afterEach(() => tree?.remove())
  const failure = async (files: Readonly<Record<string, string>>): Promise<string> => {
    tree = makeTree(files)
    const { root } = tree
    const { message } = await configFailure(() => loadModule(join(root, 'config.ts')))
    return message.replaceAll(root, '').replaceAll('\\', '/')
  }

  it('is shown with line and column where it cannot be compiled', async () => {
    expect(await failure({ 'config.ts': 'const a = 1\nexport default {\n  b: = 2,\n}' })).to.equal(
      '/config.ts:3:6: cannot be compiled: Unexpected token',
    )
  })

  it('is shown with the line that throws, in whichever of its files', async () => {
    const text =
      'interface Long {\n  a: string\n}\n\nexport const fail = (): never => {\n  throw new RangeError("no")\n}'
    expect(
      await failure({ 'config.ts': "import { fail } from './deep/fail.ts'\nfail()", 'deep/fail.ts': text }),
    ).to.equal('/deep/fail.ts:6: throws while loading: RangeError: no')
    tree?.remove()
    const late = 'await Promise.resolve()\n\nthrow new Error("late")'
    expect(await failure({ 'config.ts': late })).to.equal('/config.ts:3: throws while loading: Error: late')
  })

  it('is shown with the import that leads nowhere, and what to do about it', async () => {
    const nowhere = { 'config.ts': "import './a.ts'", 'a.ts': "\nimport b from './b.ts'\nb()" }
    expect(await failure(nowhere)).to.equal(
      '/a.ts:2: cannot find "./b.ts": correct the path, which counts from this file',
    )
    tree?.remove()
    expect(await failure({ 'config.ts': "import x from '@a/nobody-has/deep'\nx()" })).to.equal(
      '/config.ts:1: cannot find "@a/nobody-has/deep": run "npm install @a/nobody-has" in the folder of this file',
    )
    tree?.remove()
    expect(await failure({ 'config.ts': "import x from 'claudecodex/nothing'\nx()" })).to.match(
      /^\/config\.ts:1: cannot find "claudecodex\/nothing": this version of claudecodex has no such part/,
    )
  })

  it('is told what it meant where it calls something of this package that is not there', async () => {
    expect(
      await failure({ 'config.ts': "import { dmeo } from 'claudecodex'\n\nexport default dmeo()" }),
    ).to.equal('/config.ts:3: claudecodex exports no "dmeo" - did you mean "demo"?')
  })

  it('may throw anything', () => {
    expect(loadFailure('a text', '/c.ts', new Map(), {}).message).to.equal(
      '/c.ts: throws a text while loading',
    )
    expect(loadFailure(new Error('x'), '/c.ts', new Map(), {}).message).to.equal(
      '/c.ts: throws while loading: Error: x',
    )
    const own = new ConfigError('mine')
    expect(loadFailure(own, '/c.ts', new Map(), {})).to.equal(own)
  })
})
